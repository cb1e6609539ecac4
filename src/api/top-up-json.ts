import Type, { type Static } from 'typebox';
import type { TopUpWarning } from '../admin/top-ups.ts';
import { nanoToUsd } from '../ledger/money.ts';
import { isInEffect, leftOf, TOP_UP_SCOPES, type TopUpBalance } from '../ledger/top-ups.ts';
import { formatInstant, formatOptionalInstant } from './instants.ts';
import { CLOSED, IdField, InstantField, orNull, PeriodField, UsdField } from './schemas.ts';

const TOP_UP_FIELDS = {
  id: IdField,
  scope: Type.Enum([...TOP_UP_SCOPES]),
  scope_id: Type.Integer({ description: 'The class or student.' }),
  amount_usd: UsdField,
  spent_usd: UsdField,
  held_usd: Type.Number({ description: 'Reserved by calls in flight.' }),
  left_usd: Type.Number({ description: 'What can still be spent; 0 after it was withdrawn.' }),
  starts_at: InstantField,
  ends_at: Type.String({ description: 'ISO 8601, UTC: from this instant on, no call is paid from it.' }),
  reason: orNull(Type.String({ description: 'For the students to read.' })),
  withdrawn_at: orNull(InstantField),
  is_in_effect: Type.Boolean({ description: 'Whether a call may be paid from it now.' }),
};

export const TopUpAnswer = Type.Object(TOP_UP_FIELDS, { ...CLOSED, description: 'Money once, until an instant.' });
export type TopUpJson = Static<typeof TopUpAnswer>;

export const NewTopUpAnswer = Type.Object(
  {
    ...TOP_UP_FIELDS,
    warnings: Type.Array(
      Type.Object(
        {
          code: Type.Literal('exceeds_shared_budget'),
          scope: Type.Enum(['class', 'wallet']),
          period: PeriodField,
          left_usd: UsdField,
        },
        CLOSED,
      ),
      { description: 'Budgets that still apply and have less left than the top-up gives: not all of it can be spent.' },
    ),
  },
  { ...CLOSED, description: 'Money once, until an instant.' },
);
export type NewTopUpJson = Static<typeof NewTopUpAnswer>;

/** @param now ms UTC */
export function topUpJson(topUp: TopUpBalance, now: number): TopUpJson {
  return {
    id: topUp.id,
    scope: topUp.scope,
    scope_id: topUp.scopeId,
    amount_usd: nanoToUsd(topUp.amount),
    spent_usd: nanoToUsd(topUp.spent),
    held_usd: nanoToUsd(topUp.held),
    left_usd: nanoToUsd(leftOf(topUp)),
    starts_at: formatInstant(topUp.startsAt),
    ends_at: formatInstant(topUp.endsAt),
    reason: topUp.reason,
    withdrawn_at: formatOptionalInstant(topUp.withdrawnAt),
    is_in_effect: isInEffect(topUp, now),
  };
}

export function topUpWarningsJson(warnings: readonly TopUpWarning[]): NewTopUpJson['warnings'] {
  return warnings.map(({ budget, left }) => ({
    code: 'exceeds_shared_budget',
    scope: budget.scope === 'class' ? 'class' : 'wallet',
    period: budget.period,
    left_usd: nanoToUsd(left),
  }));
}
