import type { ClaimLink } from '../../../access/claim-links.ts';
import type { Student } from '../../../access/students.ts';
import { AdminError } from '../../../admin/admin-error.ts';
import { checkNewestClaimLink, findClaimError } from '../../../admin/claim-rules.ts';
import type { TokenFields } from '../../access-fields.ts';
import type { Change } from '../../change.ts';
import type {
  ClaimLinkStore,
  ClaimMailNote,
  ClaimResult,
  ClaimSelection,
  CreatedClaimLink,
  FoundClaimLink,
  NewClaimLinks,
} from '../../claim-link-store.ts';
import { type ClaimLinkRow, claimLinkFrom } from '../../sql/rows/claim-link-row.ts';
import { type StudentRow, studentFrom } from '../../sql/rows/student-row.ts';
import type { Audit } from '../engine/audit.ts';
import type { CommitGroup } from '../engine/commit-group.ts';
import type { Sqlite } from '../engine/database.ts';
import type { Classes } from './classes.ts';
import type { Students } from './students.ts';
import type { Tokens } from './tokens.ts';

type ClassOrStudent = { readonly classId: number } | { readonly studentId: number };

interface Parts {
  readonly classes: Classes;
  readonly students: Students;
  readonly tokens: Tokens;
  readonly audit: Audit;
}

export class SqliteClaimLinks implements ClaimLinkStore {
  readonly #sqlite: Sqlite;
  readonly #group: CommitGroup;
  readonly #parts: Parts;

  constructor(sqlite: Sqlite, group: CommitGroup, parts: Parts) {
    this.#sqlite = sqlite;
    this.#group = group;
    this.#parts = parts;
  }

