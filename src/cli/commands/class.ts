import { type Command, Option } from 'commander';
import type { ClassJson } from '../../api/class-json.ts';
import type { JoinMessageJson } from '../../api/join-request-routes.ts';
import { classDefaults } from '../class-defaults.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { NONE } from '../input.ts';
import type { LimitInput } from '../limit-input.ts';
import { lookUp } from '../lookup.ts';
import { plainLine } from '../safe-text.ts';
import type { Terminal } from '../terminal.ts';
import { COMMON } from '../texts.ts';
import { addArchiveCommands } from './class-archive.ts';
import { type CallOptions, callFieldsOf, withCallOptions } from './class-calls.ts';
import { classDetails, classTable } from './class-output.ts';
import { CLASS } from './class-texts.ts';

const CLASS_SORTS = ['name', 'spend', 'students', 'state', 'created', 'oldest'];

interface ClassOptions extends CallOptions {
  readonly name?: string;
  readonly timeZone?: string;
  readonly language?: string;
  readonly ownerTitle?: string;
  readonly startsOn?: string;
  readonly endsOn?: string;
  readonly models?: readonly string[];
  readonly rules?: string;
  readonly joinPlaces?: number;
  readonly joinMode?: string;
  readonly moneyRequests?: string;
  readonly budget?: readonly LimitInput[];
  readonly studentBudget?: readonly LimitInput[];
}

const CLASSES = {
  noun: 'class',
  path: '/api/classes',
  filtersByName: false,
  otherwise: { state: 'archived' },
} as const;

export function findClass(terminal: Terminal, reference: string): Promise<ClassJson> {
  return lookUp(terminal, CLASSES, reference);
}

/** @returns the command `class` */
export function addClassCommands(program: Command, terminal: Terminal): Command {
  const { language } = terminal;
  const [t, common] = [CLASS[language], COMMON[language]];
  const group = program.command('class').description(t.group);

  withClassOptions(group.command('add').argument('<name>', t.nameArgument, terminal.input.name), terminal)
    .description(t.add)
    .addHelpText('after', terminal.examples('class add 자료구조 --time-zone Asia/Seoul --budget month=10'))
    .action(async (name: string, options: ClassOptions) => {
      const fields = { name, ...(await classDefaults(terminal, options)), ...fieldsOf(options) };
      const added = await terminal.owner().send<ClassJson>('POST', '/api/classes', fields);
      terminal.show(added, (each) => classDetails(each, language));
    });

  group
    .command('list')
    .option('--search <text>', t.options.search, terminal.input.name)
    .option('--archived', t.options.archived)
    .addOption(new Option('--sort <order>', t.options.sort).choices(CLASS_SORTS))
    .description(t.list)
    .addHelpText('after', terminal.examples('class list --search 파이썬 --sort spend'))
    .action(async ({ search, sort, archived }: { search?: string; sort?: string; archived?: boolean }) => {
      const state = archived === true ? 'archived' : undefined;
      const classes = await terminal.owner().list<ClassJson>('/api/classes', { search, sort, state });
      const none = search === undefined && state === undefined ? t.none : t.noMatch;
      terminal.show(classes, ({ data }) => (data.length === 0 ? none : classTable(data, language)));
    });

  group
    .command('show')
    .argument('<class>', common.classArgument)
    .description(t.show)
    .addHelpText('after', terminal.examples('class show 자료구조'))
    .action(async (reference: string) => {
      terminal.show(await findClass(terminal, reference), (each) => classDetails(each, language));
    });

  withClassOptions(group.command('set').argument('<class>', common.classArgument), terminal)
    .option('--name <name>', t.options.name, terminal.input.name)
    .description(t.set)
    .addHelpText('after', terminal.examples('class set 1 --ends-on 2026-12-24 --student-budget week=0.5'))
    .action((reference: string, options: ClassOptions) => changeClass(terminal, reference, options));

  group
    .command('join-code')
    .argument('<class>', common.classArgument)
    .option('--yes', common.doNotAsk)
    .description(t.joinCode)
    .addHelpText('after', terminal.examples('class join-code 자료구조 --yes'))
    .action((reference: string, { yes }: { yes?: boolean }) => renewJoinCode(terminal, reference, yes));

  group
    .command('join-message')
    .argument('<class>', common.classArgument)
    .description(t.joinMessage)
    .addHelpText('after', terminal.examples('class join-message 자료구조'))
    .action(async (reference: string) => {
      const { id } = await findClass(terminal, reference);
      const message = await terminal.owner().get<JoinMessageJson>(`/api/classes/${id}/join-message`);
      terminal.show(message, ({ text }) => `${text.split('\n').map(plainLine).join('\n')}\n`);
      if (!message.is_open) terminal.say(t.joiningClosed);
    });

  addArchiveCommands(group, terminal, {
    find: (reference) => findClass(terminal, reference),
    details: (each) => classDetails(each, language),
  });

  group
    .command('remove')
    .argument('<class>', common.classArgument)
    .option('--yes', common.doNotAsk)
    .description(t.remove)
    .addHelpText('after', terminal.examples('class remove 1 --yes'))
    .action((reference: string, { yes }: { yes?: boolean }) => removeClass(terminal, reference, yes));
  return group;
}

