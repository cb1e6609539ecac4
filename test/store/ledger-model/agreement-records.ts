import assert from 'node:assert/strict';
import type { Store } from '../../../src/store/store.ts';
import type { UsageGroup, UsageSums } from '../../../src/store/usage-report.ts';
import type { CallInWorld, EndOfCall, World } from './world.ts';

/** More than a run can make. */
const EVERYTHING = { after: null, limit: 10_000 };
const ALL_DAYS = { from: '2000-01-01', to: '2100-01-01' };

/** Promise P3: each call that is over left one record, and each in flight none. */
export async function agreeOnRecords(world: World, store: Store): Promise<void> {
  const { rows } = await store.records.listRecords(EVERYTHING);
  const actual = rows.map((row) =>
    recordLine({ ...row, holdId: row.id, at: row.startedAt, model: row.servedModel }, row.cost, row.outcome),
  );
  const expected = overCalls(world)
    .sort((a, b) => b.holdId - a.holdId)
    .map((call) => recordLine(call, call.end.cost, call.end.outcome));
  assert.deepEqual(actual, expected, 'the usage records are not the calls that ended');
}

type Called = Pick<CallInWorld, 'holdId' | 'at' | 'studentId' | 'classId' | 'tokenId' | 'model' | 'held'>;

function recordLine(call: Called, cost: number, outcome: string): string {
  const { holdId, at, studentId, classId, tokenId, model, held } = call;
  return `${holdId} at ${at}: student ${studentId} of class ${classId}, token ${tokenId}, ${model}, ${held} -> ${cost}, ${outcome}`;
}

/** Usage is the sum of the records less refunds, in all and group by group. */
export function agreeOnUsage(groupBy: UsageGroup) {
  return async (world: World, store: Store): Promise<void> => {
    const { rows, total } = await store.records.usage({ ...ALL_DAYS, groupBy });
    const over = overCalls(world);
    assert.deepEqual(total, sumOf(over), 'the usage is not the sum of the records less refunds');
    const expected = [...groups(groupBy, over)].map(([key, calls]) => [key, sumOf(calls)]);
    const actual = rows.map(({ key, label: _, ...sums }) => [key, sums]);
    assert.deepEqual(Object.fromEntries(actual), Object.fromEntries(expected), `the usage by ${groupBy} is wrong`);
  };
}

/** The owner sees what was uncertain, once, with what he gave back. Notes the ids, for refunds to come. */
export async function agreeOnIncidents(world: World, store: Store): Promise<void> {
  const { rows } = await store.journal.listIncidents(EVERYTHING);
  const actual = rows.map(({ recordId, charged, refunded, closedAt }) =>
    incidentLine(recordId, charged, refunded, closedAt !== null),
  );
  const seen = overCalls(world).filter(({ end }) => end.incident !== null);
  const expected = seen.map(({ holdId, end }) =>
    incidentLine(holdId, end.cost, end.refunded, end.incident?.closed === true),
  );
  assert.deepEqual(actual.sort(), expected.sort(), 'the incidents are not the uncertain calls');
  const ids = new Map(rows.map(({ recordId, id }) => [recordId, id]));
  for (const { holdId, end } of seen) if (end.incident !== null) end.incident.id = ids.get(holdId) ?? null;
}

function incidentLine(recordId: number | null, charged: number, refunded: number, closed: boolean): string {
  return `${recordId}: charged ${charged}, refunded ${refunded}${closed ? ', closed' : ''}`;
}

type OverCall = CallInWorld & { end: EndOfCall };

function overCalls(world: World): OverCall[] {
  return [...world.calls.values()].filter((call): call is OverCall => call.end !== null);
}

function sumOf(calls: readonly OverCall[]): UsageSums {
  const sums = { requests: calls.length, inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, cost: 0 };
  for (const { end } of calls) {
    sums.inputTokens += end.inputTokens;
    sums.cachedInputTokens += end.cachedInputTokens;
    sums.outputTokens += end.outputTokens;
    sums.cost += end.cost - end.refunded;
  }
  return sums;
}

function groups(groupBy: UsageGroup, calls: readonly OverCall[]): Map<string, OverCall[]> {
  const byKey = new Map<string, OverCall[]>();
  for (const call of calls) {
    const key = keyOf(groupBy, call);
    byKey.set(key, [...(byKey.get(key) ?? []), call]);
  }
  return byKey;
}

function keyOf(groupBy: UsageGroup, { day, studentId, classId, model, tokenId }: OverCall): string {
  const keys = { day, student: studentId, class: classId ?? 0, model, token: tokenId };
  return String(keys[groupBy]);
}
