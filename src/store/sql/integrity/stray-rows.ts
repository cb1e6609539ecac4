import { aboveOrBelow } from '../../../ledger/stored-balance.ts';
import { allRows, type SqlRead } from '../sql-read.ts';

/** The most problems that one check lists. */
export const MAX_PROBLEMS = 50;

/** Each finds rows that must not exist: `id`, and `other` where there is one. */
const STRAYS: readonly { readonly sql: string; readonly problem: (id: number, other: number) => string }[] = [
  {
    sql: 'SELECT id, 0 AS other FROM holds WHERE id IN (SELECT id FROM usage_records) ORDER BY id',
    problem: (id) => `call ${id} is a usage record and an open hold as well`,
  },
  {
    sql: `SELECT usage_records.id, CAST(sum(amount) - cost AS BIGINT) AS other
          FROM refunds JOIN usage_records ON usage_records.id = record_id
          GROUP BY usage_records.id, cost HAVING sum(amount) - cost > 0`,
    problem: (id, other) => `call ${id}: refunds are ${aboveOrBelow(other)} its cost`,
  },
  {
    sql: 'SELECT id, record_id AS other FROM refunds WHERE record_id NOT IN (SELECT id FROM usage_records)',
    problem: (id, other) => `refund ${id} is for call ${other}, which has no record`,
  },
  {
    sql: `SELECT id, record_id AS other FROM incidents
          WHERE record_id IS NOT NULL AND record_id NOT IN (SELECT id FROM usage_records)`,
    problem: (id, other) => `incident ${id} is about call ${other}, which has no record`,
  },
];

export function* findStrayRows(): SqlRead<string[]> {
  const problems: string[] = [];
  for (const { sql, problem } of STRAYS) {
    const rows = yield* allRows<{ id: number; other: number }>(`${sql} LIMIT ${MAX_PROBLEMS}`);
    problems.push(...rows.map(({ id, other }) => problem(id, other)));
  }
  return problems;
}
