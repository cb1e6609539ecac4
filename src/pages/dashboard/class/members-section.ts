import type { SchoolClass } from '../../../access/classes.ts';
import type { BudgetSelector } from '../../../ledger/budget-selectors.ts';
import type { BudgetBalance } from '../../../ledger/budgets.ts';
import type { StudentOverviewRow } from '../../../store/student-overview.ts';
import { leftIn, smallBar } from '../../components/budget-bar.ts';
import { CONTROLS } from '../../components/control-texts.ts';
import { dataTable } from '../../components/data-table.ts';
import { emptyState } from '../../components/empty-state.ts';
import { formatMoney, money, placesFor } from '../../format/format-money.ts';
import { ago } from '../../format/format-time.ts';
import { postForm } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { OwnerView, ViewContext } from '../../web/view-context.ts';
import { addWayBack } from '../../web/way-back.ts';
import { classLinksPath } from '../claim-links/paths.ts';
import { CLAIM_LINKS } from '../claim-links/texts.ts';
import { studentName } from '../student/student-name.ts';
import { stateMark, studentState, tightestOf } from '../student/student-state.ts';
import { type BulkDraft, bulkFields, EMPTY_BULK_DRAFT, pickCell } from './bulk/bulk-fields.ts';
import { BULK } from './bulk/texts.ts';
import { classPath } from './class-path.ts';
import type { Members } from './load.ts';
import { ROSTER } from './roster/texts.ts';
import { CLASS } from './texts.ts';

export interface MembersParts {
  readonly schoolClass: SchoolClass;
  readonly members: Members;
  /** All of them, to move students to. */
  readonly classes: readonly SchoolClass[];
  readonly bulk: BulkDraft | undefined;
  /** What a budget of several students may count. */
  readonly countable: readonly BudgetSelector[];
}

/** The list is a form: an action below it applies to the students that are ticked, after a preview. */
export function membersSection(view: OwnerView, parts: MembersParts): Html {
  const t = CLASS[view.language];
  const { schoolClass, members, classes, bulk = EMPTY_BULK_DRAFT, countable } = parts;
  const isArchived = schoolClass.archivedAt !== null;
  const add = { href: `/dashboard/students?add=yes&class=${schoolClass.id}`, text: t.addStudents };
  const roster = html`<a class="button plain" href="${classPath(schoolClass.id, '/roster')}">${ROSTER[view.language].link}</a>`;
  const links = html`<a class="button plain" href="${classLinksPath(schoolClass.id)}">${CLAIM_LINKS[view.language].link}</a>`;
  if (members.total === 0 && isArchived)
    return html`<section><h2>${t.students}</h2><p class="quiet-text">${t.noStudents}</p></section>`;
  if (members.total === 0) {
    return html`<section><h2>${t.students}</h2>${emptyState(t.noStudents, add)}<p class="section-actions">${roster}</p></section>`;
  }
  const form = html`<input type="hidden" name="after" value="${members.offset}">
${memberTable(view, parts, bulk)}
${membersPager(view, schoolClass, members)}
${bulkFields(view, bulk, {
  classId: schoolClass.id,
  total: members.total,
  pageIds: members.rows.map(({ student }) => student.id),
  others: classes.filter(({ id }) => id !== schoolClass.id),
  countable,
  isArchived,
})}`;
  return html`<section><h2>${t.students}</h2>
<p class="section-actions">${isArchived ? null : html`<a class="button plain" href="${add.href}">${add.text}</a> ${roster} ${links} `}<a class="button plain" href="/dashboard/students?class=${schoolClass.id}">${t.searchStudents}</a></p>
<p class="skip-here"><a href="#bulk">${BULK[view.language].toActions}</a></p>
${postForm(view, classPath(schoolClass.id, '/bulk'), form, 'bulk')}</section>`;
}

function memberTable(view: ViewContext, { members, schoolClass }: MembersParts, { ticked }: BulkDraft): Html {
  const t = CLASS[view.language];
  const places = placesFor(
    members.rows.map(({ spent }) => spent),
    4,
  );
  const balancesOf = ({ student }: StudentOverviewRow) => members.balances.get(student.id) ?? [];
  const leftPlaces = placesFor(
    members.rows.map((row) => leftIn(tightestOf(balancesOf(row)))),
    4,
  );
  return dataTable<StudentOverviewRow>({
    caption: t.students,
    isCaptionHidden: true,
    rows: members.rows,
    columns: [
      {
        head: t.name,
        isName: true,
        cell: ({ student }) => pickCell(view, student, ticked, studentName(view, student)),
      },
      { head: t.budget, cell: (row) => barCell(view, tightestOf(balancesOf(row)), leftPlaces) },
      { head: t.spentThisMonth, isNumber: true, cell: ({ spent }) => money(spent, view, places) },
      {
        head: t.lastCall,
        cell: ({ lastCallAt }) =>
          lastCallAt === null ? html`<span class="quiet-text">${t.never}</span>` : ago(lastCallAt, view),
      },
      {
        head: t.state,
        cell: (row) => stateMark(view, studentState({ ...row, schoolClass, balances: balancesOf(row) }, view.now)),
      },
    ],
  });
}

/** null: the student was removed at the same moment. */
function barCell(view: ViewContext, balance: BudgetBalance | null, places: number): Html | null {
  if (balance === null) return null;
  const t = CLASS[view.language];
  const figure = formatMoney(leftIn(balance), view, places);
  return html`<span class="budget-cell">${smallBar(view, balance)}<span class="cell-note">${t.left} ${figure}</span></span>`;
}

function membersPager(view: ViewContext, { id }: SchoolClass, { rows, total, offset }: Members): Html | null {
  const pathFrom = (query: string) => addWayBack(classPath(id, query), view.back);
  const next = offset + rows.length;
  if (offset === 0 && next >= total) return null;
  const t = CLASS[view.language];
  return html`<nav class="pager" aria-label="${CONTROLS[view.language].pages}">${
    offset === 0 ? null : html`<a href="${pathFrom('')}">${t.fromTheStart}</a>`
  }${next >= total ? null : html`<a rel="next" href="${pathFrom(`?after=${next}`)}">${t.more}</a>`}</nav>`;
}
