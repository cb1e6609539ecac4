import { describe, expect, test } from 'vitest';
import { quantitiesOf } from '../../../src/ledger/budget-units.ts';
import type { Outcome } from '../../../src/ledger/holds.ts';
import { TEST_START } from '../../support/clock.ts';
import type { TestEngine } from './engine.ts';
import { openTestLedger } from './test-ledger.ts';

export function testLiveCalls(engine: TestEngine): void {
  describe('calls in flight and their outcomes', () => {
    test('lists open holds oldest first, with the number and the money of all of them', async () => {
      const { store, student, place, settle, clock } = await openTestLedger(engine);
      expect(await store.ledger.openHolds(10)).toEqual({ holds: [], count: 0, amount: 0 });
      await student(null);
      const first = await place({ hold: 1000, servedModel: 'gpt-6-luna' });
      clock.advance(500);
      const second = await place({ hold: 200 });
      await place({ hold: 30 });
      expect(await store.ledger.openHolds(2)).toEqual({
        holds: [
          {
            ...{ id: first, studentId: 1, classId: null, endpoint: 'chat', model: 'gpt-3.5-turbo' },
            ...{ servedModel: 'gpt-6-luna', amount: 1000, since: TEST_START },
          },
          expect.objectContaining({ id: second, since: TEST_START + 500 }),
        ],
        count: 3,
        amount: 1230,
      });
      await settle(first);
      expect(await store.ledger.openHolds(1)).toMatchObject({ holds: [{ id: second }], count: 2, amount: 230 });
    });

    test('finds one call by its id, while it runs and after, for its own student only', async () => {
      const { store, student, place, settle } = await openTestLedger(engine);
      const [one, other] = [await student(null), await student(null)];
      const id = await place({ studentId: one, hold: 1000 });
      expect(await store.records.findCall(id, one)).toMatchObject({ hold: { id, studentId: one, amount: 1000 } });
      expect(await store.records.findCall(id, other)).toBeNull();
      await settle(id, { cost: 400 });
      const [record] = (await store.records.listRecords({ after: null, limit: 1 })).rows;
      expect(record).toMatchObject({ id, cost: 400, held: 1000 });
      expect(await store.records.findCall(id, one)).toEqual({ record });
      expect(await store.records.findCall(id, other)).toBeNull();
      expect(await store.records.findCall(id + 1, one)).toBeNull();
    });

    test('counts outcomes by the instant at which their calls began', async () => {
      const { store, student, place, clock } = await openTestLedger(engine);
      await student(null);
      const usage = { inputTokens: 1, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 1 };
      const end = async (outcome: Outcome) => {
        const resolution = {
          as: 'settle',
          cost: 1,
          quantities: quantitiesOf(usage),
          usage,
          outcome,
          incident: null,
        } as const;
        await store.ledger.resolveHold(await place(), resolution, { durationMs: 1, firstByteMs: null });
      };
      await end('ok');
      clock.advance(1000);
      await end('ok');
      await end('upstream_died');
      await end('ok');
      await place();
      clock.advance(1000);
      await end('hung_up');
      const outcomes = (from: number, to: number) =>
        store.records.outcomesOf({ from: TEST_START + from, to: TEST_START + to });
      expect(await outcomes(1000, 2000)).toEqual({ ok: 2, upstream_died: 1 });
      expect(await outcomes(0, 2001)).toEqual({ ok: 3, upstream_died: 1, hung_up: 1 });
      expect(await outcomes(2001, 9000)).toEqual({});
      const inZone = (classTimeZone: string | null) =>
        store.records.outcomesOf({ from: TEST_START, to: TEST_START + 2001, classTimeZone });
      expect(await inZone('Pacific/Niue')).toEqual({});
      // Its student has no class.
      expect(await inZone(null)).toEqual({ ok: 3, upstream_died: 1, hung_up: 1 });
    });
  });
}
