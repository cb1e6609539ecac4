import type { Database } from 'better-sqlite3';
import { firstIdAt } from '../../../src/ledger/hold-ids.ts';

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

/** P3 and P4, read off the rows themselves: no open hold, and every sum is the sum of its records. */
export function ledgerErrors(database: Database): string[] {
  const number = (sql: string, ...values: number[]) =>
    database
      .prepare(sql)
      .pluck()
      .get(...values) as number;
  const faults: string[] = [];
  const expect = (what: string, is: number, should: number) => {
    if (is !== should) faults.push(`${what} is ${is}, but should be ${should}`);
  };
  expect('the number of open holds', number('SELECT count(*) FROM holds'), 0);
  for (const balance of database.prepare('SELECT * FROM balances').all() as BalanceRow[]) {
    const name = `${balance.scope} ${balance.scope_id} ${balance.period}`;
    const spent = number(
      `SELECT coalesce(sum(${NET}), 0) FROM usage_records WHERE id >= ? AND id < ? AND ${BELONGS[balance.scope]}`,
      firstIdAt(balance.window_start),
      firstIdAt(balance.window_end),
      balance.scope_id,
    );
    expect(`what ${name} has spent`, balance.spent, spent);
    expect(`what ${name} holds`, balance.held, 0);
  }
  const overspent = `SELECT count(*) FROM top_ups JOIN balances ON balances.scope = 'top-up' AND balances.scope_id = top_ups.id
    WHERE balances.spent + balances.held > top_ups.amount`;
  expect('the top-ups that paid more than they had', number(overspent), 0);
  const net = number(`SELECT coalesce(sum(${NET}), 0) FROM usage_records`);
  expect('the cost of all days', number('SELECT coalesce(sum(cost), 0) FROM usage_days'), net);
  const requests = number('SELECT coalesce(sum(requests), 0) FROM usage_days');
  expect('the requests of all days', requests, number('SELECT count(*) FROM usage_records'));
  expect('the negative balances', number('SELECT count(*) FROM balances WHERE spent < 0 OR held < 0'), 0);
  expect('the refunds beyond a cost', number(`SELECT count(*) FROM usage_records WHERE ${NET} < 0`), 0);
  const integrity = database.pragma('integrity_check', { simple: true });
  if (integrity !== 'ok') faults.push(`the database is damaged: ${String(integrity)}`);
  return faults;
}
