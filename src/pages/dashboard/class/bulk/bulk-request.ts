import type { SchoolClass } from '../../../../access/classes.ts';
import {
  BULK_ACTIONS,
  type BulkChange,
  type BulkPlan,
  type BulkTopUp,
  planBulkChange,
} from '../../../../admin/bulk-plan.ts';
import { findStudents, type StudentSearch } from '../../../../admin/find-students.ts';
import { checkNewTopUp } from '../../../../admin/top-ups.ts';
import { parseSelector } from '../../../../ledger/budget-selectors.ts';
import { BUDGET_UNITS } from '../../../../ledger/budget-units.ts';
import type { BudgetKind } from '../../../../ledger/budgets.ts';
import { PERIODS } from '../../../../ledger/periods.ts';
import type { StudentOverviewRow } from '../../../../store/student-overview.ts';
import { parseUsd } from '../../../format/parse-usd.ts';
import type { Site } from '../../../web/deps.ts';
import type { Form } from '../../../web/forms.ts';
import { type Html, html } from '../../../web/html.ts';
import { PageError } from '../../../web/page-error.ts';
import { findId } from '../../../web/parse-id.ts';
import { parseOffset } from '../../../web/parse-offset.ts';
import type { OwnerView } from '../../../web/view-context.ts';
import { type Attempt, attempt, fieldsNamed } from '../../form-errors/form-errors.ts';
import { heightFrom } from '../../limits/limit-form.ts';
import { STATES } from '../../students/students-query.ts';
import { newestTopUpIn } from '../../top-ups/fields.ts';
import { ALL_MEMBERS } from '../load.ts';
import { BULK_TOP_UP, type BulkDraft, NO_CLASS, PAGE_SELECTION, SELECTION } from './bulk-fields.ts';
import { BULK } from './texts.ts';

export function draftFrom(form: Form): Omit<BulkDraft, 'errors'> {
  return {
    offset: parseOffset(form.text('after')),
    ticked: new Set(form.all(SELECTION)),
    isPage: form.has(PAGE_SELECTION),
    isEveryone: form.has('everyone'),
    moveTo: form.text('move_to'),
    period: form.text('period'),
    limit: form.text('limit'),
    unit: form.text('unit'),
    counts: form.text('counts'),
    topUp: {
      amount: form.text(BULK_TOP_UP.amount),
      until: form.text(BULK_TOP_UP.until),
      word: form.text(BULK_TOP_UP.word),
    },
  };
}

/** What the form would do, by how everything is now. @throws PageError 400 for what no form of these pages sends */
export async function planFrom(form: Form, from: SchoolClass, view: OwnerView, site: Site): Promise<Attempt<BulkPlan>> {
  const { ticked, isPage, isEveryone, moveTo } = draftFrom(form);
  const t = BULK[view.language];
  if (ticked.size === 0 && !isPage && !isEveryone) return { errors: { [SELECTION]: t.noneSelected } };
  const change = await changeFrom(form, moveTo, site);
  if (change === null || (change.action === 'move' && change.to?.id === from.id)) {
    return { errors: { move_to: t.noClassChosen } };
  }
  const [students, budgets] = await Promise.all([
    selectedStudents(form, from, site),
    site.store.ledger.listBudgets({}),
  ]);
  const sources = { budgets, defaults: site.defaults, serverTimeZone: site.timeZone };
  return attempt(view.language, BULK_FIELD_AT, async () => {
    if (change.action === 'top_up') checkNewTopUp(change, from, site);
    return planBulkChange(change, from, students, sources);
  });
}

const BULK_FIELD_AT = fieldsNamed({
  ...{ period: 'period', limit: 'limit', quantity: 'limit', selector: 'counts' },
  ...{ amount: BULK_TOP_UP.amount, endsAt: BULK_TOP_UP.until, reason: BULK_TOP_UP.word },
});

/** Those that are ticked, or on the page that was; with `everyone`, those that the filter of the list finds now. */
export async function selectedStudents(
  form: Form,
  { id }: SchoolClass,
  site: Site,
): Promise<readonly StudentOverviewRow[]> {
  const isEveryone = form.has('everyone');
  const filter = isEveryone ? filterFrom(form) : {};
  const { rows } = await findStudents({ ...filter, classId: id, sort: 'name', offset: 0, limit: ALL_MEMBERS }, site);
  const chosen = new Set([...form.all(SELECTION), ...form.all(PAGE_SELECTION).flatMap((ids) => ids.split(','))]);
  return rows.filter(({ student }) => isEveryone || chosen.has(String(student.id)));
}

/** Of the list in which the students were selected; the page of a class has none. */
function filterFrom(form: Form): Pick<StudentSearch, 'search' | 'state'> {
  const [search, state] = [form.text('q'), STATES.find((each) => each === form.text('state'))];
  return { ...(search === '' ? {} : { search }), ...(state === undefined ? {} : { state }) };
}

/** The same request, for the form that applies it. */
export function requestFields(form: Form): Html {
  const names = [
    'action',
    'move_to',
    'period',
    'limit',
    'unit',
    'counts',
    ...Object.values(BULK_TOP_UP),
    'list',
    'after',
  ].filter((name) => form.has(name));
  return html`${names.map((name) => html`<input type="hidden" name="${name}" value="${form.text(name)}">`)}`;
}

/** null: no class that exists was chosen. */
async function changeFrom(form: Form, moveTo: string, { store }: Site): Promise<BulkChange | null> {
  const action = BULK_ACTIONS.find((each) => each === form.text('action'));
  if (action === undefined) throw new PageError(400);
  if (action === 'move') {
    if (moveTo === NO_CLASS) return { action, to: null };
    const classId = findId(moveTo);
    const to = classId === null ? null : await store.access.getClass(classId);
    return to === null ? null : { action, to };
  }
  if (action === 'remove_budget') return { action, ...kindFrom(form) };
  if (action === 'set_budget') {
    const kind = kindFrom(form);
    return { action, ...kind, limit: heightFrom(form.text('limit'), kind.unit) };
  }
  if (action === 'top_up') return topUpFrom(form);
  return { action };
}

function topUpFrom(form: Form): BulkTopUp {
  const day = form.text(BULK_TOP_UP.until);
  return {
    action: 'top_up',
    amount: parseUsd(form.text(BULK_TOP_UP.amount)) ?? Number.NaN,
    end: day === '' ? null : { day },
    reason: form.text(BULK_TOP_UP.word),
    newestId: newestTopUpIn(form),
  };
}

function kindFrom(form: Form): BudgetKind {
  const period = PERIODS.find((each) => each === form.text('period'));
  const unit = form.has('unit') ? BUDGET_UNITS.find((each) => each === form.text('unit')) : 'money';
  if (period === undefined || unit === undefined) throw new PageError(400);
  try {
    return { period, unit, selector: parseSelector(form.text('counts')) };
  } catch (error) {
    if (error instanceof RangeError) throw new PageError(400);
    throw error;
  }
}
