import { firstIdAt } from '../../../ledger/hold-ids.ts';
import { localDay } from '../../../ledger/periods.ts';
import { NotFoundError } from '../../errors.ts';
import type { RefusalNote } from '../../refusal-store.ts';
import type { EffectiveRules } from '../ledger/effective-rules.ts';
import { oneRow, type SqlWork, write } from '../sql-work.ts';

const MAX_ROWS = 20_000;
/** More than comes at once, so that the table shrinks to its maximum; few enough to be removed in a millisecond or so. */
const MAX_PRUNED_ROWS = 1000;

/** Writes what was refused: the newest ones in rows, all of them counted per day. Inside a transaction of the commit group. */
export class Refusals {
  readonly #rules: EffectiveRules;
  readonly #timeZone: string;

  /** @param timeZone for the days of unknown students */
  constructor(rules: EffectiveRules, timeZone: string) {
    this.#rules = rules;
    this.#timeZone = timeZone;
  }

  *note(notes: readonly RefusalNote[]): SqlWork<void> {
    // Ids as those of holds. What does not fit into its millisecond is only counted.
    const insert = `INSERT INTO refusals
       SELECT coalesce(max(id) + 1, @id), @studentId, @classId, @tokenId, @model, @endpoint, @reason, @status, @times
       FROM refusals WHERE id >= @id AND id < @next HAVING coalesce(max(id) + 1, @id) < @next`;
    const count = `INSERT INTO refusal_days VALUES (@day, @studentId, @classId, @reason, @times)
       ON CONFLICT (day, student_id, class_id, reason) DO UPDATE SET count = refusal_days.count + excluded.count`;
    for (const { studentId, tokenId, model, endpoint, reason, status, times, listed, at } of notes) {
      const { classId, timeZone } = yield* this.#classOf(studentId);
      yield* write(count, { day: localDay(timeZone, at), studentId: studentId ?? 0, classId, reason, times });
      if (studentId === null || !listed) continue;
      const ids = { id: firstIdAt(at), next: firstIdAt(at + 1) };
      yield* write(insert, {
        ...ids,
        studentId,
        classId,
        tokenId: tokenId ?? 0,
        model,
        endpoint,
        reason,
        status,
        times,
      });
    }
    yield* this.#prune();
  }

  /** The class whose days count; the server's zone for a student who was removed meanwhile. */
  *#classOf(studentId: number | null): SqlWork<{ classId: number; timeZone: string }> {
    if (studentId === null) return { classId: 0, timeZone: this.#timeZone };
    try {
      const { student, calendar } = yield* this.#rules.ofStudent(studentId);
      return { classId: student.classId ?? 0, timeZone: calendar.timeZone };
    } catch (error) {
      if (error instanceof NotFoundError) return { classId: 0, timeZone: this.#timeZone };
      throw error;
    }
  }

  *#prune(): SqlWork<void> {
    const { rows } = yield* oneRow<{ rows: number }>('SELECT count(*) AS rows FROM refusals');
    if (rows <= MAX_ROWS) return;
    yield* write(
      'DELETE FROM refusals WHERE id IN (SELECT id FROM refusals ORDER BY id LIMIT ?)',
      Math.min(rows - MAX_ROWS, MAX_PRUNED_ROWS),
    );
  }
}
