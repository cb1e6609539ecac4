import type { Caller } from '../../access/callers.ts';
import { calendarOf, type Language } from '../../access/classes.ts';
import { availableIn, type BudgetBalance } from '../../ledger/budgets.ts';
import type { InsufficientBudget } from '../../ledger/holds.ts';
import { formatUsd } from '../../ledger/money.ts';
import { resetsAt } from '../../ledger/periods.ts';
import type { Call } from '../call.ts';
import type { PreparedCall } from '../prepare.ts';
import type { MoneyShortage, OwnAmounts } from './money-refusals.ts';
import { type Refusal, refuse } from './refusal.ts';

/** @param lowestCap smaller caps are not suggested */
export function refuseForMoney(
  call: Call,
  prepared: PreparedCall,
  refused: InsufficientBudget,
  lowestCap: number,
): Refusal {
  const { budget, why, needed } = refused;
  const resets = formatReset(budget, call.caller);
  const money: MoneyShortage = {
    scope: budget.scope,
    period: budget.period,
    own: budget.scope === 'student' ? ownAmounts(prepared, refused, lowestCap) : null,
    needed: formatUsd(needed),
    resetsAt: resets === null ? null : localTime(budget.window.end, budget.calendar.timeZone, call.language),
    capName: prepared.checked.cap?.field ?? 'max_tokens',
  };
  const headers = {
    'x-jigap-remaining-usd': formatUsd(Math.max(0, availableIn(refused.ownBudget))),
    'x-jigap-resets-at': resets ?? 'never',
  };
  if (why === 'spent') return refuse(call.language, 'moneySpent', { ...money, headers });
  return refuse(call.language, 'moneyHeld', { ...money, headers });
}

function ownAmounts(
  { checked }: PreparedCall,
  { budget, why, affordableCap }: InsufficientBudget,
  lowestCap: number,
): OwnAmounts {
  return {
    limit: formatUsd(budget.limit),
    left: formatUsd(Math.max(0, why === 'spent' ? budget.limit - budget.spent : availableIn(budget))),
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

/** Making a formatter takes longer than a refusal. There is one per language and time zone. */
const FORMATS = new Map<string, (at: number) => string>();

function localTime(at: number, timeZone: string, language: Language): string {
  const key = `${language} ${timeZone}`;
  const format = FORMATS.get(key) ?? localTimeFormat(timeZone, language);
  FORMATS.set(key, format);
  return format(at);
}

function localTimeFormat(timeZone: string, language: Language): (at: number) => string {
  const format = new Intl.DateTimeFormat(language, {
    timeZone,
    month: 'long',
    day: 'numeric',
    weekday: 'long',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  });
  const zone = ZONE_NOTES[language](timeZone);
  return (at) => format.format(at) + zone;
}

/** " (Asia/Seoul)", "(대한민국 시간)" */
const ZONE_NOTES: Readonly<Record<Language, (timeZone: string) => string>> = {
  en: (timeZone) => ` (${timeZone})`,
  ko: (timeZone) => {
    const parts = new Intl.DateTimeFormat('ko', { timeZone, timeZoneName: 'shortGeneric' }).formatToParts(0);
    return `(${parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone})`;
  },
};
