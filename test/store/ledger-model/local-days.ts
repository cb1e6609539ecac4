import type { Period } from '../../../src/ledger/periods.ts';

const DAY_MS = 86_400_000;
const FORMATS = new Map<string, Intl.DateTimeFormat>();
const REMEMBERED_AT_MOST = 50_000;

interface LocalDay {
  /** YYYY-MM-DD */
  readonly day: string;
  /** The Monday of its week. */
  readonly week: string;
  /** YYYY-MM */
  readonly month: string;
}

const remembered = new Map<string, LocalDay>();

/** The calendar day of an instant, by Intl: not the library that the ledger cuts its periods with. */
export function localDay(timeZone: string, at: number): string {
  return localDayOf(timeZone, at).day;
}

/** What two instants of one period have in common, and no instant of another. */
export function periodKey(period: Exclude<Period, 'term'>, timeZone: string, at: number): string {
  return period === 'total' ? 'total' : localDayOf(timeZone, at)[period];
}

/** That of the period before. */
export function lastPeriodKey(period: 'day' | 'week' | 'month', key: string): string {
  if (period !== 'month')
    return new Date(Date.parse(key) - (period === 'day' ? 1 : 7) * DAY_MS).toISOString().slice(0, 10);
  return new Date(Date.parse(`${key}-01`) - DAY_MS).toISOString().slice(0, 7);
}

/** Whether an instant lies within local days; null: open on that side. */
export function isWithinDays(timeZone: string, startsOn: string | null, endsOn: string | null, at: number): boolean {
  const { day } = localDayOf(timeZone, at);
  return (startsOn === null || startsOn <= day) && (endsOn === null || day <= endsOn);
}

function localDayOf(timeZone: string, at: number): LocalDay {
  const key = `${timeZone} ${at}`;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  if (remembered.size > REMEMBERED_AT_MOST) remembered.clear();
  const day = formatOf(timeZone).format(at);
  const midnight = Date.parse(day);
  const sinceMonday = (new Date(midnight).getUTCDay() + 6) % 7;
  const week = new Date(midnight - sinceMonday * DAY_MS).toISOString().slice(0, 10);
  const local = { day, week, month: day.slice(0, 7) };
  remembered.set(key, local);
  return local;
}

/** Swedes write their dates as ISO 8601 does. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = FORMATS.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    FORMATS.set(timeZone, format);
  }
  return format;
}
