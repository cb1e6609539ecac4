import type pg from 'pg';
import { expect, test, vi } from 'vitest';
import { type PreparedStatement, prepareAll } from '../../../src/store/postgres/engine/batch.ts';
import { connectionConfig } from '../../../src/store/postgres/engine/session-settings.ts';
import { REMOVE_HOLDS } from '../../../src/store/postgres/ledger/call-statements.ts';
import { PostgresCallWrites } from '../../../src/store/postgres/ledger/call-writes.ts';
import { LEDGER_STATEMENTS } from '../../../src/store/postgres/ledger/ledger-statements.ts';
import { LedgerTransaction } from '../../../src/store/postgres/ledger/transaction.ts';
import { NOT_GUESSED, ONCE_COMMITTED, oneRow, type SqlWork } from '../../../src/store/sql/sql-work.ts';
import { clientForThisTest, postgresForThisTest } from '../../support/postgres/databases.ts';

/** Fails after a while, as one that finds a row changed does in a long group. */
const SLOW_FAILURE = 'SELECT 1 / (length(pg_sleep(0.2)::text) + $2::int - $2::int) FROM (SELECT $1::bigint[]) AS ids';

async function begin(change: (statement: PreparedStatement) => PreparedStatement = (same) => same): Promise<{
  readonly client: pg.Client;
  readonly writes: PostgresCallWrites;
  readonly transaction: LedgerTransaction;
}> {
  const { url } = await postgresForThisTest();
  const client = await clientForThisTest({ ...connectionConfig(url, 'ledger', 'test'), pipeline: true });
  await prepareAll(client, LEDGER_STATEMENTS.map(change));
  const writes = new PostgresCallWrites(() => 1);
  return {
    client,
    writes,
    transaction: new LedgerTransaction({ client, slot: 1, startedAt: 1, foundGroup: null }, writes),
  };
}

function* countHolds(): SqlWork<number> {
  return (yield* oneRow<{ n: number }>('SELECT count(*) AS n FROM holds')).n;
}

test('what failed before a rollback fails nothing after it, also when it is answered later', async () => {
  const slow = (same: PreparedStatement) => (same === REMOVE_HOLDS ? { ...same, text: SLOW_FAILURE } : same);
  const { transaction, writes } = await begin(slow);
  await transaction.begin([]);
  writes.removeHold(7);
  transaction.writeGathered();
  expect(await transaction.rollback()).toBe(true);
  expect(await transaction.begin([])).toMatchObject({ balances: [] });
  expect(await transaction.run(countHolds())).toBe(0);
  expect(await transaction.rollback()).toBe(true);
});

test('what was gathered fails the next statement', async () => {
  const { transaction, writes } = await begin();
  await transaction.begin([]);
  writes.removeHold(7);
  const next = Promise.resolve(transaction.run(countHolds()));
  await expect(next).rejects.toMatchObject({ name: 'ChangedElsewhereError' });
  await transaction.rollback();
});

test('a transaction of which something was not as read commits nothing', async () => {
  const { transaction, writes, client } = await begin();
  await transaction.begin([]);
  writes.removeHold(7);
  const commit = transaction.commit({ group: 1, newestId: 99, revisions: 1 });
  await expect(commit).rejects.toMatchObject({ name: 'ChangedElsewhereError' });
  expect(await transaction.rollback()).toBe(true);
  const { rows } = await client.query('SELECT newest_id AS id, access_revision AS revision FROM ledger_state');
  expect(rows).toEqual([{ id: 0, revision: expect.any(Number) }]);
});

test('a balance that is not as it was read undoes the transaction, with those that were', async () => {
  const { transaction, writes, client } = await begin();
  const { rows: made } = await client.query<{ id: number }>(
    `INSERT INTO balances (scope, scope_id, period, unit, selector, window_start, window_end, spent, held)
     SELECT 'student', n, 'day', 'money', '', 0, 1, 5, 0 FROM generate_series(1, 2) AS n RETURNING id`,
  );
  const ids = made.map(({ id }) => id);
  const state = await transaction.begin(ids);
  expect(state.balances).toEqual(ids.map((id) => ({ id, unit: 'money', spent: 5, held: 0 })));
  for (const [n, id] of ids.entries())
    writes.saveBalance({ id, spent: 6, held: 1, savedSpent: 5, savedHeld: n, room: 99 });
  const commit = transaction.commit({ group: 1, newestId: null, revisions: 0 });
  await expect(commit).rejects.toMatchObject({ name: 'ChangedElsewhereError' });
  await transaction.rollback();
  const { rows } = await client.query('SELECT DISTINCT spent, held FROM balances');
  expect(rows).toEqual([{ spent: 5, held: 0 }]);
});

test('marks are never sent, however many follow each other', async () => {
  const { transaction, client } = await begin();
  await transaction.begin([]);
  const query = vi.spyOn(client, 'query');
  function* marked(): SqlWork<number> {
    yield NOT_GUESSED;
    yield ONCE_COMMITTED;
    const count = yield* countHolds();
    yield ONCE_COMMITTED;
    yield NOT_GUESSED;
    return count;
  }
  expect(await transaction.run(marked())).toBe(0);
  expect(query).toHaveBeenCalledOnce();
  await transaction.rollback();
});
