import type { Lessons } from '../../../access/lessons.ts';
import type { Sqlite } from '../engine/database.ts';

/** Drops nothing that is cached of the class. */
export function writeLessons(sqlite: Sqlite, id: number, lessons: Lessons): void {
  const { opening, weeklyHours, lessonSessions, openedUntil, closedUntil, pausedAt } = lessons;
  sqlite
    .prepare(
      `UPDATE classes SET opening = @opening, weekly_hours = @weeklyHours, lesson_sessions = @sessions,
       opened_until = @openedUntil, closed_until = @closedUntil, paused_at = @pausedAt WHERE id = @id`,
    )
    .run({
      ...{ id, opening, openedUntil, closedUntil, pausedAt },
      weeklyHours: JSON.stringify(weeklyHours),
      sessions: JSON.stringify(lessonSessions),
    });
}
