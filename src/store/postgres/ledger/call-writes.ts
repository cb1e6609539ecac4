import type { BalanceChange, CallWrites, DayChange } from '../../sql/ledger/call-writes.ts';
import type { HoldRow, RecordRow } from '../../sql/rows/call-rows.ts';

export interface BulkWrite {
  readonly name: string;
  readonly text: string;
  readonly values: (string | number)[];
}

/** Divides by zero, which undoes the transaction, when not every row was as it had been read. */
const ALL_OF = 'SELECT 1 / (CASE WHEN count(*) = $2 THEN 1 ELSE 0 END) FROM written';

/** The code of the error that ALL_OF raises. */
export const NOT_AS_READ = '22012';

const OF_CALL = `id, student_id, class_id, token_id, day, endpoint, model, served_model, price_version, provider, model_id,
  tokens, calls, images, student_top_up_id, class_top_up_id`;
const INSERT_HOLDS = insertInto('holds', `${OF_CALL}, amount, balance_ids, replica`);
const REMOVE_HOLDS = `WITH written AS (DELETE FROM holds WHERE id IN (
  SELECT value::bigint FROM json_array_elements_text($1::json)) RETURNING 1) ${ALL_OF}`;
const INSERT_RECORDS = insertInto(
  'usage_records',
  `${OF_CALL}, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, held, cost, outcome, duration_ms,
  first_byte_ms, saved`,
);
const SAVE_BALANCES = `WITH written AS (
  UPDATE balances SET spent = d.spent, held = d.held
  FROM json_to_recordset($1::json) AS d (id bigint, spent bigint, held bigint, "savedSpent" bigint, "savedHeld" bigint)
  WHERE balances.id = d.id AND balances.spent = d."savedSpent" AND balances.held = d."savedHeld" RETURNING 1) ${ALL_OF}`;
const NOTE_TOKEN_USES = `UPDATE api_tokens SET last_used_at = uses."at"
  FROM json_to_recordset($1::json) AS uses (id bigint, "at" bigint) WHERE api_tokens.id = uses.id`;
const ADD_TO_DAYS = addToSums('usage_days', ['day', 'student_id', 'class_id', 'token_id', 'served_model']);
const ADD_TO_CLASS_DAYS = addToSums('usage_class_days', ['day', 'class_id', 'served_model']);
const ADD_TO_MONTHS = addToSums('usage_months', ['month', 'student_id', 'class_id', 'token_id', 'served_model']);

/** The columns are named: one that a newer jigap has added gets its default from this one. */
function insertInto(table: 'holds' | 'usage_records', columns: string): string {
  return `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::${table}, $1::json)`;
}

/** In the order of the keys, so that two that write the same rows cannot wait for each other. */
function addToSums(table: string, keys: readonly string[]): string {
  const key = keys.join(', ');
  const sums = ['requests', 'input_tokens', 'cached_input_tokens', 'output_tokens', 'cost'];
  return `INSERT INTO ${table} (${key}, ${sums.join(', ')})
    SELECT ${key}, ${sums.map((sum) => `sum(${sum})::bigint`).join(', ')}
    FROM (SELECT r.*, substr(r.day, 1, 7) AS month FROM json_populate_recordset(NULL::usage_days, $1::json) AS r) AS days
    GROUP BY ${key} ORDER BY ${key}
    ON CONFLICT (${key}) DO UPDATE SET ${sums.map((sum) => `${sum} = ${table}.${sum} + excluded.${sum}`).join(', ')}`;
}

/** Gathers what the calls of a transaction write: a statement for each table, however many calls there are. */
export class PostgresCallWrites implements CallWrites {
  readonly #slot: () => number;
  #holds: (HoldRow & { readonly replica: number })[] = [];
  #removed: number[] = [];
  #records: RecordRow[] = [];
  readonly #balances = new Map<number, BalanceChange>();
  readonly #days = new Map<string, DayChange>();
  /** By token, ms UTC. */
  readonly #tokenUses = new Map<number, number>();
  /** How much was ever gathered. */
  gathered = 0;

  /** @param slot of this replica, whose holds they are */
  constructor(slot: () => number) {
    this.#slot = slot;
  }

  insertHold(row: HoldRow): void {
    this.gathered += 1;
    this.#holds.push({ ...row, replica: this.#slot() });
  }

  removeHold(id: number): boolean {
    this.gathered += 1;
    this.#removed.push(id);
    return true;
  }

  insertRecord(row: RecordRow): void {
    this.gathered += 1;
    this.#records.push(row);
  }

  saveBalance({ id, spent, held, savedSpent, savedHeld }: BalanceChange): void {
    this.gathered += 1;
    const earlier = this.#balances.get(id);
    const before = earlier ?? { savedSpent, savedHeld };
    this.#balances.set(id, { id, spent, held, savedSpent: before.savedSpent, savedHeld: before.savedHeld });
  }

  addToDay(change: DayChange): void {
    this.gathered += 1;
    const key = `${change.day} ${change.student_id} ${change.class_id} ${change.token_id} ${change.served_model}`;
    const earlier = this.#days.get(key);
    this.#days.set(key, earlier === undefined ? change : sumOf(earlier, change));
  }

  noteTokenUse(tokenId: number, at: number): void {
    this.gathered += 1;
    this.#tokenUses.set(tokenId, at);
  }

  /** What was gathered, in the order in which it is to be written; gathers anew. */
  take(): BulkWrite[] {
    const days = [...this.#days.values()];
    const uses = [...this.#tokenUses].map(([id, at]) => ({ id, at }));
    const writes = [
      bulk('insert_holds', INSERT_HOLDS, this.#holds),
      counted('remove_holds', REMOVE_HOLDS, this.#removed),
      bulk('insert_records', INSERT_RECORDS, this.#records),
      counted('save_balances', SAVE_BALANCES, [...this.#balances.values()]),
      bulk('note_token_uses', NOTE_TOKEN_USES, uses),
      bulk('add_to_days', ADD_TO_DAYS, days),
      bulk('add_to_class_days', ADD_TO_CLASS_DAYS, days),
      bulk('add_to_months', ADD_TO_MONTHS, days),
    ];
    this.discard();
    return writes.filter((write) => write !== null);
  }

  /** After a rollback. */
  discard(): void {
    this.#holds = [];
    this.#removed = [];
    this.#records = [];
    this.#balances.clear();
    this.#days.clear();
    this.#tokenUses.clear();
  }
}

function bulk(name: string, text: string, rows: readonly unknown[]): BulkWrite | null {
  return rows.length === 0 ? null : { name: `jigap_${name}`, text, values: [JSON.stringify(rows)] };
}

function counted(name: string, text: string, rows: readonly unknown[]): BulkWrite | null {
  const write = bulk(name, text, rows);
  return write === null ? null : { ...write, values: [...write.values, rows.length] };
}

function sumOf(a: DayChange, b: DayChange): DayChange {
  return {
    ...a,
    requests: a.requests + b.requests,
    input_tokens: a.input_tokens + b.input_tokens,
    cached_input_tokens: a.cached_input_tokens + b.cached_input_tokens,
    output_tokens: a.output_tokens + b.output_tokens,
    cost: a.cost + b.cost,
  };
}
