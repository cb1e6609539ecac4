import type { SqlAnswer, SqlStatement, SqlValue, SqlWork } from '../../sql/sql-work.ts';
import { inPostgres } from './engine-words.ts';
import type { Connection } from './run-work.ts';
import { numberPlaceholders } from './statements.ts';

interface Running {
  readonly work: SqlWork<void>;
  readonly asks: SqlStatement;
}

/**
 * Runs works that only read, side by side: the same text that several of them ask with is one statement, which has the values
 * of all. Each text must have its values by position, and always of the same types. A work that fails ends.
 */
export async function runMany(connection: Connection, works: readonly SqlWork<void>[]): Promise<void> {
  let running = works.flatMap((work) => advance(work, () => work.next()));
  while (running.length > 0) {
    const alike = [...Map.groupBy(running, ({ asks }) => asks.text).values()];
    const answered = await Promise.all(alike.map((some) => askTogether(connection, some)));
    running = answered.flat().flatMap(({ work, answer }) => advance(work, () => work.next(answer)));
  }
}

function advance(work: SqlWork<void>, next: () => IteratorResult<SqlStatement, void>): Running[] {
  try {
    const step = next();
    return step.done === true ? [] : [{ work, asks: step.value }];
  } catch {
    return [];
  }
}

async function askTogether(
  connection: Connection,
  running: readonly Running[],
): Promise<{ work: SqlWork<void>; answer: SqlAnswer }[]> {
  const keys = running.map(({ asks }) => JSON.stringify(asks.values));
  const unique = [...new Set(keys)];
  const [first] = running;
  if (first === undefined) return [];
  const { rows } = await connection.query<{ found: string }>({
    ...queryOfMany(first.asks),
    values: [`[${unique.join()}]`],
  });
  const found = new Map(unique.map((key, index) => [key, rows[index]?.found ?? '[]']));
  return running.map(({ work }, index) => {
    const answer = { rows: JSON.parse(found.get(keys[index] ?? '') ?? '[]') as unknown[], changes: 0 };
    return { work, answer };
  });
}

const known = new Map<string, { readonly name: string; readonly text: string }>();

/** In the order of the values; the rows of each as one JSON. */
function queryOfMany({ text, values }: SqlStatement): { readonly name: string; readonly text: string } {
  const cached = known.get(text);
  if (cached !== undefined) return cached;
  const types = (values as readonly SqlValue[]).map((value) => (typeof value === 'number' ? 'bigint' : 'text'));
  const { text: numbered, names } = numberPlaceholders(inPostgres(text));
  if (names !== null) throw new TypeError('a statement for many has its values by position');
  const own = numbered.replace(/\$(\d+)/g, (_all, n) => `asked.v${n}`);
  const columns = types.map((type, n) => `CAST(own ->> ${n} AS ${type}) AS v${n + 1}`);
  const query = {
    name: `jigap_many_${known.size + 1}`,
    // OFFSET 0: each value is read once, not for each row that it is compared with.
    text: `SELECT (SELECT coalesce(json_agg(found), '[]') FROM (${own}) AS found)::text AS found
      FROM (SELECT ${['n', ...columns].join(', ')}
        FROM json_array_elements($1::json) WITH ORDINALITY AS given (own, n) OFFSET 0) AS asked ORDER BY n`,
  };
  known.set(text, query);
  return query;
}
