import type { Command } from 'commander';
import type { NewTopUpJson, TopUpJson } from '../../api/top-up-json.ts';
import type { Language } from '../../language/languages.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { type Column, formatExactUsd, formatTable } from '../output.ts';
import type { Terminal } from '../terminal.ts';
import { COMMON } from '../texts.ts';
import { findClass } from './class.ts';
import { findStudent } from './find-student.ts';
import { TOP_UP } from './top-up-texts.ts';

interface AddOptions {
  readonly until?: string;
  readonly reason?: string;
}

interface ListOptions {
  readonly class?: string;
  readonly all?: boolean;
}

export function addTopUpCommands(program: Command, terminal: Terminal): void {
  const { language, input } = terminal;
  const [t, common] = [TOP_UP[language], COMMON[language]];
  const group = program.command('top-up').description(t.group);

  withTopUp(group.command('student').argument('<student>', common.studentArgument), terminal)
    .description(t.student)
    .addHelpText('after', terminal.examples('top-up student 김지우 0.50 --until sunday --reason 발표'))
    .action(async (reference: string, usd: number, options: AddOptions) => {
      const { id } = await findStudent(terminal, reference);
      await addTopUp(terminal, { scope: 'student', scope_id: id, amount_usd: usd, ...options });
    });

  withTopUp(group.command('class').argument('<class>', common.classArgument), terminal)
    .description(t.ofClass)
    .addHelpText('after', terminal.examples('top-up class 자료구조 5 --until 2026-12-06'))
    .action(async (reference: string, usd: number, options: AddOptions) => {
      const { id } = await findClass(terminal, reference);
      await addTopUp(terminal, { scope: 'class', scope_id: id, amount_usd: usd, ...options });
    });

  group
    .command('list')
    .argument('[student]', t.studentArgument)
    .option('--class <class>', t.class)
    .option('--all', t.all)
    .description(t.list)
    .addHelpText('after', terminal.examples('top-up list 김지우', 'top-up list --all'))
    .action(async (student: string | undefined, options: ListOptions) => {
      const holder = await findHolder(terminal, student, options.class);
      const query = { ...holder, in_effect: options.all === true ? undefined : 'true' };
      const topUps = await terminal.owner().list<TopUpJson>('/api/top-ups', query);
      terminal.show(topUps, ({ data }) => (data.length === 0 ? t.none : topUpTable(data, language)));
    });

  group
    .command('withdraw')
    .argument('<id>', t.idArgument, input.id)
    .description(t.withdraw)
    .addHelpText('after', terminal.examples('top-up withdraw 4'))
    .action(async (id: number) => {
      await terminal.owner().remove(`/api/top-ups/${id}`);
      terminal.say(t.withdrawn(id));
    });
}

function withTopUp(command: Command, { language, input }: Terminal): Command {
  const t = TOP_UP[language];
  return command
    .argument('<usd>', t.usdArgument, input.usd)
    .option('--until <day>', t.until)
    .option('--reason <text>', t.reason, input.text);
}

async function addTopUp(terminal: Terminal, body: object): Promise<void> {
  const t = TOP_UP[terminal.language];
  const added = await terminal.owner().send<NewTopUpJson>('POST', '/api/top-ups', body);
  terminal.show(added, (answer) => {
    const notes = answer.warnings.map(({ scope, left_usd }) => t.warning(t.shared[scope], formatExactUsd(left_usd)));
    return `${topUpTable([answer], terminal.language)}${notes.map((note) => `${note}\n`).join('')}`;
  });
}

/** {}: nobody was named. @throws CliError when both are named */
async function findHolder(terminal: Terminal, student: string | undefined, ofClass: string | undefined) {
  if (student !== undefined && ofClass !== undefined) throw new CliError(EXIT.usage, TOP_UP[terminal.language].whom);
  if (ofClass !== undefined) return { scope: 'class', scope_id: (await findClass(terminal, ofClass)).id };
  return student === undefined ? {} : { scope: 'student', scope_id: (await findStudent(terminal, student)).id };
}

function topUpTable(topUps: readonly TopUpJson[], language: Language): string {
  const [t, { id, scopes }] = [TOP_UP[language], COMMON[language]];
  const columns: readonly Column<TopUpJson>[] = [
    { title: id, kind: 'count', cell: (topUp) => topUp.id },
    { title: t.columns.for, cell: ({ scope, scope_id }) => `${scopes[scope]} ${scope_id}` },
    { title: t.columns.amount, kind: 'usd', cell: (topUp) => topUp.amount_usd },
    { title: t.columns.spent, kind: 'usd', cell: (topUp) => topUp.spent_usd },
    { title: t.columns.held, kind: 'usd', cell: (topUp) => topUp.held_usd },
    { title: t.columns.left, kind: 'usd', cell: (topUp) => topUp.left_usd },
    { title: t.columns.until, kind: 'instant', cell: (topUp) => topUp.withdrawn_at ?? topUp.ends_at },
    { title: t.columns.reason, cell: (topUp) => topUp.reason },
  ];
  return formatTable(columns, topUps);
}
