import { describe, expect, it } from 'vitest';
import { OWNER, studentActor } from '../../src/admin/actor.ts';
import { findCall } from '../../src/admin/calls.ts';
import { closeIncident, getIncident, listIncidentLines, refundIncident } from '../../src/admin/incidents.ts';
import { findByPseudonym } from '../../src/admin/pseudonyms.ts';
import { reconcileDays } from '../../src/admin/reconciliation.ts';
import { countRefusals } from '../../src/admin/refusals.ts';
import { createStudent, deleteStudent } from '../../src/admin/students.ts';
import { issueToken } from '../../src/admin/tokens.ts';
import { sumUsage } from '../../src/admin/usage.ts';
import { quantitiesOf } from '../../src/ledger/budget-units.ts';
import type { IncidentKind } from '../../src/ledger/holds.ts';
import { adminError, startAdmin, type TestAdmin } from './admin-fixture.ts';

const DAY = '2026-11-23';
const CENT = 10_000_000;

/** Student 1 makes a call that costs 2 cents. @returns the id of its record */
async function recordCall({ deps }: TestAdmin, incident: IncidentKind | null = null): Promise<number> {
  const { store, now } = deps;
  await createStudent({ name: 'Kim' }, OWNER, deps);
  await issueToken(1, {}, OWNER, deps);
  const placement = await store.ledger.placeHold({
    ...{
      studentId: 1,
      tokenId: 1,
      model: 'm',
      servedModel: 'm',
      modelId: 'm',
      provider: 'openai',
      endpoint: 'chat',
      priceVersion: 'm@2026-01-01',
    },
    estimate: { inputTokensBound: 900, candidates: 1, inputPico: 2 * CENT * 1000, picoPerCapToken: 0 },
    ...{ cap: 100, lowestCap: 1, now: now() },
  });
  if ('refused' in placement) throw new Error('the call does not fit into its budgets');
  const usage = { inputTokens: 420, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 77 };
  const resolution = {
    as: 'settle',
    cost: 2 * CENT,
    quantities: quantitiesOf(usage),
    usage,
    outcome: 'ok',
    incident,
  } as const;
  await store.ledger.resolveHold(placement.hold.id, resolution, { durationMs: 9, firstByteMs: 1 });
  return placement.hold.id;
}

describe('refundIncident', () => {
  it('refunds a part, closes the incident, and names the actor in the audit', async () => {
    const admin = startAdmin();
    const { deps, audit } = admin;
    const recordId = await recordCall(admin, 'uncertain');
    expect(await refundIncident(1, CENT, studentActor(99), deps)).toMatchObject({ recordId, refunded: CENT });
    expect((await audit()).at(-1)).toMatchObject({ actor: 'student 99', action: 'incident.refund' });
    expect((await getIncident(1, deps)).record).toMatchObject({ id: recordId, cost: 2 * CENT, refunded: CENT });
  });

  it('refunds nothing when two refunds of all of it race: one of them is refused', async () => {
    const admin = startAdmin();
    await recordCall(admin, 'uncertain');
    const both = [null, 2 * CENT].map((amount) => refundIncident(1, amount, OWNER, admin.deps));
    const [first, second] = await Promise.allSettled(both);
    expect([first?.status, second?.status]).toEqual(['fulfilled', 'rejected']);
    expect(second).toMatchObject({ reason: adminError({ code: 'refund_complete' }) });
    const { total } = await sumUsage({ from: DAY, to: DAY, groupBy: 'day' }, admin.deps);
    expect(total).toMatchObject({ requests: 1, cost: 0 });
  });

  it('refuses an amount of zero before it asks the store', async () => {
    await expect(refundIncident(1, 0, OWNER, startAdmin().deps)).rejects.toEqual(
      adminError({ code: 'refund_zero' }, ['amount']),
    );
  });

  it('rejects an incident that does not exist, as closing and reading it do', async () => {
    const { deps } = startAdmin();
    const missing = adminError({ code: 'incident_not_found', id: 9 });
    await expect(refundIncident(9, null, OWNER, deps)).rejects.toEqual(missing);
    await expect(closeIncident(9, OWNER, deps)).rejects.toEqual(missing);
    await expect(getIncident(9, deps)).rejects.toEqual(missing);
  });
});

