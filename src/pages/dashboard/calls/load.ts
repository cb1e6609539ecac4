import { listCalls } from '../../../admin/calls.ts';
import { countRefusals, type ReasonCount } from '../../../admin/refusals.ts';
import { localDay } from '../../../ledger/periods.ts';
import { addUtcDays } from '../../../ledger/utc-days.ts';
import type { Page } from '../../../store/paging.ts';
import type { RefusalRecord } from '../../../store/refusal-store.ts';
import type { UsageRecord } from '../../../store/usage-record.ts';
import type { Site } from '../../web/deps.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { loadPeople, type People } from '../people-filter/load-people.ts';
import { type CallsRequest, parseCallsRequest, recordsQuery, refusalsQuery } from './calls-request.ts';

const ROWS_PER_PAGE = 50;
const COUNTED_DAYS = 7;

/** What a page of calls or of refusals shows. */
export interface CallsList<Row> {
  readonly people: People;
  readonly request: CallsRequest;
  readonly query: URLSearchParams;
  /** null: the request has errors. */
  readonly page: Page<Row> | null;
}

export interface RefusalsList extends CallsList<RefusalRecord> {
  /** Of the last 7 days. */
  readonly counts: readonly ReasonCount[];
}

export async function loadCalls(query: URLSearchParams, site: Site): Promise<CallsList<UsageRecord>> {
  const people = await loadPeople(site.store);
  const request = parseCallsRequest(query, people, site.timeZone);
  const page = request.isValid ? await listCalls(recordsQuery(request, ROWS_PER_PAGE), site) : null;
  return { people, request, query, page };
}

export async function loadRefusals({ now }: OwnerView, query: URLSearchParams, site: Site): Promise<RefusalsList> {
  const people = await loadPeople(site.store);
  const request = parseCallsRequest(query, people, site.timeZone);
  if (!request.isValid) return { people, request, query, page: null, counts: [] };
  const today = localDay(site.timeZone, now);
  const days = { from: addUtcDays(today, 1 - COUNTED_DAYS), to: today };
  const [page, counts] = await Promise.all([
    site.store.records.listRefusals(refusalsQuery(request, ROWS_PER_PAGE)),
    countRefusals({ ...days, ...request.people.filter }, site),
  ]);
  return { people, request, query, page, counts };
}
