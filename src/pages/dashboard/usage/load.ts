import { sumUsage } from '../../../admin/usage.ts';
import { localDay } from '../../../ledger/periods.ts';
import type { UsageReport } from '../../../store/usage-report.ts';
import type { Site } from '../../web/deps.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { loadPeople, type People } from '../people-filter/load-people.ts';
import { parseUsageRequest, type UsageRequest } from './usage-request.ts';

export interface LoadedUsage {
  readonly people: People;
  readonly request: UsageRequest;
  /** null: the request has errors. */
  readonly report: UsageReport | null;
}

/** @param split undefined: the sums only */
export async function loadUsage(
  { now }: OwnerView,
  query: URLSearchParams,
  split: 'model' | undefined,
  site: Site,
): Promise<LoadedUsage> {
  const people = await loadPeople(site.store);
  const request = parseUsageRequest(query, people, localDay(site.timeZone, now));
  const report = request.query === null ? null : await sumUsage({ ...request.query, split }, site);
  return { people, request, report };
}
