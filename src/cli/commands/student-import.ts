import type { Command } from 'commander';
import { Option } from 'commander';
import type { RosterJson } from '../../api/roster-json.ts';
import type { TextsOf } from '../../language/texts.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { type Column, formatTable } from '../output.ts';
import type { Terminal } from '../terminal.ts';
import { findClass } from './class.ts';
import { IMPORT } from './student-import-texts.ts';

type ImportTexts = TextsOf<typeof IMPORT>;

interface ImportOptions {
  readonly class: string;
  readonly dryRun?: boolean;
  readonly twins: 'refuse' | 'add' | 'skip';
}

export function addImportCommand(group: Command, terminal: Terminal): void {
  const t = IMPORT[terminal.language];
  group
    .command('import')
    .argument('<file>', t.fileArgument)
    .requiredOption('--class <class>', t.classOption)
    .option('--dry-run', t.dryRun)
    .addOption(new Option('--twins <choice>', t.twinsOption).choices(['refuse', 'add', 'skip']).default('refuse'))
    .description(t.description)
    .addHelpText('after', `${t.format}${terminal.examples('student import roster.csv --class 자료구조 --dry-run')}`)
    .action((file: string, options: ImportOptions) => importRoster(terminal, file, options));
}

/** A dry run first: its answer has every problem by line. */
async function importRoster(terminal: Terminal, path: string, options: ImportOptions): Promise<void> {
  const t = IMPORT[terminal.language];
  const file = await terminal.readFile(path);
  const { id } = await findClass(terminal, options.class);
  const { twins } = options;
  const send = (query: { readonly dry_run?: 'true'; readonly twins?: string }) =>
    terminal.owner().upload<RosterJson>(`/api/classes/${id}/roster`, query, file, 'text/csv');
  const show = (roster: RosterJson) => terminal.show(roster, (answer) => rosterText(answer, t));
  const preview = await send({ dry_run: 'true' });
  const refusal = refusalOf(preview, twins, t);
  if (options.dryRun === true || refusal !== null) show(preview);
  if (refusal !== null) throw new CliError(EXIT.refused, t.refused(refusal));
  if (options.dryRun !== true) show(await send({ twins }));
}

function refusalOf({ problems, twins }: RosterJson, choice: ImportOptions['twins'], t: ImportTexts): string | null {
  if (problems.length > 0) return t.correctLines(problems.length);
  return choice !== 'refuse' || twins.length === 0 ? null : t.twinsUnclear(twins.length);
}

interface RosterLine {
  readonly line: number;
  readonly what: string;
  readonly name: string | null;
  readonly details: string;
}

function rosterText(roster: RosterJson, t: ImportTexts): string {
  const { applied, added, changed, unchanged, twins, problems } = roster;
  const lines: RosterLine[] = [
    ...added.map(({ line, name, student_number, has_namesake }) => ({
      ...{ line, name, what: applied ? t.added : t.new },
      details: [student_number ?? '', has_namesake ? t.hasNamesake : ''].filter(Boolean).join(', '),
    })),
    ...changed.map(({ line, name, changes }) => ({
      ...{ line, name, what: applied ? t.changed : t.change },
      details: Object.entries(changes)
        .map(([field, value]) => `${t.fields[field as keyof typeof changes]} = ${value}`)
        .join(', '),
    })),
    ...twins.map(({ line, name }) => ({ line, name, what: t.twin, details: t.isOther })),
    ...problems.map(({ line, column, message }) => ({
      ...{ line, name: null, what: t.problem },
      details: column === null ? message : `${t.fields[column as keyof ImportTexts['fields']]}: ${message}`,
    })),
  ].sort((a, b) => a.line - b.line);
  const columns: readonly Column<RosterLine>[] = [
    { title: t.columns.line, kind: 'count', cell: ({ line }) => line },
    { title: t.columns.what, cell: ({ what }) => what },
    { title: t.columns.name, cell: ({ name }) => name },
    { title: t.columns.details, cell: ({ details }) => details },
  ];
  const counts = { added: added.length, changed: changed.length, twins: twins.length, problems: problems.length };
  const sums = `${t.sums({ applied, unchanged, ...counts })}\n`;
  return lines.length === 0 ? sums : `${formatTable(columns, lines)}\n${sums}`;
}
