import type { Lessons } from '../../../access/lessons.ts';
import type { Sqlite } from '../engine/database.ts';

/** All but the fields of the class (class-columns.ts). Drops nothing that is cached of the class. */
export function writeLessons(sqlite: Sqlite, id: number, lessons: Omit<Lessons, 'opening' | 'weeklyHours'>): void {
  const { lessonSessions, openedUntil, closedUntil, pausedAt } = lessons;
  sqlite
    .prepare(
      `UPDATE classes SET lesson_sessions = @sessions, opened_until = @openedUntil, closed_until = @closedUntil,
       paused_at = @pausedAt WHERE id = @id`,
    )
    .run({ id, openedUntil, closedUntil, pausedAt, sessions: JSON.stringify(lessonSessions) });
}
