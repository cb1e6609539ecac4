import type { ClassJson } from '../../api/class-json.ts';
import type { Language } from '../../language/languages.ts';
import { hoursText, weeklyHoursText } from '../../language/weekly-hours.ts';
import { formatLocalInstant } from '../output.ts';
import { LESSON } from './lesson-texts.ts';

/** Of a class, for the owner and for its students. */
type LessonsJson = Pick<
  ClassJson,
  | 'state'
  | 'opening'
  | 'weekly_hours'
  | 'lesson_sessions'
  | 'paused_at'
  | 'open_until'
  | 'next_opening_at'
  | 'time_zone'
>;

/** Names and values of when a class is open. Instants are those of its zone. */
export function lessonDetails(each: LessonsJson, language: Language): (readonly [string, string])[] {
  const t = LESSON[language];
  const { details } = t;
  const moment = (name: string, instant: string | null) =>
    instant === null ? [] : [[name, formatLocalInstant(instant, each.time_zone)] as const];
  const rows = [
    [details.state, t.states[each.state]] as const,
    [details.opening, t.openings[each.opening]] as const,
    ...moment(details.pausedAt, each.paused_at),
  ];
  if (each.opening === 'always') return rows;
  const sessions = each.lesson_sessions.map(({ day, ...times }) => `${day} ${hoursText(times, language)}`);
  return [
    ...rows,
    ...(each.weekly_hours.length === 0 ? [] : [[details.week, weeklyHoursText(each.weekly_hours, language)] as const]),
    ...(sessions.length === 0 ? [] : [[details.sessions, sessions.join(', ')] as const]),
    ...moment(details.openUntil, each.open_until),
    ...moment(details.next, each.next_opening_at),
  ];
}
