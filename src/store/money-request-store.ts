import type { MoneyAsk, MoneyRequest } from '../access/money-requests.ts';
import type { NanoUsd } from '../ledger/money.ts';
import type { Change } from './change.ts';
import type { Page, PageRequest } from './paging.ts';
import type { TopUpEnd } from './top-up-end.ts';

/** What the owner gives. `amount` null: as much as was asked for; `end` null: until the end of this week. */
export interface MoneyGrant {
  readonly amount: NanoUsd | null;
  readonly end: TopUpEnd | null;
  /** For the student to read; null: nothing. */
  readonly word: string | null;
}

/** Students who ask for more money. Requests that have expired are never found. */
export interface MoneyRequestStore {
  /** @throws AdminError student_not_found, and what checkMayAsk() refuses */
  ask(studentId: number, asked: MoneyAsk, change: Change): Promise<MoneyRequest>;
  /** Open ones, the oldest first. @param now ms UTC */
  listOpen(page: PageRequest & { readonly classId?: number; readonly now: number }): Promise<Page<MoneyRequest>>;
  /** Of one student, answered ones too, the newest first. @param now ms UTC */
  listOf(studentId: number, now: number): Promise<readonly MoneyRequest[]>;
  /** How many are open. @param now ms UTC */
  countOpen(now: number): Promise<number>;
  /** Adds the top-up and answers the request, or does neither. @throws AdminError money_request_not_found, and what the rules of top-ups refuse */
  grant(id: number, grant: MoneyGrant, change: Change): Promise<MoneyRequest>;
  /** @throws AdminError money_request_not_found */
  decline(id: number, word: string | null, change: Change): Promise<MoneyRequest>;
}
