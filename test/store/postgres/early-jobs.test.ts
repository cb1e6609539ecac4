import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { LEDGER_LOCK } from '../../../src/store/postgres/engine/locks.ts';
import { EarlyJobs } from '../../../src/store/postgres/ledger/early-jobs.ts';
import type { Job } from '../../../src/store/postgres/ledger/job-queue.ts';
import { runJobs } from '../../../src/store/postgres/ledger/run-jobs.ts';
import { Suspects } from '../../../src/store/postgres/ledger/suspects.ts';
import type { LedgerTransaction } from '../../../src/store/postgres/ledger/transaction.ts';
import { allRows, ONCE_LOCKED, type SqlWork } from '../../../src/store/sql/sql-work.ts';
import { clientForThisTest } from '../../support/postgres/databases.ts';
import { openTestLedger } from '../contract/test-ledger.ts';
import { POSTGRES_ENGINE } from './postgres-engine.ts';
import { type SentStatements, statementsUnderLock } from './statements-under-lock.ts';

const WAIT = { timeout: 10_000, interval: 5 };
const SAVEPOINT = 'SAVEPOINT job';

/** A ledger with calls in flight, whose lock another replica has. */
async function openLocked(calls: number) {
  const ledger = await openTestLedger(POSTGRES_ENGINE);
  await ledger.student(null);
  const holds = await Promise.all(Array.from({ length: calls }, () => ledger.place()));
  const other = await clientForThisTest(ledger.database.url);
  await other.query(`SELECT pg_advisory_lock(${LEDGER_LOCK})`);
  const statements = statementsUnderLock();
  const unlock = () => other.query(`SELECT pg_advisory_unlock(${LEDGER_LOCK})`);
  onTestFinished(async () => void (await unlock().catch(() => {})));
  const { admin } = ledger.database;
  /** What the other one does before it gives the lock back, once the group is waiting for it. */
  const meanwhile = async (...done: string[]) => {
    await vi.waitFor(() => expect(statements.sent).toContain('jigap_state'), WAIT);
    for (const sql of done) await admin.query(sql);
    await unlock();
  };
  const spent = async () => {
    const rows = await admin.query<{ scope: string; spent: string; held: string }>(
      'SELECT scope, spent::text, held::text FROM balances ORDER BY scope',
    );
    return Object.fromEntries(rows.rows.map(({ scope, spent, held }) => [scope, [Number(spent), Number(held)]]));
  };
  const problems = async () => (await ledger.store.ledger.check('full', ledger.clock.now())).problems;
  return { ...ledger, holds, statements, meanwhile, spent, problems };
}

const statusesOf = (results: readonly PromiseSettledResult<unknown>[]) => results.map(({ status }) => status);

const counted = ({ sent, transactions }: SentStatements) => ({
  transactions: transactions(),
  savepoints: sent.filter((name) => name === SAVEPOINT).length,
});

