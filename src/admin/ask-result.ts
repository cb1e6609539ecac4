import { type AskResult, type MoneyAsk, maxAskable } from '../access/money-requests.ts';
import type { AdminDeps } from './admin-deps.ts';
import { AdminError } from './admin-error.ts';
import { askForMoney } from './money-requests.ts';

/** askForMoney() for callers who know no AdminError. @throws what is about neither the rules nor the words */
export async function askResult(studentId: number, asked: MoneyAsk, deps: AdminDeps): Promise<AskResult> {
  try {
    return { asked: await askForMoney(studentId, asked, deps) };
  } catch (error) {
    const refused = error instanceof AdminError ? await refusedBy(error, studentId, deps) : null;
    if (refused === null) throw error;
    return { refused };
  }
}

async function refusedBy(
  { problem }: AdminError,
  studentId: number,
  { store, now }: AdminDeps,
): Promise<Extract<AskResult, { refused: unknown }>['refused'] | null> {
  switch (problem.code) {
    case 'student_suspended':
      return { why: 'suspended' };
    case 'class_over':
      return { why: 'over' };
    case 'money_requests_off':
      return { why: 'off' };
    case 'money_request_too_soon':
      return { why: problem.why, nextAt: problem.nextAt };
    case 'request_amount_out_of_range':
      return { why: 'amount', max: problem.max };
    case 'amount_out_of_range':
      return { why: 'amount', max: maxAskable(await store.ledger.balancesOf('student', studentId, now())) };
    case 'reason_missing':
    case 'text_length':
    case 'text_control_characters':
      return { why: 'reason' };
    default:
      return null;
  }
}
