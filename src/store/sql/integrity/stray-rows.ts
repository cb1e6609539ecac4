import { firstIdAt } from '../../../ledger/hold-ids.ts';
import { formatUsd } from '../../../ledger/money.ts';
import { aboveOrBelow } from '../../../ledger/stored-balance.ts';
import { allRows, type SqlWork, takeNewSnapshot } from '../sql-work.ts';

/** The most problems that one check lists. */
const MAX_PROBLEMS = 50;

/** The owner of a large database may have taken older records out of it. ms UTC */
export const RECORDS_KEPT_SINCE = `(SELECT coalesce(max(CAST(value AS BIGINT)), 0) FROM settings WHERE name = 'records_kept_since')`;
/** PostgreSQL would read all records for each row of a NOT IN. */
const HAS_NO_RECORD = 'NOT EXISTS (SELECT 1 FROM usage_records WHERE usage_records.id = record_id)';
const IS_KEPT = `record_id >= ${firstIdAt(1)} * ${RECORDS_KEPT_SINCE}`;

/** Each finds rows that must not exist: `id`, and `other` where there is one. */
const STRAYS: readonly { readonly sql: string; readonly problem: (id: number, other: number) => string }[] = [
  {
    sql: 'SELECT id, 0 AS other FROM holds WHERE EXISTS (SELECT 1 FROM usage_records WHERE usage_records.id = holds.id) ORDER BY id',
    problem: (id) => `call ${id} is a usage record and an open hold as well`,
  },
  {
    sql: `SELECT usage_records.id, CAST(sum(amount) - cost AS BIGINT) AS other
          FROM refunds JOIN usage_records ON usage_records.id = record_id
          GROUP BY usage_records.id, cost HAVING sum(amount) - cost > 0`,
    problem: (id, other) => `call ${id}: refunds are ${aboveOrBelow(other)} its cost`,
  },
  ...(['tokens', 'calls', 'images'] as const).map((unit) => ({
    sql: `SELECT usage_records.id, CAST(sum(refunds.${unit}) - usage_records.${unit} AS BIGINT) AS other
          FROM refunds JOIN usage_records ON usage_records.id = record_id
          GROUP BY usage_records.id, usage_records.${unit} HAVING sum(refunds.${unit}) - usage_records.${unit} > 0`,
    problem: (id: number, other: number) => `call ${id}: refunds are ${aboveOrBelow(other, unit)} its charge`,
  })),
  {
    sql: `SELECT id, record_id AS other FROM refunds WHERE ${HAS_NO_RECORD} AND ${IS_KEPT}`,
    problem: (id, other) => `refund ${id} is for call ${other}, which has no record`,
  },
  {
    sql: `SELECT id, record_id AS other FROM incidents
          WHERE record_id IS NOT NULL AND ${HAS_NO_RECORD} AND ${IS_KEPT}`,
    problem: (id, other) => `incident ${id} is about call ${other}, which has no record`,
  },
  {
    sql: `SELECT id, 0 AS other FROM top_ups WHERE NOT EXISTS (SELECT 1 FROM balances
          WHERE balances.scope = 'top-up' AND balances.scope_id = top_ups.id AND window_start = starts_at AND window_end = ends_at)`,
    problem: (id) => `top-up ${id} has no balance of its time`,
  },
  {
    sql: `SELECT scope_id AS id, 0 AS other FROM balances
          WHERE scope = 'top-up' AND NOT EXISTS (SELECT 1 FROM top_ups WHERE top_ups.id = balances.scope_id) ORDER BY id`,
    problem: (id) => `there is a balance of top-up ${id}, which does not exist`,
  },
  ...(['student', 'class'] as const).flatMap((scope) =>
    (['usage_records', 'holds'] as const).map((table) => ({
      sql: `SELECT calls.id, calls.${scope}_top_up_id AS other FROM ${table} AS calls
            WHERE calls.${scope}_top_up_id <> 0 AND NOT EXISTS (SELECT 1 FROM top_ups
              WHERE top_ups.id = calls.${scope}_top_up_id AND scope = '${scope}' AND scope_id = calls.${scope}_id)`,
      problem: (id: number, other: number) =>
        `call ${id} was paid by top-up ${other}, which is not one of its ${scope}`,
    })),
  ),
  {
    sql: `SELECT scope_id AS id, amount AS other FROM carry_overs
          WHERE unit = 'money' AND amount <> CASE WHEN used >= worth THEN 0 WHEN used < 0 THEN worth ELSE worth - used END`,
    problem: (id, other) => `${formatUsd(other)} USD was carried over for id ${id}, which is not what was left`,
  },
  {
    sql: `SELECT scope_id AS id, amount AS other FROM carry_overs
          WHERE unit <> 'money' AND amount <> CASE WHEN used >= worth THEN 0 WHEN used < 0 THEN worth ELSE worth - used END`,
    problem: (id, other) => `${other} was carried over for id ${id}, which is not what was left`,
  },
];

/** Whoever has more than these has one cause for all of them. */
export function shorten(problems: readonly string[]): string[] {
  const more = problems.length - MAX_PROBLEMS;
  return more > 0 ? [...problems.slice(0, MAX_PROBLEMS), `and ${more} more problems`] : [...problems];
}

export function* findStrayRows(): SqlWork<string[]> {
  const problems: string[] = [];
  for (const { sql, problem } of STRAYS) {
    yield* takeNewSnapshot();
    const rows = yield* allRows<{ id: number; other: number }>(`${sql} LIMIT ${MAX_PROBLEMS}`);
    problems.push(...rows.map(({ id, other }) => problem(id, other)));
  }
  return problems;
}
