import type { BudgetBalance } from '../../../ledger/budgets.ts';
import { formatUsd } from '../../../ledger/money.ts';
import type { StudentOverviewRow } from '../../../store/student-overview.ts';
import { leftIn, smallBar } from '../../components/budget-bar.ts';
import { BUDGET } from '../../components/budget-texts.ts';
import { dataTable } from '../../components/data-table.ts';
import { formatMoney, money, placesFor } from '../../format/format-money.ts';
import { ago } from '../../format/format-time.ts';
import { type Html, html } from '../../web/html.ts';
import type { ViewContext } from '../../web/view-context.ts';
import { pickCell } from '../class/bulk/bulk-fields.ts';
import { studentName } from '../student/student-name.ts';
import { stateMark, studentState, tightestOf } from '../student/student-state.ts';
import type { StudentList } from './load.ts';
import { STUDENTS } from './texts.ts';

/** @param ticked ids; null: no student can be ticked */
export function studentsTable(
  view: ViewContext,
  { rows, balances, classes }: StudentList,
  ticked: ReadonlySet<string> | null,
): Html {
  const t = STUDENTS[view.language];
  const places = placesFor(
    rows.map(({ spent }) => spent),
    4,
  );
  const balancesOf = ({ student }: StudentOverviewRow) => balances.get(student.id) ?? [];
  const leftPlaces = placesFor(
    rows.map((row) => leftIn(tightestOf(balancesOf(row)))),
    4,
  );
  const stateOf = (row: StudentOverviewRow) => {
    const schoolClass = classes.find(({ id }) => id === row.student.classId) ?? null;
    return studentState({ ...row, schoolClass, balances: balancesOf(row) }, view.now);
  };
  return dataTable<StudentOverviewRow>({
    caption: t.title,
    isCaptionHidden: true,
    rows,
    columns: [
      {
        head: t.student,
        isName: true,
        cell: ({ student }) => {
          const name = studentName(view, student);
          return ticked === null ? name : pickCell(view, student, ticked, name);
        },
      },
      { head: t.schoolClass, cell: (row) => classOf(view, row) },
      { head: t.budget, cell: (row) => budgetCell(view, tightestOf(balancesOf(row)), leftPlaces) },
      {
        head: t.spentThisMonth,
        isNumber: true,
        cell: ({ spent }) => money(spent, view, places),
        value: ({ spent }) => formatUsd(spent),
      },
      {
        head: t.lastCall,
        cell: ({ lastCallAt }) =>
          lastCallAt === null ? html`<span class="quiet-text">${t.never}</span>` : ago(lastCallAt, view),
      },
      { head: t.state, cell: (row) => stateMark(view, stateOf(row)) },
      { head: t.tokens, isNumber: true, cell: ({ tokens }) => tokens },
    ],
  });
}

function classOf({ language }: ViewContext, { student: { classId }, className }: StudentOverviewRow): Html {
  if (classId === null) return html`<span class="quiet-text">${STUDENTS[language].noClass}</span>`;
  return html`<span class="who">${className}</span>`;
}

/** null: the student was removed at the same moment. */
function budgetCell(view: ViewContext, balance: BudgetBalance | null, places: number): Html | null {
  if (balance === null) return null;
  const { leftOf } = STUDENTS[view.language];
  const figure = formatMoney(leftIn(balance), view, places);
  return html`<span class="budget-cell"><span class="cell-note">${leftOf(figure, BUDGET[view.language].periods[balance.period])}</span>${smallBar(view, balance)}</span>`;
}
