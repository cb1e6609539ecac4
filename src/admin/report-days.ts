import { localDay } from '../ledger/periods.ts';
import type { AdminServices } from './admin-deps.ts';

/** The local days that are today now, YYYY-MM-DD. Days of calls are those of each student's class. */
export interface ReportDays {
  /** In the owner's zone. */
  readonly ownerToday: string;
  /** The first day that is today for the owner or a student. */
  readonly first: string;
  /** The last day that is today for the owner, a student, or the server: no call has a later one. */
  readonly last: string;
}

type Deps = Pick<AdminServices, 'store' | 'ownerTimeZone' | 'timeZone' | 'now'>;

/** Default ranges of reports end with `last`: at 03:00 in Seoul, a range that ends with today in UTC misses the class. */
export async function loadReportDays({ store, ownerTimeZone, timeZone, now }: Deps): Promise<ReportDays> {
  const zones = await store.access.listTimeZones(timeZone);
  const at = now();
  const ownerToday = localDay(ownerTimeZone.current, at);
  const days = [ownerToday, ...zones.map((zone) => localDay(zone, at))].sort();
  return {
    ownerToday,
    first: days[0] ?? ownerToday,
    last: [...days, localDay(timeZone, at)].sort().at(-1) ?? ownerToday,
  };
}

const NO_CLASS_ID = 0;

/** In which the days of calls are cut: of one class, or of all. @param classId 0: students without a class */
export async function loadTimeZones(
  classId: number | undefined,
  { store, timeZone }: Pick<Deps, 'store' | 'timeZone'>,
): Promise<readonly string[]> {
  if (classId === undefined) {
    const zones = await store.access.listTimeZones(timeZone);
    return zones.length === 0 ? [timeZone] : zones;
  }
  const schoolClass = classId === NO_CLASS_ID ? null : await store.access.getClass(classId);
  return [schoolClass?.timeZone ?? timeZone];
}
