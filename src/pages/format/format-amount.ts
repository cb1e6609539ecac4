import { amountOfCalls, countedInWords, formatQuantity } from '../../language/budget-words.ts';
import type { BudgetKind, BudgetLimit } from '../../ledger/budgets.ts';
import { isPlainMoney, kindOf } from '../../ledger/budgets.ts';
import { html, type Part } from '../web/html.ts';
import type { ViewContext } from '../web/view-context.ts';
import { formatMoney, money, placesFor } from './format-money.ts';

type Unit = Pick<BudgetKind, 'unit'>;

/** "$0.50", "200,000 tokens". */
export function formatAmount(amount: number, { unit }: Unit, view: ViewContext): string {
  return unit === 'money' ? formatMoney(amount, view) : formatQuantity(amount, unit, view.language);
}

/** The same beside a bar: money with four places at least where the amount needs them. */
export function amountFigure(amount: number, { unit }: Unit, view: ViewContext): Part {
  if (unit === 'money') return money(amount, view, placesFor([amount], 4));
  return html`<data value="${amount}">${formatQuantity(amount, unit, view.language)}</data>`;
}

/** "$0.10 for gpt-6-sol", "200,000 tokens of llama-3.2-3b": a limit without its period. */
export function limitAmount(limit: Omit<BudgetLimit, 'carryOver'>, view: ViewContext): string {
  const kind = kindOf(limit);
  return amountOfCalls(formatAmount(limit.limit, kind, view), kind, view.language);
}

/** "Today · tokens of llama-3.2-3b". @param name such as "Today" */
export function withCounted(name: string, kind: Pick<BudgetKind, 'unit' | 'selector'>, view: ViewContext): string {
  const counted = countedInWords(kind, view.language);
  return counted === null ? name : `${name} · ${counted}`;
}

/** Money before other units, and of every call before that of some. */
export function plainFirst<Kind extends BudgetKind>(kinds: readonly Kind[]): Kind[] {
  return [...kinds.filter(isPlainMoney), ...kinds.filter((kind) => !isPlainMoney(kind))];
}
