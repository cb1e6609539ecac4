import { stringify } from 'csv-stringify/sync';
import { formatUsd } from '../ledger/money.ts';
import type { UsageRow, UsageSums } from '../store/store.ts';

const COLUMNS = [
  'key',
  'name',
  'requests',
  'input_tokens',
  'cached_input_tokens',
  'output_tokens',
  'cost_usd',
] as const;

/** Names come from people, and a spreadsheet runs a cell that begins with = + - @: those are quoted with a '. */
export function usageCsv(rows: readonly UsageRow[], total: UsageSums): string {
  const lines = rows.map((row) => cells(row.key, row.label, row));
  return stringify([...lines, cells('total', null, total)], {
    header: true,
    columns: [...COLUMNS],
    escape_formulas: true,
  });
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

function cells(key: string, name: string | null, sums: UsageSums): (string | number)[] {
  const { requests, inputTokens, cachedInputTokens, outputTokens, cost } = sums;
  return [key, name ?? '', requests, inputTokens, cachedInputTokens, outputTokens, formatUsd(cost)];
}
