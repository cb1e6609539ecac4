import type { MoneyRequestWait } from '../access/money-requests.ts';
import type { NanoUsd } from '../ledger/money.ts';

/** Why a student cannot ask for more money, or a request cannot be granted or declined. */
export type MoneyRequestProblem =
  | { readonly code: 'reason_missing' }
  /** Above zero, up to `max`. */
  | { readonly code: 'request_amount_out_of_range'; readonly max: NanoUsd }
  /** The owner turned asking off for the class. */
  | { readonly code: 'money_requests_off' }
  | { readonly code: 'student_suspended' }
  /** One is open already, or the last ones are too recent. `nextAt`: ms UTC; of an open one, when it lapses. */
  | { readonly code: 'money_request_too_soon'; readonly why: MoneyRequestWait['why']; readonly nextAt: number }
  /** It was answered, it has lapsed, or its student was removed. */
  | { readonly code: 'money_request_not_found'; readonly id: number }
  /** Calls end with the last day of the class. */
  | { readonly code: 'top_up_after_class'; readonly endsOn: string };
