import { stringify } from 'csv-stringify/sync';
import { formatUsd } from '../ledger/money.ts';
import type { UsageRow, UsageSums } from '../store/usage-report.ts';

const SUM_COLUMNS = ['requests', 'input_tokens', 'cached_input_tokens', 'output_tokens', 'cost_usd'];

/** Names come from people, and a spreadsheet runs a cell that begins with = + - @: those are quoted with a '. */
export function usageCsv(rows: readonly UsageRow[], total: UsageSums, split?: 'model'): string {
  const modelColumn = split === undefined ? [] : ['model'];
  const lines = rows.flatMap((row) => linesOf(row, split));
  const last = ['total', null, ...modelColumn.map(() => null), ...cells(total)];
  return stringify([...lines, last], {
    header: true,
    columns: ['key', 'name', ...modelColumn, ...SUM_COLUMNS],
    escape_formulas: true,
  });
}

function linesOf(row: UsageRow, split: 'model' | undefined) {
  if (split === undefined) return [[row.key, row.label, ...cells(row)]];
  return (row.models ?? []).map((part) => [row.key, row.label, part.model, ...cells(part)]);
}

/** True when an Accept header asks for CSV at least as much as for JSON. */
export function wantsCsv(accept: string | undefined): boolean {
  const csv = weightOf(accept ?? '', 'text/csv');
  return csv > 0 && csv >= weightOf(accept ?? '', 'application/json');
}

function weightOf(accept: string, type: string): number {
  const ranges = accept.split(',').map((range) => range.trim().toLowerCase());
  const range = ranges.find((candidate) => candidate.split(';')[0]?.trim() === type);
  if (range === undefined) return 0;
  const weight = /;\s*q=([0-9.]+)/.exec(range)?.[1];
  return weight === undefined ? 1 : Number(weight);
}

function cells({ requests, inputTokens, cachedInputTokens, outputTokens, cost }: UsageSums): (string | number)[] {
  return [requests, inputTokens, cachedInputTokens, outputTokens, formatUsd(cost)];
}
