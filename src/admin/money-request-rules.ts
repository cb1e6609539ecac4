import type { SchoolClass } from '../access/classes.ts';
import { type AskingBlock, type MoneyRequest, maxAskable, whyNotAsk } from '../access/money-requests.ts';
import type { Student } from '../access/students.ts';
import type { BudgetLimit } from '../ledger/budgets.ts';
import type { NanoUsd } from '../ledger/money.ts';
import { AdminError, type AdminProblem } from './admin-error.ts';

export interface Asker {
  readonly student: Student;
  readonly schoolClass: SchoolClass | null;
  /** Of the student's own, wherever they come from. */
  readonly limits: readonly BudgetLimit[];
  /** The requests that have not expired. */
  readonly earlier: readonly MoneyRequest[];
}

/** A store asks inside the transaction that adds the request. @param now ms UTC @throws AdminError */
export function checkMayAsk(asker: Asker, amount: NanoUsd, now: number): void {
  const block = whyNotAsk(asker, asker.earlier, now);
  if (block !== null) throw new AdminError(problemOf(block));
  const max = maxAskable(asker.limits);
  if (amount === 0 || amount > max) throw new AdminError({ code: 'request_amount_out_of_range', max }, ['amount']);
}

function problemOf(block: AskingBlock): AdminProblem {
  switch (block.why) {
    case 'suspended':
      return { code: 'student_suspended' };
    case 'over':
      return { code: 'class_over' };
    case 'off':
      return { code: 'money_requests_off' };
    default:
      return { code: 'money_request_too_soon', ...block };
  }
}
