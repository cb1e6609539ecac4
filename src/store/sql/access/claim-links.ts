import type { ClaimLink } from '../../../access/claim-links.ts';
import type { Student } from '../../../access/students.ts';
import { AdminError } from '../../../admin/admin-error.ts';
import { checkNewestClaimLink, findClaimError } from '../../../admin/claim-rules.ts';
import type { TokenFields } from '../../access-fields.ts';
import type { Change } from '../../change.ts';
import type {
  ClaimLinkStore,
  ClaimMailNote,
  ClaimMailSelection,
  ClaimResult,
  ClaimSelection,
  CreatedClaimLink,
  FoundClaimLink,
  NewClaimLinks,
} from '../../claim-link-store.ts';
import { NUMBERS_OF_JSON } from '../engine-words.ts';
import type { Audit } from '../journal/audit.ts';
import { type ClaimLinkRow, claimLinkFrom } from '../rows/claim-link-row.ts';
import { type StudentRow, studentFrom } from '../rows/student-row.ts';
import { allRows, firstRow, insertedId, mapWork, oneRow, type SqlWork, write } from '../sql-work.ts';
import type { Transactions } from '../transactions.ts';
import type { Classes } from './classes.ts';
import type { Students } from './students.ts';
import type { Tokens } from './tokens.ts';
import { interruptMails, keepMails } from './waiting-mails.ts';

type ClassOrStudent = { readonly classId: number } | { readonly studentId: number };

interface Parts {
  readonly classes: Classes;
  readonly students: Students;
  readonly tokens: Tokens;
  readonly audit: Audit;
}

export class SqlClaimLinks implements ClaimLinkStore {
  readonly #group: Transactions;
  readonly #parts: Parts;

  constructor(group: Transactions, parts: Parts) {
    this.#group = group;
    this.#parts = parts;
  }

  create(links: NewClaimLinks, change: Change): Promise<CreatedClaimLink[]> {
    return this.#group.write(() => this.#create(links, change));
  }

  revoke(of: ClassOrStudent, change: Change): Promise<number> {
    return this.#group.write(() => this.#revoke(of, change));
  }

  find(hash: string): Promise<FoundClaimLink | null> {
    return this.#group.read(() => this.#find(hash));
  }

  claim(hash: string, token: Omit<TokenFields, 'studentId'>, change: Change): Promise<ClaimResult> {
    return this.#group.write(() => this.#claim(hash, token, change));
  }

  newestOf(studentIds: readonly number[]): Promise<ReadonlyMap<number, ClaimLink>> {
    return this.#group.read(() => this.#newestOf(studentIds));
  }

  newestIdOfClass(classId: number): Promise<number> {
    return this.#group.read(() => this.#newestId({ classId, students: 'all' }));
  }

  queueMails(mails: readonly ClaimMailNote[], change: Change): Promise<number[]> {
    return this.#group.write(() => this.#queueMails(mails, change));
  }

  noteMails(mails: readonly ClaimMailNote[]): Promise<void> {
    return this.#group.write(() => this.#noteMails(mails));
  }

  keepMails(linkIds: readonly number[], now: number): Promise<void> {
    return this.#group.write(() => keepMails(linkIds, now));
  }

  interruptMails(mails: ClaimMailSelection, now: number): Promise<number> {
    return this.#group.write(() => interruptMails(mails, now));
  }

  *#create({ selection, newLink, newestId }: NewClaimLinks, change: Change): SqlWork<CreatedClaimLink[]> {
    checkNewestClaimLink(yield* this.#newestId(selection), newestId);
    yield* this.#checkMayGetLinks(selection);
    const students = yield* this.#select(selection, change.now);
    return yield* mapWork(students, (student) => this.#createFor(student, newLink, change));
  }

  *#newestId(selection: ClaimSelection): SqlWork<number> {
    const [condition, id] =
      'studentId' in selection
        ? ['student_id = ?', selection.studentId]
        : ['student_id IN (SELECT id FROM students WHERE class_id = ?)', selection.classId];
    const query = `SELECT coalesce(max(id), 0) AS newest FROM claim_links WHERE ${condition}`;
    return (yield* oneRow<{ newest: number }>(query, id)).newest;
  }

