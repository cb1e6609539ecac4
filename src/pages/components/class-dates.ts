import { type ClassState, classStateAt, type SchoolClass } from '../../access/classes.ts';
import { formatDay, zoneNote } from '../format/format-time.ts';
import type { Html } from '../web/html.ts';
import { inZone, type ViewContext } from '../web/view-context.ts';
import { badge } from './badge.ts';
import { CLASS_DATES } from './class-dates-texts.ts';

/** "1 Sept 2026 – 18 Dec 2026", "2026. 9. 1. ~ 2026. 12. 18.", "2027. 3. 2.부터"; the zone where it is not the reader's */
export function datesText(view: ViewContext, { startsOn, endsOn, timeZone }: SchoolClass): string {
  const text = (day: string | null) => (day === null ? null : formatDay(day, view, 'date'));
  const zone = startsOn === null && endsOn === null ? '' : zoneNote(inZone(view, timeZone));
  return CLASS_DATES[view.language].range(text(startsOn), text(endsOn)) + zone;
}

const TONES: Readonly<Record<ClassState, 'plain' | 'near'>> = {
  ...{ open: 'plain', 'not-yet': 'plain', over: 'plain', archived: 'plain', closed: 'plain' },
  paused: 'near',
};

/** Why the students of a class cannot call now; null: they can. */
export function classMark({ language, now }: ViewContext, schoolClass: SchoolClass): Html | null {
  const state = classStateAt(schoolClass, now);
  return state === 'open' ? null : badge(CLASS_DATES[language].states[state], TONES[state]);
}
