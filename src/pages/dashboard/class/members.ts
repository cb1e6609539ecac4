import type { SchoolClass } from '../../../access/classes.ts';
import { availableIn, type BudgetBalance } from '../../../ledger/budgets.ts';
import { localDay, PERIODS } from '../../../ledger/periods.ts';
import type { StudentOverview, StudentOverviewRow } from '../../../store/student-overview.ts';
import { smallBar } from '../../components/budget-bar.ts';
import { firstOfMonth } from '../../components/class-dates.ts';
import { CONTROLS } from '../../components/control-texts.ts';
import { dataTable } from '../../components/data-table.ts';
import { emptyState } from '../../components/empty-state.ts';
import { checkbox, selectField, textField } from '../../components/field.ts';
import { notice } from '../../components/notice.ts';
import { formatMoney, money, placesFor } from '../../format/format-money.ts';
import { ago } from '../../format/format-time.ts';
import type { Site } from '../../web/deps.ts';
import { postForm } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { OwnerView, ViewContext } from '../../web/view-context.ts';
import { BULK, type BulkAction } from '../class-bulk/texts.ts';
import { everyClass } from '../classes/every-class.ts';
import { CLASSES } from '../classes/texts.ts';
import { stateMark, studentState, tightestOf } from '../student/state.ts';
import { CLASS_FORM } from './form-texts.ts';
import { classPath } from './paths.ts';

/** More rows would make the page heavier than a page may be. */
const ROWS_A_PAGE = 50;

export interface Members extends StudentOverview {
  readonly offset: number;
  readonly balances: ReadonlyMap<number, readonly BudgetBalance[]>;
}

/** What was filled in under the list. */
export interface BulkDraft {
  /** Ids. */
  readonly ticked: ReadonlySet<string>;
  readonly isEveryone: boolean;
  readonly moveTo: string;
  readonly period: string;
  readonly limit: string;
  /** A sentence, and the field that it is about; '' for none of them. */
  readonly error: { readonly field: string; readonly text: string } | null;
}

const NOTHING_FILLED_IN: BulkDraft = {
  ticked: new Set(),
  isEveryone: false,
  moveTo: '',
  period: 'week',
  limit: '',
  error: null,
};

export const EVERYBODY = Number.MAX_SAFE_INTEGER;

/** The value of the field for no class at all. */
export const NO_CLASS = 'none';

/** By name, with what each spent this month in the zone of the view. @param limit rows; EVERYBODY: all of them */
export async function loadMembers(
  { now, timeZone }: ViewContext,
  { owner }: Site,
  { id }: SchoolClass,
  offset: number,
  limit: number = ROWS_A_PAGE,
): Promise<Members> {
  const { records, ledger } = owner.store;
  const today = localDay(timeZone, now);
  const range = { from: firstOfMonth(today), to: today };
  const found = await records.studentOverview({ ...range, classId: id, sort: 'name', offset, limit, now });
  const balances = await ledger.balancesOfStudents(
    found.rows.map(({ student }) => student.id),
    now,
  );
  return { ...found, offset, balances };
}

export interface MembersParts {
  readonly schoolClass: SchoolClass;
  readonly members: Members;
  readonly bulk?: BulkDraft;
}

/** The list is a form: what is ticked is acted upon below it, after a page that shows what would change. */
export async function membersSection(view: OwnerView, site: Site, parts: MembersParts): Promise<Html> {
  const t = CLASSES[view.language];
  const { schoolClass, members, bulk = NOTHING_FILLED_IN } = parts;
  const add = { href: `/dashboard/students?add=yes&class=${schoolClass.id}`, text: t.addStudents };
  if (members.total === 0) {
    return html`<section><h2>${t.students}</h2>${emptyState(t.nobodyYet, add)}</section>`;
  }
  const form = html`<input type="hidden" name="after" value="${members.offset}">
${memberTable(view, parts, bulk)}
${membersPager(view, schoolClass, members)}
${await bulkFields(view, site, parts, bulk)}`;
  return html`<section><h2>${t.students}</h2>
<p class="section-actions"><a class="button plain" href="${add.href}">${add.text}</a></p>
${postForm(view, classPath(schoolClass.id, '/bulk'), form, 'bulk')}</section>`;
}