  create({ selection, newLink, newestId }: NewClaimLinks, change: Change): Promise<CreatedClaimLink[]> {
    return this.#group.write(() => {
      checkNewestClaimLink(this.#newestId(selection), newestId);
      this.#checkMayGetLinks(selection);
      return this.#select(selection, change.now).map((student) => {
        this.#replaceOf(student.id, change);
        const { classId } = student;
        const schoolClass = classId === null ? null : this.#parts.classes.find(classId);
        const { hash, expiresAt } = newLink(schoolClass);
        const inserted = this.#sqlite
          .prepare('INSERT INTO claim_links (student_id, hash, created_at, expires_at) VALUES (?, ?, ?, ?)')
          .run(student.id, hash, change.now, expiresAt);
        const link = this.#get(Number(inserted.lastInsertRowid));
        this.#parts.audit.write(change, 'claim-link.create', `student ${student.id}`, null, { expiresAt });
        return { student, schoolClass, link, hash };
      });
    });
  }

  revoke(of: ClassOrStudent, change: Change): Promise<number> {
    return this.#group.write(() => {
      let revoked = 0;
      const students = this.#select('classId' in of ? { ...of, students: 'all' } : of, change.now);
      for (const { id } of students) {
        const expiresAt = this.#revokeOf(id, change);
        if (expiresAt === null) continue;
        revoked += 1;
        const after = { expiresAt, revokedAt: change.now };
        this.#parts.audit.write(change, 'claim-link.revoke', `student ${id}`, { expiresAt, revokedAt: null }, after);
      }
      return revoked;
    });
  }

  find(hash: string): Promise<FoundClaimLink | null> {
    return this.#group.read(() => this.#find(hash));
  }

  claim(hash: string, token: Omit<TokenFields, 'studentId'>, change: Change): Promise<ClaimResult> {
    return this.#group.write(() => {
      const found = this.#find(hash);
      const refused = findClaimError(found, change.now);
      if (found === null || refused !== null) return { refused: refused ?? 'unknown' };
      const { link, student } = found;
      const { id: tokenId } = this.#parts.tokens.create({ ...token, studentId: student.id }, change);
      this.#sqlite
        .prepare('UPDATE claim_links SET claimed_at = ?, token_id = ? WHERE id = ?')
        .run(change.now, tokenId, link.id);
      this.#parts.audit.write(change, 'claim-link.claim', `student ${student.id}`, null, { claimedAt: change.now });
      return { claimed: { ...found, link: { ...link, claimedAt: change.now, tokenId } } };
    });
  }

  newestOf(studentIds: readonly number[]): Promise<ReadonlyMap<number, ClaimLink>> {
    return this.#group.read(() => {
      const rows = this.#sqlite
        .prepare(
          `SELECT * FROM claim_links WHERE id IN (SELECT max(id) FROM claim_links
           WHERE student_id IN (SELECT value FROM json_each(?)) GROUP BY student_id)`,
        )
        .all(JSON.stringify(studentIds)) as ClaimLinkRow[];
      return new Map(rows.map((row) => [row.student_id, claimLinkFrom(row)]));
    });
  }

  newestIdOfClass(classId: number): Promise<number> {
    return this.#group.read(() => this.#newestId({ classId, students: 'all' }));
  }

  queueMails(mails: readonly ClaimMailNote[], change: Change): Promise<number[]> {
    return this.#group.write(() =>
      mails.flatMap((note) => {
        const { studentId, mail } = this.#get(note.id);
        if (mail?.state === 'waiting' || mail?.state === 'sent') return [];
        this.#noteMail(note);
        this.#parts.audit.write(change, 'claim-link.mail', `student ${studentId}`, null, { email: note.mail.to });
        return [note.id];
      }),
    );
  }

  noteMails(mails: readonly ClaimMailNote[]): Promise<void> {
    return this.#group.write(() => {
      for (const note of mails) this.#noteMail(note);
    });
  }

  interruptMails(now: number): Promise<number> {
    return this.#group.write(
      () =>
        this.#sqlite
          .prepare("UPDATE claim_links SET mail_state = 'interrupted', mail_at = ? WHERE mail_state = 'waiting'")
          .run(now).changes,
    );
  }

  #find(hash: string): FoundClaimLink | null {
    const row = this.#sqlite.prepare('SELECT * FROM claim_links WHERE hash = ?').get(hash) as ClaimLinkRow | undefined;
    if (row === undefined) return null;
    const student = this.#parts.students.find(row.student_id);
    if (student === null) return null;
    const { classId } = student;
    const schoolClass = classId === null ? null : this.#parts.classes.find(classId);
    return { link: claimLinkFrom(row), student, schoolClass };
  }

  /** @throws AdminError */
  #checkMayGetLinks(selection: ClaimSelection): void {
    const { classes, students } = this.#parts;
    if ('classId' in selection) classes.getCurrent(selection.classId, ['classId']);
    else students.getCurrent(selection.studentId);
  }

  /** In the order of their ids. @throws AdminError */
  #select(selection: ClaimSelection, now: number): Student[] {
    if ('studentId' in selection) return [this.#parts.students.get(selection.studentId)];
    const { classId, students } = selection;
    this.#parts.classes.get(classId, ['classId']);
    const withoutToken = `AND NOT EXISTS (SELECT 1 FROM api_tokens WHERE student_id = students.id
      AND coalesce(revoked_at > @now, TRUE) AND coalesce(expires_at > @now, TRUE))`;
    const rows = this.#sqlite
      .prepare(
        `SELECT * FROM students WHERE class_id = @classId AND deleted_at IS NULL
         ${students === 'without_token' ? withoutToken : ''} ORDER BY id`,
      )
      .all({ classId, ...(students === 'without_token' ? { now } : {}) }) as StudentRow[];
    const found = rows.map(studentFrom);
    if (typeof students === 'string') return found;
    const byId = new Map(found.map((student) => [student.id, student]));
    return [...new Set(students)].map((id, index) => {
      const student = byId.get(id);
      if (student === undefined) throw new AdminError({ code: 'student_not_found', id }, ['students', index]);
      return student;
    });
  }

  #newestId(selection: ClaimSelection): number {
    const [condition, id] =
      'studentId' in selection
        ? ['student_id = ?', selection.studentId]
        : ['student_id IN (SELECT id FROM students WHERE class_id = ?)', selection.classId];
    const row = this.#sqlite.prepare(`SELECT max(id) AS newest FROM claim_links WHERE ${condition}`).get(id);
    return (row as { newest: number | null }).newest ?? 0;
  }

  /** Also one that has expired: it would be open again after the clock is set back. */
  #replaceOf(studentId: number, { now }: Change): void {
    this.#sqlite
      .prepare(
        'UPDATE claim_links SET revoked_at = ? WHERE student_id = ? AND claimed_at IS NULL AND revoked_at IS NULL',
      )
      .run(now, studentId);
  }

  /** @returns when the open link of a student would have expired; null: there was none */
  #revokeOf(studentId: number, { now }: Change): number | null {
    const row = this.#sqlite
      .prepare(
        `UPDATE claim_links SET revoked_at = @now WHERE student_id = @studentId
         AND claimed_at IS NULL AND revoked_at IS NULL AND expires_at > @now RETURNING expires_at`,
      )
      .get({ studentId, now }) as { expires_at: number } | undefined;
    return row?.expires_at ?? null;
  }

  #noteMail({ id, mail }: ClaimMailNote): void {
    this.#sqlite
      .prepare(
        'UPDATE claim_links SET mail_state = @state, mail_to = @to, mail_at = @at, mail_problem = @problem WHERE id = @id',
      )
      .run({ ...mail, id });
  }

  #get(id: number): ClaimLink {
    return claimLinkFrom(this.#sqlite.prepare('SELECT * FROM claim_links WHERE id = ?').get(id) as ClaimLinkRow);
  }
}
