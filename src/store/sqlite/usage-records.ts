import type { Statement } from 'better-sqlite3';
import { heldAt, type Resolution, type Timing } from '../../ledger/holds.ts';
import { incidentDetail } from '../../ledger/incident-details.ts';
import type {
  Page,
  PageRequest,
  RecordFilter,
  UsageGroup,
  UsageQuery,
  UsageRecord,
  UsageRow,
  UsageSums,
} from '../store.ts';
import type { Sqlite } from './database.ts';
import { Filter } from './filter.ts';
import { type HoldRow, pageOf, type RecordRow, recordFrom } from './rows.ts';

const SUMS = `coalesce(sum(requests), 0) AS requests, coalesce(sum(input_tokens), 0) AS inputTokens,
  coalesce(sum(cached_input_tokens), 0) AS cachedInputTokens, coalesce(sum(output_tokens), 0) AS outputTokens,
  coalesce(sum(cost), 0) AS cost`;

const REFUNDED =
  '(SELECT coalesce(sum(amount), 0) FROM refunds WHERE refunds.record_id = usage_records.id) AS refunded';

/** How a group is keyed, and the name a person knows it by. */
const GROUPS: Record<UsageGroup, { key: string; label: string }> = {
  day: { key: 'day', label: 'NULL' },
  student: { key: 'student_id', label: '(SELECT name FROM students WHERE id = student_id)' },
  class: { key: 'class_id', label: '(SELECT name FROM classes WHERE id = class_id)' },
  model: { key: 'served_model', label: 'NULL' },
  token: { key: 'token_id', label: '(SELECT prefix FROM api_tokens WHERE id = token_id)' },
};

/** The records of calls, their sums per day, and the incidents they raise: written together, or not at all. */
export class UsageRecords {
  readonly #sqlite: Sqlite;
  readonly #insert: Statement;
  readonly #sum: Statement;
  readonly #incident: Statement;

  constructor(sqlite: Sqlite) {
    this.#sqlite = sqlite;
    this.#insert = sqlite.prepare(
      'INSERT INTO usage_records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    );
    this.#sum = sqlite.prepare(
      `INSERT INTO usage_days VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET requests = requests + 1, input_tokens = input_tokens + excluded.input_tokens,
         cached_input_tokens = cached_input_tokens + excluded.cached_input_tokens,
         output_tokens = output_tokens + excluded.output_tokens, cost = cost + excluded.cost`,
    );
    this.#incident = sqlite.prepare('INSERT INTO incidents (kind, record_id, detail, created_at) VALUES (?, ?, ?, ?)');
  }

  /** Inside the transaction that resolves the hold. */
  insert(hold: HoldRow, { usage, cost, outcome, incident }: Resolution, timing: Timing): void {
    const who = [hold.student_id, hold.class_id, hold.token_id] as const;
    this.#insert.run(
      hold.id,
      ...who,
      hold.day,
      hold.endpoint,
      hold.model,
      hold.served_model,
      hold.price_version,
      usage.inputTokens,
      usage.cachedInputTokens,
      usage.cacheWriteTokens,
      usage.outputTokens,
      hold.amount,
      cost,
      outcome,
      Math.round(timing.durationMs),
      timing.firstByteMs === null ? null : Math.round(timing.firstByteMs),
    );
    this.#sum.run(
      hold.day,
      ...who,
      hold.served_model,
      usage.inputTokens,
      usage.cachedInputTokens,
      usage.outputTokens,
      cost,
    );
    if (incident !== null) {
      this.#incident.run(incident, hold.id, incidentDetail(incident, outcome), heldAt(hold.id));
    }
  }

  usage({ from, to, groupBy, studentId, classId }: UsageQuery): { rows: UsageRow[]; total: UsageSums } {
    const { key, label } = GROUPS[groupBy];
    const filter = new Filter()
      .and('day >= ?', from)
      .and('day <= ?', to)
      .and('student_id = ?', studentId)
      .and('class_id = ?', classId);
    const rows = this.#sqlite
      .prepare(
        `SELECT CAST(${key} AS TEXT) AS key, ${label} AS label, ${SUMS} FROM usage_days ${filter.where}
         GROUP BY ${key} ORDER BY ${groupBy === 'day' ? 'day' : 'cost DESC, key'}`,
      )
      .all(...filter.values) as UsageRow[];
    const total = this.#sqlite.prepare(`SELECT ${SUMS} FROM usage_days ${filter.where}`).get(...filter.values);
    return { rows, total: total as UsageSums };
  }

  list({ after, limit, studentId, classId, servedModel, outcome }: PageRequest & RecordFilter): Page<UsageRecord> {
    const filter = new Filter()
      .and('id < ?', after ?? undefined)
      .and('student_id = ?', studentId)
      .and('class_id = ?', classId)
      .and('served_model = ?', servedModel)
      .and('outcome = ?', outcome);
    const rows = this.#sqlite
      .prepare(`SELECT *, ${REFUNDED} FROM usage_records ${filter.where} ORDER BY id DESC LIMIT ?`)
      .all(...filter.values, limit + 1) as (RecordRow & { refunded: number })[];
    return pageOf(rows, limit, recordFrom);
  }
}
