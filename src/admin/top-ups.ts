import { calendarOf, type SchoolClass } from '../access/classes.ts';
import { availableIn, type BudgetBalance, isPlainMoney, WALLET_ID } from '../ledger/budgets.ts';
import type { NanoUsd } from '../ledger/money.ts';
import type { TopUp, TopUpBalance, TopUpScope } from '../ledger/top-ups.ts';
import type { TopUpEnd } from '../store/top-up-end.ts';
import { type Actor, changeBy } from './actor.ts';
import type { AdminDeps } from './admin-deps.ts';
import { AdminError } from './admin-error.ts';
import { getClass } from './classes.ts';
import { parseText } from './field-checks.ts';
import { getStudent } from './students.ts';
import { topUpEndsAt } from './top-up-end.ts';
import { checkTopUp } from './top-up-rules.ts';

export const MAX_TOP_UP_REASON_CHARACTERS = 300;
/** More than one class or student can have in effect. */
const ALL = { after: null, limit: 1000 };

export interface NewTopUp {
  readonly scope: TopUpScope;
  readonly scopeId: number;
  /** NaN when what was typed is no amount. */
  readonly amount: NanoUsd;
  /** null: until the end of this week. */
  readonly end: TopUpEnd | null;
  /** For the students to read; null: nothing. */
  readonly reason: string | null;
  /** See TopUpOrder. */
  readonly newestId?: number | undefined;
}

/** Money once, from now on. @throws AdminError */
export async function createTopUp(input: NewTopUp, actor: Actor, deps: AdminDeps): Promise<TopUp> {
  const { scope, scopeId, amount, newestId } = input;
  const change = changeBy(actor, deps.now());
  const reason = parseText(input.reason, MAX_TOP_UP_REASON_CHARACTERS, ['reason']);
  const schoolClass = await classOf(scope, scopeId, deps);
  const endsAt = topUpEndsAt(input.end, calendarOf(schoolClass, deps.timeZone), change.now);
  return deps.store.ledger.createTopUp({ scope, scopeId, amount, endsAt, reason, newestId }, change);
}

/** For a form that may be sent twice; 0: there is none. */
export async function newestTopUpId({ store }: Pick<AdminDeps, 'store'>): Promise<number> {
  const { rows } = await store.ledger.listTopUps({ after: null, limit: 1 });
  return rows[0]?.id ?? 0;
}

/** What createTopUp() would refuse of one for a student of a class. @throws AdminError */
export function checkNewTopUp(
  { amount, end, reason }: Pick<NewTopUp, 'amount' | 'end' | 'reason'>,
  schoolClass: SchoolClass,
  { timeZone, now }: Pick<AdminDeps, 'timeZone' | 'now'>,
): void {
  const at = now();
  parseText(reason, MAX_TOP_UP_REASON_CHARACTERS, ['reason']);
  const endsAt = topUpEndsAt(end, calendarOf(schoolClass, timeZone), at);
  checkTopUp({ scope: 'student', scopeId: 0, amount, endsAt, reason }, 0, at);
}

/** What is left of it is void at once. @throws AdminError top_up_not_found */
export function withdrawTopUp(id: number, actor: Actor, { store, now }: AdminDeps): Promise<TopUp> {
  return store.ledger.withdrawTopUp(id, changeBy(actor, now()));
}

/** Those that may pay a call now, the one that ends first first. */
export async function topUpsInEffect(
  scope: TopUpScope,
  scopeId: number,
  { store, now }: Pick<AdminDeps, 'store' | 'now'>,
): Promise<readonly TopUpBalance[]> {
  const { rows } = await store.ledger.listTopUps({ ...ALL, scope, scopeId, inEffectAt: now() });
  return rows.toSorted((a, b) => a.endsAt - b.endsAt || a.id - b.id);
}

/** A budget that others share has less left than a top-up gives: not all of the top-up can be spent. */
export interface TopUpWarning {
  readonly budget: BudgetBalance;
  readonly left: NanoUsd;
}

/**
 * The budgets above a scope that have less left than its top-ups give.
 * @param amount of all top-ups together @throws AdminError for an unknown class or student
 */
export async function topUpWarnings(
  { scope, scopeId }: Pick<TopUp, 'scope' | 'scopeId'>,
  amount: NanoUsd,
  deps: AdminDeps,
): Promise<readonly TopUpWarning[]> {
  const { ledger } = deps.store;
  const schoolClass = await classOf(scope, scopeId, deps);
  const at = deps.now();
  const shared = await Promise.all([
    // A top-up of the class is paid beside the budgets of the class.
    scope === 'class' || schoolClass === null ? [] : ledger.balancesOf('class', schoolClass.id, at),
    ledger.balancesOf('wallet', WALLET_ID, at),
  ]);
  return (
    shared
      .flat()
      // A top-up is money for every call.
      .filter(isPlainMoney)
      .map((budget) => ({ budget, left: Math.max(0, availableIn(budget)) }))
      .filter(({ left }) => left < amount)
  );
}

async function classOf(scope: TopUpScope, scopeId: number, deps: AdminDeps) {
  if (scope === 'class') return getClass(scopeId, deps, ['scopeId']);
  const { classId } = await getStudent(scopeId, deps, ['scopeId']);
  return classId === null ? null : getClass(classId, deps, ['scopeId']);
}

/** From the page of that scope. @throws AdminError top_up_not_found for one of another scope, or not in effect */
export async function withdrawTopUpOf(
  { scope, scopeId }: Pick<TopUp, 'scope' | 'scopeId'>,
  id: number,
  actor: Actor,
  deps: AdminDeps,
): Promise<TopUp> {
  const found = (await topUpsInEffect(scope, scopeId, deps)).some((topUp) => topUp.id === id);
  if (!found) throw new AdminError({ code: 'top_up_not_found', id });
  return withdrawTopUp(id, actor, deps);
}
