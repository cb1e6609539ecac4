import type { Command } from 'commander';
import type { DecisionsJson } from '../../api/decisions-json.ts';
import type { JoinRequestJson } from '../../api/join-request-json.ts';
import type { Language } from '../../language/languages.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { type Column, formatTable } from '../output.ts';
import { plainLine } from '../safe-text.ts';
import type { Terminal } from '../terminal.ts';
import { COMMON } from '../texts.ts';
import { findClass } from './class.ts';
import { findStudent } from './find-student.ts';
import { JOIN_REQUEST } from './join-request-texts.ts';

interface ClassOption {
  readonly class: string;
}

interface DecideOptions extends ClassOption {
  readonly all?: boolean;
}

interface ApproveOptions extends DecideOptions {
  readonly as?: string;
  readonly new?: boolean;
  readonly revokeTokens?: boolean;
}

export function addJoinRequestCommands(program: Command, terminal: Terminal): void {
  const t = JOIN_REQUEST[terminal.language];
  const group = program.command('join-request').description(t.group);

  group
    .command('list')
    .requiredOption('--class <class>', t.classOption)
    .description(t.list)
    .addHelpText('after', terminal.examples('join-request list --class 자료구조'))
    .action(async (options: ClassOption) => {
      const { id } = await findClass(terminal, options.class);
      const requests = await terminal.owner().list<JoinRequestJson>(pathOf(id));
      terminal.show(requests, ({ data }) => requestTable(data, terminal.language));
    });

  withIds(group.command('approve'), terminal)
    .option('--as <student>', t.as)
    .option('--new', t.new)
    .option('--revoke-tokens', t.revokeTokens)
    .description(t.approve)
    .addHelpText('after', terminal.examples('join-request approve 5 --class 자료구조'))
    .action((ids: number[], options: ApproveOptions) => approve(terminal, ids, options));

  withIds(group.command('decline'), terminal)
    .description(t.decline)
    .addHelpText('after', terminal.examples('join-request decline 5 --class 자료구조'))
    .action((ids: number[], options: DecideOptions) => decline(terminal, ids, options));
}

function withIds(command: Command, { language, input }: Terminal): Command {
  const t = JOIN_REQUEST[language];
  const addId = (text: string, ids: number[] = []) => [...ids, input.id(text)];
  return command
    .argument('[id...]', t.idsArgument, addId)
    .requiredOption('--class <class>', t.classOption)
    .option('--all', t.all);
}

async function approve(terminal: Terminal, named: readonly number[], options: ApproveOptions): Promise<void> {
  const t = JOIN_REQUEST[terminal.language];
  if (options.as !== undefined && options.new === true) throw new CliError(EXIT.usage, t.asOrNew);
  const { id: classId } = await findClass(terminal, options.class);
  const ids = await idsOf(terminal, classId, named, options);
  if (options.as !== undefined && ids.length !== 1) throw new CliError(EXIT.usage, t.asTakesOne);
  const student = options.as === undefined ? undefined : await findStudent(terminal, options.as);
  const choice = {
    ...(options.new === true ? { student_id: null } : {}),
    ...(student === undefined ? {} : { student_id: student.id }),
    ...(options.revokeTokens === true ? { revoke_tokens: true } : {}),
  };
  const body = { approvals: ids.map((id) => ({ id, ...choice })) };
  const path = `${pathOf(classId)}/approve`;
  showDecisions(terminal, await terminal.owner().send<DecisionsJson>('POST', path, body), t.approved);
}

async function decline(terminal: Terminal, named: readonly number[], options: DecideOptions): Promise<void> {
  const { id: classId } = await findClass(terminal, options.class);
  const body = { ids: await idsOf(terminal, classId, named, options) };
  const path = `${pathOf(classId)}/decline`;
  const decisions = await terminal.owner().send<DecisionsJson>('POST', path, body);
  showDecisions(terminal, decisions, JOIN_REQUEST[terminal.language].declined);
}

async function idsOf(
  terminal: Terminal,
  classId: number,
  named: readonly number[],
  { all }: DecideOptions,
): Promise<readonly number[]> {
  const t = JOIN_REQUEST[terminal.language];
  if (all !== true) {
    if (named.length === 0) throw new CliError(EXIT.usage, t.nameIds);
    return named;
  }
  if (named.length > 0) throw new CliError(EXIT.usage, t.idsOrAll);
  const { data } = await terminal.owner().list<JoinRequestJson>(pathOf(classId));
  const waiting = data.filter(({ state }) => state === 'waiting').map(({ id }) => id);
  if (waiting.length === 0) throw new CliError(EXIT.refused, t.noneWaits);
  return waiting;
}

/** @throws CliError when one of them failed */
function showDecisions(terminal: Terminal, decisions: DecisionsJson, done: (ids: readonly number[]) => string): void {
  const t = JOIN_REQUEST[terminal.language];
  terminal.show(decisions, (answer) => {
    const problems = answer.failed.map(({ id, message }) => `${t.problem(id, plainLine(message))}\n`);
    return `${done(answer.done)}\n${problems.join('')}`;
  });
  const { failed } = decisions;
  if (failed.length > 0) throw new CliError(EXIT.refused, t.failed(failed.map(({ id }) => id)));
}

function pathOf(classId: number): string {
  return `/api/classes/${classId}/join-requests`;
}

function requestTable(requests: readonly JoinRequestJson[], language: Language): string {
  const [t, { id, name }] = [JOIN_REQUEST[language], COMMON[language]];
  if (requests.length === 0) return t.none;
  const columns: readonly Column<JoinRequestJson>[] = [
    { title: id, kind: 'count', cell: (request) => request.id },
    { title: name, cell: (request) => request.name },
    { title: t.columns.identity, cell: ({ identity }) => identity },
    { title: t.columns.state, cell: ({ state }) => t.states[state] },
    { title: t.columns.asked, kind: 'instant', cell: (request) => request.created_at },
    { title: t.columns.browsers, kind: 'count', cell: ({ browsers }) => browsers },
    { title: t.columns.as, cell: (request) => suggestionOf(request, language) },
  ];
  return formatTable(columns, requests);
}

function suggestionOf({ student_id, suggestion, candidates }: JoinRequestJson, language: Language): string {
  const t = JOIN_REQUEST[language];
  if (student_id !== null) return t.asStudent(student_id);
  if (suggestion !== null) return suggestion.student_id === null ? t.asNew : t.asStudent(suggestion.student_id);
  const possible = candidates.map((each) => (each.is_taken ? t.taken(each.student_id) : String(each.student_id)));
  return t.look(possible.join(', '));
}
