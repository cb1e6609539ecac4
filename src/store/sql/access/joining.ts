import type { SchoolClass } from '../../../access/classes.ts';
import { whyJoiningIsClosed } from '../../../access/join-codes.ts';
import {
  type ClassPlace,
  isSameName,
  type JoinCounts,
  type JoinRequest,
  PlaceIndex,
} from '../../../access/join-requests.ts';
import type { Student } from '../../../access/students.ts';
import {
  decideJoin,
  JOIN_REQUEST_LIFETIME_MS,
  mayReplaceOwn,
  mayWait,
  requestKey,
} from '../../../admin/joining-rules.ts';
import type { Change } from '../../change.ts';
import type { FoundJoinRequest, JoinAttempt, JoinResult, JoinStore, NewToken } from '../../joining.ts';
import type { Page, PageRequest } from '../../paging.ts';
import type { Audit } from '../journal/audit.ts';
import type { SqlWork } from '../sql-work.ts';
import type { Transactions } from '../transactions.ts';
import type { Classes } from './classes.ts';
import type { JoinApprovals } from './join-approvals.ts';
import type { JoinRequests } from './join-requests.ts';
import type { RosterPlaces } from './roster-places.ts';
import type { Students } from './students.ts';
import type { Tokens } from './tokens.ts';

interface Parts {
  readonly classes: Classes;
  readonly students: Students;
  readonly tokens: Tokens;
  readonly places: RosterPlaces;
  readonly requests: JoinRequests;
  readonly approvals: JoinApprovals;
  readonly audit: Audit;
}

export class SqlJoining implements JoinStore {
  readonly #group: Transactions;
  readonly #parts: Parts;

  constructor(group: Transactions, parts: Parts) {
    this.#group = group;
    this.#parts = parts;
  }

  join(attempt: JoinAttempt, change: Change): Promise<JoinResult> {
    return this.#group.write(() => this.#join(attempt, change));
  }

  findRequest(secretHash: string, now: number): Promise<FoundJoinRequest | null> {
    return this.#group.read(() => this.#findRequest(secretHash, now));
  }

  collect(secretHash: string, token: NewToken, change: Change): Promise<Student | null> {
    return this.#group.write(() => this.#collect(secretHash, token, change));
  }

  listRequests(page: PageRequest & { classId?: number; now: number }): Promise<Page<JoinRequest>> {
    return this.#group.read(() => this.#parts.requests.list(page));
  }

  approve(...args: Parameters<JoinApprovals['approve']>): Promise<JoinRequest> {
    return this.#group.write(() => this.#parts.approvals.approve(...args));
  }

  decline(...args: Parameters<JoinApprovals['decline']>): Promise<void> {
    return this.#group.write(() => this.#parts.approvals.decline(...args));
  }

  resetPlace(studentId: number, change: Change): Promise<Student> {
    return this.#group.write(() => this.#parts.places.reset(studentId, change));
  }

  placesOf(classId: number, now: number): Promise<readonly ClassPlace[]> {
    return this.#group.read(() => this.#parts.places.listOf(classId, now));
  }

  countJoining(classId: number, now: number): Promise<JoinCounts> {
    return this.#group.read(() => this.#parts.places.count(classId, now));
  }

  countWaiting(now: number): Promise<ReadonlyMap<number, number>> {
    return this.#group.read(() => this.#parts.requests.countByClass(now));
  }

