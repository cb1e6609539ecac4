export type SqlValue = string | number | null;

/** By position for `?`, by name for `@name`. */
export type SqlValues = readonly SqlValue[] | readonly [Readonly<Record<string, SqlValue>>];

/** One statement; an engine whose driver numbers its placeholders replaces them. */
export interface SqlStatement {
  readonly text: string;
  readonly values: SqlValues;
}

export interface SqlAnswer {
  readonly rows: readonly unknown[];
  /** How many rows were written; of a statement that only reads, nothing can be said. */
  readonly changes: number;
}

/**
 * What is read, decided and written, for any engine: a generator that yields statements and is sent their answers.
 * SQLite runs it at once (sqlite/engine/run-work.ts); PostgreSQL awaits each statement (postgres/engine/run-work.ts, postgres/ledger/transaction.ts). Where it is
 * part of a change, all of it is in one transaction.
 */
export type SqlWork<Result> = Generator<SqlStatement, Result, SqlAnswer>;

export function* allRows<Row>(text: string, ...values: SqlValues): SqlWork<Row[]> {
  return (yield { text, values }).rows as Row[];
}

export function* firstRow<Row>(text: string, ...values: SqlValues): SqlWork<Row | undefined> {
  return (yield { text, values }).rows[0] as Row | undefined;
}

/** For a query that has exactly one row. */
export function* oneRow<Row>(text: string, ...values: SqlValues): SqlWork<Row> {
  const row = yield* firstRow<Row>(text, ...values);
  if (row === undefined) throw new Error('a query that must have a row had none');
  return row;
}

/** @returns how many rows were written */
export function* write(text: string, ...values: SqlValues): SqlWork<number> {
  return (yield { text, values }).changes;
}

/** @param text an INSERT of one row into a table that gives it an id @returns the id */
export function* insertedId(text: string, ...values: SqlValues): SqlWork<number> {
  const { id } = yield* oneRow<{ id: number }>(`${text} RETURNING id`, ...values);
  return id;
}

/** For an engine whose snapshots cost something; to any other one it is a statement like others. */
export const NEW_SNAPSHOT: SqlStatement = { text: 'SELECT 1', values: [] };

/** What is read from here on may be newer than what was read before. For long reads of engines that must not hold a snapshot for long. */
export function* takeNewSnapshot(): SqlWork<void> {
  yield NEW_SNAPSHOT;
}

/**
 * Marks, which no engine sends. What was decided before this one must rest on what the same transaction has read: an engine
 * that runs work on a guess (postgres/ledger/guesses.ts) begins it again without one.
 */
export const NOT_GUESSED: SqlStatement = { text: '', values: [] };

/** What follows needs no statement. An engine that has run the work on a guess goes on once the guess is committed. */
export const ONCE_COMMITTED: SqlStatement = { text: '', values: [] };

export function isMark(statement: SqlStatement): boolean {
  return statement === ONCE_COMMITTED || statement === NOT_GUESSED;
}

/** @param committed the answer to ONCE_COMMITTED @returns by how much the ids that the work gave have become later */
export function idsMovedBy({ rows }: SqlAnswer): number {
  const [moved] = rows as readonly number[];
  return moved ?? 0;
}

const BATCH_ROWS = 5000;

/**
 * Hands over rows in the order of their ids, a batch at a time, each of a new snapshot, so that no engine holds a million rows
 * in memory or a snapshot for long.
 * @param query a SELECT without ORDER BY, whose first placeholder is the lowest id: `... WHERE id >= ?`
 * @returns how many rows there were
 */
export function* eachRow<Row extends { readonly id: number }>(
  { text, values }: { readonly text: string; readonly values: readonly SqlValue[] },
  fromId: number,
  onRow: (row: Row) => void,
): SqlWork<number> {
  let count = 0;
  let next = fromId;
  for (;;) {
    yield* takeNewSnapshot();
    const rows = yield* allRows<Row>(`${text} ORDER BY id LIMIT ?`, next, ...values, BATCH_ROWS);
    rows.forEach(onRow);
    count += rows.length;
    const last = rows.at(-1);
    if (last === undefined || rows.length < BATCH_ROWS) return count;
    next = last.id + 1;
  }
}

/** One after the other. */
export function* mapWork<Item, Result>(
  items: Iterable<Item>,
  work: (item: Item, index: number) => SqlWork<Result>,
): SqlWork<Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(yield* work(item, results.length));
  return results;
}
