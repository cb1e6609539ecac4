import type { BudgetUnit } from '../ledger/budget-units.ts';
import type { Period } from '../ledger/periods.ts';

/** Why a budget of another unit than money, or of some calls only, was refused. */
export type BudgetProblem =
  /** Not a whole number of tokens, calls or images from 0 to max. */
  | { readonly code: 'quantity_out_of_range'; readonly unit: BudgetUnit; readonly max: number }
  /** Only a day, a week or a month is followed by another one. */
  | { readonly code: 'carry_over_period'; readonly period: Period }
  // Which calls it counts.
  | { readonly code: 'selector_empty' }
  | { readonly code: 'selector_too_long'; readonly max: number }
  /** Another model answers for this name. */
  | { readonly code: 'selector_alias'; readonly name: string; readonly served: string }
  | { readonly code: 'endpoint_unknown'; readonly kinds: readonly string[] };
