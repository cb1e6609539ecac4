import type { Reconciliation } from '../ledger/reconciliation.ts';
import { addUtcDays, utcDay, utcDaysBetween } from '../ledger/utc-days.ts';
import type { AdminServices } from './admin-deps.ts';
import { AdminError } from './admin-error.ts';
import { checkDay } from './field-checks.ts';

const DEFAULT_DAYS = 7;
const MAX_DAYS = 92;

export interface UtcDays {
  /** First and last UTC day, YYYY-MM-DD. */
  readonly from: string;
  readonly to: string;
}

/**
 * The ledger beside the provider's bill. A complete day that drifts becomes an incident, once.
 * @param days by default the last 7 complete ones
 * @throws AdminError day_invalid, range_out_of_order, day_in_future, range_too_long, admin_key_missing, bill_unreadable
 */
export async function reconcileDays(
  days: Partial<UtcDays>,
  { reconcile, now }: Pick<AdminServices, 'reconcile' | 'now'>,
): Promise<Reconciliation> {
  const { from, to } = checkDays(days, utcDay(now()));
  if (reconcile === null) throw new AdminError({ code: 'admin_key_missing' });
  const result = await reconcile(from, to);
  if ('unreadable' in result) throw new AdminError({ code: 'bill_unreadable', reason: result.unreadable });
  return result.reconciliation;
}

function checkDays(days: Partial<UtcDays>, today: string): UtcDays {
  const to = days.to === undefined ? addUtcDays(today, -1) : checkDay(days.to, ['to']);
  const from = days.from === undefined ? addUtcDays(to, 1 - DEFAULT_DAYS) : checkDay(days.from, ['from']);
  if (from > to) throw new AdminError({ code: 'range_out_of_order', from, to }, ['from']);
  if (to > today) throw new AdminError({ code: 'day_in_future', day: to }, ['to']);
  if (utcDaysBetween(from, to).length > MAX_DAYS) {
    throw new AdminError({ code: 'range_too_long', maxDays: MAX_DAYS }, ['from']);
  }
  return { from, to };
}
