import { type SchoolClass, sessionAt } from '../../access/classes.ts';
import type { Html } from '../html.ts';
import { dayText } from '../show-time.ts';
import { CLASSES } from '../texts/classes.ts';
import type { Visit } from '../visit.ts';
import { badge } from './badge.ts';

/** "1 Sept 2026 – 18 Dec 2026", "2026. 9. 1. ~ 2026. 12. 18.", "2027. 3. 2.부터" */
export function datesText(visit: Visit, { startsOn, endsOn }: SchoolClass): string {
  const text = (day: string | null) => (day === null ? null : dayText(day, visit, 'date'));
  return CLASSES[visit.language].from(text(startsOn), text(endsOn));
}

/** Nothing while the class is on. */
export function sessionMark({ language, now }: Visit, schoolClass: SchoolClass): Html | null {
  const session = sessionAt(schoolClass, now);
  return session === 'open' ? null : badge(CLASSES[language].sessions[session]);
}

/** @param day YYYY-MM-DD */
export function firstOfMonth(day: string): string {
  return `${day.slice(0, 8)}01`;
}
