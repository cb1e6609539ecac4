import { calendarOf, type SchoolClass } from '../../../../access/classes.ts';
import type { Student } from '../../../../access/students.ts';
import type { BudgetWarning } from '../../../../admin/budget-warnings.ts';
import type { BulkChange, BulkPlan, BulkTopUp, PlannedStudent } from '../../../../admin/bulk-plan.ts';
import { MIN_CONFIRMED_REMOVALS, type RemovalFacts } from '../../../../admin/bulk-removal.ts';
import { topUpEndsAt } from '../../../../admin/top-up-end.ts';
import type { TopUpWarning } from '../../../../admin/top-ups.ts';
import type { BudgetRule } from '../../../../ledger/budgets.ts';
import { dataTable } from '../../../components/data-table.ts';
import { submit, textField } from '../../../components/field.ts';
import { renderPage } from '../../../components/layout.ts';
import { notice } from '../../../components/notice.ts';
import { formatMoney } from '../../../format/format-money.ts';
import { formatUntil } from '../../../format/format-time.ts';
import { type Form, postForm } from '../../../web/forms.ts';
import { type Html, html } from '../../../web/html.ts';
import type { OwnerView, ViewContext } from '../../../web/view-context.ts';
import { newestTopUpField } from '../../top-ups/fields.ts';
import { topUpNotes } from '../../top-ups/top-up-notes.ts';
import { budgetWarnings } from '../budget-warnings.ts';
import { classPath } from '../class-path.ts';
import { limitsText } from '../limit-sets.ts';
import { CLASS } from '../texts.ts';
import { requestFields } from './bulk-request.ts';
import { BULK } from './texts.ts';

interface PreviewParts {
  readonly form: Form;
  readonly warnings: readonly BudgetWarning[];
  /** Shared budgets that have less left than all the top-ups give. */
  readonly shortages?: readonly TopUpWarning[];
  /** What a removal stops, and why it was refused. */
  readonly removal?: (RemovalFacts & { readonly error?: string | undefined }) | undefined;
  /** Of the top-ups: see newestTopUpField(). */
  readonly newestId?: number;
}

/**
 * Who would change, and how; a second form applies the change to exactly these students.
 * @param warnings of the budgets as they would be
 */
export function previewPage(
  view: OwnerView,
  plan: BulkPlan,
  { form, warnings, shortages = [], removal, newestId }: PreviewParts,
): Html {
  const t = BULK[view.language];
  const { change, from, changing, unchanged } = plan;
  return renderPage(view, {
    title: t.title[change.action],
    lead: from.name,
    actions: backLink(view, plan),
    body: html`${changing.length === 0 ? notice('near', t.noChanges) : html`${budgetWarnings(view, warnings)}${topUpNotes(view, shortages)}${changesSection(view, plan, { form, removal, newestId })}`}
${unchanged.length === 0 ? null : unchangedSection(view, change, unchanged)}`,
    scripts: ['once.js'],
  });
}

function changesSection(
  view: OwnerView,
  { change, from, changing }: BulkPlan,
  { form, removal, newestId }: Pick<PreviewParts, 'form' | 'removal'> & { readonly newestId: number | undefined },
): Html {
  const t = BULK[view.language];
  const ids = changing.map(({ student }) => html`<input type="hidden" name="student" value="${student.id}">`);
  const content = html`${requestFields(form)}${newestId === undefined ? null : newestTopUpField(newestId)}${ids}<p>${t.consequence[change.action]}</p>${removal === undefined ? null : removalFields(view, changing.length, removal)}${submit(t.act[change.action](changing.length), change.action === 'remove' ? 'danger' : 'primary')}`;
  const table = dataTable<PlannedStudent>({
    caption: t.changes(changing.length),
    isCaptionHidden: true,
    rows: changing,
    columns: [
      {
        head: CLASS[view.language].name,
        isName: true,
        cell: ({ student }) => html`<span class="who">${student.name}</span>`,
      },
      { head: t.before, cell: (planned) => stateText(view, change, planned, 'before', from) },
      {
        head: t.after,
        cell: (planned) => html`<strong>${stateText(view, change, planned, 'after', from)}</strong>`,
      },
    ],
  });
  return html`<section><h2>${t.changes(changing.length)}</h2>${table}
${postForm(view, classPath(from.id, '/bulk/do'), content, 'bulk-do stack')}</section>`;
}

