export type SqlValue = string | number | null;

/** Placeholders are `?`: an engine whose driver numbers them replaces them. */
export interface Query {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/**
 * What is read and what is made of it, for any engine: a generator that yields queries and is sent their rows. SQLite
 * runs it at once in one snapshot (sqlite/engine/run-read.ts); an engine with promises awaits each query.
 */
export type SqlRead<Result> = Generator<Query, Result, readonly unknown[]>;

export function* allRows<Row>(text: string, ...values: readonly SqlValue[]): SqlRead<Row[]> {
  return (yield { text, values }) as Row[];
}

/** For a query that has exactly one row. */
export function* oneRow<Row>(text: string, ...values: readonly SqlValue[]): SqlRead<Row> {
  const [row] = yield* allRows<Row>(text, ...values);
  if (row === undefined) throw new Error('a query that must have a row had none');
  return row;
}

const BATCH_ROWS = 5000;

/**
 * Hands over rows in the order of their ids, a batch at a time, so that no engine holds a million rows in memory.
 * @param text a SELECT without ORDER BY, whose first placeholder is the lowest id: `... WHERE id >= ?`
 * @returns how many rows there were
 */
export function* eachRow<Row extends { readonly id: number }>(
  { text, values }: Query,
  fromId: number,
  onRow: (row: Row) => void,
): SqlRead<number> {
  let count = 0;
  let next = fromId;
  for (;;) {
    const rows = yield* allRows<Row>(`${text} ORDER BY id LIMIT ?`, next, ...values, BATCH_ROWS);
    rows.forEach(onRow);
    count += rows.length;
    const last = rows.at(-1);
    if (last === undefined || rows.length < BATCH_ROWS) return count;
    next = last.id + 1;
  }
}
