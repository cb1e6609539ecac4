import { firstIdAt, heldAt } from '../../../ledger/hold-ids.ts';
import { localDay } from '../../../ledger/periods.ts';
import { NotFoundError } from '../../errors.ts';
import type { Page, PageRequest } from '../../paging.ts';
import type { RefusalDay, RefusalDaysQuery, RefusalFilter, RefusalNote, RefusalRecord } from '../../refusal-store.ts';
import type { Sqlite } from '../engine/database.ts';
import { Filter } from '../engine/filter.ts';
import { pageOf } from '../engine/rows.ts';
import type { EffectiveRules } from '../ledger/effective-rules.ts';

const MAX_ROWS = 20_000;
/** More than comes at once, so that the table shrinks to its measure; few enough to be removed in a millisecond or so. */
const MAX_REMOVED_AT_ONCE = 1000;

interface RefusalRow {
  readonly id: number;
  readonly student_id: number;
  readonly class_id: number;
  readonly token_id: number;
  readonly model: string | null;
  readonly endpoint: string | null;
  readonly reason: string;
  readonly status: number;
  readonly times: number;
}

/** What was refused: the newest ones in rows, all of them counted per day. Inside transactions of the commit group. */
export class Refusals {
  readonly #sqlite: Sqlite;
  readonly #rules: EffectiveRules;
  readonly #timeZone: string;

  /** @param timeZone for the days of whoever is not known */
  constructor(sqlite: Sqlite, rules: EffectiveRules, timeZone: string) {
    this.#sqlite = sqlite;
    this.#rules = rules;
    this.#timeZone = timeZone;
  }

  note(notes: readonly RefusalNote[]): void {
    // Ids as those of holds. Whatever does not fit into its millisecond any more is only counted.
    const insert = this.#sqlite.prepare(
      `INSERT OR IGNORE INTO refusals
       SELECT coalesce(max(id) + 1, @id), @studentId, @classId, @tokenId, @model, @endpoint, @reason, @status, @times
       FROM refusals WHERE id >= @id AND id < @next HAVING coalesce(max(id) + 1, @id) < @next`,
    );
    const count = this.#sqlite.prepare(
      `INSERT INTO refusal_days VALUES (@day, @studentId, @classId, @reason, @times)
       ON CONFLICT DO UPDATE SET count = count + excluded.count`,
    );
    for (const { studentId, tokenId, model, endpoint, reason, status, times, listed, at } of notes) {
      const { classId, timeZone } = this.#placeOf(studentId);
      count.run({ day: localDay(timeZone, at), studentId: studentId ?? 0, classId, reason, times });
      if (studentId === null || !listed) continue;
      const ids = { id: firstIdAt(at), next: firstIdAt(at + 1) };
      insert.run({ ...ids, studentId, classId, tokenId: tokenId ?? 0, model, endpoint, reason, status, times });
    }
    this.#prune();
  }

  list({ after, limit, studentId, classId, reason }: PageRequest & RefusalFilter): Page<RefusalRecord> {
    const filter = new Filter()
      .and('id < ?', after ?? undefined)
      .and('student_id = ?', studentId)
      .and('class_id = ?', classId)
      .and('reason = ?', reason);
    const rows = this.#sqlite
      .prepare(`SELECT * FROM refusals ${filter.where} ORDER BY id DESC LIMIT ?`)
      .all(...filter.values, limit + 1) as RefusalRow[];
    return pageOf(rows, limit, refusalFrom);
  }

  days({ from, to, studentId, classId }: RefusalDaysQuery): RefusalDay[] {
    const filter = new Filter()
      .and('day >= ?', from)
      .and('day <= ?', to)
      .and('student_id = ?', studentId)
      .and('class_id = ?', classId);
    return this.#sqlite
      .prepare(
        `SELECT day, reason, sum(count) AS count FROM refusal_days ${filter.where}
         GROUP BY day, reason ORDER BY day, reason`,
      )
      .all(...filter.values) as RefusalDay[];
  }

  /** The class whose days count; of a student who was removed meanwhile, it is not asked any more. */
  #placeOf(studentId: number | null): { classId: number; timeZone: string } {
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
      .run(Math.min(rows - MAX_ROWS, MAX_REMOVED_AT_ONCE));
  }
}

function refusalFrom(row: RefusalRow): RefusalRecord {
  return {
    id: row.id,
    at: heldAt(row.id),
    studentId: row.student_id,
    classId: row.class_id === 0 ? null : row.class_id,
    tokenId: row.token_id === 0 ? null : row.token_id,
    model: row.model,
    endpoint: row.endpoint,
    reason: row.reason,
    status: row.status,
    times: row.times,
  };
}
