import type { Statement } from 'better-sqlite3';
import type { NanoUsd } from '../../ledger/money.ts';
import type { Sqlite } from './database.ts';
import type { RecordRow } from './rows.ts';

export type DayKey = Pick<RecordRow, 'day' | 'student_id' | 'class_id' | 'token_id' | 'served_model'>;

interface DaySum extends DayKey {
  requests: number;
  inputTokens: number;
  cachedInputTokens: number;
  outputTokens: number;
  cost: NanoUsd;
}

type Added = Omit<DaySum, keyof DayKey>;

/** The sums per day, student, API token and model. What one transaction adds to a row is written once, before its COMMIT. */
export class UsageDays {
  readonly #unsaved = new Map<string, DaySum>();
  readonly #add: Statement;

  constructor(sqlite: Sqlite) {
    this.#add = sqlite.prepare(
      `INSERT INTO usage_days VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET requests = requests + excluded.requests,
         input_tokens = input_tokens + excluded.input_tokens,
         cached_input_tokens = cached_input_tokens + excluded.cached_input_tokens,
         output_tokens = output_tokens + excluded.output_tokens, cost = cost + excluded.cost`,
    );
  }

  add(row: DayKey, added: Added): void {
    const { day, student_id, class_id, token_id, served_model } = row;
    const key = `${token_id} ${student_id} ${class_id} ${day} ${served_model}`;
    const sum = this.#unsaved.get(key);
    if (sum === undefined) {
      this.#unsaved.set(key, { day, student_id, class_id, token_id, served_model, ...added });
      return;
    }
    sum.requests += added.requests;
    sum.inputTokens += added.inputTokens;
    sum.cachedInputTokens += added.cachedInputTokens;
    sum.outputTokens += added.outputTokens;
    sum.cost += added.cost;
  }

  save(): void {
    for (const sum of this.#unsaved.values()) {
      this.#add.run(
        sum.day,
        sum.student_id,
        sum.class_id,
        sum.token_id,
        sum.served_model,
        sum.requests,
        sum.inputTokens,
        sum.cachedInputTokens,
        sum.outputTokens,
        sum.cost,
      );
    }
    this.#unsaved.clear();
  }

  /** After a rollback. */
  discard(): void {
    this.#unsaved.clear();
  }
}
