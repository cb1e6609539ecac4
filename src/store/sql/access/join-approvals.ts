import type { JoinRequest } from '../../../access/join-requests.ts';
import { personKey, TakenIdentities } from '../../../access/join-requests.ts';
import type { Student } from '../../../access/students.ts';
import { AdminError } from '../../../admin/admin-error.ts';
import { checkApprovalAsNew, fieldsOfNewStudent } from '../../../admin/join-request-rules.ts';
import { JOIN_REQUEST_LIFETIME_MS } from '../../../admin/joining-rules.ts';
import type { Change } from '../../change.ts';
import type { JoinApproval } from '../../joining.ts';
import type { Audit } from '../journal/audit.ts';
import type { SqlWork } from '../sql-work.ts';
import type { Classes } from './classes.ts';
import type { JoinRequests } from './join-requests.ts';
import type { Students } from './students.ts';
import type { Tokens } from './tokens.ts';

/** The identities of a class, as long as no student of it has changed here, and none was added elsewhere. */
interface Taken {
  readonly classId: number;
  readonly revision: number;
  /** Id of the newest student of the class. */
  readonly newestId: number;
  readonly identities: TakenIdentities;
}

interface Target {
  readonly classId: number;
  readonly id: number;
}

/** What the owner decides about join requests; every method runs inside a transaction. */
export class JoinApprovals {
  readonly #classes: Classes;
  readonly #students: Students;
  readonly #tokens: Tokens;
  readonly #requests: JoinRequests;
  readonly #audit: Audit;
  #taken: Taken | null = null;

  constructor(parts: {
    classes: Classes;
    students: Students;
    tokens: Tokens;
    requests: JoinRequests;
    audit: Audit;
  }) {
    this.#classes = parts.classes;
    this.#students = parts.students;
    this.#tokens = parts.tokens;
    this.#requests = parts.requests;
    this.#audit = parts.audit;
  }

  *approve(target: Target, approval: JoinApproval, change: Change): SqlWork<JoinRequest> {
    const { now } = change;
    const before = yield* this.#requests.get(target, now);
    if (before.state !== 'waiting') throw new AdminError({ code: 'join_request_not_found', id: before.id });
    const student =
      approval.as === 'new' ? yield* this.#create(before, change) : yield* this.#choose(before, approval, change);
    yield* this.#requests.decide(before.id, student.id, now + JOIN_REQUEST_LIFETIME_MS);
    const after = yield* this.#requests.get(target, now);
    yield* this.#audit.write(change, 'join-request.approve', `join-request ${before.id}`, before, after);
    return after;
  }

  *decline(target: Target, change: Change): SqlWork<void> {
    const before = yield* this.#requests.get(target, change.now);
    yield* this.#requests.decide(before.id, null, change.now + JOIN_REQUEST_LIFETIME_MS);
    const after = { ...before, state: 'declined', studentId: null };
    yield* this.#audit.write(change, 'join-request.decline', `join-request ${before.id}`, before, after);
  }

  *#create(request: JoinRequest, change: Change): SqlWork<Student> {
    const { classId } = request;
    checkApprovalAsNew(yield* this.#classes.get(classId), change.now);
    yield* this.#classes.takeJoinPlace(classId);
    const taken = yield* this.#takenIn(classId);
    const student = yield* this.#students.create(fieldsOfNewStudent(request, taken), {}, change);
    taken.add(student);
    this.#taken = { classId, revision: this.#students.revision, newestId: student.id, identities: taken };
    return student;
  }

  /** Read once for many approvals after each other: each of 1,000 would read the whole class. */
  *#takenIn(classId: number): SqlWork<TakenIdentities> {
    const known = this.#taken;
    const isSame = known?.classId === classId && known.revision === this.#students.revision;
    if (isSame && known.newestId === (yield* this.#students.newestIdOf(classId))) return known.identities;
    return new TakenIdentities(yield* this.#students.listOfClass(classId));
  }

  *#choose(
    request: JoinRequest,
    { studentId, revokesTokens }: Extract<JoinApproval, { as: 'student' }>,
    change: Change,
  ): SqlWork<Student> {
    const student = yield* this.#students.get(studentId, ['studentId']);
    if (student.classId !== request.classId) {
      throw new AdminError({ code: 'student_not_found', id: studentId }, ['studentId']);
    }
    yield* this.#replaceApproved(request, studentId, change.now);
    if (revokesTokens) yield* this.#tokens.revokeAllOf(studentId, change);
    return student;
  }

  /** Somebody who lost the cookie after an approval has asked again; but two people never get the same place. */
  *#replaceApproved({ name, identity }: JoinRequest, studentId: number, now: number): SqlWork<void> {
    const approved = yield* this.#requests.findApprovedAs(studentId, now);
    if (approved === null) return;
    if (personKey(approved.name, approved.identity) !== personKey(name, identity)) {
      throw new AdminError({ code: 'place_promised', id: studentId, name: approved.name }, ['studentId']);
    }
    yield* this.#requests.delete(approved.id);
  }
}
