import { type BudgetBalance, isPlainMoney } from '../../../ledger/budgets.ts';
import { budgetTitle, leftIn, smallBar } from '../../components/budget-bar.ts';
import { classMark, datesText } from '../../components/class-dates.ts';
import { dataTable } from '../../components/data-table.ts';
import { LAYOUT } from '../../components/layout-texts.ts';
import { formatAmount } from '../../format/format-amount.ts';
import { formatMoney, money, placesFor } from '../../format/format-money.ts';
import { type Html, html } from '../../web/html.ts';
import type { ViewContext } from '../../web/view-context.ts';
import { linkTo } from '../../web/way-back.ts';
import { classPath } from '../class/class-path.ts';
import type { ListedClass } from './load.ts';
import { CLASSES } from './texts.ts';

export function classTable(view: ViewContext, rows: readonly ListedClass[]): Html {
  const t = CLASSES[view.language];
  const places = placesFor(
    rows.map(({ spent }) => spent),
    4,
  );
  const leftPlaces = placesFor(
    rows.flatMap(({ balances }) => balances.filter(isPlainMoney).map(leftIn)),
    4,
  );
  return dataTable<ListedClass>({
    caption: LAYOUT[view.language].classes,
    isCaptionHidden: true,
    rows,
    columns: [
      {
        head: t.name,
        isName: true,
        cell: ({ schoolClass: { id, name } }) => html`<a class="who" href="${linkTo(view, classPath(id))}">${name}</a>`,
      },
      { head: t.students, isNumber: true, cell: ({ students }) => students },
      {
        head: t.dates,
        cell: ({ schoolClass }) => html`${datesText(view, schoolClass)} ${classMark(view, schoolClass)}`,
      },
      { head: t.budgets, cell: ({ balances }) => balances.map((balance) => namedBar(view, balance, leftPlaces)) },
      { head: t.spentThisMonth, isNumber: true, cell: ({ spent }) => money(spent, view, places) },
    ],
  });
}

function namedBar(view: ViewContext, balance: BudgetBalance, places: number): Html {
  const left =
    balance.unit === 'money'
      ? formatMoney(leftIn(balance), { ...view, krwPerUsd: null }, places)
      : formatAmount(leftIn(balance), balance, view);
  return html`<span class="budget-cell">${smallBar(view, balance)}<span class="cell-note">${budgetTitle(view, balance)} · ${CLASSES[view.language].left} ${left}</span></span>`;
}