describe('settlements that are begun while their group waits for the lock', () => {
  test('write all but their balances behind it, and add to balances as they are then', async () => {
    const { holds, settle, statements, meanwhile, spent, problems, tamper } = await openLocked(2);
    const settled = Promise.all(holds.map((id) => settle(id, { cost: 400 })));
    await vi.waitFor(() => expect(statements.sent).toContain('jigap_remove_holds'), WAIT);
    expect(statements.sent).toEqual(expect.arrayContaining(['jigap_insert_records', 'jigap_add_to_sums']));
    expect(statements.sent).not.toContain('jigap_save_balances');
    await meanwhile('UPDATE balances SET spent = spent + 50');
    await settled;
    expect(await spent()).toEqual({ student: [850, 0], wallet: [850, 0] });
    expect(counted(statements)).toEqual({ transactions: 1, savepoints: 0 });
    await tamper('UPDATE balances SET spent = spent - 50');
    expect(await problems()).toEqual([]);
  });

  test('are begun anew, and counted once, where another replica has changed rules or holds', async () => {
    const { holds, settle, place, statements, meanwhile, spent, problems, tamper } = await openLocked(3);
    const [first = 0] = holds;
    const placed = place({ hold: 100 });
    const settled = Promise.all(holds.map((id) => settle(id, { cost: 400 })));
    await meanwhile(
      // What a change of rules does: the balance is another one, which has adopted the hold in place of the old one.
      `UPDATE holds SET balance_ids = (SELECT '[' || id || ']' FROM balances WHERE scope = 'wallet') WHERE id = ${first}`,
      "UPDATE balances SET held = held - 1000 WHERE scope = 'student'",
      'UPDATE ledger_state SET access_revision = access_revision + 1',
    );
    await Promise.all([settled, placed]);
    expect(await spent()).toEqual({ student: [800, 100], wallet: [1200, 100] });
    expect(counted(statements)).toEqual({ transactions: 2, savepoints: 0 });
    await tamper("UPDATE balances SET spent = spent + 400 WHERE scope = 'student'");
    expect(await problems()).toEqual([]);
    await settle(await placed, { cost: 1 });
    expect(await problems()).toEqual([]);
  });

  test.each([
    ['alone', [], true],
    ['with a change of rules', ['UPDATE ledger_state SET access_revision = access_revision + 1'], false],
  ])(
    'of which one has lost its hold to another replica, %s, are done but for that one',
    async (_what, changes, isApart) => {
      const { holds, settle, statements, meanwhile, spent, problems } = await openLocked(3);
      const [lost = 0] = holds;
      const settled = Promise.allSettled(holds.map((id) => settle(id, { cost: 400 })));
      await meanwhile(`DELETE FROM holds WHERE id = ${lost}`, 'UPDATE balances SET held = held - 1000', ...changes);
      const results = await settled;
      expect(statusesOf(results)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
      expect(results[0]).toMatchObject({ reason: { name: 'NotFoundError' } });
      expect(await spent()).toEqual({ student: [800, 0], wallet: [800, 0] });
      expect(counted(statements)).toEqual({ transactions: 2, savepoints: isApart ? 3 : 0 });
      expect(await problems()).toEqual([]);
    },
  );

  test('are begun anew by a replica that others took for dead meanwhile', async () => {
    const { holds, settle, place, statements, meanwhile, spent, problems } = await openLocked(2);
    const settled = Promise.all(holds.map((id) => settle(id, { cost: 400 })));
    const placed = place({ hold: 100 });
    await meanwhile('DELETE FROM replicas');
    await settled;
    await settle(await placed, { cost: 1 });
    expect(await spent()).toEqual({ student: [801, 0], wallet: [801, 0] });
    expect(counted(statements).savepoints).toBe(0);
    expect(await problems()).toEqual([]);
  });

  test('of one hold are done once, and refused after that, without a savepoint', async () => {
    const { holds, settle, statements, meanwhile, spent, problems } = await openLocked(1);
    const [id = 0] = holds;
    const settled = Promise.allSettled([400, 300, 200].map((cost) => settle(id, { cost })));
    await meanwhile();
    expect(statusesOf(await settled)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(await spent()).toEqual({ student: [400, 0], wallet: [400, 0] });
    expect(counted(statements)).toEqual({ transactions: 1, savepoints: 0 });
    expect(await problems()).toEqual([]);
  });

  test('that raise an incident are begun up to it', async () => {
    const { holds, settle, statements, meanwhile, spent, problems, database } = await openLocked(2);
    const settled = Promise.all(holds.map((id) => settle(id, { cost: 4000, incident: 'overrun' })));
    await meanwhile();
    await settled;
    expect(await spent()).toEqual({ student: [8000, 0], wallet: [8000, 0] });
    expect(await database.countRows('incidents')).toBe(2);
    expect(counted(statements)).toEqual({ transactions: 1, savepoints: 0 });
    expect(await problems()).toEqual([]);
  });

  test.each(['before', 'after'])(
    'keep the books right %s a call of their group that opens a balance, which adopts what is open',
    async (order) => {
      const { settle, place, store, clock, database, student } = await openTestLedger(POSTGRES_ENGINE);
      const holds: number[] = [];
      for (let n = 0; n < 2; n++) await student(null);
      for (let n = 0; n < 4; n++) holds.push(await place({ studentId: (n % 2) + 1 }));
      await settle(holds.pop() ?? 0, { cost: 70 });
      const change = { actor: 'owner', now: clock.now() };
      for (const period of ['day', 'month'] as const)
        await store.ledger.setBudget({ scope: 'student', scopeId: 1, period, limit: 1_000_000 }, change);
      await store.ledger.setBudget({ scope: 'wallet', scopeId: 0, period: 'total', limit: 1_000_000 }, change);
      const settleAll = () => holds.splice(0, 2).map((id) => settle(id, { cost: 400 }));
      const results = order === 'before' ? [...settleAll(), place()] : [place(), ...settleAll()];
      await Promise.all(results);
      const placed = await (order === 'before' ? results.at(-1) : results[0]);
      expect((await store.ledger.check('full', clock.now())).problems).toEqual([]);
      await Promise.all([settle(placed as number), ...holds.map((id) => settle(id))]);
      expect((await store.ledger.check('full', clock.now())).problems).toEqual([]);
      const { rows } = await database.admin.query('SELECT DISTINCT held::text FROM balances');
      expect(rows).toEqual([{ held: '0' }]);
    },
  );
});

describe('EarlyJobs', () => {
  const job = (work: () => SqlWork<unknown>, rest: Partial<Job> = {}): Job => ({
    ...{ work, needs: () => [], warmUp: () => [], isAwaited: false, isChange: false, number: 1 },
    ...{ done: () => {}, failed: () => {} },
    ...rest,
  });
  function* settlement(): SqlWork<void> {
    transaction.changes += 1;
    yield ONCE_LOCKED;
    throw new Error('went on');
  }
  function* reading(): SqlWork<void> {
    yield* allRows('SELECT 1');
  }
  let transaction: { changes: number };

  function begin(jobs: readonly Job[]): { early: EarlyJobs; saved: number } {
    transaction = { changes: 0 };
    const start = (work: SqlWork<unknown>) => ({ work, step: work.next() });
    let saved = 0;
    const early = new EarlyJobs(() => saved++);
    early.begin(Object.assign(transaction, { start }) as unknown as LedgerTransaction, jobs);
    return { early, saved };
  }

  test('begins what nobody waits for up to its first statement, and nothing else', () => {
    const [settling, read] = [job(settlement), job(reading)];
    const place = job(settlement, { isAwaited: true });
    const { early, saved } = begin([place, settling, read]);
    expect(early.get(place)).toBeUndefined();
    expect(early.get(settling)).toMatchObject({ hasWritten: true, step: { value: ONCE_LOCKED } });
    expect(early.get(read)).toMatchObject({ hasWritten: false, step: { value: { text: 'SELECT 1' } } });
    expect(saved).toBe(1);
    early.forget();
    expect([early.get(settling), early.get(read)]).toEqual([undefined, undefined]);
  });

  test('begins nothing where one is not a call: it may read what a settlement writes', () => {
    const settling = job(settlement);
    const { early } = begin([settling, job(reading, { needs: null })]);
    expect([early.get(settling), transaction.changes]).toEqual([undefined, 0]);
  });

  test('leaves what fails at once to run alone, and gives up where that has written', () => {
    const refused = job(() => {
      throw new Error('refused');
    });
    const settling = job(settlement);
    const { early } = begin([refused, settling]);
    expect([early.get(refused), early.get(settling)?.hasWritten]).toEqual([undefined, true]);
    const broken = job(() => {
      transaction.changes += 1;
      throw new Error('broken');
    });
    expect(() => begin([broken])).toThrow('broken');
  });

  test('fails the group where one that has written fails under the lock, whatever it fails with', async () => {
    const settling = job(settlement);
    const { early } = begin([settling]);
    const finish = ({ work }: { work: SqlWork<unknown> }) => work.next({ rows: [], changes: 0 });
    const suspects = new Suspects();
    const parts = { early, suspects, surroundings: { save: () => {}, undo: () => {} } };
    const ran = runJobs(Object.assign(transaction, { finish }) as unknown as LedgerTransaction, [settling], parts);
    await expect(ran).rejects.toThrow('went on');
    expect(suspects.has(settling)).toBe(true);
  });
});
