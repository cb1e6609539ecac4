import { expect, test } from 'vitest';
import { NotFoundError } from '../../../src/store/errors.ts';
import { type LedgerOnDisk, ledgerOnDisk } from './ledger-on-disk.ts';

const WEEKLY = 500_000_000_000;

async function studentWithACall(): Promise<LedgerOnDisk> {
  const ledger = await ledgerOnDisk();
  await ledger.student(null);
  await ledger.call({ hold: 1000, cost: 400 });
  return ledger;
}

const spent = async ({ store, clock }: LedgerOnDisk) => {
  const [week] = await store.ledger.balancesOf('student', 1, clock.now());
  return { spent: week?.spent, held: week?.held };
};

test('a balance that another program changed counts for the very next call', async () => {
  const ledger = await studentWithACall();
  await ledger.tamper(`UPDATE balances SET spent = ? WHERE scope = 'student'`, WEEKLY - 900);
  await expect(ledger.place({ hold: 1000 })).rejects.toThrow('does not fit');
  await ledger.call({ hold: 900, cost: 100 });
  expect(await spent(ledger)).toEqual({ spent: WEEKLY - 800, held: 0 });
});

test('calls of one group that were checked against a stale balance are checked again, in their order', async () => {
  const ledger = await studentWithACall();
  await ledger.tamper(`UPDATE balances SET spent = ? WHERE scope = 'student'`, WEEKLY - 2000);
  const placements = [1000, 1000, 1000].map((hold) => ledger.place({ hold }));
  const ends = await Promise.allSettled(placements);
  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
  expect(await spent(ledger)).toEqual({ spent: WEEKLY - 2000, held: 2000 });
});

test('a settlement is added once to a balance that another program changed', async () => {
  const ledger = await studentWithACall();
  const hold = await ledger.place({ hold: 1000 });
  await ledger.tamper(`UPDATE balances SET spent = 7000 WHERE scope = 'student'`);
  await ledger.settle(hold, { cost: 300 });
  expect(await spent(ledger)).toEqual({ spent: 7300, held: 0 });
  await expect(ledger.settle(hold, { cost: 300 })).rejects.toThrow(NotFoundError);
  expect(await spent(ledger)).toEqual({ spent: 7300, held: 0 });
});

test('a job that fails leaves nothing of its group in the caches', async () => {
  const ledger = await studentWithACall();
  const hold = await ledger.place({ hold: 1000 });
  const ends = await Promise.allSettled([
    ledger.settle(hold, { cost: 250 }),
    ledger.settle(12345, { cost: 250 }),
    ledger.place({ hold: 500 }),
  ]);
  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await spent(ledger)).toEqual({ spent: 650, held: 500 });
  const { problems } = await ledger.store.ledger.check('full', ledger.clock.now());
  expect(problems).toEqual([]);
});