function memberTable(view: ViewContext, { members, schoolClass }: MembersParts, { ticked }: BulkDraft): Html {
  const t = CLASSES[view.language];
  const places = placesFor(
    members.rows.map(({ spent }) => spent),
    4,
  );
  const balancesOf = ({ student }: StudentOverviewRow) => members.balances.get(student.id) ?? [];
  return dataTable<StudentOverviewRow>({
    caption: t.students,
    isCaptionHidden: true,
    rows: members.rows,
    columns: [
      { head: t.name, isName: true, cell: (row) => pickCell(view, row, ticked) },
      { head: t.budget, cell: (row) => barCell(tightestOf(balancesOf(row)), view) },
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

function pickCell(
  { language }: ViewContext,
  { student: { id, name } }: StudentOverviewRow,
  ticked: ReadonlySet<string>,
): Html {
  const label = html`<span class="unseen">${BULK[language].pick(name)}</span>`;
  return html`<span class="pick">${checkbox('student', label, ticked.has(String(id)), String(id))}<a class="who" href="/dashboard/students/${id}">${name}</a></span>`;
}

/** null: the student was removed in this very moment. */
function barCell(balance: BudgetBalance | null, view: ViewContext): Html | null {
  if (balance === null) return null;
  const left = Math.max(0, availableIn(balance));
  const t = CLASSES[view.language];
  const figure = formatMoney(left, view, placesFor([left], 4));
  return html`<span class="budget-cell">${smallBar(view, balance)}<span class="cell-note">${t.left} ${figure}</span></span>`;
}

function membersPager(view: ViewContext, { id }: SchoolClass, { rows, total, offset }: Members): Html | null {
  const next = offset + rows.length;
  if (offset === 0 && next >= total) return null;
  const t = CLASSES[view.language];
  return html`<nav class="pager" aria-label="${CONTROLS[view.language].pages}">${
    offset === 0 ? null : html`<a href="${classPath(id)}">${t.fromTheStart}</a>`
  }${next >= total ? null : html`<a rel="next" href="${classPath(id, `?after=${next}`)}">${t.more}</a>`}</nav>`;
}

async function bulkFields(view: ViewContext, site: Site, parts: MembersParts, bulk: BulkDraft): Promise<Html> {
  const t = BULK[view.language];
  const { schoolClass, members } = parts;
  const { error, isEveryone, moveTo, period, limit } = bulk;
  const errorOf = (field: string) => (error?.field === field ? error.text : undefined);
  const others = (await everyClass(site.owner.store)).filter(({ id }) => id !== schoolClass.id);
  const places = [
    { value: '', text: '–' },
    ...others.map(({ id, name }) => ({ value: String(id), text: name })),
    { value: NO_CLASS, text: t.noClass },
  ];
  const periods = PERIODS.map((value) => ({ value, text: CLASS_FORM[view.language].limitNames[value] }));
  return html`<fieldset class="set bulk-box" id="bulk"><legend>${t.together}</legend>
${error === null || error.field !== '' ? null : notice('bad', error.text)}
${checkbox('everyone', t.everyone(members.total), isEveryone)}
<p class="actions">${(['suspend', 'resume', 'tokens'] as const).map((action) => actionButton(view, action))}</p>
<div class="fields">${selectField({ name: 'move_to', label: t.moveTo, value: moveTo, choices: places, error: errorOf('move_to') })}${actionButton(view, 'move')}</div>
<div class="fields">${selectField({ name: 'period', label: t.period, value: period, choices: periods, error: errorOf('period') })}
${textField({ name: 'limit', label: t.amount, value: limit, inputmode: 'decimal', unit: 'USD', maxLength: 20, error: errorOf('limit') })}
${actionButton(view, 'set_budget')}${actionButton(view, 'remove_budget')}</div>
<p class="hint">${t.nothingYet}</p></fieldset>`;
}

function actionButton({ language }: ViewContext, action: BulkAction): Html {
  return html`<button class="button plain" name="action" value="${action}">${BULK[language].actions[action]}…</button>`;
}
