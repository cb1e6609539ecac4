import type { NanoUsd } from '../ledger/money.ts';
import type { CrashPlan, Incident } from '../store/journal-store.ts';
import { AdminError } from './admin-error.ts';
import { checkRefund, isRefundable, refundable } from './refund-rules.ts';

/** One incident, or the incidents of the calls that one crash interrupted. */
export type IncidentGroup = readonly [Incident, ...Incident[]];

/**
 * Incidents of one crash, which the start after it raised together, become one group; the order stays. A crash that
 * interrupted one call is an incident like any other.
 * @param incidents those of a crash one after the other, as they are listed
 */
export function groupIncidents(incidents: readonly Incident[]): IncidentGroup[] {
  const groups: [Incident, ...Incident[]][] = [];
  for (const incident of incidents) {
    const last = groups.at(-1);
    if (last !== undefined && incident.crashAt !== null && last[0].crashAt === incident.crashAt) last.push(incident);
    else groups.push([incident]);
  }
  return groups;
}

export interface CrashTotals {
  /** Open incidents. */
  readonly open: number;
  /** What of their charges can still be refunded. */
  readonly refundable: NanoUsd;
}

export function crashTotals(incidents: readonly Incident[]): CrashTotals {
  const open = incidents.filter(isOpen);
  return { open: open.length, refundable: open.reduce((sum, incident) => sum + refundable(incident), 0) };
}

export type CrashDecision = 'refund' | 'close';

/**
 * What a decision about a whole crash does: to its open incidents alone, because those that are closed are decided. A
 * store asks inside the transaction. Without an open one nothing is left to do: a form sent twice changes nothing twice.
 * @param incidents all of the crash @param expected what the owner saw before the decision; null: decided unseen
 * @throws AdminError
 */
export function planCrash(
  crashAt: number,
  incidents: readonly Incident[],
  decision: CrashDecision,
  expected: CrashTotals | null,
): CrashPlan {
  if (incidents.length === 0) throw new AdminError({ code: 'crash_not_found', crashAt });
  const totals = crashTotals(incidents);
  const isAsExpected =
    expected === null || (expected.open === totals.open && expected.refundable === totals.refundable);
  if (totals.open > 0 && !isAsExpected) throw new AdminError({ code: 'crash_changed', ...totals });
  const closed = incidents.filter(isOpen);
  const refunds = decision === 'close' ? [] : closed.flatMap(refundOf);
  return { refunds, closed };
}

function refundOf(incident: Incident): CrashPlan['refunds'] {
  return isRefundable(incident) ? [checkRefund(incident, null)] : [];
}

function isOpen({ closedAt }: Incident): boolean {
  return closedAt === null;
}
