import { expect, onTestFinished, test, vi } from 'vitest';
import { quantitiesOf } from '../../../src/ledger/budget-units.ts';
import type { Resolution } from '../../../src/ledger/holds.ts';
import { NotFoundError } from '../../../src/store/errors.ts';
import type { Store } from '../../../src/store/store.ts';
import { LONG_RUN } from '../../support/long-run.ts';
import { Link } from '../../support/postgres/link.ts';
import { openOn } from './make-engine.ts';
import { POSTGRES_ENGINE } from './postgres-engine.ts';

const SERVER = { timeZone: 'Asia/Seoul', walletMonthly: 5_000_000_000, studentWeekly: 1_000_000_000 };
const TIMING = { durationMs: 20, firstByteMs: 5 };
const ALL = { after: null, limit: 100 };
const WAIT = { timeout: 60_000, interval: 50 };
const HELD = 1000;
const HELD_TOKENS = 30;
const NONE = { inputTokens: 0, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 0 };

/** Two replicas, the first of which is cut off until the second one has expired its calls. */
interface Fenced {
  readonly paused: Store;
  readonly other: Store;
  readonly studentId: number;
  /** As many as were asked for, all expired. */
  readonly holds: readonly number[];
  readonly now: number;
}

async function fence(
  calls: number,
  prepare: (store: Store, studentId: number, now: number) => Promise<unknown>,
): Promise<Fenced> {
  const database = await POSTGRES_ENGINE.create();
  const link = await Link.to(database.url);
  const now = Date.now();
  const paused = await openOn(link.url, { server: SERVER, now });
  const other = await openOn(database.url, { server: SERVER, now });
  onTestFinished(async () => {
    await Promise.all([paused.close(), other.close()]);
    link.close();
    await database.remove();
  });
  const owner = { actor: 'owner', now };
  const fields = { name: 'a student', classId: null, email: null, suspended: false };
  const { id: studentId } = await paused.access.createStudent(fields, {}, owner);
  const token = { studentId, hash: 'h', prefix: 'jgp_x', label: null, expiresAt: null };
  const { id: tokenId } = await paused.access.createToken(token, owner);
  await prepare(paused, studentId, now);
  const holds: number[] = [];
  for (let index = 0; index < calls; index++) {
    const placement = await paused.ledger.placeHold({
      ...{ studentId, tokenId, endpoint: 'chat', model: 'm', servedModel: 'm', modelId: 'm', provider: 'openai' },
      ...{ priceVersion: 'm@2026-01-01', cap: 10, lowestCap: 10, now },
      estimate: { inputTokensBound: 20, candidates: 1, inputPico: HELD * 1000, picoPerCapToken: 0 },
    });
    if ('refused' in placement) throw new Error('the test call does not fit');
    holds.push(placement.hold.id);
  }
  link.cut();
  await vi.waitFor(async () => expect((await other.ledger.openHolds(10)).holds).toEqual([]), WAIT);
  link.mend();
  return { paused, other, studentId, holds, now };
}

function settlement(cost: number, tokens = 3): Resolution {
  const usage = { ...NONE, inputTokens: tokens };
  return { as: 'settle', cost, quantities: quantitiesOf(usage), usage, outcome: 'ok', incident: null };
}

const RELEASED: Resolution = {
  ...settlement(0),
  as: 'release',
  usage: NONE,
  quantities: { tokens: 0, calls: 0, images: 0 },
  outcome: 'upstream_refused',
};

async function spentOf(store: Store, studentId: number, now: number): Promise<Record<string, number>> {
  const balances = await store.ledger.balancesOf('student', studentId, now);
  return Object.fromEntries(balances.map(({ unit, spent }) => [unit ?? 'money', spent]));
}

test('a call that was expired in full and is settled after all costs what it cost, once', async () => {
  const { paused, other, studentId, holds, now } = await fence(1, async () => {});
  const [id = 0] = holds;
  expect(await spentOf(other, studentId, now)).toEqual({ money: HELD });
  const results = await Promise.allSettled(
    [paused, paused, other].map((store) => store.ledger.resolveHold(id, settlement(400), TIMING)),
  );
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
  await expect(other.ledger.resolveHold(id, settlement(0), TIMING)).rejects.toThrow(NotFoundError);
  for (const store of [paused, other]) {
    expect(await spentOf(store, studentId, now)).toEqual({ money: 400 });
    expect((await store.ledger.check('full', now)).problems).toEqual([]);
  }
  const { rows } = await other.records.listRecords(ALL);
  expect(rows).toMatchObject([
    { id, cost: HELD, refunded: 600, outcome: 'crash', quantities: { tokens: HELD_TOKENS } },
  ]);
  const { rows: incidents } = await other.journal.listIncidents({ ...ALL, recordId: id });
  expect(incidents).toMatchObject([{ kind: 'crash', refunded: 600 }]);
  expect(incidents[0]?.closedAt).not.toBeNull();
  expect(incidents[0]?.detail).toContain('given back');
  const { rows: audit } = await other.journal.listAudit(ALL);
  expect(audit[0]).toMatchObject({ actor: 'system', action: 'incident.refund' });
});

test('gives back to the top-up and to the budgets of tokens and calls that paid', LONG_RUN, async () => {
  const { paused, studentId, holds, now } = await fence(2, async (store, id, at) => {
    const owner = { actor: 'owner', now: at };
    for (const unit of ['money', 'tokens', 'calls'] as const) {
      // The money of one call: the top-up pays for the second.
      const limit = unit === 'money' ? HELD : 100_000;
      await store.ledger.setBudget({ scope: 'student', scopeId: id, period: 'week', unit, limit }, owner);
    }
    const order = {
      scope: 'student',
      scopeId: id,
      amount: 5000,
      endsAt: owner.now + 86_400_000,
      reason: null,
    } as const;
    await store.ledger.createTopUp(order, owner);
  });
  const [released = 0, settled = 0] = holds;
  await paused.ledger.resolveHold(released, RELEASED, TIMING);
  await paused.ledger.resolveHold(settled, settlement(100), TIMING);
  // A part is money alone; a call that never ran counts nowhere.
  expect(await spentOf(paused, studentId, now)).toEqual({ money: 0, tokens: HELD_TOKENS, calls: 1 });
  expect((await paused.ledger.listTopUps(ALL)).rows).toMatchObject([{ spent: 100, held: 0 }]);
  expect((await paused.ledger.check('full', now)).problems).toEqual([]);
});

test('gives nothing back that the owner gave back already, and never less than nothing', LONG_RUN, async () => {
  const { paused, other, studentId, holds, now } = await fence(3, async () => {});
  const [refunded = 0, partly = 0, dearer = 0] = holds;
  const incidentOf = async (recordId: number) =>
    (await other.journal.listIncidents({ ...ALL, recordId })).rows[0]?.id ?? 0;
  await other.journal.refund(await incidentOf(refunded), null, { actor: 'owner', now });
  await other.journal.refund(await incidentOf(partly), 300, { actor: 'owner', now });
  await paused.ledger.resolveHold(refunded, settlement(400), TIMING);
  await paused.ledger.resolveHold(partly, settlement(500), TIMING);
  await paused.ledger.resolveHold(dearer, settlement(HELD + 50), TIMING);
  expect(await spentOf(paused, studentId, now)).toEqual({ money: 500 + HELD });
  const { rows } = await other.journal.listIncidents({ ...ALL, open: true });
  expect(rows.map(({ recordId }) => recordId)).toEqual([dearer]);
  expect(rows[0]?.detail).toContain('0.00000005 USD above');
  expect((await paused.ledger.check('full', now)).problems).toEqual([]);
});
