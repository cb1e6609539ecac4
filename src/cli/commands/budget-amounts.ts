import { countedInWords, formatQuantity } from '../../language/budget-words.ts';
import type { Language } from '../../language/languages.ts';
import type { BudgetJson } from '../../ledger/budget-json.ts';
import { formatShortUsd } from '../output.ts';

type Kind = Pick<BudgetJson, 'unit' | 'selector'>;

/** "0.5" of money, "200,000 tokens" of all else. */
export function amountText(amount: number, unit: BudgetJson['unit'], language: Language): string {
  return unit === 'money' ? formatShortUsd(amount) : formatQuantity(amount, unit, language);
}

/** "week", "day (tokens of llama-3.2-3b)". @param period in the language */
export function kindText(period: string, kind: Kind, language: Language): string {
  const counted = countedInWords(kind, language);
  return counted === null ? period : `${period} (${counted})`;
}

/** Money of every call, as most budgets are. */
export function isPlain({ unit, selector }: Kind): boolean {
  return unit === 'money' && selector === null;
}
