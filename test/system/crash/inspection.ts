import { isDeepStrictEqual } from 'node:util';
import { formatUsd } from '../../../src/ledger/money.ts';
import type { ApiJson, OwnerClient } from '../../support/owner-client.ts';
import { type Evidence, nano } from './evidence.ts';
import { withReader } from './ledger-readers.ts';
import { ledgerErrors } from './ledger-sums.ts';
import { costOf, countsOf, holdOf, MAX_EXTRA_BYTES, numberOfHold, treatmentOf } from './numbered-call.ts';

/** Checks what a start did with the data of the process before it. Problems go into the evidence. */
export async function inspect(
  owner: OwnerClient,
  databasePath: string,
  evidence: Evidence,
): Promise<{ crashes: number }> {
  const records = await owner.listAll('/api/requests');
  const incidents = await owner.listAll('/api/incidents');
  const byNumber = numbered(records, evidence);
  for (const [number, record] of byNumber) {
    const fault = recordError(number, record, evidence);
    if (fault !== null) evidence.fault(`call ${number}: ${fault}: ${JSON.stringify(record)}`);
  }
  for (const number of evidence.reachedUpstream.keys()) {
    if (!byNumber.has(number)) evidence.fault(`call ${number} reached the upstream and has no record: no durable hold`);
  }
  for (const number of evidence.refused) {
    if (byNumber.has(number)) evidence.fault(`call ${number} was refused and has a record`);
  }
  checkNothingLost(records, incidents, evidence);
  checkIncidents(records, incidents, evidence);
  evidence.ownerSawRecords(records);
  evidence.ownerSawBudgets(await owner.listAll('/api/budgets'));
  for (const fault of await withReader(databasePath, ledgerErrors)) evidence.fault(fault);
  return { crashes: records.filter(({ outcome }) => outcome === 'crash').length };
}

export function countPaidByTopUps(databasePath: string): Promise<number> {
  const text = 'SELECT count(*) AS n FROM usage_records WHERE student_top_up_id <> 0';
  return withReader(databasePath, async (reader) => ((await reader.rows(text)) as readonly { n: number }[])[0]?.n ?? 0);
}

function numbered(records: readonly ApiJson[], evidence: Evidence): Map<number, ApiJson> {
  const sizes = [...evidence.reachedUpstream.values()];
  const smallest = Math.min(...sizes);
  if (Math.max(...sizes) - smallest > MAX_EXTRA_BYTES) evidence.fault('bodies differ too much to tell calls by holds');
  const byNumber = new Map<number, ApiJson>();
  for (const record of records) {
    const number = numberOfHold(nano(record.held_usd), smallest);
    if (number < 0 || number >= evidence.numbersUsed) evidence.fault(`a record of no call: ${JSON.stringify(record)}`);
    if (byNumber.has(number)) evidence.fault(`call ${number} has two records: it was counted twice`);
    byNumber.set(number, record);
  }
  return byNumber;
}

function recordError(number: number, record: ApiJson, evidence: Evidence): string | null {
  const bytes = evidence.reachedUpstream.get(number);
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
      return record.cost_usd === record.held_usd ? null : 'uncertain, and not charged in full';
    default:
      return 'an outcome that nothing here leads to';
  }
}

/** A record never changes; what was given back for it may only grow. */
function isSameCall(now: ApiJson | undefined, shown: ApiJson): boolean {
  if (now === undefined || !(Number(now.refunded_usd) >= Number(shown.refunded_usd))) return false;
  return isDeepStrictEqual({ ...now, refunded_usd: null }, { ...shown, refunded_usd: null });
}

/** What was shown or told to be done before a kill is there, unchanged, after it. */
function checkNothingLost(records: readonly ApiJson[], incidents: readonly ApiJson[], evidence: Evidence): void {
  const recordById = new Map(records.map((record) => [record.id, record]));
  for (const [id, shown] of evidence.recordsShown) {
    if (!isSameCall(recordById.get(id), shown)) evidence.fault(`record ${id} was shown and is lost or changed`);
  }
  const incidentById = new Map(incidents.map((incident) => [incident.id, incident]));
  for (const [id, refunded] of evidence.refunded) {
    if (!isDeepStrictEqual(incidentById.get(id), refunded)) evidence.fault(`the refund of incident ${id} is lost`);
  }
  for (const [number, cost] of evidence.answered) {
    if (cost !== formatUsd(costOf(number))) evidence.fault(`call ${number} was told to cost ${cost}`);
    if (!evidence.reachedUpstream.has(number)) evidence.fault(`call ${number} was answered by nobody`);
  }
}

/** Each call that a dead process left open is told to the owner once, and no other is. */
function checkIncidents(records: readonly ApiJson[], incidents: readonly ApiJson[], evidence: Evidence): void {
  const crashed = records.filter(({ outcome }) => outcome === 'crash').map(({ id }) => id as number);
  const withIncident = incidents.map(({ kind, request_id }) => (kind === 'crash' ? (request_id as number) : kind));
  const inOrder = (ids: ApiJson[]) => ids.toSorted((a, b) => Number(a) - Number(b));
  if (!isDeepStrictEqual(inOrder(crashed), inOrder(withIncident))) {
    evidence.fault(`crashed: ${crashed.length} calls, incidents: ${JSON.stringify(withIncident)}`);
  }
}

/** Gives some of the uncertain charges back, as an owner would. */
export async function refundSome(owner: OwnerClient, evidence: Evidence, chance: () => number): Promise<void> {
  for (const { id, charged_usd } of await owner.listAll('/api/incidents?open=true')) {
    if (chance() < 0.5) continue;
    const done = await owner.call('POST', `/api/incidents/${id}/refund`, {});
    if (done.refunded_usd !== charged_usd) evidence.fault(`incident ${id}: ${done.refunded_usd} of ${charged_usd}`);
    evidence.refunded.set(id, done);
    const { status } = await owner.send('POST', `/api/incidents/${id}/refund`, {});
    if (status !== 409) evidence.fault(`incident ${id} was refunded twice`);
  }
}
