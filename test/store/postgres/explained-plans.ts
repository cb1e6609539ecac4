import type pg from 'pg';
import type { Connection } from '../../../src/store/postgres/engine/run-work.ts';

/** What EXPLAIN says of a statement that was run. */
export interface Plan {
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Plan[];
}

/** @returns how many rows of tables whose names begin so were looked at */
export function rowsRead(plan: Plan, table: string): number {
  const own = (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops'];
  const below = (plan.Plans ?? []).reduce((sum, part) => sum + rowsRead(part, table), 0);
  return below + (plan['Relation Name']?.startsWith(table) === true ? own : 0);
}

/** A connection that also explains each statement. */
export function explaining(client: pg.Client): { readonly connection: Connection; readonly plans: readonly Plan[] } {
  const plans: Plan[] = [];
  const query = async ({ text, values }: { text: string; values: unknown[] }) => {
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values);
    const [{ Plan: plan }] = JSON.parse(rows[0]?.['QUERY PLAN'] ?? '') as [{ Plan: Plan }];
    plans.push(plan);
    return client.query(text, values);
  };
  return { connection: { query } as unknown as Connection, plans };
}
