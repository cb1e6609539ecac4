import { expect, test } from 'vitest';
import { EXPORT_KINDS } from '../../../src/store/export-store.ts';
import { inPostgres } from '../../../src/store/postgres/engine/engine-words.ts';
import type { Connection } from '../../../src/store/postgres/engine/run-work.ts';
import { numberPlaceholders } from '../../../src/store/postgres/engine/statements.ts';
import { exportCount, exportQuery } from '../../../src/store/sql/export-queries.ts';
import { sumServedUsage } from '../../../src/store/sql/reports/served-usage.ts';
import { clientForThisTest, postgresForThisTest } from '../../support/postgres/databases.ts';
import { testStoreContract } from '../contract/store-contract.ts';
import { SQLITE_ENGINE } from '../sqlite/sqlite-engine.ts';
import { recordTexts } from './recorded-texts.ts';

/** A number of ours does not fit into INTEGER, and comes as text of NUMERIC; BOOLEAN is no 0 or 1, as SQLite has it. */
const WRONG_PARAMETERS = /\b(?:integer|numeric|boolean|double precision|unknown)\b/;
const WRONG_RESULTS = /\b(?:numeric|boolean|double precision|unknown)\b/;

const recorded = recordTexts();
// The contract runs on SQLite here alone: what it promises, and each text that it uses.
testStoreContract(SQLITE_ENGINE);

/** What runs in threads, so that nothing is recorded of it. */
function textsOfThreads(): string[] {
  const exports = EXPORT_KINDS.flatMap((kind) =>
    [null, 1].flatMap((classId) => [exportCount(kind, classId).text, exportQuery(kind, classId).text]),
  );
  const served = sumServedUsage({ from: 0, to: 1, provider: 'openai' }).next();
  return served.done === true ? exports : [...exports, served.value.text];
}

test('PostgreSQL plans every text of the shared SQL, with the types of numbers and text that SQLite gives', async () => {
  const client = await clientForThisTest((await postgresForThisTest()).url);
  const texts = [...recorded, ...textsOfThreads()];
  expect(texts.length).toBeGreaterThan(300);
  const problems: string[] = [];
  for (const text of texts) {
    const problem = await problemOf(client, text);
    if (problem !== null) problems.push(`${problem}: ${text}`);
  }
  expect(problems).toEqual([]);
});

/** null: it is planned, and its types are right. */
async function problemOf(client: Connection, text: string): Promise<string | null> {
  try {
    await client.query(`PREPARE planned AS ${numberPlaceholders(inPostgres(text)).text}`);
  } catch (error) {
    return String(error);
  }
  // PostgreSQL 15 does not say the types of results.
  const { rows } = await client.query<{ statement: { parameter_types: string; result_types?: string } }>(
    "SELECT row_to_json(s) AS statement FROM pg_prepared_statements s WHERE name = 'planned'",
  );
  await client.query('DEALLOCATE planned');
  const { parameter_types: parameters = '', result_types: results } = rows[0]?.statement ?? {};
  if (WRONG_PARAMETERS.test(parameters)) return `parameters are ${parameters}`;
  return WRONG_RESULTS.test(results ?? '') ? `results are ${results}` : null;
}