describe('listIncidentLines', () => {
  it('adds the call to each incident that is about one', async () => {
    const admin = startAdmin();
    const recordId = await recordCall(admin, 'uncertain');
    await admin.deps.store.journal.raiseIncident('upstream_key_refused', '401', admin.clock.now());
    const { rows } = await listIncidentLines({ open: true, after: null, limit: 10 }, admin.deps);
    expect(rows).toMatchObject([{ record: null }, { record: { id: recordId } }]);
  });
});

describe('findCall', () => {
  it('returns the record with its incidents and its token', async () => {
    const admin = startAdmin();
    const id = await recordCall(admin, 'uncertain');
    expect(await findCall(id, admin.deps)).toMatchObject({ record: { id }, incidents: [{ id: 1 }], token: { id: 1 } });
    expect([await findCall(id - 1, admin.deps), await findCall(id + 1, admin.deps)]).toEqual([null, null]);
  });
});

describe('sumUsage', () => {
  it('names the group of students without a class', async () => {
    const admin = startAdmin();
    await recordCall(admin);
    const { rows } = await sumUsage({ from: DAY, to: DAY, groupBy: 'class' }, admin.deps);
    expect(rows).toMatchObject([{ key: 'none', requests: 1, cost: 2 * CENT }]);
  });

  it('refuses a range that ends before it begins', async () => {
    const range = { from: '2026-11-24', to: DAY };
    await expect(sumUsage({ ...range, groupBy: 'day' }, startAdmin().deps)).rejects.toEqual(
      adminError({ code: 'range_out_of_order', ...range }, ['from']),
    );
  });
});

describe('countRefusals', () => {
  it('sums the days of each reason, the most frequent first', async () => {
    const { deps, clock } = startAdmin();
    const note = { studentId: null, tokenId: null, model: null, endpoint: null, status: 402, listed: false };
    await deps.store.records.noteRefusals([
      { ...note, at: clock.now(), reason: 'moneySpent', times: 2 },
      { ...note, at: clock.now(), reason: 'badToken', times: 4 },
      { ...note, at: clock.now() - 86_400_000, reason: 'moneySpent', times: 3 },
    ]);
    expect(await countRefusals({ from: '2026-11-20', to: DAY }, deps)).toEqual([
      { reason: 'moneySpent', count: 5 },
      { reason: 'badToken', count: 4 },
    ]);
  });
});

describe('findByPseudonym', () => {
  it('finds removed students, too, and refuses an unknown pseudonym', async () => {
    const { deps } = startAdmin();
    await createStudent({ name: 'Kim' }, OWNER, deps);
    await deleteStudent(1, OWNER, deps);
    const services = { store: deps.store, pseudonymOf: (id: number) => `p${id}` };
    expect(await findByPseudonym('p1', services)).toEqual({ id: 1, name: 'Kim', removed: true });
    await expect(findByPseudonym('p2', services)).rejects.toEqual(
      adminError({ code: 'pseudonym_unknown' }, ['pseudonym']),
    );
  });
});

describe('reconcileDays', () => {
  const now = () => Date.parse('2026-11-23T03:00:00Z');
  const unreadable = async (from: string, to: string) => {
    expect([from, to]).toEqual(['2026-11-16', '2026-11-22']);
    return { unreadable: 'unreachable' } as const;
  };

  it('compares the last seven complete UTC days by default, and says why the bill cannot be read', async () => {
    await expect(reconcileDays({}, { reconcile: unreadable, now })).rejects.toEqual(
      adminError({ code: 'bill_unreadable', reason: 'unreachable' }),
    );
  });

  it('refuses to compare without an admin key', async () => {
    await expect(reconcileDays({}, { reconcile: null, now })).rejects.toEqual(
      adminError({ code: 'admin_key_missing' }),
    );
  });

  it.each([
    [
      { from: '2026-11-22', to: '2026-11-21' },
      { code: 'range_out_of_order', from: '2026-11-22', to: '2026-11-21' },
      'from',
    ],
    [{ to: '2026-11-24' }, { code: 'day_in_future', day: '2026-11-24' }, 'to'],
    [{ from: '2026-01-01' }, { code: 'range_too_long', maxDays: 92 }, 'from'],
    [{ from: '2026-02-30' }, { code: 'day_invalid' }, 'from'],
  ] as const)('refuses the days %j before it reads a bill', async (days, problem, field) => {
    const reconcile = () => Promise.reject(new Error('a bill was read'));
    await expect(reconcileDays(days, { reconcile, now })).rejects.toEqual(adminError(problem, [field]));
  });
});
