import { addRecords, type IncidentDetails, type IncidentLine, listIncidentGroups } from '../../../admin/incidents.ts';
import type { ReportDays } from '../../../admin/report-days.ts';
import { type BudgetBalance, WALLET_ID } from '../../../ledger/budgets.ts';
import type { IncidentKind, Outcome } from '../../../ledger/holds.ts';
import { addUtcDays, utcDaysBetween } from '../../../ledger/utc-days.ts';
import type { OpenHolds } from '../../../store/open-holds.ts';
import type { Site } from '../../web/deps.ts';
import type { OwnerView } from '../../web/view-context.ts';
import type { DaySpend } from './spend-forecast.ts';

export function loadWallet({ now }: OwnerView, site: Site): Promise<BudgetBalance[]> {
  return site.store.ledger.balancesOf('wallet', WALLET_ID, now);
}

/** Outcomes of calls that gave the student no whole answer. */
export const FAILURES = [
  'upstream_refused',
  'upstream_unreachable',
  'upstream_died',
  'upstream_timeout',
  'stopped',
  'crash',
] as const satisfies readonly Outcome[];

const MAX_LIVE_CALLS = 8;

export function loadLiveCalls(site: Site): Promise<OpenHolds> {
  return site.store.ledger.openHolds(MAX_LIVE_CALLS);
}

const MAX_INCIDENTS = 5;
const MAX_INCIDENTS_COUNTED = 100;

export interface OpenIncidents {
  /** The newest. */
  readonly newest: readonly IncidentLine[];
  /** The incidents of one crash count once. */
  readonly count: number;
  /** There are more than `count`. */
  readonly hasMore: boolean;
}

export async function loadOpenIncidents(site: Site): Promise<OpenIncidents> {
  const { rows, next } = await listIncidentGroups({ open: true, after: null, limit: MAX_INCIDENTS_COUNTED }, site);
  const newest = await addRecords(rows.slice(0, MAX_INCIDENTS), site);
  return { newest, count: rows.length, hasMore: next !== null };
}

const UPSTREAM_KINDS: ReadonlySet<IncidentKind> = new Set([
  ...([
    'upstream_key_refused',
    'upstream_key_resting',
    'upstream_key_unreadable',
    'upstream_out_of_money',
    'upstream_address',
    'upstream_down',
    'model_missing',
    'model_retiring',
    'project_limit_missing',
    'project_limit_low',
  ] as const),
]);

/** The open incidents about the provider, the newest first. */
export async function loadUpstreamIncidents(site: Site): Promise<IncidentDetails[]> {
  const { rows } = await site.store.journal.listIncidents({ open: true, after: null, limit: MAX_INCIDENTS_COUNTED });
  const upstream = rows.filter(({ kind }) => UPSTREAM_KINDS.has(kind)).slice(0, MAX_INCIDENTS);
  return upstream.map((incident) => ({ incident, record: null }));
}

const SPEND_DAYS = 30;

/** What the wallet paid on each of 30 days, the last one last. A refund counts on the day of its call. */
export async function loadDaySpend({ last }: ReportDays, site: Site): Promise<DaySpend[]> {
  const from = addUtcDays(last, 1 - SPEND_DAYS);
  const { rows } = await site.store.records.usage({ from, to: last, groupBy: 'day' });
  const spent = new Map(rows.map(({ key, cost }) => [key, cost]));
  return utcDaysBetween(from, last).map((day) => ({ day, spent: spent.get(day) ?? 0 }));
}
