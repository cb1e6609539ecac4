import { MAX_NANO_USD } from '../ledger/money.ts';
import type { TopUpFields } from '../ledger/top-ups.ts';
import { AdminError } from './admin-error.ts';

const MAX_TOP_UP_DAYS = 366;
/** Of one class or student, in effect at once: each is looked at by every call that its budgets cannot pay. */
const MAX_TOP_UPS_AT_ONCE = 20;
const DAY_MS = 86_400_000;

/**
 * A store asks inside the transaction of the grant. @param inEffect how many the scope has that are not over
 * @throws AdminError
 */
export function checkTopUp({ amount, endsAt }: TopUpFields, inEffect: number, now: number): void {
  if (!Number.isSafeInteger(amount) || amount < 0 || amount > MAX_NANO_USD) {
    throw new AdminError({ code: 'amount_out_of_range' }, ['amount']);
  }
  if (amount === 0) throw new AdminError({ code: 'top_up_zero' }, ['amount']);
  if (!(endsAt > now)) throw new AdminError({ code: 'instant_past' }, ['endsAt']);
  if (endsAt > now + MAX_TOP_UP_DAYS * DAY_MS) {
    throw new AdminError({ code: 'top_up_too_long', maxDays: MAX_TOP_UP_DAYS }, ['endsAt']);
  }
  if (inEffect >= MAX_TOP_UPS_AT_ONCE) throw new AdminError({ code: 'too_many_top_ups', max: MAX_TOP_UPS_AT_ONCE });
}
