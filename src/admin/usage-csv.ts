import { stringify } from 'csv-stringify/sync';
import type { Language } from '../language/languages.ts';
import { defineTexts } from '../language/texts.ts';
import { formatUsd } from '../ledger/money.ts';
import type { UsageReport, UsageRow, UsageSums } from '../store/usage-report.ts';

/** The names in English are for programs too, and stay as they are: those of the API's JSON. */
const COLUMNS = defineTexts({
  en: {
    key: 'key',
    name: 'name',
    model: 'model',
    sums: ['requests', 'input_tokens', 'cached_input_tokens', 'output_tokens', 'cost_usd'] as readonly string[],
    total: 'total',
  },
  ko: {
    key: '구분',
    name: '이름',
    model: '모델',
    sums: ['호출 수', '입력 토큰 수', '그중 캐시된 입력 토큰 수', '출력 토큰 수', '비용(USD)'],
    total: '합계',
  },
});

/**
 * One row per group, or per group and model; the last one is the total. Names come from people, and a spreadsheet runs a
 * cell that begins with = + - @: those are quoted with a '.
 * @param language of the heads
 */
export function usageCsv({ rows, total }: UsageReport, split: 'model' | undefined, language: Language): string {
  const t = COLUMNS[language];
  const modelColumn = split === undefined ? [] : [t.model];
  const lines = rows.flatMap((row) => linesOf(row, split));
  const last = [t.total, null, ...modelColumn.map(() => null), ...cells(total)];
  return stringify([...lines, last], {
    header: true,
    columns: [t.key, t.name, ...modelColumn, ...t.sums],
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
