import { DAY_MS, utcDay } from './utc-days.ts';

interface DayKey {
  readonly day: string;
  readonly student_id: number;
  readonly class_id: number;
  readonly token_id: number;
  readonly served_model: string;
}

/** The sums of a day, under the names of their columns: the owner is told which one is wrong. */
export interface DayTotals extends DayKey {
  requests: number;
  input_tokens: number;
  cached_input_tokens: number;
  output_tokens: number;
  cost: number;
}

export const TOTAL_COLUMNS = ['requests', 'input_tokens', 'cached_input_tokens', 'output_tokens', 'cost'] as const;

/** The farthest that a local day begins before the same day in UTC (Kiritimati, +14:00). */
const MAX_EAST_MS = 14 * 3_600_000;

/** The sums per day as the records have them, to be compared with those that were stored. */
export class DailyAudit {
  /** Earlier days are not compared. */
  readonly firstDay: string;
  readonly #counted = new Map<string, DayTotals>();

  /** @param since only calls from then on (ms UTC) will be counted, so only days that begin after it are compared */
  constructor(since: number) {
    this.firstDay = since === 0 ? '' : utcDay(since + MAX_EAST_MS + DAY_MS);
  }

  count(call: DayKey & Omit<DayTotals, 'requests'>): void {
    if (call.day < this.firstDay) return;
    const key = nameDay(call);
    const totals = this.#counted.get(key);
    if (totals === undefined) {
      this.#counted.set(key, { ...call, requests: 1 });
      return;
    }
    totals.requests += 1;
    totals.input_tokens += call.input_tokens;
    totals.cached_input_tokens += call.cached_input_tokens;
    totals.output_tokens += call.output_tokens;
    totals.cost += call.cost;
  }

  /** All calls of a key at once. */
  countAll(totals: DayTotals): void {
    this.#counted.set(nameDay(totals), totals);
  }

  /** Each stored row once, after all calls. @returns what is wrong with it; null: nothing */
  compare(stored: DayTotals): string | null {
    const key = nameDay(stored);
    const counted = this.#counted.get(key);
    this.#counted.delete(key);
    const wrong = TOTAL_COLUMNS.filter((column) => stored[column] !== (counted?.[column] ?? 0));
    return wrong.length === 0 ? null : `usage of ${key}: ${wrong.join(', ')} not the sum of its records`;
  }

  /** After all stored rows: what is wrong with those that are missing. */
  missing(): string[] {
    return [...this.#counted.keys()].map((key) => `usage of ${key}: there are records and no sums`);
  }
}

function nameDay(key: DayKey): string {
  return `${key.day}, student ${key.student_id}, class ${key.class_id}, token ${key.token_id}, ${key.served_model}`;
}
