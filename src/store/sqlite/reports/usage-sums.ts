import type { UsageGroup, UsageQuery, UsageReport, UsageRow, UsageSums } from '../../usage-report.ts';
import type { Sqlite } from '../engine/database.ts';
import { Filter } from '../engine/filter.ts';
import { type UsageSource, usageSource } from './usage-sources.ts';

const SUMS = `sum(requests) AS requests, sum(input_tokens) AS inputTokens,
  sum(cached_input_tokens) AS cachedInputTokens, sum(output_tokens) AS outputTokens, sum(cost) AS cost`;

/** How a group is keyed, and the name a person knows it by. */
const GROUPS: Record<UsageGroup, { key: string; label: string | null }> = {
  day: { key: 'day', label: null },
  student: { key: 'student_id', label: 'SELECT name FROM students WHERE id = ?' },
  class: { key: 'class_id', label: 'SELECT name FROM classes WHERE id = ?' },
  model: { key: 'served_model', label: null },
  token: { key: 'token_id', label: 'SELECT prefix FROM api_tokens WHERE id = ?' },
};

const NONE: UsageSums = { requests: 0, inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, cost: 0 };

type SumRow = UsageSums & { readonly key: string; readonly model: string | null };

/** Days in their order, all else by cost. */
export function sumUsage(sqlite: Sqlite, query: UsageQuery): UsageReport {
  const sums = sumRows(sqlite, query, usageSource(sqlite, query));
  const rows = query.split === 'model' ? splitRows(sums) : sums.map(plainRow);
  rows.sort((a, b) => (query.groupBy === 'day' ? 0 : b.cost - a.cost) || inOrder(a.key, b.key));
  const total = rows.reduce<UsageSums>(plus, NONE);
  return { rows: labelled(sqlite, query.groupBy, rows), total };
}

function sumRows(sqlite: Sqlite, query: UsageQuery, source: UsageSource): SumRow[] {
  const { key } = GROUPS[query.groupBy];
  const model = query.split === 'model' ? 'served_model' : 'NULL';
  const filter = new Filter().and('student_id = ?', query.studentId).and('class_id = ?', query.classId);
  return sqlite
    .prepare(
      `${source.with} SELECT CAST(${key} AS TEXT) AS key, ${model} AS model, ${SUMS} FROM ${source.from} ${filter.where}
       GROUP BY ${key}${query.split === 'model' ? ', served_model' : ''}`,
    )
    .all(...source.values, ...filter.values) as SumRow[];
}

function plainRow({ model: _, ...row }: SumRow): UsageRow {
  return { label: null, ...row };
}

function splitRows(sums: readonly SumRow[]): UsageRow[] {
  return [...Map.groupBy(sums, ({ key }) => key)].map(([key, ofKey]) => ({
    key,
    label: null,
    ...ofKey.reduce<UsageSums>(plus, NONE),
    models: ofKey
      .map(({ key: _, model, ...part }) => ({ model: model ?? '', ...part }))
      .sort((a, b) => b.cost - a.cost || inOrder(a.model, b.model)),
  }));
}

function labelled(sqlite: Sqlite, groupBy: UsageGroup, rows: readonly UsageRow[]): UsageRow[] {
  const { label } = GROUPS[groupBy];
  if (label === null) return [...rows];
  const name = sqlite.prepare(label).pluck();
  return rows.map((row) => ({ ...row, label: (name.get(Number(row.key)) as string | undefined) ?? null }));
}

function plus(a: UsageSums, b: UsageSums): UsageSums {
  return {
    requests: a.requests + b.requests,
    inputTokens: a.inputTokens + b.inputTokens,
    cachedInputTokens: a.cachedInputTokens + b.cachedInputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cost: a.cost + b.cost,
  };
}

function inOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
