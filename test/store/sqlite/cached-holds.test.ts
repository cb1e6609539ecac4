import { expect, test } from 'vitest';
import { CACHE_SLOTS } from '../../../src/store/sql/ledger/open-hold-cache.ts';
import { ledgerOnDisk } from './ledger-on-disk.ts';

test('two open holds that share a slot of the cache are settled separately', async () => {
  const { store, clock, student, place, settle } = await ledgerOnDisk();
  await student(null);
  await student(null);
  const first = await place({ studentId: 1, hold: 1000 });
  clock.advance(CACHE_SLOTS);
  const second = await place({ studentId: 2, hold: 7000 });
  expect((second - first) % CACHE_SLOTS).toBe(0);
  await settle(first, { cost: 100 });
  await settle(second, { cost: 200 });
  const [ofFirst] = await store.ledger.balancesOf('student', 1, clock.now());
  expect(ofFirst).toMatchObject({ spent: 100, held: 0 });
  const [ofSecond] = await store.ledger.balancesOf('student', 2, clock.now());
  expect(ofSecond).toMatchObject({ spent: 200, held: 0 });
  const { problems } = await store.ledger.check('full', clock.now());
  expect(problems).toEqual([]);
});
