import {
  type EffectiveCallLimits,
  effectiveCallLimits,
  NO_CALL_LIMITS,
  type ServerCallLimits,
} from '../access/call-limits.ts';
import { type Caller, callerStatus } from '../access/callers.ts';
import type { SchoolClass } from '../access/classes.ts';
import { lessonsJson } from '../access/lessons-json.ts';
import { allowedModels, type ModelPolicy } from '../access/model-policy.ts';
import { budgetJson, selectorJson } from '../ledger/budget-json.ts';
import { type BudgetBalance, WALLET_ID } from '../ledger/budgets.ts';
import { nanoToUsd } from '../ledger/money.ts';
import { localDay } from '../ledger/periods.ts';
import { type SharedMoney, worstSharedMoney } from '../ledger/shared-money.ts';
import { studentCrossings } from '../ledger/student-crossings.ts';
import { leftOf } from '../ledger/top-ups.ts';
import { DAY_MS } from '../ledger/utc-days.ts';
import type { LedgerStore } from '../store/ledger-store.ts';
import type { Store } from '../store/store.ts';
import type { UsageRow } from '../store/usage-report.ts';
import { showAsking } from './money-requests.ts';

const SHOWN_DAYS = 30;
/** More than can be in effect at once. */
const MAX_TOP_UPS = 100;

export interface MeDeps {
  readonly store: Store;
  readonly policy: () => ModelPolicy;
  readonly callLimits: ServerCallLimits;
  readonly now: () => number;
}

/** What students may know of themselves, also when their money is spent or they are suspended. */
export async function showMe({ student, schoolClass, token, timeZone, ...caller }: Caller, deps: MeDeps) {
  const now = deps.now();
  const usage = await deps.store.records.usage({
    from: localDay(timeZone, now - (SHOWN_DAYS - 1) * DAY_MS),
    to: localDay(timeZone, now),
    groupBy: 'day',
    studentId: student.id,
  });
  const balances = await deps.store.ledger.balancesOf('student', student.id, now);
  return {
    student: { id: student.id, name: student.name },
    class:
      schoolClass === null
        ? null
        : {
            id: schoolClass.id,
            name: schoolClass.name,
            language: schoolClass.language,
            time_zone: schoolClass.timeZone,
            starts_on: schoolClass.startsOn,
            ends_on: schoolClass.endsOn,
            rules: schoolClass.rules,
            instructions: schoolClass.instructions,
            ...lessonsJson(schoolClass, now),
          },
    token: {
      prefix: token.prefix,
      label: token.label,
      expires_at: token.expiresAt === null ? null : new Date(token.expiresAt).toISOString(),
    },
    standing: callerStatus({ student, schoolClass, token, timeZone, ...caller }, now),
    limits: limitsJson(effectiveCallLimits(schoolClass ?? NO_CALL_LIMITS, deps.callLimits)),
    models: allowedModels(deps.policy(), schoolClass),
    budgets: balances.map(budgetJson),
    budget_notices: studentCrossings(balances, await deps.store.notices.crossingsOf(student.id, now)).map(
      ({ balance, threshold }) => ({
        period: balance.period,
        unit: balance.unit,
        selector: selectorJson(balance.selector),
        percent: threshold,
      }),
    ),
    shared_money: await sharedMoneyOf(schoolClass, deps, now),
    top_ups: await topUpsOf(student.id, deps, now),
    money_requests: await showAsking({ student, schoolClass, token, timeZone, ...caller }, deps),
    usage: usage.rows.map(dayJson),
  };
}

/** What GET /api/me and GET /v1/usage answer. */
export type MeJson = Awaited<ReturnType<typeof showMe>>;

/** Of the student alone: a top-up of the class would show what others spend. */
async function topUpsOf(scopeId: number, { store }: MeDeps, now: number) {
  const query = { scope: 'student', scopeId, inEffectAt: now, after: null, limit: MAX_TOP_UPS } as const;
  const { rows } = await store.ledger.listTopUps(query);
  return rows.map((topUp) => ({
    id: topUp.id,
    amount_usd: nanoToUsd(topUp.amount),
    left_usd: nanoToUsd(leftOf(topUp)),
    ends_at: new Date(topUp.endsAt).toISOString(),
    reason: topUp.reason,
  }));
}

/** Shared budgets are told in one word: their amounts would show what others spend. */
async function sharedMoneyOf(schoolClass: SchoolClass | null, { store }: MeDeps, now: number): Promise<SharedMoney> {
  return worstSharedMoney(await sharedBalances(schoolClass, store.ledger, now));
}

/** The budgets that a student's calls share with others. */
export async function sharedBalances(
  schoolClass: SchoolClass | null,
  ledger: LedgerStore,
  now: number,
): Promise<readonly BudgetBalance[]> {
  const ofClass = schoolClass === null ? [] : await ledger.balancesOf('class', schoolClass.id, now);
  return [...ofClass, ...(await ledger.balancesOf('wallet', WALLET_ID, now))];
}

/** null: the class has no limit of its own. */
function limitsJson(limits: EffectiveCallLimits) {
  return {
    requests_per_minute: limits.studentRequestsPerMinute,
    calls_in_flight: limits.studentCallsInFlight,
    class_requests_per_minute: limits.requestsPerMinute,
    class_calls_in_flight: limits.callsInFlight,
  };
}

function dayJson(row: UsageRow) {
  return {
    day: row.key,
    requests: row.requests,
    input_tokens: row.inputTokens,
    cached_input_tokens: row.cachedInputTokens,
    output_tokens: row.outputTokens,
    cost_usd: nanoToUsd(row.cost),
  };
}
