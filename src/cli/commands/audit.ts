import type { Command } from 'commander';
import type { AuditJson } from '../../api/audit-json.ts';
import type { Language } from '../../language/languages.ts';
import { defineTexts } from '../../language/texts.ts';
import { type Column, formatDecimalUsd, formatTable } from '../output.ts';
import type { Terminal } from '../terminal.ts';
import { COMMON } from '../texts.ts';

const DEFAULT_ENTRIES = 50;

const AUDIT = defineTexts({
  en: {
    description: 'every change: who, what, before and after',
    none: 'no changes yet\n',
    columns: { who: 'WHO', action: 'ACTION', subject: 'SUBJECT', change: 'CHANGE' },
    gone: 'gone',
  },
  ko: {
    description: '변경 이력: 누가 무엇을 어떻게 바꿨는지',
    none: '아직 변경한 것이 없습니다\n',
    columns: { who: '누가', action: '한 일', subject: '대상', change: '변경' },
    gone: '없음',
  },
});

export function addAuditCommand(program: Command, terminal: Terminal): void {
  const { language } = terminal;
  const t = AUDIT[language];
  program
    .command('audit')
    .option('--limit <rows>', COMMON[language].rowLimit(DEFAULT_ENTRIES), terminal.input.rowLimit)
    .description(t.description)
    .addHelpText('after', terminal.examples('audit --limit 20'))
    .action(async ({ limit }: { limit?: number }) => {
      const entries = await terminal.owner().list<AuditJson>('/api/audit', {}, limit ?? DEFAULT_ENTRIES);
      terminal.show(entries, ({ data }) => (data.length === 0 ? t.none : formatTable(auditColumns(language), data)));
    });
}

function auditColumns(language: Language): readonly Column<AuditJson>[] {
  const [common, { columns, gone }] = [COMMON[language], AUDIT[language]];
  return [
    { title: common.id, kind: 'count', cell: ({ id }) => id },
    { title: common.at, kind: 'instant', cell: ({ at }) => at },
    { title: columns.who, cell: ({ actor }) => actor },
    { title: columns.action, cell: ({ action }) => action },
    { title: columns.subject, cell: ({ subject }) => subject },
    { title: columns.change, cell: ({ before, after }) => changeText(before, after, gone) },
  ];
}

/** Only the fields that differ: `limit_usd: 5 -> 10`. @param gone in place of a field that is not there any more */
export function changeText(before: unknown, after: unknown, gone: string): string | null {
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  const changes = names
    .map((name) => ({ name, from: valueText(was[name]), to: valueText(is[name]) }))
    .filter(({ from, to }) => from !== to)
    .map(({ name, from, to }) => [`${name}:`, from, from === undefined ? undefined : '->', to ?? gone])
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
