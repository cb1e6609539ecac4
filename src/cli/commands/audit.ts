import type { Command } from 'commander';
import type { AuditJson } from '../../api/audit-json.ts';
import { parseRowLimit } from '../input.ts';
import { type Column, formatDecimalUsd, formatTable } from '../output.ts';
import type { Terminal } from '../terminal.ts';

const DEFAULT_ENTRIES = 50;

export function addAuditCommand(program: Command, terminal: Terminal): void {
  program
    .command('audit')
    .option('--limit <rows>', `how many (default: ${DEFAULT_ENTRIES})`, parseRowLimit)
    .description('every change: who, what, before and after')
    .addHelpText('after', '\nExample:\n  $ jigap audit --limit 20')
    .action(async ({ limit }: { limit?: number }) => {
      const entries = await terminal.owner().list<AuditJson>('/api/audit', {}, limit ?? DEFAULT_ENTRIES);
      terminal.show(entries, ({ data }) => (data.length === 0 ? 'no changes yet\n' : formatTable(AUDIT_COLUMNS, data)));
    });
}

const AUDIT_COLUMNS: readonly Column<AuditJson>[] = [
  { title: 'ID', kind: 'count', cell: ({ id }) => id },
  { title: 'AT', kind: 'instant', cell: ({ at }) => at },
  { title: 'WHO', cell: ({ actor }) => actor },
  { title: 'ACTION', cell: ({ action }) => action },
  { title: 'SUBJECT', cell: ({ subject }) => subject },
  { title: 'CHANGE', cell: ({ before, after }) => changeText(before, after) },
];

/** Only the fields that differ: `limit_usd: 5 -> 10`. */
export function changeText(before: unknown, after: unknown): string | null {
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  const changes = names
    .map((name) => ({ name, from: valueText(was[name]), to: valueText(is[name]) }))
    .filter(({ from, to }) => from !== to)
    .map(({ name, from, to }) => [`${name}:`, from, from === undefined ? undefined : '->', to ?? 'gone'])
    .map((words) => words.filter((word) => word !== undefined).join(' '));
  return changes.length === 0 ? null : changes.join(', ');
}

/** undefined for a field that is not there. */
function valueText(value: unknown): string | undefined {
  // JSON writes amounts below a micro-dollar with an exponent.
  if (typeof value === 'number' && Math.abs(value) < 1e-6) return formatDecimalUsd(value);
  return JSON.stringify(value);
}

function fieldsOf(value: unknown): Record<string, unknown> {
  if (value === null || value === undefined) return {};
  return typeof value === 'object' ? { ...value } : { value };
}
