import type { NanoUsd } from '../../../ledger/money.ts';
import type { RecordRow } from '../rows/call-rows.ts';
import type { CallWrites } from './call-writes.ts';

export type DayKey = Pick<RecordRow, 'day' | 'student_id' | 'class_id' | 'token_id' | 'served_model'>;

/** What is not yet in the row of a day. */
class DailyTotal {
  readonly key: DayKey;
  requests = 0;
  inputTokens = 0;
  cachedInputTokens = 0;
  outputTokens = 0;
  // As in an Account (accounts.ts): an amount may pass 2^30.
  cost: NanoUsd = Number.NaN;
  /** Stands in the list of those that this transaction added to. */
  isListed = false;

  constructor(key: DayKey) {
    this.key = key;
    this.cost = 0;
  }

  isOf({ day, student_id, class_id, token_id, served_model }: DayKey): boolean {
    const { key } = this;
    return (
      key.token_id === token_id &&
      key.day === day &&
      key.served_model === served_model &&
      key.student_id === student_id &&
      key.class_id === class_id
    );
  }
}

type Added = Pick<DailyTotal, 'requests' | 'inputTokens' | 'cachedInputTokens' | 'outputTokens' | 'cost'>;

/** Sums stay cached for the next transaction while no more tokens than this are in use. */
const MAX_CACHED = 20_000;

/** The sums per day, student, API token and model. What one transaction adds to a row is written once, before its COMMIT. */
export class UsageDays {
  /** By API token, the sum that it last added to: a token uses one model all day. */
  readonly #latest = new Map<number, DailyTotal>();
  #unsaved: DailyTotal[] = [];
  readonly #writes: CallWrites;

  constructor(writes: CallWrites) {
    this.#writes = writes;
  }

  add(row: DayKey, added: Added): void {
    const sum = this.#sumOf(row);
    if (!sum.isListed) this.#unsaved.push(sum);
    sum.isListed = true;
    sum.requests += added.requests;
    sum.inputTokens += added.inputTokens;
    sum.cachedInputTokens += added.cachedInputTokens;
    sum.outputTokens += added.outputTokens;
    sum.cost += added.cost;
  }

  save(): void {
    for (const sum of this.#unsaved) {
      const { requests, inputTokens, cachedInputTokens, outputTokens, cost } = sum;
      this.#writes.addToDay({
        ...sum.key,
        requests,
        input_tokens: inputTokens,
        cached_input_tokens: cachedInputTokens,
        output_tokens: outputTokens,
        cost,
      });
      sum.requests = 0;
      sum.inputTokens = 0;
      sum.cachedInputTokens = 0;
      sum.outputTokens = 0;
      sum.cost = 0;
      sum.isListed = false;
    }
    this.#unsaved = [];
    if (this.#latest.size > MAX_CACHED) this.#latest.clear();
  }

  /** After a rollback. */
  discard(): void {
    this.#unsaved = [];
    this.#latest.clear();
  }

  #sumOf(row: DayKey): DailyTotal {
    const latest = this.#latest.get(row.token_id);
    if (latest?.isOf(row)) return latest;
    const { day, student_id, class_id, token_id, served_model } = row;
    const sum = new DailyTotal({ day, student_id, class_id, token_id, served_model });
    this.#latest.set(token_id, sum);
    return sum;
  }
}
