import { expect, onTestFinished, test } from 'vitest';
import { quantitiesOf } from '../../../src/ledger/budget-units.ts';
import type { Store } from '../../../src/store/store.ts';
import { seeded } from '../contract/busy-year.ts';
import { groupsDecided, type PostgresTestDatabase } from './make-engine.ts';
import { POSTGRES_ENGINE } from './postgres-engine.ts';

const DAY_MS = 86_400_000;
const ROUNDS = 150;
const SERVER = { timeZone: 'UTC', walletMonthly: 500_000_000, studentWeekly: 500_000_000 };
const LIMITS = [
  { scope: 'wallet', scopeId: 0, period: 'day', limit: 15_000, carryOver: true },
  { scope: 'student', scopeId: 1, period: 'day', limit: 8000, carryOver: true },
  { scope: 'student', scopeId: 1, period: 'month', unit: 'calls', selector: { models: ['m1'] }, limit: 60 },
  { scope: 'student', scopeId: 2, period: 'day', unit: 'tokens', limit: 300, carryOver: true },
  { scope: 'student', scopeId: 2, period: 'total', limit: 15_000 },
] as const;

/** Notes each time that a transaction commits a balance above its limit. No call here costs more than it held. */
const NOTE_OVERSPENDS = [
  'CREATE TABLE overspends (balance_id BIGINT, above BIGINT)',
  // To the role of the replicas: an error would undo what it is to note.
  'GRANT INSERT ON overspends TO PUBLIC',
  `CREATE FUNCTION note_overspend() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE room BIGINT; BEGIN
      IF NEW.scope = 'top-up' THEN SELECT amount INTO room FROM top_ups WHERE id = NEW.scope_id;
      ELSE
        SELECT limit_amount
          + coalesce((SELECT least(amount, limit_amount) FROM carry_overs c WHERE window_start = NEW.window_start AND
              (c.scope, c.scope_id, c.period, c.unit, c.selector) = (b.scope, b.scope_id, b.period, b.unit, b.selector)), 0)
          - coalesce((SELECT amount FROM carry_overs c WHERE window_start = NEW.window_end AND
              (c.scope, c.scope_id, c.period, c.unit, c.selector) = (b.scope, b.scope_id, b.period, b.unit, b.selector)), 0)
          INTO room FROM budgets b WHERE
            (scope, scope_id, period, unit, selector) = (NEW.scope, NEW.scope_id, NEW.period, NEW.unit, NEW.selector);
      END IF;
      IF NEW.spent + NEW.held > room THEN INSERT INTO overspends VALUES (NEW.id, NEW.spent + NEW.held - room); END IF;
      RETURN NEW;
    END $$`,
  'CREATE TRIGGER notes_overspends AFTER UPDATE ON balances FOR EACH ROW EXECUTE FUNCTION note_overspend()',
];

async function openTwo(database: PostgresTestDatabase, now: number): Promise<readonly [Store, Store]> {
  const options = { server: SERVER, now };
  const stores = [await database.open(options), await database.open(options)] as const;
  const { admin } = database;
  onTestFinished(async () => {
    await Promise.all(stores.map((store) => store.close()));
    await admin.query('DROP TABLE overspends; DROP FUNCTION note_overspend CASCADE');
    await database.remove();
  });
  const owner = { actor: 'owner', now };
  const fields = { classId: null, email: null, suspended: false };
  for (const name of ['Kim', 'Lee']) await stores[0].access.createStudent({ ...fields, name }, {}, owner);
  for (const limit of LIMITS) await stores[0].ledger.setBudget(limit, owner);
  for (const text of NOTE_OVERSPENDS) await admin.query(text);
  return stores;
}

function place({ ledger }: Store, chance: (below: number) => number, now: number) {
  const model = `m${1 + chance(2)}`;
  return ledger.placeHold({
    ...{ studentId: 1 + chance(2), tokenId: 1, endpoint: 'chat', model, servedModel: model, modelId: model },
    ...{ provider: 'openai', priceVersion: 'm@2026-01-01', cap: 10, lowestCap: chance(4) === 0 ? 1 : 10, now },
    estimate: {
      ...{ inputTokensBound: 20, candidates: 1 },
      ...{ inputPico: [0, 500_000, 2_000_000, 6_000_000][chance(4)] ?? 0, picoPerCapToken: chance(2) * 50_000 },
    },
  });
}

function settle({ ledger }: Store, { id, amount }: { readonly id: number; readonly amount: number }, part: number) {
  const usage = { inputTokens: 15, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 1 };
  const cost = Math.floor((amount * part) / 3);
  const settled = {
    as: 'settle',
    usage,
    cost,
    quantities: quantitiesOf(usage),
    outcome: 'ok',
    incident: null,
  } as const;
  return ledger.resolveHold(id, settled, { durationMs: 1, firstByteMs: 1 });
}

/** Histories of the ledger model change rules so often that few of their calls are guessed: these have bursts of calls. */
test.each([1, 2, 3, 4])('no burst of calls of two replicas passes a limit, at any midnight: %i', async (seed) => {
  const chance = seeded(seed);
  const database = await POSTGRES_ENGINE.create();
  const midnight = (Math.floor(Date.now() / DAY_MS) + 1) * DAY_MS;
  const stores = await openTwo(database, midnight - 2 * DAY_MS);
  // Where clocks differ, few guesses of the one that is behind are right.
  const behindMs = seed % 2 === 0 ? 3000 : 0;
  const guessedBefore = groupsDecided.onGuess;
  // Of each replica the calls that it has in flight: only it settles them.
  const open: [{ id: number; amount: number }[], { id: number; amount: number }[]] = [[], []];
  const ids = new Set<number>();
  let placed = 0;
  let now = midnight - 8000;
  const burst = async (which: 0 | 1) => {
    const ending = open[which].splice(0, chance(5));
    const calls = Array.from({ length: chance(4) }, () => place(stores[which], chance, now - which * behindMs));
    await Promise.all(ending.map((hold) => settle(stores[which], hold, Math.max(0, chance(30) - 26))));
    for (const placement of await Promise.all(calls)) {
      if (!('hold' in placement)) continue;
      placed += 1;
      ids.add(placement.hold.id);
      open[which].push(placement.hold);
      expect(placement.hold.ownBudget).toMatchObject({ spent: expect.any(Number), held: expect.any(Number) });
    }
  };
  for (let round = 0; round < ROUNDS; round++) {
    now += [0, 20, 100, 300, 800][chance(5)] ?? 0;
    if (round % 30 === 29) now = midnight + ((round + 1) / 30) * DAY_MS - 3000 - chance(4000);
    if (round % 25 === 24) {
      const topUp = { scope: 'student', scopeId: 1, amount: 3000, endsAt: now + 5000, reason: null } as const;
      await stores[0].ledger.createTopUp(topUp, { actor: 'owner', now: now + chance(2000) });
    }
    await Promise.all([burst(0), burst(1)]);
  }
  expect((await database.admin.query('SELECT * FROM overspends')).rows).toEqual([]);
  expect(ids.size).toBe(placed);
  expect(placed).toBeGreaterThan(ROUNDS);
  expect(groupsDecided.onGuess - guessedBefore).toBeGreaterThan(5);
  expect((await stores[0].ledger.check('full', now)).problems).toEqual([]);
});
