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
import type { Audit } from '../journal/audit.ts';
import type { EffectiveRules } from '../ledger/effective-rules.ts';
import type { TopUps } from '../ledger/top-ups.ts';
import type { SqlWork } from '../sql-work.ts';
import type { Transactions } from '../transactions.ts';
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
export class SqlMoneyAsking implements MoneyRequestStore {
  readonly #group: Transactions;
  readonly #parts: Parts;

  constructor(group: Transactions, parts: Parts) {
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
    return this.#group.write(() => this.#decline(id, word, change));
  }

  *#ask(studentId: number, { amount, reason }: MoneyAsk, change: Change): SqlWork<MoneyRequest> {
    const { students, rules, requests, audit } = this.#parts;
    const { now } = change;
    yield* students.get(studentId);
    yield* requests.deleteExpired(now);
    const { student, schoolClass, rules: all } = yield* rules.ofStudent(studentId);
    const limits = all.filter(({ scope }) => scope === 'student');
    checkMayAsk({ student, schoolClass, limits, earlier: yield* requests.listOf(studentId, now) }, amount, now);
    const expiresAt = now + MONEY_REQUEST_LIFETIME_MS;
    const request = yield* requests.insert({ studentId, amount, reason, createdAt: now, expiresAt });
    yield* audit.write(change, 'money-request.ask', `student ${studentId}`, null, { request: request.id, amount });
    return request;
  }

  *#grant(id: number, grant: MoneyGrant, change: Change): SqlWork<MoneyRequest> {
    const { requests, rules, topUps } = this.#parts;
    const { now } = change;
    const request = yield* requests.getOpen(id, now);
    const { studentId } = request;
    const endsAt = topUpEndsAt(grant.end, (yield* rules.ofStudent(studentId)).calendar, now);
    const fields = { scope: 'student', scopeId: studentId, endsAt, reason: grant.word } as const;
    const { id: topUpId, amount } = yield* topUps.create({ ...fields, amount: grant.amount ?? request.amount }, change);
    return yield* this.#answer(request, { at: now, word: grant.word, topUp: { id: topUpId, amount, endsAt } }, change);
  }

  *#answer(request: MoneyRequest, answer: MoneyAnswer, change: Change): SqlWork<MoneyRequest> {
    const { requests, audit } = this.#parts;
    const answered = yield* requests.answer(request, answer, change.now + MONEY_REQUEST_LIFETIME_MS);
    const { id, studentId, amount } = request;
    const action = answer.topUp === null ? 'money-request.decline' : 'money-request.grant';
    const after = answer.topUp === null ? {} : { granted: answer.topUp.amount, topUp: answer.topUp.id };
    yield* audit.write(change, action, `student ${studentId}`, { request: id, amount }, { request: id, ...after });
    return answered;
  }

  *#decline(id: number, word: string | null, change: Change): SqlWork<MoneyRequest> {
    const request = yield* this.#parts.requests.getOpen(id, change.now);
    return yield* this.#answer(request, { at: change.now, word, topUp: null }, change);
  }
}
