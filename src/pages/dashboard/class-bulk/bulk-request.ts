import type { SchoolClass } from '../../../access/classes.ts';
import { amountFrom } from '../../../api/fields.ts';
import { OwnerError } from '../../../api/owner-error.ts';
import { PERIODS, type Period } from '../../../ledger/periods.ts';
import { typedUsd } from '../../format/parse-usd.ts';
import type { Site } from '../../web/deps.ts';
import type { Form } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { PageError } from '../../web/page-error.ts';
import { type BulkDraft, NO_CLASS } from '../class/members.ts';
import type { BulkWish } from './plan.ts';
import { type BulkError, isBulkAction } from './texts.ts';

/** What is wrong with a wish, and at which field of the form. */
export class BulkWishError extends Error {
  override readonly name = 'BulkWishError';
  readonly error: BulkError;
  readonly field: string;

  constructor(error: BulkError, field: string) {
    super(`a wish for several students: ${error}`);
    this.error = error;
    this.field = field;
  }
}

/** @throws BulkWishError, PageError 400 for an action that no form of ours names */
export async function wishFrom(form: Form, from: SchoolClass, { owner }: Site): Promise<BulkWish> {
  const action = form.text('action');
  if (!isBulkAction(action)) throw new PageError(400);
  if (action === 'move') {
    const moveTo = form.text('move_to');
    if (moveTo === NO_CLASS) return { action, to: null };
    const to = /^[1-9]\d{0,14}$/.test(moveTo) ? await owner.store.access.getClass(Number(moveTo)) : null;
    if (to === null || to.id === from.id) throw new BulkWishError('noClass', 'move_to');
    return { action, to };
  }
  if (action !== 'set_budget' && action !== 'remove_budget') return { action };
  const period = periodFrom(form.text('period'));
  if (action === 'remove_budget') return { action, period };
  if (period === 'term' && from.endsOn === null) throw new BulkWishError('endlessTerm', 'period');
  return { action, period, limit: limitFrom(form.text('limit')) };
}

export function draftOfWish(form: Form): BulkDraft {
  return {
    ticked: new Set(form.all('student')),
    isEveryone: form.has('everyone'),
    moveTo: form.text('move_to'),
    period: form.text('period'),
    limit: form.text('limit'),
    error: null,
  };
}

/** The same wish, for the form that does it. */
export function wishFields(form: Form): Html {
  const names = ['action', 'move_to', 'period', 'limit'].filter((name) => form.has(name));
  return html`${names.map((name) => html`<input type="hidden" name="${name}" value="${form.text(name)}">`)}`;
}

function periodFrom(text: string): Period {
  const period = PERIODS.find((one) => one === text);
  if (period === undefined) throw new PageError(400);
  return period;
}

function limitFrom(text: string) {
  try {
    return amountFrom(typedUsd(text), 'limit');
  } catch (error) {
    if (error instanceof OwnerError) throw new BulkWishError('amount', 'limit');
    throw error;
  }
}