function withClassOptions(command: Command, terminal: Terminal): Command {
  const { input, language } = terminal;
  const { options } = CLASS[language];
  const described = command
    .option('--time-zone <zone>', options.timeZone)
    .option('--language <code>', options.language)
    .option('--owner-title <words>', options.ownerTitle, input.text)
    .option('--starts-on <day>', options.startsOn, input.openDay)
    .option('--ends-on <day>', options.endsOn, input.openDay)
    .option('--models <names>', options.models, input.models)
    .option('--rules <text>', options.rules, input.text)
    .option('--join-places <count>', options.joinPlaces, input.count)
    .addOption(new Option('--join-mode <mode>', options.joinMode).choices(['open', 'approve']))
    .addOption(new Option('--money-requests <on-off>', options.moneyRequests).choices(['on', 'off']))
    .option('--budget <period=limit>', options.budget, input.limits)
    .option('--student-budget <period=limit>', options.studentBudget, input.limits);
  return withCallOptions(described, terminal);
}

/** The fields of the given options only: a missing field does not change. */
function fieldsOf(options: ClassOptions): object {
  const fields = {
    name: options.name,
    time_zone: options.timeZone,
    language: options.language,
    owner_title: options.ownerTitle === '' ? null : options.ownerTitle,
    starts_on: options.startsOn === NONE ? null : options.startsOn,
    ends_on: options.endsOn === NONE ? null : options.endsOn,
    allowed_models: options.models?.length === 0 ? null : options.models,
    rules: options.rules === '' ? null : options.rules,
    join_places: options.joinPlaces,
    join_mode: options.joinMode,
    takes_money_requests: options.moneyRequests === undefined ? undefined : options.moneyRequests === 'on',
    ...callFieldsOf(options),
    budgets: options.budget,
    student_budgets: options.studentBudget,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

async function changeClass(terminal: Terminal, reference: string, options: ClassOptions): Promise<void> {
  const fields = fieldsOf(options);
  if (Object.keys(fields).length === 0) {
    throw new CliError(EXIT.usage, CLASS[terminal.language].nothingToChange);
  }
  const { id } = await findClass(terminal, reference);
  const changed = await terminal.owner().send<ClassJson>('PATCH', `/api/classes/${id}`, fields);
  terminal.show(changed, (each) => classDetails(each, terminal.language));
}

async function removeClass(terminal: Terminal, reference: string, yes: boolean | undefined): Promise<void> {
  const t = CLASS[terminal.language];
  const { id, name } = await findClass(terminal, reference);
  await terminal.confirm(t.askRemove(plainLine(name), id), yes);
  await terminal.owner().remove(`/api/classes/${id}`);
  terminal.say(t.removed(plainLine(name), id));
}

async function renewJoinCode(terminal: Terminal, reference: string, yes: boolean | undefined): Promise<void> {
  const t = CLASS[terminal.language];
  const { id, name } = await findClass(terminal, reference);
  await terminal.confirm(t.askJoinCode(plainLine(name), id), yes);
  const renewed = await terminal.owner().send<ClassJson>('POST', `/api/classes/${id}/join-code`, {});
  terminal.show(renewed, ({ join_code }) => `${plainLine(join_code)}\n`);
}
