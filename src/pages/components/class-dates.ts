import { type SchoolClass, termStateAt } from '../../access/classes.ts';
import { CLASSES } from '../dashboard/classes/texts.ts';
import { formatDay } from '../format/format-time.ts';
import type { Html } from '../web/html.ts';
import type { ViewContext } from '../web/view-context.ts';
import { badge } from './badge.ts';

/** "1 Sept 2026 – 18 Dec 2026", "2026. 9. 1. ~ 2026. 12. 18.", "2027. 3. 2.부터" */
export function datesText(view: ViewContext, { startsOn, endsOn }: SchoolClass): string {
  const text = (day: string | null) => (day === null ? null : formatDay(day, view, 'date'));
  return CLASSES[view.language].from(text(startsOn), text(endsOn));
}

/** Nothing while the class is on. */
export function sessionMark({ language, now }: ViewContext, schoolClass: SchoolClass): Html | null {
  const session = termStateAt(schoolClass, now);
  return session === 'open' ? null : badge(CLASSES[language].sessions[session]);
}

/** @param day YYYY-MM-DD */
export function firstOfMonth(day: string): string {
  return `${day.slice(0, 8)}01`;
}
