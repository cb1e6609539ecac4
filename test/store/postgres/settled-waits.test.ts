import { expect, test } from 'vitest';
import { SettledWaits } from '../../../src/store/postgres/ledger/settled-waits.ts';

test('a read waits for the jobs that came before it, and for none that came later', async () => {
  const waits = new SettledWaits();
  const ended: string[] = [];
  const first = waits.add(3).then(() => ended.push('first'));
  const second = waits.add(5).then(() => ended.push('second'));
  waits.resolve(3);
  await Promise.resolve();
  expect(ended).toEqual([]);
  // Jobs come without end: 4 is the oldest that is not committed.
  waits.resolve(4);
  await first;
  expect(ended).toEqual(['first']);
  waits.resolve(Number.POSITIVE_INFINITY);
  await second;
});

test('a read is told at once that the database is away', async () => {
  const waits = new SettledWaits();
  const read = waits.add(1);
  waits.fail(new Error('away'));
  await expect(read).rejects.toThrow('away');
});
