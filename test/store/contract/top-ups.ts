import { describe, expect, test } from 'vitest';
import type { TopUpFields } from '../../../src/ledger/top-ups.ts';
import { TEST_START } from '../../support/clock.ts';
import type { TestEngine } from './engine.ts';
import { openTestLedger } from './test-ledger.ts';

const DAY_MS = 86_400_000;
const PAGE = { after: null, limit: 50 };

export function testTopUps(engine: TestEngine): void {
  describe('top-ups', () => {
    const open = async () => {
      const ledger = await openTestLedger(engine);
      await ledger.student(null);
      const change = () => ({ actor: 'owner', now: ledger.clock.now() });
      const grant = (fields: Partial<TopUpFields> = {}) =>
        ledger.store.ledger.createTopUp(
          {
            ...{ scope: 'student', scopeId: 1, amount: 500, endsAt: TEST_START + DAY_MS, reason: 'for the project' },
            ...fields,
          },
          change(),
        );
      return { ...ledger, change, grant, topUps: ledger.store.ledger };
    };

    test('lists what was granted, newest first, page by page', async () => {
      const { grant, topUps, clock } = await open();
      const first = await grant();
      expect(first).toEqual({
        ...{ id: 1, scope: 'student', scopeId: 1, amount: 500, reason: 'for the project' },
        ...{ startsAt: TEST_START, endsAt: TEST_START + DAY_MS, createdAt: TEST_START, withdrawnAt: null },
      });
      clock.advance(5);
      const second = await grant({ reason: null });
      const money = { spent: 0, held: 0 };
      expect(await topUps.listTopUps(PAGE)).toEqual({
        rows: [
          { ...second, ...money },
          { ...first, ...money },
        ],
        next: null,
      });
      expect(await topUps.listTopUps({ after: null, limit: 1 })).toMatchObject({ rows: [{ id: 2 }], next: 2 });
      expect(await topUps.listTopUps({ after: 2, limit: 1 })).toMatchObject({ rows: [{ id: 1 }], next: null });
    });

    test('are in effect from their grant to their end, unless they are withdrawn', async () => {
      const { grant, topUps, change, clock } = await open();
      const { id, endsAt } = await grant();
      const inEffect = async (at: number) =>
        (await topUps.listTopUps({ ...PAGE, scope: 'student', scopeId: 1, inEffectAt: at })).rows.length;
      expect(await Promise.all([TEST_START - 1, TEST_START, endsAt - 1, endsAt].map(inEffect))).toEqual([0, 1, 1, 0]);
      clock.advance(10);
      const withdrawn = await topUps.withdrawTopUp(id, change());
      expect(withdrawn.withdrawnAt).toBe(TEST_START + 10);
      expect(await inEffect(TEST_START + 10)).toBe(0);
      clock.advance(10);
      expect(await topUps.withdrawTopUp(id, change())).toEqual(withdrawn);
    });

    test('leave an entry of the audit each, and none when a withdrawal changes nothing', async () => {
      const { grant, topUps, change, store } = await open();
      const created = await grant();
      const withdrawn = await topUps.withdrawTopUp(created.id, change());
      await topUps.withdrawTopUp(created.id, change());
      const { rows } = await store.journal.listAudit({ after: null, limit: 2 });
      expect(rows).toMatchObject([
        { actor: 'owner', action: 'top-up.withdraw', subject: 'student 1', before: created, after: withdrawn },
        { actor: 'owner', action: 'top-up.create', subject: 'student 1', before: null, after: created },
      ]);
    });

    test.each<[string, Partial<TopUpFields>, string]>([
      ['of nothing', { amount: 0 }, 'top_up_zero'],
      ['of a part of a nano-dollar', { amount: 0.5 }, 'amount_out_of_range'],
      ['that is over at once', { endsAt: TEST_START }, 'instant_past'],
      ['for longer than a year', { endsAt: TEST_START + 367 * DAY_MS }, 'top_up_too_long'],
      ['for a student who does not exist', { scopeId: 9 }, 'student_not_found'],
      ['for a class that does not exist', { scope: 'class' }, 'class_not_found'],
    ])('refuses one %s', async (_what, fields, code) => {
      const { grant, topUps } = await open();
      await expect(grant(fields)).rejects.toMatchObject({ code });
      expect((await topUps.listTopUps(PAGE)).rows).toEqual([]);
    });

    test('refuses the twenty-first that is not over, and to withdraw one that does not exist', async () => {
      const { grant, topUps, change } = await open();
      for (let n = 0; n < 20; n++) await grant();
      await expect(grant()).rejects.toMatchObject({ code: 'too_many_top_ups' });
      await topUps.withdrawTopUp(7, change());
      await grant();
      await expect(topUps.withdrawTopUp(99, change())).rejects.toMatchObject({ code: 'top_up_not_found' });
    });
  });
}
