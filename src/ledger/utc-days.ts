/** Of UTC: a local day may have 23 or 25 hours. */
export const DAY_MS = 86_400_000;

/** The days of a provider's bill: UTC, YYYY-MM-DD, 24 hours each. */
export function utcDay(ms: number): string {
  const number = Math.floor(ms / DAY_MS);
  if (number !== last.number) last = { number, day: new Date(ms).toISOString().slice(0, 10) };
  return last.day;
}

/** Every call asks for the price of its day. */
let last = { number: 0, day: '1970-01-01' };

/** The first instant of a UTC day, ms. */
export function startOfUtcDay(day: string): number {
  return Date.parse(`${day}T00:00:00.000Z`);
}

/** @param days below zero for a day before */
export function addUtcDays(day: string, days: number): string {
  return utcDay(startOfUtcDay(day) + days * DAY_MS);
}

/** @param day YYYY-MM-DD */
export function firstOfMonth(day: string): string {
  return `${day.slice(0, 8)}01`;
}

/** Both included, ascending. */
export function utcDaysBetween(from: string, to: string): string[] {
  const count = Math.round((startOfUtcDay(to) - startOfUtcDay(from)) / DAY_MS) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, n) => addUtcDays(from, n));
}
