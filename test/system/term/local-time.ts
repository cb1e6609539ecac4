const MINUTE_MS = 60_000;

/** What a person reads on the wall, "2027-03-08 10:20": found by trying offsets, with Intl alone. @returns ms UTC */
export function instantOf(local: string, timeZone: string): number {
  const asIfUtc = Date.parse(`${local.replace(' ', 'T')}:00Z`);
  for (let minutes = -14 * 60; minutes <= 14 * 60; minutes += 15) {
    const at = asIfUtc + minutes * MINUTE_MS;
    if (localTime(at, timeZone) === local) return at;
  }
  throw new RangeError(`${local} does not exist in ${timeZone}`);
}

/** "2027-03-08 10:20" */
export function localTime(at: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).format(at);
  return parts.replace(',', '');
}
