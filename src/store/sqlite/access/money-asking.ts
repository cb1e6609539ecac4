import {
  MONEY_REQUEST_LIFETIME_MS,
  type MoneyAnswer,
  type MoneyAsk,
  type MoneyRequest,
} from '../../../access/money-requests.ts';
import { checkMayAsk } from '../../../admin/money-request-rules.ts';
import { topUpEndsAt } from '../../../admin/top-up-end.ts';
import type { Change } from '../../change.ts';
import type { MoneyGrant, MoneyRequestStore } from '../../money-request-store.ts';
import type { Page, PageRequest } from '../../paging.ts';
import type { Audit } from '../engine/audit.ts';
import type { CommitGroup } from '../engine/commit-group.ts';
import type { EffectiveRules } from '../ledger/effective-rules.ts';
import type { TopUps } from '../ledger/top-ups.ts';
import type { MoneyRequests } from './money-requests.ts';
import type { Students } from './students.ts';

interface Parts {
  readonly students: Students;
  readonly rules: EffectiveRules;
  readonly requests: MoneyRequests;
  readonly topUps: TopUps;
  readonly audit: Audit;
}

/** Money requests. The audit has no words of theirs: it outlives the student. */
export class SqliteMoneyAsking implements MoneyRequestStore {
  readonly #group: CommitGroup;
  readonly #parts: Parts;

  constructor(group: CommitGroup, parts: Parts) {
    this.#group = group;
    this.#parts = parts;
  }

  ask(studentId: number, asked: MoneyAsk, change: Change): Promise<MoneyRequest> {
    return this.#group.write(() => this.#ask(studentId, asked, change));
  }

  listOpen(page: PageRequest & { classId?: number; now: number }): Promise<Page<MoneyRequest>> {
    return this.#group.read(() => this.#parts.requests.listOpen(page));
  }

  listOf(studentId: number, now: number): Promise<readonly MoneyRequest[]> {
    return this.#group.read(() => this.#parts.requests.listOf(studentId, now));
  }

  countOpen(now: number): Promise<number> {
    return this.#group.read(() => this.#parts.requests.countOpen(now));
  }

  grant(id: number, grant: MoneyGrant, change: Change): Promise<MoneyRequest> {
    return this.#group.write(() => this.#grant(id, grant, change));
  }

  decline(id: number, word: string | null, change: Change): Promise<MoneyRequest> {
    return this.#group.write(() =>
      this.#answer(this.#parts.requests.getOpen(id, change.now), { at: change.now, word, topUp: null }, change),
    );
  }

  #ask(studentId: number, { amount, reason }: MoneyAsk, change: Change): MoneyRequest {
    const { students, rules, requests, audit } = this.#parts;
    const { now } = change;
    students.get(studentId);
    requests.deleteExpired(now);
    const { student, schoolClass, rules: all } = rules.ofStudent(studentId);
    const limits = all.filter(({ scope }) => scope === 'student');
    checkMayAsk({ student, schoolClass, limits, earlier: requests.listOf(studentId, now) }, amount, now);
    const expiresAt = now + MONEY_REQUEST_LIFETIME_MS;
    const request = requests.insert({ studentId, amount, reason, createdAt: now, expiresAt });
    audit.write(change, 'money-request.ask', `student ${studentId}`, null, { request: request.id, amount });
    return request;
  }

  #grant(id: number, grant: MoneyGrant, change: Change): MoneyRequest {
    const { requests, rules, topUps } = this.#parts;
    const { now } = change;
    const request = requests.getOpen(id, now);
    const { studentId } = request;
    const endsAt = topUpEndsAt(grant.end, rules.ofStudent(studentId).calendar, now);
    const fields = { scope: 'student', scopeId: studentId, endsAt, reason: grant.word } as const;
    const { id: topUpId, amount } = topUps.create({ ...fields, amount: grant.amount ?? request.amount }, change);
    return this.#answer(request, { at: now, word: grant.word, topUp: { id: topUpId, amount, endsAt } }, change);
  }

  #answer(request: MoneyRequest, answer: MoneyAnswer, change: Change): MoneyRequest {
    const { requests, audit } = this.#parts;
    const answered = requests.answer(request, answer, change.now + MONEY_REQUEST_LIFETIME_MS);
    const { id, studentId, amount } = request;
    const action = answer.topUp === null ? 'money-request.decline' : 'money-request.grant';
    const after = answer.topUp === null ? {} : { granted: answer.topUp.amount, topUp: answer.topUp.id };
    audit.write(change, action, `student ${studentId}`, { request: id, amount }, { request: id, ...after });
    return answered;
  }
}
