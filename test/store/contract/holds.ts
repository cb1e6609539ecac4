import { beforeEach, describe, expect, test } from 'vitest';
import { quantitiesOf } from '../../../src/ledger/budget-units.ts';
import { resolve } from '../../../src/ledger/exits.ts';
import type { Hold, HoldOrder } from '../../../src/ledger/holds.ts';
import { NotFoundError } from '../../../src/store/errors.ts';
import type { Store } from '../../../src/store/store.ts';
import { emptyStore, NOW, OWNER } from './empty-store.ts';
import type { TestEngine } from './engine.ts';

export function testHolds(engine: TestEngine): void {
  describe('holds', () => {
    // What these find wrong, the model of test/store/ledger-model would find by chance; here each promise has its own name.

    const NANO = 1_000_000;
    const PRICE = {
      from: '2024-01-25',
      input: 1000,
      cachedInput: 1000,
      cacheWrite: 1000,
      output: 1000,
      source: 'a test',
    };
    const TIMING = { durationMs: 5, firstByteMs: 2 };
    const USAGE = { inputTokens: 10, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 20 };

    let store: Store;
    const { restart } = emptyStore(engine, (opened) => {
      store = opened;
    });
    let studentId: number;
    let tokenId: number;

    beforeEach(async () => {
      ({ studentId, tokenId } = await newStudent());
    });

    async function newStudent(): Promise<{ studentId: number; tokenId: number }> {
      const { id } = await store.access.createStudent(
        { name: 'A student', classId: null, email: null, suspended: false },
        {},
        OWNER,
      );
      const hash = `hash of ${id}`;
      const token = await store.access.createToken(
        { studentId: id, hash, prefix: 'p', label: null, expiresAt: null },
        OWNER,
      );
      return { studentId: id, tokenId: token.id };
    }

    /** An order of so many thousandths of a dollar, all of it output. */
    function order(thousandths: number, changes: Partial<HoldOrder> = {}): HoldOrder {
      return {
        ...{
          studentId,
          tokenId,
          endpoint: 'chat',
          model: 'asked',
          servedModel: 'served',
          modelId: 'served',
          provider: 'openai',
          priceVersion: 'v',
          now: NOW,
        },
        estimate: { inputTokensBound: 0, candidates: 1, inputPico: 0, picoPerCapToken: 1000 * NANO },
        ...{ cap: thousandths, lowestCap: thousandths },
        ...changes,
      };
    }

    async function hold(thousandths: number): Promise<Hold> {
      const placement = await store.ledger.placeHold(order(thousandths));
      if ('refused' in placement) throw new Error(`refused: ${placement.refused.why}`);
      return placement.hold;
    }

    function settlement(amount: number, outputTokens: number) {
      const usage = { tokens: { ...USAGE, inputTokens: 0, outputTokens }, serviceTier: null };
      const price = { ...PRICE, output: 1000 * NANO };
      const maxUsage = { inputTokens: 10_000, outputTokens: 10_000 };
      const quantities = quantitiesOf(usage.tokens);
      const held = {
        amount,
        quantities,
        countsTokens: false,
        price,
        inputTokensBound: 0,
        hiddenOutput: false,
        candidates: 1,
        stopBytes: 0,
        maxUsage,
      };
      return resolve({ kind: 'finished', usage, outputBytes: 1, hungUp: false }, held);
    }

    const money = async () => {
      const [balance] = await store.ledger.balancesOf('student', studentId, NOW);
      return { spent: (balance?.spent ?? 0) / NANO, held: (balance?.held ?? 0) / NANO };
    };
    const records = async () => (await store.records.listRecords({ after: null, limit: 100 })).rows;

    test('places what fits of a burst, and refuses the rest with the reason', async () => {
      const placements = await Promise.all(Array.from({ length: 5 }, () => store.ledger.placeHold(order(300))));
      const decisions = placements.map((placement) => ('hold' in placement ? 'yes' : `no: ${placement.refused.why}`));
      expect(decisions).toEqual(['yes', 'yes', 'yes', 'no: held', 'no: held']);
      expect(await money()).toEqual({ spent: 0, held: 900 });
    });

    test('rejects a second settlement of a hold', async () => {
      const { id, amount } = await hold(300);
      await store.ledger.resolveHold(id, settlement(amount, 120), TIMING);
      await expect(store.ledger.resolveHold(id, settlement(amount, 120), TIMING)).rejects.toThrow(NotFoundError);
      expect(await money()).toEqual({ spent: 120, held: 0 });
      expect(await records()).toMatchObject([
        { id, cost: 120 * NANO, held: 300 * NANO, outputTokens: 120, outcome: 'ok' },
      ]);
    });

    test('records a settlement above its hold in full, with an incident', async () => {
      const { id, amount } = await hold(300);
      await store.ledger.resolveHold(id, settlement(amount, 1200), TIMING);
      expect(await money()).toEqual({ spent: 1200, held: 0 });
      const { rows } = await store.journal.listIncidents({ after: null, limit: 10, open: true });
      expect(rows).toMatchObject([{ kind: 'overrun', recordId: id, charged: 1200 * NANO }]);
    });

    test('counts two settlements of one hold in one turn once', async () => {
      const { id, amount } = await hold(300);
      const settle = () => store.ledger.resolveHold(id, settlement(amount, 120), TIMING);
      const results = await Promise.allSettled([settle(), settle(), hold(100)]);
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect(await money()).toEqual({ spent: 120, held: 100 });
    });

    test('gives no id twice when something fails after a hold of the same moment', async () => {
      const { id } = await hold(1);
      const placed = hold(10);
      await expect(store.ledger.resolveHold(id + 1000, settlement(0, 0), TIMING)).rejects.toThrow(NotFoundError);
      const first = await placed;
      const second = await hold(10);
      expect(second.id).toBeGreaterThan(first.id);
      expect(await money()).toEqual({ spent: 0, held: 21 });
    });

    test('expires the holds of a dead process once, in full, each with an incident that can be refunded', async () => {
      const { id, amount } = await hold(300);
      await store.ledger.resolveHold(id, settlement(amount, 120), TIMING);
      const left = [await hold(100), await hold(200)];
      await restart();
      expect([await store.ledger.expireOpenHolds(NOW + 9000), await store.ledger.expireOpenHolds(NOW + 9000)]).toEqual([
        2, 0,
      ]);
      expect(await money()).toEqual({ spent: 420, held: 0 });
      const { rows } = await store.journal.listIncidents({ after: null, limit: 10, open: true });
      expect(rows.map(({ kind, recordId, charged }) => ({ kind, recordId, charged }))).toEqual(
        left.toReversed().map((one) => ({ kind: 'crash', recordId: one.id, charged: one.amount })),
      );
      const refunds = rows.map((incident) => store.journal.refund(incident.id, null, OWNER));
      await Promise.all(refunds);
      expect(await money()).toEqual({ spent: 120, held: 0 });
    });

    test('places no hold for a student who was removed before it', async () => {
      await store.access.deleteStudent(studentId, OWNER);
      await expect(store.ledger.placeHold(order(1))).rejects.toThrow(NotFoundError);
    });

    test('settles the call of a student who was removed after its hold', async () => {
      const { id, amount } = await hold(300);
      await store.access.deleteStudent(studentId, OWNER);
      await store.ledger.resolveHold(id, settlement(amount, 120), TIMING);
      expect(await records()).toMatchObject([{ id, cost: 120 * NANO }]);
      const [wallet] = await store.ledger.balancesOf('wallet', 0, NOW);
      expect(wallet).toMatchObject({ spent: 120 * NANO, held: 0 });
    });

    test('rejects balances and budgets of an id that does not exist', async () => {
      await expect(store.ledger.balancesOf('student', 999, NOW)).rejects.toThrow(NotFoundError);
      await expect(store.ledger.balancesOf('class', 999, NOW)).rejects.toThrow(NotFoundError);
      const budget = { scope: 'student', scopeId: 999, period: 'day', limit: 1 } as const;
      await expect(store.ledger.setBudget(budget, OWNER)).rejects.toMatchObject({ code: 'student_not_found' });
      await expect(store.ledger.deleteBudget(999, OWNER)).rejects.toMatchObject({ code: 'budget_not_found' });
    });

    test('keeps the money of one student apart from that of another', async () => {
      const mine = { studentId, tokenId };
      await hold(300);
      ({ studentId, tokenId } = await newStudent());
      expect(await money()).toEqual({ spent: 0, held: 0 });
      const { id, amount } = await hold(1000);
      await store.ledger.resolveHold(id, settlement(amount, 1000), TIMING);
      ({ studentId, tokenId } = mine);
      expect(await money()).toEqual({ spent: 0, held: 300 });
    });

    test('notes when a token was last used, also beside a change that the rules refuse', async () => {
      const term = { scope: 'student', scopeId: studentId, period: 'term', limit: NANO } as const;
      const [placed, refused] = await Promise.allSettled([
        store.ledger.placeHold(order(300)),
        store.ledger.setBudget(term, OWNER),
      ]);
      expect([placed, refused]).toMatchObject([{ value: { hold: {} } }, { reason: { code: 'term_without_end' } }]);
      const { rows } = await store.access.listTokens(studentId, { after: null, limit: 1 });
      expect(rows).toMatchObject([{ id: tokenId, lastUsedAt: NOW }]);
    });

    test('writes what is queued when it closes', async () => {
      const placed = store.ledger.placeHold(order(300));
      await restart();
      expect(await placed).toHaveProperty('hold');
      expect(await money()).toEqual({ spent: 0, held: 300 });
    });
  });
}
