import type { TopUpEnd } from '../../../store/top-up-end.ts';
import { parseUsd } from '../../format/parse-usd.ts';
import type { Form } from '../../web/forms.ts';
import { fieldsNamed } from '../form-errors/form-errors.ts';

/** Names of the fields of a top-up: a page has other amounts and reasons. */
export const TOP_UP_FIELDS = { amount: 'top_up_amount', until: 'top_up_until', reason: 'top_up_reason' } as const;

export const topUpFieldAt = fieldsNamed({
  amount: TOP_UP_FIELDS.amount,
  endsAt: TOP_UP_FIELDS.until,
  reason: TOP_UP_FIELDS.reason,
});

/** What was typed; an amount that cannot be read is NaN, which the rules refuse. */
export function topUpFrom(form: Form): { amount: number; end: TopUpEnd | null; reason: string } {
  const day = form.text(TOP_UP_FIELDS.until);
  return {
    amount: parseUsd(form.text(TOP_UP_FIELDS.amount)) ?? Number.NaN,
    end: day === '' ? null : { day },
    reason: form.text(TOP_UP_FIELDS.reason),
  };
}
