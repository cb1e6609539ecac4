/** Runs a query outside of the store. Numbers come as numbers. */
export type Query = (text: string) => Promise<readonly unknown[]>;

export interface HoldRow {
  readonly id: number;
  readonly amount: number;
  readonly balance_ids: string;
}

export interface RecordRow {
  readonly id: number;
  readonly student_id: number;
  readonly class_id: number;
  readonly day: string;
  readonly cost: number;
  readonly outcome: string;
}

export interface RefundRow {
  readonly record_id: number;
  readonly amount: number;
}

export interface BalanceRow {
  readonly id: number;
  readonly scope: string;
  readonly scope_id: number;
  readonly period: string;
  readonly window_start: number;
  readonly window_end: number;
  readonly spent: number;
  readonly held: number;
}

export interface SumRow {
  /** A day, or a month. */
  readonly span: string;
  readonly requests: number;
  readonly cost: number;
}

export interface IncidentRow {
  readonly kind: string;
  readonly record_id: number | null;
}

/** All that a ledger says of its calls. */
export interface LedgerRows {
  readonly holds: readonly HoldRow[];
  readonly records: readonly RecordRow[];
  readonly refunds: readonly RefundRow[];
  /** Of money, for every call. */
  readonly balances: readonly BalanceRow[];
  readonly days: readonly SumRow[];
  readonly classDays: readonly SumRow[];
  readonly months: readonly SumRow[];
  readonly incidents: readonly IncidentRow[];
}

/** Reads with one statement a table: nothing may write meanwhile. */
export async function readLedgerRows(query: Query): Promise<LedgerRows> {
  const read = async <Row>(text: string) => (await query(text)) as readonly Row[];
  const sums = (span: string, table: string) =>
    read<SumRow>(
      `SELECT ${span} AS span, CAST(sum(requests) AS BIGINT) AS requests, CAST(sum(cost) AS BIGINT) AS cost
       FROM ${table} GROUP BY ${span}`,
    );
  return {
    holds: await read<HoldRow>('SELECT id, amount, balance_ids FROM holds'),
    records: await read<RecordRow>('SELECT id, student_id, class_id, day, cost, outcome FROM usage_records'),
    refunds: await read<RefundRow>('SELECT record_id, amount FROM refunds'),
    balances: await read<BalanceRow>(
      `SELECT id, scope, scope_id, period, window_start, window_end, spent, held FROM balances
       WHERE unit = 'money' AND selector = ''`,
    ),
    days: await sums('day', 'usage_days'),
    classDays: await sums('day', 'usage_class_days'),
    months: await sums('month', 'usage_months'),
    incidents: await read<IncidentRow>('SELECT kind, record_id FROM incidents'),
  };
}