  *#join(attempt: JoinAttempt, change: Change): SqlWork<JoinResult> {
    const { classes, students, places, requests } = this.#parts;
    const schoolClass = yield* classes.findByJoinCode(attempt.code);
    if (schoolClass === null) return { refused: 'unknown_code', guessedIds: [] };
    yield* requests.deleteExpired(change.now);
    const isClosed = whyJoiningIsClosed(schoolClass, change.now) !== null;
    const listed = isClosed ? [] : yield* places.listOf(schoolClass.id, change.now);
    const decision = decideJoin(schoolClass, listed, attempt, change.now);
    switch (decision.as) {
      case 'refused':
        return { refused: decision.error, guessedIds: [] };
      case 'waiting':
        return { ...(yield* this.#wait(schoolClass, listed, attempt, change)), guessedIds: decision.guessedIds };
      case 'claimed':
        return yield* this.#claim(schoolClass, decision.student, attempt, change);
      case 'new': {
        yield* classes.takeJoinPlace(schoolClass.id);
        const fields = { name: attempt.name, classId: schoolClass.id, email: null, suspended: false };
        return yield* this.#letIn(yield* students.create(fields, {}, change), schoolClass, attempt, change);
      }
    }
  }

  /** Replaces what the same browser asked before, and what another one asked for the same person. */
  *#wait(
    schoolClass: SchoolClass,
    places: readonly ClassPlace[],
    attempt: JoinAttempt,
    { now }: Change,
  ): SqlWork<{ waiting: JoinRequest } | { refused: 'requests_full' }> {
    const { requests } = this.#parts;
    const { id: classId } = schoolClass;
    const known = yield* this.#ownRequest(classId, attempt, now);
    if (known?.state === 'approved') return { waiting: known };
    const index = new PlaceIndex(places);
    const key = requestKey(attempt, index);
    const own = known !== null && mayReplaceOwn(known, key, index) ? known : null;
    const other = yield* requests.findOfPerson(classId, key);
    if (own === null && other === null) {
      const waiting = yield* requests.countWaiting(classId, attempt.browser.addressKey);
      if (!mayWait(schoolClass, places, waiting)) return { refused: 'requests_full' };
    }
    const isOwn = other === null || other.id === own?.id;
    const replaced = isOwn ? [own] : [own, other];
    const earlier = replaced.filter((request) => request !== null);
    for (const { id } of earlier) yield* requests.delete(id);
    const attempts = earlier.reduce((sum, request) => sum + request.attempts, 1);
    const browsers = isOwn ? (own?.browsers ?? 1) : other.browsers + 1;
    const expiresAt = now + JOIN_REQUEST_LIFETIME_MS;
    return {
      waiting: yield* requests.insert(classId, { ...attempt, key }, { browsers, attempts }, { now, expiresAt }),
    };
  }

  /** What this browser asked for the same name: on a shared computer, another name is another person. */
  *#ownRequest(classId: number, { name, browser }: JoinAttempt, now: number): SqlWork<JoinRequest | null> {
    const { knownHash } = browser;
    const known = knownHash === null ? null : yield* this.#parts.requests.findBySecret(knownHash, now);
    return known !== null && known.classId === classId && isSameName(known.name, name) ? known : null;
  }

  *#claim(schoolClass: SchoolClass, student: Student, attempt: JoinAttempt, change: Change): SqlWork<JoinResult> {
    const { name, identity } = attempt;
    yield* this.#parts.audit.write(change, 'student.claim', `student ${student.id}`, null, { name, identity });
    return yield* this.#letIn(student, schoolClass, attempt, change);
  }

  *#letIn(student: Student, schoolClass: SchoolClass, attempt: JoinAttempt, change: Change): SqlWork<JoinResult> {
    const { tokens, requests } = this.#parts;
    yield* tokens.create({ ...attempt.token, studentId: student.id }, change);
    const own = yield* this.#ownRequest(schoolClass.id, attempt, change.now);
    if (own !== null) yield* requests.delete(own.id);
    return { joined: student };
  }

  *#findRequest(secretHash: string, now: number): SqlWork<FoundJoinRequest | null> {
    const request = yield* this.#parts.requests.findBySecret(secretHash, now);
    const schoolClass = request === null ? null : yield* this.#parts.classes.find(request.classId);
    return request === null || schoolClass === null ? null : { request, schoolClass };
  }

  *#collect(secretHash: string, token: NewToken, change: Change): SqlWork<Student | null> {
    const { students, tokens, requests } = this.#parts;
    const request = yield* requests.findBySecret(secretHash, change.now);
    if (request?.state !== 'approved' || request.studentId === null) return null;
    yield* requests.delete(request.id);
    const student = yield* students.find(request.studentId);
    if (student === null) return null;
    yield* tokens.create({ ...token, studentId: student.id }, change);
    return student;
  }
}