  /** @throws AdminError */
  *#checkMayGetLinks(selection: ClaimSelection): SqlWork<void> {
    const { classes, students } = this.#parts;
    if ('classId' in selection) yield* classes.getCurrent(selection.classId, ['classId']);
    else yield* students.getCurrent(selection.studentId);
  }

  /** In the order of their ids. @throws AdminError */
  *#select(selection: ClaimSelection, now: number): SqlWork<Student[]> {
    if ('studentId' in selection) return [yield* this.#parts.students.get(selection.studentId)];
    const { classId, students } = selection;
    yield* this.#parts.classes.get(classId, ['classId']);
    const withoutToken = `AND NOT EXISTS (SELECT 1 FROM api_tokens WHERE student_id = students.id
      AND coalesce(revoked_at > @now, TRUE) AND coalesce(expires_at > @now, TRUE))`;
    const rows = yield* allRows<StudentRow>(
      `SELECT * FROM students WHERE class_id = @classId AND deleted_at IS NULL
         ${students === 'without_token' ? withoutToken : ''} ORDER BY id`,
      { classId, ...(students === 'without_token' ? { now } : {}) },
    );
    const found = rows.map(studentFrom);
    if (typeof students === 'string') return found;
    const byId = new Map(found.map((student) => [student.id, student]));
    return [...new Set(students)].map((id, index) => {
      const student = byId.get(id);
      if (student === undefined) throw new AdminError({ code: 'student_not_found', id }, ['students', index]);
      return student;
    });
  }

  *#createFor(student: Student, newLink: NewClaimLinks['newLink'], change: Change): SqlWork<CreatedClaimLink> {
    yield* this.#replaceOf(student.id, change);
    const { classId } = student;
    const schoolClass = classId === null ? null : yield* this.#parts.classes.find(classId);
    const { hash, expiresAt } = newLink(schoolClass);
    const id = yield* insertedId(
      'INSERT INTO claim_links (student_id, hash, created_at, expires_at) VALUES (?, ?, ?, ?)',
      ...[student.id, hash, change.now, expiresAt],
    );
    const link = yield* this.#get(id);
    yield* this.#parts.audit.write(change, 'claim-link.create', `student ${student.id}`, null, { expiresAt });
    return { student, schoolClass, link, hash };
  }

  /** Also one that has expired: it would be open again after the clock is set back. */
  *#replaceOf(studentId: number, { now }: Change): SqlWork<void> {
    yield* write(
      'UPDATE claim_links SET revoked_at = ? WHERE student_id = ? AND claimed_at IS NULL AND revoked_at IS NULL',
      now,
      studentId,
    );
  }

  *#get(id: number): SqlWork<ClaimLink> {
    return claimLinkFrom(yield* oneRow<ClaimLinkRow>('SELECT * FROM claim_links WHERE id = ?', id));
  }

  *#revoke(of: ClassOrStudent, change: Change): SqlWork<number> {
    let revoked = 0;
    const students = yield* this.#select('classId' in of ? { ...of, students: 'all' } : of, change.now);
    for (const { id } of students) {
      const expiresAt = yield* this.#revokeOf(id, change);
      if (expiresAt === null) continue;
      revoked += 1;
      const before = { expiresAt, revokedAt: null };
      const after = { expiresAt, revokedAt: change.now };
      yield* this.#parts.audit.write(change, 'claim-link.revoke', `student ${id}`, before, after);
    }
    return revoked;
  }

  /** @returns when the open link of a student would have expired; null: there was none */
  *#revokeOf(studentId: number, { now }: Change): SqlWork<number | null> {
    const row = yield* firstRow<{ expires_at: number }>(
      `UPDATE claim_links SET revoked_at = @now WHERE student_id = @studentId
         AND claimed_at IS NULL AND revoked_at IS NULL AND expires_at > @now RETURNING expires_at`,
      { studentId, now },
    );
    return row?.expires_at ?? null;
  }

  *#find(hash: string): SqlWork<FoundClaimLink | null> {
    const row = yield* firstRow<ClaimLinkRow>('SELECT * FROM claim_links WHERE hash = ?', hash);
    if (row === undefined) return null;
    const student = yield* this.#parts.students.find(row.student_id);
    if (student === null) return null;
    const { classId } = student;
    const schoolClass = classId === null ? null : yield* this.#parts.classes.find(classId);
    return { link: claimLinkFrom(row), student, schoolClass };
  }

  *#claim(hash: string, token: Omit<TokenFields, 'studentId'>, change: Change): SqlWork<ClaimResult> {
    const found = yield* this.#find(hash);
    const refused = findClaimError(found, change.now);
    if (found === null || refused !== null) return { refused: refused ?? 'unknown' };
    const { link, student } = found;
    const { id: tokenId } = yield* this.#parts.tokens.create({ ...token, studentId: student.id }, change);
    yield* write('UPDATE claim_links SET claimed_at = ?, token_id = ? WHERE id = ?', change.now, tokenId, link.id);
    const after = { claimedAt: change.now };
    yield* this.#parts.audit.write(change, 'claim-link.claim', `student ${student.id}`, null, after);
    return { claimed: { ...found, link: { ...link, claimedAt: change.now, tokenId } } };
  }

  *#newestOf(studentIds: readonly number[]): SqlWork<ReadonlyMap<number, ClaimLink>> {
    const rows = yield* allRows<ClaimLinkRow>(
      `SELECT * FROM claim_links WHERE id IN (SELECT max(id) FROM claim_links
           WHERE student_id IN (${NUMBERS_OF_JSON}) GROUP BY student_id)`,
      JSON.stringify(studentIds),
    );
    return new Map(rows.map((row) => [row.student_id, claimLinkFrom(row)]));
  }

  *#queueMails(mails: readonly ClaimMailNote[], change: Change): SqlWork<number[]> {
    const queued: number[] = [];
    for (const note of mails) {
      const { studentId, mail } = yield* this.#get(note.id);
      if (mail?.state === 'waiting' || mail?.state === 'sent') continue;
      yield* this.#noteMail(note);
      yield* this.#parts.audit.write(change, 'claim-link.mail', `student ${studentId}`, null, { email: note.mail.to });
      queued.push(note.id);
    }
    return queued;
  }

  *#noteMail({ id, mail }: ClaimMailNote): SqlWork<void> {
    yield* write(
      'UPDATE claim_links SET mail_state = @state, mail_to = @to, mail_at = @at, mail_problem = @problem WHERE id = @id',
      { ...mail, id },
    );
  }

  *#noteMails(mails: readonly ClaimMailNote[]): SqlWork<void> {
    for (const note of mails) yield* this.#noteMail(note);
  }
}
