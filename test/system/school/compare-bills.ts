import { isDeepStrictEqual } from 'node:util';
import { formatUsd } from '../../../src/ledger/money.ts';
import type { ApiJson, OwnerClient } from '../../support/owner-client.ts';
import { nano } from '../crash/evidence.ts';
import { costOf, countsOf, holdOf, MAX_EXTRA_BYTES, numberOfHold, treatmentOf } from '../crash/numbered-call.ts';
import type { Evidence } from './evidence.ts';
import { nameOf } from './school-call.ts';

/** nano-USD. */
export interface Bills {
  /** For the calls that it answered. */
  readonly upstream: number;
  readonly ledger: number;
  /** Calls of dead replicas, which are charged in full, less what was given back: what the ledger has more for them. */
  readonly beyond: number;
  readonly records: number;
  /** Calls whose end is not known, each with an incident. */
  readonly crashed: number;
}

/**
 * Every call that reached the provider has one record with what it cost, or, where its replica died, with all that it
 * held; nothing else has one. Problems go into the evidence. @param studentIds in the order of the run
 */
export async function compareBills(
  owner: OwnerClient,
  evidence: Evidence,
  studentIds: readonly number[],
): Promise<Bills> {
  const records = await owner.listAll('/api/requests');
  const incidents = await owner.listAll('/api/incidents');
  const byName = recordsByName(records, evidence, studentIds);
  for (const [name, { number, record }] of byName) {
    const fault = recordError(name, number, record, evidence);
    if (fault !== null) evidence.problem(`${name}: ${fault}: ${JSON.stringify(record)}`);
  }
  for (const name of evidence.reachedUpstream.keys()) {
    if (!byName.has(name)) evidence.problem(`${name} reached the upstream and has no record`);
  }
  for (const [name, refused] of evidence.refused) {
    if (byName.has(name)) evidence.problem(`${name} was refused (${JSON.stringify(refused)}) and has a record`);
  }
  checkAnswers(evidence, byName);
  const crashed = records.filter(({ outcome }) => outcome === 'crash');
  checkIncidents(crashed, incidents, evidence);
  const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);
  const upstream = sum([...evidence.reachedUpstream.values()].map(({ call }) => billedFor(call.number)));
  const ledger = sum(records.map(netOf));
  const beyond = sum(
    [...byName]
      .filter(([, { record }]) => record.outcome === 'crash')
      .map(
        ([name, { number, record }]) => netOf(record) - (evidence.reachedUpstream.has(name) ? billedFor(number) : 0),
      ),
  );
  if (upstream + beyond !== ledger) {
    evidence.problem(
      `the upstream billed ${upstream}, calls of dead replicas cost ${beyond} more, the ledger says ${ledger}`,
    );
  }
  return { upstream, ledger, beyond, records: records.length, crashed: crashed.length };
}

/** A stopped replica that wakes gives back what a call had not cost. */
function netOf(record: ApiJson): number {
  return nano(record.cost_usd) - nano(record.refunded_usd);
}

function billedFor(number: number): number {
  return treatmentOf(number) === 'refused' ? 0 : costOf(number);
}

interface NumberedRecord {
  readonly number: number;
  readonly record: ApiJson;
}

function recordsByName(
  records: readonly ApiJson[],
  evidence: Evidence,
  studentIds: readonly number[],
): Map<string, NumberedRecord> {
  const sizes = [...evidence.reachedUpstream.values()].map(({ bytes }) => bytes);
  const smallest = Math.min(...sizes);
  if (Math.max(...sizes) - smallest > MAX_EXTRA_BYTES)
    evidence.problem('bodies differ too much to tell calls by holds');
  const byName = new Map<string, NumberedRecord>();
  for (const record of records) {
    const student = studentIds.indexOf(record.student_id);
    const number = numberOfHold(nano(record.held_usd), smallest);
    const name = nameOf({ student, number });
    if (student === -1 || number < 0) evidence.problem(`a record of no call: ${JSON.stringify(record)}`);
    if (byName.has(name)) evidence.problem(`${name} has two records: it was counted twice`);
    byName.set(name, { number, record });
  }
  return byName;
}

function recordError(name: string, number: number, record: ApiJson, evidence: Evidence): string | null {
  const bytes = evidence.reachedUpstream.get(name)?.bytes;
  if (bytes !== undefined && nano(record.held_usd) !== holdOf(bytes, number)) return 'the hold is not the estimate';
  switch (record.outcome) {
    case 'ok':
    case 'hung_up': {
      const { input, output } = countsOf(number);
      const counted = record.input_tokens === input && record.output_tokens === output;
      return counted && nano(record.cost_usd) === costOf(number) ? null : 'not what the upstream reported';
    }
    case 'upstream_refused':
      return treatmentOf(number) === 'refused' && record.cost_usd === 0 ? null : 'released without a refusal';
    case 'upstream_unreachable':
      return bytes === undefined && record.cost_usd === 0 ? null : 'it was reached';
    case 'crash':
      if (record.cost_usd !== record.held_usd) return 'uncertain, and not charged in full';
      return record.refunded_usd === 0 || netOf(record) === billedFor(number)
        ? null
        : 'given back, but not what it had cost';
    default:
      return 'an outcome that nothing here leads to';
  }
}

/** What a student was told is in the ledger, unless the replica was taken for dead: then the call was charged in full. */
function checkAnswers(evidence: Evidence, byName: ReadonlyMap<string, NumberedRecord>): void {
  for (const [name, cost] of evidence.answered) {
    const found = byName.get(name);
    if (found === undefined) evidence.problem(`${name} was answered and has no record`);
    else if (cost !== formatUsd(costOf(found.number))) evidence.problem(`${name} was told to cost ${cost}`);
  }
}

/** Each call of a dead replica is told to the owner once, and no other is. */
function checkIncidents(crashed: readonly ApiJson[], incidents: readonly ApiJson[], evidence: Evidence): void {
  const inOrder = (ids: readonly number[]) => ids.toSorted((a, b) => a - b);
  const named = incidents.filter(({ kind }) => kind === 'crash').map(({ request_id }) => request_id as number);
  if (!isDeepStrictEqual(inOrder(crashed.map(({ id }) => id as number)), inOrder(named))) {
    evidence.problem(`${crashed.length} calls of dead replicas, but ${named.length} incidents about them`);
  }
  for (const { kind, ...rest } of incidents) {
    if (kind !== 'crash') evidence.problem(`an incident ${kind}: ${JSON.stringify(rest)}`);
  }
}
