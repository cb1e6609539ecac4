import { loadReportDays, loadTimeZones } from '../../../admin/report-days.ts';
import { sumUsage } from '../../../admin/usage.ts';
import type { UsageReport } from '../../../store/usage-report.ts';
import type { Site } from '../../web/deps.ts';
import { loadPeople, type People } from '../people-filter/load-people.ts';
import { parseUsageRequest, type UsageRequest } from './usage-request.ts';

export interface LoadedUsage {
  readonly people: People;
  /** In which the days are cut. */
  readonly timeZones: readonly string[];
  readonly request: UsageRequest;
  /** null: the request has errors. */
  readonly report: UsageReport | null;
}

/** @param split undefined: the sums only */
export async function loadUsage(query: URLSearchParams, split: 'model' | undefined, site: Site): Promise<LoadedUsage> {
  const [people, days] = await Promise.all([loadPeople(site.store), loadReportDays(site)]);
  const request = parseUsageRequest(query, people, days);
  const report = request.query === null ? null : await sumUsage({ ...request.query, split }, site);
  const timeZones = await loadTimeZones(request.people.filter.classId, site);
  return { people, timeZones, request, report };
}
