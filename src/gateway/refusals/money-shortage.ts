import type { Caller } from '../../access/callers.ts';
import { calendarOf } from '../../access/classes.ts';
import { formatQuantity } from '../../language/budget-words.ts';
import { formatWon } from '../../language/krw-amounts.ts';
import type { Language } from '../../language/languages.ts';
import { momentInSentence, noteOfZone } from '../../language/moments.ts';
import { type BudgetBalance, isPlainMoney, kindOf, payableIn, unspentIn } from '../../ledger/budgets.ts';
import type { InsufficientBudget } from '../../ledger/holds.ts';
import { formatUsd, NANO_PER_USD, type NanoUsd } from '../../ledger/money.ts';
import { resetsAt } from '../../ledger/periods.ts';
import type { Call } from '../call.ts';
import type { PreparedCall } from '../prepare.ts';
import type { MoneyShortage, OwnAmounts } from './money-refusals.ts';
import { type Refusal, refuse } from './refusal.ts';

export interface ShortageDeps {
  /** Smaller caps are not suggested. */
  readonly lowestCap: number;
  /** Won per USD; null: amounts are in USD only. */
  readonly krwPerUsd: number | null;
}

export function refuseForMoney(
  call: Call,
  prepared: PreparedCall,
  refused: InsufficientBudget,
  { lowestCap, krwPerUsd }: ShortageDeps,
): Refusal {
  const { budget, why, needed } = refused;
  const { caller, reader } = call;
  const resets = formatReset(budget, caller);
  const { unit } = budget;
  const { cap } = prepared.checked;
  const amountOf = (amount: number) =>
    unit === 'money' ? formatAmount(amount, reader.language, krwPerUsd) : formatQuantity(amount, unit, reader.language);
  const money: MoneyShortage = {
    scope: budget.scope,
    ...kindOf(budget),
    own: budget.scope === 'student' ? ownAmounts(prepared, refused, lowestCap, amountOf) : null,
    needed: amountOf(needed),
    resetsAt: resets === null ? null : localTime(budget.window.end, caller.timeZone, reader.language),
    images: prepared.checked.images?.count ?? 0,
    capName: cap?.name ?? cap?.field ?? 'max_tokens',
    // More money of one's own helps only where the money of one's own is short.
    canAsk: budget.scope === 'student' && isPlainMoney(budget) && caller.schoolClass?.takesMoneyRequests !== false,
  };
  const headers = {
    'x-jigap-remaining-usd': formatUsd(Math.max(0, payableIn(refused.ownBudget))),
    'x-jigap-resets-at': resets ?? 'never',
  };
  if (why === 'spent') return refuse(reader, 'moneySpent', { ...money, headers });
  return refuse(reader, 'moneyHeld', { ...money, headers });
}

function ownAmounts(
  { checked }: PreparedCall,
  { budget, why, affordableCap }: InsufficientBudget,
  lowestCap: number,
  amountOf: (amount: number) => string,
): OwnAmounts {
  const left = Math.max(0, why === 'spent' ? unspentIn(budget) : payableIn(budget));
  return {
    limit: amountOf(budget.limit),
    hasTopUp: budget.topUps !== null,
    left: left === 0 ? null : amountOf(left),
    affordableCap: (checked.cap?.requested ?? null) !== null && affordableCap >= lowestCap ? affordableCap : null,
  };
}

/** ISO 8601; null for a budget that does not reset, or not before the caller's class is over. */
export function formatReset(
  { window }: Pick<BudgetBalance, 'window'>,
  { schoolClass, timeZone }: Pick<Caller, 'schoolClass' | 'timeZone'>,
): string | null {
  const at = resetsAt(window, calendarOf(schoolClass, timeZone));
  return at === null ? null : new Date(at).toISOString();
}

/** In the student's own zone, also of the wallet, whose periods are cut in the server's. */
function localTime(at: number, timeZone: string, language: Language): string {
  return momentInSentence(at, timeZone, language) + noteOfZone(timeZone, language);
}

/** Exact, with cents at least: what is left and what is needed may differ in the last digit. "$0.50", "$0.50 (700원)". */
function formatAmount(nano: NanoUsd, language: Language, krwPerUsd: number | null): string {
  const [whole = '', places = ''] = formatUsd(nano).split('.');
  const usd = `$${whole}.${places.padEnd(2, '0')}`;
  // Won are what pupils in Korea count in; readers of English are told the ledger's own currency.
  if (krwPerUsd === null || language !== 'ko') return usd;
  return `${usd} (${formatWon((nano / NANO_PER_USD) * krwPerUsd, language)})`;
}
