import { firstIdAt } from '../../../src/ledger/hold-ids.ts';

/** Runs a statement beside the server. Placeholders are `?`; numbers come as numbers. */
export interface LedgerReader {
  rows(sql: string, ...values: number[]): Promise<readonly unknown[]>;
  /** What the database says of its own files; "ok". */
  integrity(): Promise<string>;
}

interface BalanceRow {
  scope: 'wallet' | 'class' | 'student' | 'top-up';
  scope_id: number;
  period: string;
  window_start: number;
  window_end: number;
  spent: number;
  held: number;
}

const BELONGS = {
  wallet: '? = 0',
  class: 'class_id = ? AND class_top_up_id = 0',
  student: 'student_id = ? AND student_top_up_id = 0',
  // The students of a run have some, and no class has.
  'top-up': 'student_top_up_id = ?',
} as const;
const NET = 'cost - coalesce((SELECT sum(amount) FROM refunds WHERE record_id = usage_records.id), 0)';
const SUM_OF_NET = `SELECT CAST(coalesce(sum(${NET}), 0) AS BIGINT) AS n FROM usage_records`;

/** P3 and P4, read off the rows themselves: no open hold, and every sum is the sum of its records. */
export async function ledgerErrors(reader: LedgerReader): Promise<string[]> {
  const number = async (sql: string, ...values: number[]) => {
    const [row] = (await reader.rows(sql, ...values)) as readonly { readonly n: number }[];
    return row?.n ?? Number.NaN;
  };
  const faults: string[] = [];
  const expect = (what: string, is: number, should: number) => {
    if (is !== should) faults.push(`${what} is ${is}, but should be ${should}`);
  };
  expect('the number of open holds', await number('SELECT count(*) AS n FROM holds'), 0);
  for (const balance of (await reader.rows('SELECT * FROM balances')) as readonly BalanceRow[]) {
    const name = `${balance.scope} ${balance.scope_id} ${balance.period}`;
    const spent = await number(
      `${SUM_OF_NET} WHERE id >= ? AND id < ? AND ${BELONGS[balance.scope]}`,
      firstIdAt(balance.window_start),
      firstIdAt(balance.window_end),
      balance.scope_id,
    );
    expect(`what ${name} has spent`, balance.spent, spent);
    expect(`what ${name} holds`, balance.held, 0);
  }
  const overspent = `SELECT count(*) AS n FROM top_ups JOIN balances ON balances.scope = 'top-up' AND balances.scope_id = top_ups.id
    WHERE balances.spent + balances.held > top_ups.amount`;
  expect('the top-ups that paid more than they had', await number(overspent), 0);
  const net = await number(SUM_OF_NET);
  expect(
    'the cost of all days',
    await number('SELECT CAST(coalesce(sum(cost), 0) AS BIGINT) AS n FROM usage_days'),
    net,
  );
  const requests = await number('SELECT CAST(coalesce(sum(requests), 0) AS BIGINT) AS n FROM usage_days');
  expect('the requests of all days', requests, await number('SELECT count(*) AS n FROM usage_records'));
  expect('the negative balances', await number('SELECT count(*) AS n FROM balances WHERE spent < 0 OR held < 0'), 0);
  expect('the refunds beyond a cost', await number(`SELECT count(*) AS n FROM usage_records WHERE ${NET} < 0`), 0);
  const integrity = await reader.integrity();
  if (integrity !== 'ok') faults.push(`the database is damaged: ${integrity}`);
  return faults;
}
