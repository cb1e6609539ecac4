import { firstIdAt } from '../../../ledger/hold-ids.ts';
import { localDay } from '../../../ledger/periods.ts';
import { NotFoundError } from '../../errors.ts';
import type { RefusalNote } from '../../refusal-store.ts';
import type { Sqlite } from '../engine/database.ts';
import type { EffectiveRules } from '../ledger/effective-rules.ts';

const MAX_ROWS = 20_000;
/** More than comes at once, so that the table shrinks to its maximum; few enough to be removed in a millisecond or so. */
const MAX_PRUNED_ROWS = 1000;

/** Writes what was refused: the newest ones in rows, all of them counted per day. Inside a transaction of the commit group. */
export class Refusals {
  readonly #sqlite: Sqlite;
  readonly #rules: EffectiveRules;
  readonly #timeZone: string;

  /** @param timeZone for the days of unknown students */
  constructor(sqlite: Sqlite, rules: EffectiveRules, timeZone: string) {
    this.#sqlite = sqlite;
    this.#rules = rules;
    this.#timeZone = timeZone;
  }

  note(notes: readonly RefusalNote[]): void {
    // Ids as those of holds. What does not fit into its millisecond is only counted.
    const insert = this.#sqlite.prepare(
      `INSERT INTO refusals
       SELECT coalesce(max(id) + 1, @id), @studentId, @classId, @tokenId, @model, @endpoint, @reason, @status, @times
       FROM refusals WHERE id >= @id AND id < @next HAVING coalesce(max(id) + 1, @id) < @next`,
    );
    const count = this.#sqlite.prepare(
      `INSERT INTO refusal_days VALUES (@day, @studentId, @classId, @reason, @times)
       ON CONFLICT (day, student_id, class_id, reason) DO UPDATE SET count = refusal_days.count + excluded.count`,
    );
    for (const { studentId, tokenId, model, endpoint, reason, status, times, listed, at } of notes) {
      const { classId, timeZone } = this.#classOf(studentId);
      count.run({ day: localDay(timeZone, at), studentId: studentId ?? 0, classId, reason, times });
      if (studentId === null || !listed) continue;
      const ids = { id: firstIdAt(at), next: firstIdAt(at + 1) };
      insert.run({ ...ids, studentId, classId, tokenId: tokenId ?? 0, model, endpoint, reason, status, times });
    }
    this.#prune();
  }

  /** The class whose days count; the server's zone for a student who was removed meanwhile. */
  #classOf(studentId: number | null): { classId: number; timeZone: string } {
    if (studentId === null) return { classId: 0, timeZone: this.#timeZone };
    try {
      const { student, calendar } = this.#rules.ofStudent(studentId);
      return { classId: student.classId ?? 0, timeZone: calendar.timeZone };
    } catch (error) {
      if (error instanceof NotFoundError) return { classId: 0, timeZone: this.#timeZone };
      throw error;
    }
  }

  #prune(): void {
    const { rows } = this.#sqlite.prepare('SELECT count(*) AS rows FROM refusals').get() as { rows: number };
    if (rows <= MAX_ROWS) return;
    this.#sqlite
      .prepare('DELETE FROM refusals WHERE id IN (SELECT id FROM refusals ORDER BY id LIMIT ?)')
      .run(Math.min(rows - MAX_ROWS, MAX_PRUNED_ROWS));
  }
}
