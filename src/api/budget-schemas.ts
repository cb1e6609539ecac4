import Type from 'typebox';
import { MAX_SELECTED_MODELS } from '../admin/budget-checks.ts';
import { BUDGET_UNITS } from '../ledger/budget-units.ts';
import { CLOSED, InstantField, orNull, PeriodField, ScopeField } from './schemas.ts';

const CARRY_OVER = 'What is left of a day, week or month is added to the next one, at most one limit’s worth.';
export const CarryOverField = Type.Optional(
  Type.Boolean({ description: `${CARRY_OVER} Absent: as it is, and not at first.` }),
);

const UNIT = 'What is limited: money (USD), tokens (input and output together), calls or images.';
const SELECTOR =
  'Which calls count: those that one of the models answers (ids of the catalogue, never an alias), or those of an endpoint, such as {"endpoint": "embeddings"}. null: all.';
export const SelectorField = Type.Union(
  [
    Type.Object({ models: Type.Array(Type.String(), { minItems: 1, maxItems: MAX_SELECTED_MODELS }) }, CLOSED),
    Type.Object({ endpoint: Type.String() }, CLOSED),
    Type.Null(),
  ],
  { description: SELECTOR },
);

/** What a limit says of itself, in requests. */
export const LIMIT_FIELDS = {
  period: PeriodField,
  unit: Type.Optional(Type.Enum([...BUDGET_UNITS], { description: `${UNIT} money when absent.` })),
  selector: Type.Optional(SelectorField),
  limit: Type.Optional(
    Type.Number({ description: 'In the unit: USD, or a whole number of tokens, calls or images. Or send limit_usd.' }),
  ),
  limit_usd: Type.Optional(Type.Number({ description: 'The limit of a budget of money; the same as limit.' })),
  carry_over: CarryOverField,
};
export const LimitField = Type.Object(LIMIT_FIELDS, {
  ...CLOSED,
  description: 'At most one for each period, unit and selector.',
});

export const UnitField = Type.Enum([...BUDGET_UNITS], { description: UNIT });
const UsdAnswer = orNull(Type.Number({ description: 'USD, exact to a billionth; null: the budget is not of money.' }));
const LimitAmount = Type.Number({ description: 'What the owner set, in the unit; money in USD.' });

export const LimitAnswer = Type.Object(
  {
    period: PeriodField,
    unit: UnitField,
    selector: SelectorField,
    limit: LimitAmount,
    limit_usd: UsdAnswer,
    carry_over: Type.Boolean({ description: CARRY_OVER }),
  },
  CLOSED,
);

export const BUDGET_ANSWER_FIELDS = {
  id: orNull(Type.Integer({ description: 'null for a limit that comes from a setting of the server.' })),
  scope: ScopeField,
  scope_id: orNull(Type.Integer({ description: 'The class or student; null for the wallet.' })),
  period: PeriodField,
  unit: UnitField,
  selector: SelectorField,
  limit: LimitAmount,
  limit_usd: UsdAnswer,
  carry_over: Type.Boolean({ description: CARRY_OVER }),
  carried: Type.Number({
    description: 'What was left of the last period, on top of the limit; below zero only after the clock went back.',
  }),
  carried_usd: UsdAnswer,
  spent: Type.Number(),
  spent_usd: UsdAnswer,
  held: Type.Number({ description: 'Reserved by calls in flight.' }),
  held_usd: UsdAnswer,
  available: Type.Number({ description: 'limit + carried - spent - held; below zero after a limit was lowered.' }),
  available_usd: UsdAnswer,
  period_start: InstantField,
  resets_at: orNull(
    Type.String({ description: 'When the limit is whole again; null: never, or not before the class ends.' }),
  ),
  source: Type.Enum(['own', 'class', 'default']),
};

export const BudgetAnswer = Type.Object(BUDGET_ANSWER_FIELDS, {
  ...CLOSED,
  description: 'A limit and what is spent of it in its current period: in its unit, and in USD where that is money.',
});
