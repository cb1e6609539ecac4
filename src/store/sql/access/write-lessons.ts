import type { Lessons } from '../../../access/lessons.ts';
import { type SqlWork, write } from '../sql-work.ts';

/** All but the fields of the class (class-columns.ts). Drops nothing that is cached of the class. */
export function* writeLessons(id: number, lessons: Omit<Lessons, 'opening' | 'weeklyHours'>): SqlWork<void> {
  const { lessonSessions, openedUntil, closedUntil, pausedAt } = lessons;
  yield* write(
    `UPDATE classes SET lesson_sessions = @sessions, opened_until = @openedUntil, closed_until = @closedUntil,
       paused_at = @pausedAt WHERE id = @id`,
    { id, openedUntil, closedUntil, pausedAt, sessions: JSON.stringify(lessonSessions) },
  );
}
