import type { ToldAnswers } from '../replica/answer-log.ts';
import type { LedgerRows } from './ledger-rows.ts';

/** P2 and P3 from what callers were told: nothing of it is missing, and nothing is there twice. */
export function findAnswerProblems(
  told: ToldAnswers,
  rows: Pick<LedgerRows, 'holds' | 'records' | 'refunds'>,
): string[] {
  const open = new Set(rows.holds.map(({ id }) => id));
  const records = new Map(rows.records.map((record) => [record.id, record]));
  const refunds = new Map<number, number>();
  for (const { record_id, amount } of rows.refunds) refunds.set(record_id, (refunds.get(record_id) ?? 0) + amount);
  const problems: string[] = [];
  for (const { id, replica } of told.holds) {
    if (!open.has(id) && !records.has(id)) problems.push(`hold ${id} was told to a caller of ${replica} and is lost`);
  }
  for (const { id, cost, replica } of told.settlements) {
    const record = records.get(id);
    if (record === undefined) problems.push(`settlement ${id} was told to a caller of ${replica} and is lost`);
    // One that comes after the hold has expired gives back the rest of the hold.
    else if (record.cost !== cost && record.cost - (refunds.get(id) ?? 0) !== cost)
      problems.push(`settlement ${id} was told at ${cost}, but costs ${record.cost}`);
  }
  for (const id of open) if (records.has(id)) problems.push(`hold ${id} is open and has a record`);
  return [
    ...problems,
    ...repeated(told.holds).map((id) => `hold ${id} was told twice`),
    ...repeated(told.settlements).map((id) => `settlement ${id} was told twice`),
  ];
}

/**
 * Holds that are open and that no caller knows of: nobody would resolve them. Only for replicas that live and have nothing
 * in flight.
 */
export function findUnknownHolds(told: ToldAnswers, rows: Pick<LedgerRows, 'holds'>): string[] {
  const known = new Set(told.holds.map(({ id }) => id));
  return rows.holds.filter(({ id }) => !known.has(id)).map(({ id }) => `hold ${id} is open, and no caller knows of it`);
}

function repeated(answers: readonly { readonly id: number }[]): number[] {
  const seen = new Set<number>();
  return answers.filter(({ id }) => seen.size === seen.add(id).size).map(({ id }) => id);
}
