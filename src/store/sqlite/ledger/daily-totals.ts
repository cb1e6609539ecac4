import { utcDay } from '../../../ledger/utc-days.ts';
import type { Sqlite } from '../engine/database.ts';

interface DayKey {
  readonly day: string;
  readonly student_id: number;
  readonly class_id: number;
  readonly token_id: number;
  readonly served_model: string;
}

export interface DayRow extends DayKey {
  requests: number;
  input_tokens: number;
  cached_input_tokens: number;
  output_tokens: number;
  cost: number;
}

const COLUMNS = ['requests', 'input_tokens', 'cached_input_tokens', 'output_tokens', 'cost'] as const;

/** The farthest that a local day begins before the same day in UTC (Kiritimati, +14:00). */
const FARTHEST_EAST_MS = 14 * 3_600_000;

/** The sums per day as the records have them, to be compared with those that were kept. */
export class DaySums {
  readonly #firstDay: string;
  readonly #days = new Map<string, DayRow>();

  /** @param since only calls from then on (ms UTC) will be counted, so only days that begin after it are compared */
  constructor(since: number) {
    this.#firstDay = since === 0 ? '' : utcDay(since + FARTHEST_EAST_MS + 86_400_000);
  }

  count(call: DayKey & Omit<DayRow, 'requests'>): void {
    if (call.day < this.#firstDay) return;
    const key = textOf(call);
    const sums = this.#days.get(key);
    if (sums === undefined) {
      this.#days.set(key, { ...call, requests: 1 });
      return;
    }
    sums.requests += 1;
    sums.input_tokens += call.input_tokens;
    sums.cached_input_tokens += call.cached_input_tokens;
    sums.output_tokens += call.output_tokens;
    sums.cost += call.cost;
  }

  *faults(sqlite: Sqlite): Generator<string> {
    const kept = sqlite.prepare('SELECT * FROM usage_days WHERE day >= ?').iterate(this.#firstDay);
    for (const row of kept as IterableIterator<DayRow>) {
      const key = textOf(row);
      const counted = this.#days.get(key);
      this.#days.delete(key);
      const wrong = COLUMNS.filter((column) => row[column] !== (counted?.[column] ?? 0));
      if (wrong.length > 0) yield `usage of ${key}: ${wrong.join(', ')} not the sum of its records`;
    }
    for (const key of this.#days.keys()) yield `usage of ${key}: there are records and no sums`;
    yield* coarseErrors(sqlite, this.#firstDay);
  }
}

function textOf(key: DayKey): string {
  return `${key.day}, student ${key.student_id}, class ${key.class_id}, token ${key.token_id}, ${key.served_model}`;
}

const SUMMED = COLUMNS.map((column) => `sum(${column})`).join(', ');

/** The coarser sums, each with how it is made of the days. */
const COARSE = [
  { table: 'usage_class_days', time: 'day', unit: 'day', key: 'class_id, served_model' },
  {
    table: 'usage_months',
    time: 'substr(day, 1, 7)',
    unit: 'month',
    key: 'student_id, class_id, token_id, served_model',
  },
] as const;

/** @param firstDay whoever looks at a day looks at all of its month: sums are cheap to read */
function* coarseErrors(sqlite: Sqlite, firstDay: string): Generator<string> {
  for (const { table, time, unit, key } of COARSE) {
    const kept = `SELECT ${unit}, ${key}, ${COLUMNS.join(', ')} FROM ${table} WHERE ${unit} >= @from`;
    const made = `SELECT ${time}, ${key}, ${SUMMED} FROM usage_days WHERE ${time} >= @from GROUP BY ${time}, ${key}`;
    const differing = sqlite
      .prepare(
        `SELECT DISTINCT ${unit} FROM (SELECT * FROM (${kept} EXCEPT ${made}) UNION ALL SELECT * FROM (${made} EXCEPT ${kept})) ORDER BY 1`,
      )
      .pluck()
      .all({ from: unit === 'day' ? firstDay : firstDay.slice(0, 7) }) as string[];
    for (const when of differing) yield `usage of ${when}: ${table} is not the sum of its days`;
  }
}
