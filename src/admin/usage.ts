import type { UsageQuery, UsageReport, UsageRow } from '../store/usage-report.ts';
import type { AdminDeps } from './admin-deps.ts';
import { AdminError } from './admin-error.ts';

/** The key of usage without a class. */
const NO_CLASS_KEY = 'none';
/** What the store keeps for it, which is no id. */
const NO_CLASS_ID = '0';

/** @throws AdminError range_out_of_order */
export async function sumUsage(query: UsageQuery, { store }: AdminDeps): Promise<UsageReport> {
  const { from, to, groupBy } = query;
  if (from > to) throw new AdminError({ code: 'range_out_of_order', from, to }, ['from']);
  const report = await store.records.usage(query);
  return groupBy === 'class' ? { ...report, rows: report.rows.map(nameNoClass) } : report;
}

function nameNoClass(row: UsageRow): UsageRow {
  return row.key === NO_CLASS_ID ? { ...row, key: NO_CLASS_KEY } : row;
}
