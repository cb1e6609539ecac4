import type { Command } from 'commander';
import { Option } from 'commander';
import type { RosterJson } from '../../api/roster-json.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { type Column, formatTable } from '../output.ts';
import type { Terminal } from '../terminal.ts';
import { findClass } from './class.ts';

interface ImportOptions {
  readonly class: string;
  readonly dryRun?: boolean;
  readonly twins: 'refuse' | 'add' | 'skip';
}

const FORMAT = `
The file is CSV or TSV in UTF-8 or CP949, with a header (name, student number, email, note; or 이름, 학번, 이메일, 비고) in
any order, or none; at most 2,000 students. An empty cell changes nothing, and the same file again changes nothing.

Example:
  $ jigap student import roster.csv --class 자료구조 --dry-run`;

export function addImportCommand(group: Command, terminal: Terminal): void {
  group
    .command('import')
    .argument('<file>', 'a roster: CSV or TSV; - reads the standard input')
    .requiredOption('--class <class>', 'id or exact name of the class')
    .option('--dry-run', 'only say what would change')
    .addOption(
      new Option('--twins <choice>', 'lines that nothing tells apart from another student of the same name')
        .choices(['refuse', 'add', 'skip'])
        .default('refuse'),
    )
    .description('add and change the students of a class from a roster: all of them or none')
    .addHelpText('after', FORMAT)
    .action((file: string, options: ImportOptions) => importRoster(terminal, file, options));
}

/** A dry run first: its answer has every problem by line. */
async function importRoster(terminal: Terminal, path: string, options: ImportOptions): Promise<void> {
  const file = await terminal.readFile(path);
  const api = terminal.owner();
  const { id } = await findClass(api, options.class);
  const { twins } = options;
  const send = (query: { readonly dry_run?: 'true'; readonly twins?: string }) =>
    api.upload<RosterJson>(`/api/classes/${id}/roster`, query, file, 'text/csv');
  const preview = await send({ dry_run: 'true' });
  const refusal = refusalOf(preview, twins);
  if (options.dryRun === true || refusal !== null) terminal.show(preview, rosterText);
  if (refusal !== null) throw new CliError(EXIT.refused, `nothing was changed: ${refusal}`);
  if (options.dryRun !== true) terminal.show(await send({ twins }), rosterText);
}

function refusalOf({ problems, twins }: RosterJson, choice: ImportOptions['twins']): string | null {
  if (problems.length > 0) return `correct the lines that have a problem (${problems.length})`;
  if (choice !== 'refuse' || twins.length === 0) return null;
  return `${twins.length} lines have the name of another student: add student numbers, or --twins add or skip`;
}

interface RosterLine {
  readonly line: number;
  readonly what: string;
  readonly name: string | null;
  readonly details: string;
}

const COLUMNS: readonly Column<RosterLine>[] = [
  { title: 'LINE', kind: 'count', cell: ({ line }) => line },
  { title: 'WHAT', cell: ({ what }) => what },
  { title: 'NAME', cell: ({ name }) => name },
  { title: 'DETAILS', cell: ({ details }) => details },
];

function rosterText(roster: RosterJson): string {
  const { applied, added, changed, unchanged, twins, problems } = roster;
  const lines: RosterLine[] = [
    ...added.map(({ line, name, student_number, has_namesake }) => ({
      ...{ line, name, what: applied ? 'added' : 'new' },
      details: [student_number ?? '', has_namesake ? 'another student has this name' : ''].filter(Boolean).join(', '),
    })),
    ...changed.map(({ line, name, changes }) => ({
      ...{ line, name, what: applied ? 'changed' : 'change' },
      details: Object.entries(changes)
        .map(([field, value]) => `${field} = ${value}`)
        .join(', '),
    })),
    ...twins.map(({ line, name }) => ({ line, name, what: 'twin', details: 'is this another student of the name?' })),
    ...problems.map(({ line, column, message }) => ({
      ...{ line, name: null, what: 'problem' },
      details: column === null ? message : `${column}: ${message}`,
    })),
  ].sort((a, b) => a.line - b.line);
  const sums = `${applied ? 'added' : 'new'} ${added.length}, changed ${changed.length}, unchanged ${unchanged}, twins ${twins.length}, problems ${problems.length}\n`;
  return lines.length === 0 ? sums : `${formatTable(COLUMNS, lines)}\n${sums}`;
}
