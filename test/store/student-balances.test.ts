import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { FOREVER, PERIODS } from '../../src/ledger/periods.ts';
import { runJob } from '../../src/store/sqlite/engine/reader-jobs.ts';
import type { UsageRecord } from '../../src/store/usage-record.ts';
import { busyYear, seeded } from './busy-year.ts';
import type { LedgerOnDisk } from './ledger-on-disk.ts';

const DAY = 86_400_000;
const LIMIT = 5_000_000_000;

function countBalances(path: string): number {
  const sqlite = new Database(path, { readonly: true });
  const rows = sqlite.prepare('SELECT count(*) FROM balances').pluck().get() as number;
  sqlite.close();
  return rows;
}

/** Rules that are younger than their windows, and calls in flight: all must be summed from the records. */
async function withYoungRules(): Promise<LedgerOnDisk> {
  const ledger = await busyYear();
  const { store, clock, place } = ledger;
  const change = () => ({ actor: 'test', now: clock.now() });
  await place({ studentId: 1 });
  await place({ studentId: 3 });
  const term = { startsOn: '2026-12-15', endsOn: '2027-12-31' };
  for (const id of [1, 2]) await store.access.updateClass(id, term, {}, change());
  for (const period of PERIODS) {
    await store.ledger.setBudget({ scope: 'class-student', scopeId: 2, period, limit: LIMIT }, change());
    if (period === 'term') continue;
    await store.ledger.setBudget({ scope: 'student', scopeId: 3, period, limit: LIMIT }, change());
  }
  return ledger;
}

test('the budgets of many students are those of each, and to look at them makes no balance', async () => {
  const { store, clock, path } = await withYoungRules();
  const before = countBalances(path);
  const many = await store.ledger.balancesOfStudents([1, 2, 3, 4, 99], clock.now());
  expect(countBalances(path)).toBe(before);
  expect([...many.keys()]).toEqual([1, 2, 3, 4]);
  for (const id of [1, 2, 3, 4]) {
    expect(many.get(id), `student ${id}`).toEqual(await store.ledger.balancesOf('student', id, clock.now()));
  }
  expect(countBalances(path)).toBeGreaterThan(before);
  expect([...many.values()].flat().some(({ spent }) => spent > 0)).toBe(true);
  expect([...many.values()].flat().some(({ held }) => held > 0)).toBe(true);
  // Now that the balances are made, it is they that are read.
  for (const id of [1, 2, 3, 4]) {
    const again = await store.ledger.balancesOfStudents([id], clock.now());
    expect(again.get(id)).toEqual(await store.ledger.balancesOf('student', id, clock.now()));
  }
});

test('also when the class has moved to the other end of the world meanwhile', async () => {
  const { store, clock } = await withYoungRules();
  const chance = seeded(3);
  for (const timeZone of ['Pacific/Kiritimati', 'Asia/Kathmandu', 'Pacific/Pago_Pago']) {
    clock.advance(chance(DAY));
    await store.access.updateClass(2, { timeZone }, {}, { actor: 'test', now: clock.now() });
    const many = await store.ledger.balancesOfStudents([1, 2, 4], clock.now());
    for (const id of [1, 2, 4]) {
      expect(many.get(id), timeZone).toEqual(await store.ledger.balancesOf('student', id, clock.now()));
    }
  }
});

test('what students spent between two instants is the sum of its records there, to the nano-dollar', async () => {
  const { store, path } = await busyYear();
  const { rows } = await store.records.listRecords({ after: null, limit: 1000 });
  const sqlite = new Database(path, { readonly: true });
  const instants = rows.map(({ startedAt }) => startedAt);
  const [newest = 0, oldest = 0] = [instants[0], instants.at(-1)];
  const chance = seeded(9);
  for (let n = 0; n < 60; n++) {
    const from = n % 10 === 0 ? 0 : oldest + chance(newest - oldest);
    const to = n % 7 === 0 ? FOREVER : from + chance(chance(2) === 0 ? 3 * DAY : 60 * DAY);
    const among = rows.filter(({ startedAt }) => from <= startedAt && startedAt < to);
    const sum = (belongs: (record: UsageRecord) => boolean) =>
      among.filter(belongs).reduce((total, { cost, refunded }) => total + cost - refunded, 0);
    const many = runJob(sqlite, 'spent', { studentIds: [1, 3, 4], from, to });
    for (const id of [1, 3, 4]) expect(many.get(id) ?? 0).toBe(sum(({ studentId }) => studentId === id));
  }
  sqlite.close();
});
