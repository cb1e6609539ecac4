import type { NewTopUp } from '../../../admin/top-ups.ts';
import { parseUsd } from '../../format/parse-usd.ts';
import type { Form } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { fieldsNamed } from '../form-errors/form-errors.ts';

/** Names of the fields of a top-up: a page has other amounts and reasons. */
export const TOP_UP_FIELDS = { amount: 'top_up_amount', until: 'top_up_until', reason: 'top_up_reason' } as const;

/** Hidden: the newest top-up when the form was made. */
const NEWEST_FIELD = 'top_up_newest';

export function newestTopUpField(newestId: number): Html {
  return html`<input type="hidden" name="${NEWEST_FIELD}" value="${newestId}">`;
}

/** undefined: the form says none. */
export function newestTopUpIn(form: Form): number | undefined {
  const text = form.text(NEWEST_FIELD);
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

export const topUpFieldAt = fieldsNamed({
  amount: TOP_UP_FIELDS.amount,
  endsAt: TOP_UP_FIELDS.until,
  reason: TOP_UP_FIELDS.reason,
});

/** What was typed; an amount that cannot be read is NaN, which the rules refuse. */
export function topUpFrom(form: Form): Pick<NewTopUp, 'amount' | 'end' | 'reason' | 'newestId'> {
  const day = form.text(TOP_UP_FIELDS.until);
  return {
    amount: parseUsd(form.text(TOP_UP_FIELDS.amount)) ?? Number.NaN,
    end: day === '' ? null : { day },
    reason: form.text(TOP_UP_FIELDS.reason),
    newestId: newestTopUpIn(form),
  };
}
