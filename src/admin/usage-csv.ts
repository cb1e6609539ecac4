import { stringify } from 'csv-stringify/sync';
import { formatUsd } from '../ledger/money.ts';
import type { UsageReport, UsageRow, UsageSums } from '../store/usage-report.ts';

const SUM_COLUMNS = ['requests', 'input_tokens', 'cached_input_tokens', 'output_tokens', 'cost_usd'];

/**
 * One row per group, or per group and model; the last one is the total. Names come from people, and a spreadsheet runs a
 * cell that begins with = + - @: those are quoted with a '.
 */
export function usageCsv({ rows, total }: UsageReport, split: 'model' | undefined): string {
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

function cells({ requests, inputTokens, cachedInputTokens, outputTokens, cost }: UsageSums): (string | number)[] {
  return [requests, inputTokens, cachedInputTokens, outputTokens, formatUsd(cost)];
}
