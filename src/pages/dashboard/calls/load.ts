import { listCalls } from '../../../admin/calls.ts';
import { countRefusals, type ReasonCount } from '../../../admin/refusals.ts';
import { loadReportDays, loadTimeZones } from '../../../admin/report-days.ts';
import { addUtcDays } from '../../../ledger/utc-days.ts';
import type { Page } from '../../../store/paging.ts';
import type { RefusalRecord } from '../../../store/refusal-store.ts';
import type { UsageRecord } from '../../../store/usage-record.ts';
import type { Site } from '../../web/deps.ts';
import { loadPeople, type People } from '../people-filter/load-people.ts';
import { parsePeopleChoice } from '../people-filter/people-filter.ts';
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
  /** In which days are counted. */
  readonly timeZones: readonly string[];
}

export async function loadCallsRequest(query: URLSearchParams, site: Site) {
  const people = await loadPeople(site.store);
  const timeZones = await loadTimeZones(parsePeopleChoice(query, people).filter.classId, site);
  return { people, timeZones, request: parseCallsRequest(query, people, timeZones) };
}

export async function loadCalls(query: URLSearchParams, site: Site): Promise<CallsList<UsageRecord>> {
  const { people, request } = await loadCallsRequest(query, site);
  const page = request.isValid ? await listCalls(recordsQuery(request, ROWS_PER_PAGE), site) : null;
  return { people, request, query, page };
}

export async function loadRefusals(query: URLSearchParams, site: Site): Promise<RefusalsList> {
  const { people, request, timeZones } = await loadCallsRequest(query, site);
  if (!request.isValid) return { people, request, query, page: null, counts: [], timeZones };
  const { last } = await loadReportDays(site);
  const days = { from: addUtcDays(last, 1 - COUNTED_DAYS), to: last };
  const [page, counts] = await Promise.all([
    site.store.records.listRefusals(refusalsQuery(request, ROWS_PER_PAGE)),
    countRefusals({ ...days, ...request.people.filter }, site),
  ]);
  return { people, request, query, page, counts, timeZones };
}
