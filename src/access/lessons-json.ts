import { classStateAt, type SchoolClass } from './classes.ts';
import { comingSessions, nextOpeningAt, openUntil } from './lessons.ts';

/** When the students of a class may call, for the owner and for them. @param now ms UTC */
export function lessonsJson(schoolClass: SchoolClass, now: number) {
  const state = classStateAt(schoolClass, now);
  const { opening, weeklyHours, pausedAt } = schoolClass;
  return {
    state,
    opening,
    weekly_hours: weeklyHours.map(({ weekday, from, to }) => ({ weekday, from, to })),
    lesson_sessions: comingSessions(schoolClass, now).map(({ session: { day, from, to }, window }) => ({
      ...{ day, from, to },
      starts_at: instantText(window.start),
      ends_at: instantText(window.end),
    })),
    paused_at: pausedAt === null ? null : instantText(pausedAt),
    open_until: optionalInstant(state === 'open' ? openUntil(schoolClass, now) : null),
    next_opening_at: optionalInstant(state === 'archived' ? null : nextOpeningAt(schoolClass, now)),
  };
}

function optionalInstant(ms: number | null): string | null {
  return ms === null ? null : instantText(ms);
}

function instantText(ms: number): string {
  return new Date(ms).toISOString();
}
