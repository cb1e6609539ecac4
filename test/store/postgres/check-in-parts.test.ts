import { describe, expect, test } from 'vitest';
import { runSnapshot, runWork } from '../../../src/store/postgres/engine/run-work.ts';
import { connectionConfig } from '../../../src/store/postgres/engine/session-settings.ts';
import { checkInParts } from '../../../src/store/sql/integrity/check-in-parts.ts';
import { checkIntegrity } from '../../../src/store/sql/integrity/integrity-check.ts';
import { LONG_RUN } from '../../support/long-run.ts';
import { clientForThisTest } from '../../support/postgres/databases.ts';
import {
  addTopUpAndCarryOver,
  BROKEN_INVARIANTS,
  BROKEN_TOP_UPS,
  fillBusyLedger,
} from '../contract/broken-invariants.ts';
import { openTestLedger } from '../contract/test-ledger.ts';
import { POSTGRES_ENGINE } from './postgres-engine.ts';

const QUICK_MS = 26 * 3_600_000;
/** So many of the ways to break a ledger are tried in `npm test`. */
const CORE = 2;

/** The check in parts, and the one of a single snapshot on the same rows. */
async function openBusyLedger() {
  const ledger = await openTestLedger(POSTGRES_ENGINE);
  await fillBusyLedger(ledger);
  const client = await clientForThisTest(connectionConfig(ledger.database.url, 'reader', 'test'));
  const both = async (depth: 'full' | 'quick') => {
    const now = ledger.clock.now();
    const options = { now, since: depth === 'full' ? 0 : now - QUICK_MS };
    const inParts = await runSnapshot(client, () => checkInParts(options));
    const atOnce = await runWork(client, checkIntegrity(options));
    return { inParts, atOnce };
  };
  return { ...ledger, both };
}

const sorted = (problems: readonly string[]) => [...problems].sort();

describe('checkInParts', () => {
  test('finds no problem after calls, refunds, top-ups and open holds, and counts the same rows', async () => {
    const ledger = await openBusyLedger();
    for (const depth of ['full', 'quick'] as const) {
      const { inParts, atOnce } = await ledger.both(depth);
      expect(inParts).toEqual(atOnce);
      expect(inParts.problems).toEqual([]);
    }
  });

  test('finds no problem when the records of a month were taken out as the guide says', async () => {
    const ledger = await openBusyLedger();
    await ledger.tamper('ALTER TABLE usage_records DETACH PARTITION usage_records_2026_11');
    expect((await ledger.both('full')).inParts.problems).not.toEqual([]);
    await ledger.tamper(
      `INSERT INTO settings VALUES ('records_kept_since', (extract(epoch FROM timestamptz '2026-12-01 00:00+00') * 1000)::bigint::text)`,
    );
    expect((await ledger.both('full')).inParts).toMatchObject({ problems: [], records: 7 });
    await ledger.tamper("UPDATE balances SET spent = spent + 1 WHERE scope = 'wallet' AND period = 'day'");
    expect((await ledger.both('full')).inParts.problems).not.toEqual([]);
  });

  const TITLE = 'names %s as a check of one snapshot does';
  const namesTheSame = async (...[, sql, problem]: (typeof BROKEN_INVARIANTS)[number]) => {
    const ledger = await openBusyLedger();
    await ledger.tamper(sql);
    for (const depth of ['full', 'quick'] as const) {
      const { inParts, atOnce } = await ledger.both(depth);
      expect(inParts.problems).toContainEqual(expect.stringMatching(problem));
      expect(sorted(inParts.problems)).toEqual(sorted(atOnce.problems));
    }
  };
  test.each(BROKEN_INVARIANTS.slice(0, CORE))(TITLE, namesTheSame);
  test.each(BROKEN_INVARIANTS.slice(CORE))(TITLE, LONG_RUN, namesTheSame);

  test.each(BROKEN_TOP_UPS)(
    'names %s, among top-ups and what was carried over',
    LONG_RUN,
    async (_what, sql, problem) => {
      const ledger = await openBusyLedger();
      await addTopUpAndCarryOver(ledger);
      await ledger.tamper(sql);
      const { inParts, atOnce } = await ledger.both('full');
      expect(inParts.problems).toContainEqual(expect.stringMatching(problem));
      expect(sorted(inParts.problems)).toEqual(sorted(atOnce.problems));
    },
  );
});