/** Of many students, the owner types how many they are. */
function removalFields(
  view: ViewContext,
  students: number,
  { tokens, callsInFlight, error }: NonNullable<PreviewParts['removal']>,
): Html {
  const t = BULK[view.language];
  const field = textField({
    ...{
      name: 'confirm',
      label: t.confirmCount(students),
      inputmode: 'numeric',
      isRequired: true,
      maxLength: 6,
      error,
    },
  });
  return html`<p>${t.removalFacts(tokens, callsInFlight)}</p>${students < MIN_CONFIRMED_REMOVALS ? null : field}`;
}

/** What the change is about, before or after it: "not suspended" and "suspended". */
function stateText(
  view: ViewContext,
  change: BulkChange,
  { rulesBefore, rulesAfter, tokens }: PlannedStudent,
  when: 'before' | 'after',
  from: SchoolClass,
): string {
  const t = BULK[view.language];
  const isAfter = when === 'after';
  const limits = rulesText(view, isAfter ? rulesAfter : rulesBefore);
  switch (change.action) {
    case 'suspend':
      return isAfter ? t.suspended : t.active;
    case 'resume':
      return isAfter ? t.active : t.suspended;
    case 'tokens':
      return isAfter ? t.oneToken : t.noToken;
    case 'remove':
      return isAfter ? t.removed : t.tokenCount(tokens);
    case 'move':
      return `${isAfter ? (change.to?.name ?? t.noClass) : from.name} · ${limits}`;
    case 'top_up':
      return isAfter ? `${limits} + ${topUpText(view, change, from)}` : limits;
    default:
      return limits;
  }
}

/** "$0.50 until Sunday 29 November" */
function topUpText(view: ViewContext, { amount, end }: BulkTopUp, from: SchoolClass): string {
  const endsAt = topUpEndsAt(end, calendarOf(from, from.timeZone), view.now);
  return BULK[view.language].topUp(formatMoney(amount, view), formatUntil(endsAt, view));
}

function unchangedSection(view: ViewContext, change: BulkChange, students: readonly PlannedStudent[]): Html {
  const t = BULK[view.language];
  const table = dataTable<PlannedStudent>({
    caption: t.unchanged(students.length),
    isCaptionHidden: true,
    rows: students,
    columns: [
      {
        head: CLASS[view.language].name,
        isName: true,
        cell: ({ student }) => html`<span class="who">${student.name}</span>`,
      },
      {
        head: t.reason,
        cell: ({ unchanged }) => (unchanged === 'term_without_end' ? t.termWithoutEnd : t.same[change.action]),
      },
    ],
  });
  return html`<section class="staying"><h2>${t.unchanged(students.length)}</h2>${table}</section>`;
}

/** Some students were changed between the preview and the change. */
export function partlyDonePage(view: OwnerView, plan: BulkPlan, failed: readonly Student[]): Html {
  const t = BULK[view.language];
  const { change, from, changing } = plan;
  return renderPage(view, {
    title: t.title[change.action],
    lead: from.name,
    actions: backLink(view, plan),
    body: failedNotice(view, changing.length - failed.length, failed),
  });
}

export function failedNotice(view: ViewContext, done: number, failed: readonly Student[]): Html {
  const t = BULK[view.language];
  const names = failed.map(({ name }) => html`<li>${name}: ${t.changedMeanwhile}</li>`);
  return notice('bad', html`<p>${t.partlyDone(done)}</p><ul>${names}</ul>`);
}

/** "$0.50 a week (class)": each limit with its source. */
function rulesText(view: ViewContext, rules: readonly BudgetRule[]): string {
  const { sources } = BULK[view.language];
  return rules.map((rule) => `${limitsText(view, [rule])} (${sources[rule.source]})`).join(', ');
}

function backLink({ language }: ViewContext, { from }: BulkPlan): Html {
  return html`<a class="button plain" href="${classPath(from.id)}">${BULK[language].back}</a>`;
}
