import type { Command } from 'commander';
import type { DecisionsJson } from '../../api/decisions-json.ts';
import type { MoneyRequestJson } from '../../api/money-request-json.ts';
import type { Language } from '../../language/languages.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { type Column, formatTable } from '../output.ts';
import { plainLine } from '../safe-text.ts';
import type { Terminal } from '../terminal.ts';
import { COMMON } from '../texts.ts';
import { findClass } from './class.ts';
import { MONEY_REQUEST } from './money-request-texts.ts';

const PATH = '/api/money-requests';

interface DecideOptions {
  readonly class?: string;
  readonly all?: boolean;
  readonly word?: string;
}

interface GrantOptions extends DecideOptions {
  readonly usd?: number;
  readonly until?: string;
}

export function addMoneyRequestCommands(program: Command, terminal: Terminal): void {
  const { language, input } = terminal;
  const t = MONEY_REQUEST[language];
  const group = program.command('money-request').description(t.group);

  group
    .command('list')
    .option('--class <class>', t.class)
    .description(t.list)
    .addHelpText('after', terminal.examples('money-request list --class 자료구조'))
    .action(async (options: Pick<DecideOptions, 'class'>) => {
      const requests = await listRequests(terminal, options);
      terminal.show(requests, ({ data }) => (data.length === 0 ? t.none : requestTable(data, language)));
    });

  withIds(group.command('grant'), terminal)
    .option('--usd <usd>', t.usd, input.usd)
    .option('--until <day>', t.until)
    .description(t.grant)
    .addHelpText('after', terminal.examples('money-request grant 5 --until sunday --word 힘내요'))
    .action((ids: number[], { usd, until, word, ...options }: GrantOptions) =>
      decide(terminal, 'grant', ids, options, { amount_usd: usd, until, word }),
    );

  withIds(group.command('decline'), terminal)
    .description(t.decline)
    .addHelpText('after', terminal.examples('money-request decline 5 --word 다음주에'))
    .action((ids: number[], { word, ...options }: DecideOptions) =>
      decide(terminal, 'decline', ids, options, { word }),
    );
}

function withIds(command: Command, { language, input }: Terminal): Command {
  const t = MONEY_REQUEST[language];
  const addId = (text: string, ids: number[] = []) => [...ids, input.id(text)];
  return command
    .argument('[id...]', t.idsArgument, addId)
    .option('--all', t.all)
    .option('--class <class>', t.class)
    .option('--word <text>', t.word, input.text);
}

/** @throws CliError when one of them failed */
async function decide(
  terminal: Terminal,
  decision: 'grant' | 'decline',
  named: readonly number[],
  options: Omit<DecideOptions, 'word'>,
  fields: object,
): Promise<void> {
  const t = MONEY_REQUEST[terminal.language];
  const ids = await idsOf(terminal, named, options);
  const decisions = await terminal.owner().send<DecisionsJson>('POST', `${PATH}/${decision}`, { ids, ...fields });
  const { done, failed } = decisions;
  terminal.show(decisions, () => {
    const problems = failed.map(({ id, message }) => `${t.problem(id, plainLine(message))}\n`);
    return `${decision === 'grant' ? t.granted(done) : t.declined(done)}\n${problems.join('')}`;
  });
  if (failed.length > 0) throw new CliError(EXIT.refused, t.failed(failed.map(({ id }) => id)));
}

async function idsOf(
  terminal: Terminal,
  named: readonly number[],
  options: Omit<DecideOptions, 'word'>,
): Promise<readonly number[]> {
  const t = MONEY_REQUEST[terminal.language];
  if (options.all !== true) {
    if (named.length === 0) throw new CliError(EXIT.usage, t.nameIds);
    return named;
  }
  if (named.length > 0) throw new CliError(EXIT.usage, t.idsOrAll);
  const { data } = await listRequests(terminal, options);
  if (data.length === 0) throw new CliError(EXIT.refused, t.noneWaits);
  return data.map(({ id }) => id);
}

async function listRequests(terminal: Terminal, { class: ofClass }: Pick<DecideOptions, 'class'>) {
  const class_id = ofClass === undefined ? undefined : (await findClass(terminal, ofClass)).id;
  return terminal.owner().list<MoneyRequestJson>(PATH, { class_id });
}

function requestTable(requests: readonly MoneyRequestJson[], language: Language): string {
  const [t, { id }] = [MONEY_REQUEST[language], COMMON[language]];
  const columns: readonly Column<MoneyRequestJson>[] = [
    { title: id, kind: 'count', cell: (request) => request.id },
    { title: t.columns.student, cell: ({ student_name, student_id }) => `${student_name} (${student_id})` },
    { title: t.columns.amount, kind: 'usd', cell: (request) => request.amount_usd },
    { title: t.columns.asked, kind: 'instant', cell: (request) => request.created_at },
    { title: t.columns.reason, cell: ({ reason }) => plainLine(reason) },
  ];
  return formatTable(columns, requests);
}
