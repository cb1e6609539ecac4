import { describe, expect, test } from 'vitest';
import { planCrash } from '../../../src/admin/crash-rules.ts';
import type { Store } from '../../../src/store/store.ts';
import { emptyStore, NOW, OWNER } from './empty-store.ts';
import type { TestEngine } from './engine.ts';

const CENT = 10_000_000;

export function testCrashes(engine: TestEngine): void {
  describe('the incidents of a crash', () => {
    let store: Store;
    emptyStore(engine, (opened) => {
      store = opened;
    });

    /** Calls that a crash interrupts; the next start finds them at `now`. @returns the student */
    async function crash(calls: number, now: number): Promise<number> {
      const fields = { name: `Kim ${now}`, classId: null, email: null, suspended: false };
      const { id: studentId } = await store.access.createStudent(fields, {}, OWNER);
      const token = { studentId, hash: `h${now}`, prefix: 'jgp_x', label: null, expiresAt: null };
      const { id: tokenId } = await store.access.createToken(token, OWNER);
      for (let call = 0; call < calls; call++) {
        await store.ledger.placeHold({
          ...{
            studentId,
            tokenId,
            endpoint: 'chat',
            model: 'm',
            servedModel: 'm',
            modelId: 'm',
            provider: 'openai',
            priceVersion: 'm@1',
          },
          estimate: { inputTokensBound: 1, candidates: 1, inputPico: CENT * 1000, picoPerCapToken: 0 },
          ...{ cap: 1, lowestCap: 1, now: now - 1000 - call },
        });
      }
      await store.ledger.expireOpenHolds(now);
      return studentId;
    }

    const spentOf = async (studentId: number) => {
      const [budget] = await store.ledger.balancesOf('student', studentId, NOW + 60_000);
      return budget?.spent;
    };
    const listed = async (crashAt?: number) => {
      const page = { after: null, limit: 100, ...(crashAt === undefined ? {} : { crashAt }) };
      return (await store.journal.listIncidents(page)).rows;
    };
    const refund = (crashAt: number) =>
      store.journal.decideCrash(
        crashAt,
        'crash.refund',
        (incidents) => planCrash(crashAt, incidents, 'refund', null),
        OWNER,
      );

    test('name the start that found their calls open, each crash its own', async () => {
      await crash(3, NOW + 10_000);
      await crash(2, NOW + 20_000);
      await store.journal.raiseIncident('model_missing', 'gpt-1', NOW);
      expect((await listed()).map(({ crashAt }) => crashAt)).toEqual([
        null,
        ...Array(2).fill(NOW + 20_000),
        ...Array(3).fill(NOW + 10_000),
      ]);
      expect(await listed(NOW + 10_000)).toHaveLength(3);
    });

    test('are refunded together once, however often it is asked, and the balances are the sum of the records', async () => {
      const studentId = await crash(3, NOW + 10_000);
      const other = await crash(1, NOW + 20_000);
      const answers = await Promise.all([refund(NOW + 10_000), refund(NOW + 10_000)]);
      expect(answers).toEqual([
        { closed: 3, refunded: 3 * CENT },
        { closed: 0, refunded: 0 },
      ]);
      expect([await spentOf(studentId), await spentOf(other)]).toEqual([0, CENT]);
      expect((await store.ledger.check('full', NOW + 60_000)).problems).toEqual([]);
      const { rows } = await store.journal.listAudit({ after: null, limit: 100 });
      expect(rows.filter(({ action }) => action.startsWith('crash.'))).toMatchObject([
        { action: 'crash.refund', subject: `crash ${NOW + 10_000}`, after: { incidents: 3, refunded: 3 * CENT } },
      ]);
    });

    test('are left alone when the plan refuses', async () => {
      const studentId = await crash(2, NOW + 10_000);
      const refused = store.journal.decideCrash(
        NOW + 10_000,
        'crash.refund',
        () => {
          throw new Error('not now');
        },
        OWNER,
      );
      await expect(refused).rejects.toThrow('not now');
      expect(await spentOf(studentId)).toBe(2 * CENT);
      expect((await listed()).every(({ closedAt }) => closedAt === null)).toBe(true);
    });
  });
}
