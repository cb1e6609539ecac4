import type { SchoolClass } from '../../access/classes.ts';
import { comingSessions } from '../../access/lessons.ts';
import { weeklyHoursText } from '../../language/weekly-hours.ts';
import { type Html, html, type Part } from '../web/html.ts';
import type { ViewContext } from '../web/view-context.ts';
import { sessionText } from './session-text.ts';

/** More would hide what comes after them. */
const SHOWN_SESSIONS = 4;

export interface PlannedLessonsTexts {
  readonly everyWeek: string;
  readonly single: string;
  readonly more: (count: number) => string;
}

/** The week of a class and its next single lessons. @param none where there are none of a kind; null: the kind is left out */
export function plannedLessons(
  view: ViewContext,
  schoolClass: SchoolClass,
  t: PlannedLessonsTexts,
  none: Part | null,
): Html {
  const { weeklyHours } = schoolClass;
  const sessions = comingSessions(schoolClass, view.now).map(({ session }) => sessionText(view, session));
  const week = weeklyHours.length === 0 ? none : weeklyHoursText(weeklyHours, view.language);
  const single = sessions.length === 0 ? none : sessionList(sessions, t);
  return html`<dl class="facts">${fact(t.everyWeek, week)}${fact(t.single, single)}</dl>`;
}

function fact(name: string, value: Part | null): Html | null {
  return value === null ? null : html`<dt>${name}</dt><dd>${value}</dd>`;
}

function sessionList(sessions: readonly string[], t: PlannedLessonsTexts): Html {
  const rest = sessions.length - SHOWN_SESSIONS;
  const items = sessions.slice(0, SHOWN_SESSIONS).map((text) => html`<li>${text}</li>`);
  return html`<ul class="plain-list">${items}${rest > 0 ? html`<li class="quiet-text">${t.more(rest)}</li>` : null}</ul>`;
}
