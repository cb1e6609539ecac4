import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BUDGET_UNITS } from '../../../src/ledger/budget-units.ts';
import { bigintArray, readBigintArray, readWordArray } from '../../../src/store/postgres/engine/array-literals.ts';
import { clientForThisTest, postgresForThisTest } from '../../support/postgres/databases.ts';

const safe = fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });

test('arrays of numbers are to PostgreSQL what they are here, both ways', { timeout: 60_000 }, async () => {
  const client = await clientForThisTest((await postgresForThisTest()).url);
  const samples = [...fc.sample(fc.array(safe, { maxLength: 50 }), 100), [], [0, -0, 1], [Number.MIN_SAFE_INTEGER]];
  for (const numbers of samples) {
    const { rows } = await client.query<{ same: string; sum: string; count: number }>(
      `SELECT array_agg(n ORDER BY "at")::text AS same, coalesce(sum(n), 0)::text AS sum, count(*)::int AS count
       FROM unnest($1::bigint[]) WITH ORDINALITY AS each (n, "at")`,
      [bigintArray(numbers)],
    );
    const sum = numbers.reduce((total, each) => total + BigInt(each), 0n);
    expect(readBigintArray(rows[0]?.same)).toEqual(numbers.map((each) => each + 0));
    expect(rows[0]).toMatchObject({ sum: String(sum), count: numbers.length });
  }
});

test('no rows are no elements', () => {
  for (const none of [null, undefined, '{}']) {
    expect(readBigintArray(none)).toEqual([]);
    expect(readWordArray(none)).toEqual([]);
  }
});

test('a number that is not exact here is refused, and never rounded', () => {
  expect(() => readBigintArray('{1,9007199254740993}')).toThrow(RangeError);
});

test('the units of budgets are words that need no quotes', async () => {
  const client = await clientForThisTest((await postgresForThisTest()).url);
  const { rows } = await client.query<{ units: string }>('SELECT $1::text[]::text AS units', [[...BUDGET_UNITS]]);
  expect(readWordArray(rows[0]?.units)).toEqual([...BUDGET_UNITS]);
});
