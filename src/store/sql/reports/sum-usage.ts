import { addUsage } from '../../../ledger/add-usage.ts';
import type { SharedUsage, UsageGroup, UsageQuery, UsageReport, UsageRow, UsageSums } from '../../usage-report.ts';
import { NUMBERS_OF_JSON } from '../engine-words.ts';
import { Filter } from '../filter.ts';
import { allRows, oneRow, type SqlWork } from '../sql-work.ts';
import { HAS_REQUESTS, noClosedDays, type UsageSource, usageSource } from './usage-source.ts';

/** PostgreSQL folds names without quotes to lower case, and its sums are not integers of JavaScript. */
const SUMS = [
  'CAST(sum(requests) AS BIGINT) AS requests',
  'CAST(sum(input_tokens) AS BIGINT) AS "inputTokens"',
  'CAST(sum(cached_input_tokens) AS BIGINT) AS "cachedInputTokens"',
  'CAST(sum(output_tokens) AS BIGINT) AS "outputTokens"',
  'CAST(sum(cost) AS BIGINT) AS cost',
].join(', ');

/** How a group is keyed, and the name a person knows it by. */
const GROUPS: Record<UsageGroup, { key: string; label: string | null }> = {
  day: { key: 'day', label: null },
  student: { key: 'student_id', label: `SELECT id, name AS label FROM students WHERE id IN (${NUMBERS_OF_JSON})` },
  class: { key: 'class_id', label: `SELECT id, name AS label FROM classes WHERE id IN (${NUMBERS_OF_JSON})` },
  model: { key: 'served_model', label: null },
  token: { key: 'token_id', label: `SELECT id, prefix AS label FROM api_tokens WHERE id IN (${NUMBERS_OF_JSON})` },
};

const NONE: UsageSums = { requests: 0, inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, cost: 0 };

type SumRow = UsageSums & { readonly key: string; readonly model: string | null };

/** Days in their order, all else by cost. */
export function* sumUsage(query: UsageQuery, closedDays = noClosedDays): SqlWork<UsageReport> {
  const sums = yield* sumRows(query, yield* usageSource(query, closedDays));
  const rows = query.split === 'model' ? splitRows(sums) : sums.map(plainRow);
  rows.sort((a, b) => (query.groupBy === 'day' ? 0 : b.cost - a.cost) || compareText(a.key, b.key));
  const total = rows.reduce<UsageSums>(addUsage, NONE);
  return { rows: yield* labelled(query.groupBy, rows), total, shared: yield* sumShared(query) };
}

function* sumShared({ from, to, studentId, classId }: UsageQuery): SqlWork<SharedUsage> {
  const filter = new Filter()
    .and('day >= ?', from)
    .and('day <= ?', to)
    .and('class_id = ?', classId)
    .and('student_id = ?', studentId);
  // The outcome as a text of its own: the index has only these.
  return yield* oneRow<SharedUsage>(
    `SELECT count(*) AS requests, CAST(coalesce(sum(saved), 0) AS BIGINT) AS saved FROM usage_records ${filter.where}
     AND outcome = 'shared'`,
    ...filter.values,
  );
}

function* sumRows(query: UsageQuery, source: UsageSource): SqlWork<SumRow[]> {
  const { key } = GROUPS[query.groupBy];
  const model = query.split === 'model' ? 'served_model' : 'NULL';
  const filter = new Filter().and('student_id = ?', query.studentId).and('class_id = ?', query.classId);
  return yield* allRows<SumRow>(
    `${source.with} SELECT CAST(${key} AS TEXT) AS key, ${model} AS model, ${SUMS} FROM ${source.from} ${filter.where}
     GROUP BY ${key}${query.split === 'model' ? ', served_model' : ''} ${HAS_REQUESTS}`,
    ...source.values,
    ...filter.values,
  );
}

function plainRow({ model: _, ...row }: SumRow): UsageRow {
  return { label: null, ...row };
}

function splitRows(sums: readonly SumRow[]): UsageRow[] {
  return [...Map.groupBy(sums, ({ key }) => key)].map(([key, ofKey]) => ({
    key,
    label: null,
    ...ofKey.reduce<UsageSums>(addUsage, NONE),
    models: ofKey
      .map(({ key: _, model, ...part }) => ({ model: model ?? '', ...part }))
      .sort((a, b) => b.cost - a.cost || compareText(a.model, b.model)),
  }));
}

function* labelled(groupBy: UsageGroup, rows: readonly UsageRow[]): SqlWork<UsageRow[]> {
  const { label } = GROUPS[groupBy];
  if (label === null) return [...rows];
  const ids = rows.map(({ key }) => Number(key));
  const found = yield* allRows<{ id: number; label: string }>(label, JSON.stringify(ids));
  const labels = new Map(found.map((row) => [row.id, row.label]));
  return rows.map((row) => ({ ...row, label: labels.get(Number(row.key)) ?? null }));
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
