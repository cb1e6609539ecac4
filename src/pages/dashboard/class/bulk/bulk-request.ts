import type { SchoolClass } from '../../../../access/classes.ts';
import { BULK_ACTIONS, type BulkChange, type BulkPlan, planBulkChange } from '../../../../admin/bulk-plan.ts';
import { PERIODS, type Period } from '../../../../ledger/periods.ts';
import { parseUsd } from '../../../format/parse-usd.ts';
import type { Site } from '../../../web/deps.ts';
import type { Form } from '../../../web/forms.ts';
import { type Html, html } from '../../../web/html.ts';
import { PageError } from '../../../web/page-error.ts';
import type { OwnerView } from '../../../web/view-context.ts';
import { type Attempt, attempt, fieldsNamed } from '../../form-errors/form-errors.ts';
import { ALL_MEMBERS, loadMembers, parseOffset } from '../load.ts';
import { type BulkDraft, NO_CLASS, SELECTION } from './bulk-fields.ts';
import { BULK } from './texts.ts';

export function draftFrom(form: Form): Omit<BulkDraft, 'errors'> {
  return {
    offset: parseOffset(form.text('after')),
    ticked: new Set(form.all(SELECTION)),
    isEveryone: form.has('everyone'),
    moveTo: form.text('move_to'),
    period: form.text('period'),
    limit: form.text('limit'),
  };
}

/** What the form would do, by how everything is now. @throws PageError 400 for what no form of these pages sends */
export async function planFrom(form: Form, from: SchoolClass, view: OwnerView, site: Site): Promise<Attempt<BulkPlan>> {
  const { ticked, isEveryone, moveTo } = draftFrom(form);
  const t = BULK[view.language];
  if (ticked.size === 0 && !isEveryone) return { errors: { [SELECTION]: t.noneSelected } };
  const change = await changeFrom(form, moveTo, site);
  if (change === null || (change.action === 'move' && change.to?.id === from.id)) {
    return { errors: { move_to: t.noClassChosen } };
  }
  const [members, budgets] = await Promise.all([
    loadMembers(view, site, from, 0, ALL_MEMBERS),
    site.store.ledger.listBudgets({}),
  ]);
  const students = members.rows.filter(({ student }) => isEveryone || ticked.has(String(student.id)));
  const sources = { budgets, defaults: site.defaults, serverTimeZone: site.timeZone };
  return attempt(view.language, fieldsNamed({ period: 'period', limit: 'limit' }), async () =>
    planBulkChange(change, from, students, sources),
  );
}

/** The same request, for the form that applies it. */
export function requestFields(form: Form): Html {
  const names = ['action', 'move_to', 'period', 'limit'].filter((name) => form.has(name));
  return html`${names.map((name) => html`<input type="hidden" name="${name}" value="${form.text(name)}">`)}`;
}

/** null: no class that exists was chosen. */
async function changeFrom(form: Form, moveTo: string, { store }: Site): Promise<BulkChange | null> {
  const action = BULK_ACTIONS.find((each) => each === form.text('action'));
  if (action === undefined) throw new PageError(400);
  if (action === 'move') {
    if (moveTo === NO_CLASS) return { action, to: null };
    const to = /^[1-9]\d{0,14}$/.test(moveTo) ? await store.access.getClass(Number(moveTo)) : null;
    return to === null ? null : { action, to };
  }
  if (action === 'remove_budget') return { action, period: periodFrom(form) };
  if (action === 'set_budget') {
    return { action, period: periodFrom(form), limit: parseUsd(form.text('limit')) ?? Number.NaN };
  }
  return { action };
}

function periodFrom(form: Form): Period {
  const period = PERIODS.find((each) => each === form.text('period'));
  if (period === undefined) throw new PageError(400);
  return period;
}
