import { type Command, Option } from 'commander';
import type { ClassJson } from '../../api/class-json.ts';
import type { ApiClient } from '../api-client.ts';
import { classDefaults } from '../class-defaults.ts';
import { CliError, EXIT } from '../cli-error.ts';
import {
  type LimitInput,
  NONE,
  parseCount,
  parseLimits,
  parseModels,
  parseName,
  parseOpenDay,
  parseText,
} from '../input.ts';
import { lookUp } from '../lookup.ts';
import { type Column, formatDecimalUsd, formatDetails, formatTable } from '../output.ts';
import { plainLine } from '../safe-text.ts';
import type { Terminal } from '../terminal.ts';
import { budgetTable } from './budget-table.ts';

const CLASS_SORTS = ['name', 'spend', 'students', 'state', 'created', 'oldest'];

interface ClassOptions {
  readonly name?: string;
  readonly timeZone?: string;
  readonly language?: string;
  readonly ownerTitle?: string;
  readonly startsOn?: string;
  readonly endsOn?: string;
  readonly models?: readonly string[];
  readonly rules?: string;
  readonly joinPlaces?: number;
  readonly budget?: readonly LimitInput[];
  readonly studentBudget?: readonly LimitInput[];
}

export function findClass(api: ApiClient, reference: string): Promise<ClassJson> {
  return lookUp(api, { noun: 'class', path: '/api/classes', filtersByName: false }, reference);
}

export function addClassCommands(program: Command, terminal: Terminal): void {
  const group = program.command('class').description('classes: a time zone, a language, dates, models and budgets');

  withClassOptions(group.command('add').argument('<name>', 'what the class is called', parseName))
    .description('add a class')
    .addHelpText('after', '\nExample:\n  $ jigap class add 자료구조 --time-zone Asia/Seoul --budget month=10')
    .action(async (name: string, options: ClassOptions) => {
      const fields = { name, ...(await classDefaults(terminal, options)), ...fieldsOf(options) };
      const added = await terminal.owner().send<ClassJson>('POST', '/api/classes', fields);
      terminal.show(added, classDetails);
    });

  group
    .command('list')
    .option('--search <text>', 'only classes with this in their name', parseName)
    .addOption(new Option('--sort <order>', 'their order (default: oldest first)').choices(CLASS_SORTS))
    .description('every class')
    .addHelpText('after', '\nExample:\n  $ jigap class list --search 파이썬 --sort spend')
    .action(async ({ search, sort }: { search?: string; sort?: string }) => {
      const classes = await terminal.owner().list<ClassJson>('/api/classes', { search, sort });
      terminal.show(classes, ({ data }) => classTable(data, search !== undefined));
    });

  group
    .command('show')
    .argument('<class>', 'id or exact name')
    .description('one class with its budgets')
    .addHelpText('after', '\nExample:\n  $ jigap class show 자료구조')
    .action(async (reference: string) => {
      terminal.show(await findClass(terminal.owner(), reference), classDetails);
    });

  withClassOptions(group.command('set').argument('<class>', 'id or exact name'))
    .option('--name <name>', 'a new name', parseName)
    .description('change a class; what is not named stays, but --budget replaces all budgets of its kind')
    .addHelpText('after', '\nExample:\n  $ jigap class set 1 --ends-on 2026-12-24 --student-budget week=0.5')
    .action((reference: string, options: ClassOptions) => changeClass(terminal, reference, options));

  group
    .command('join-code')
    .argument('<class>', 'id or exact name')
    .option('--yes', 'do not ask')
    .description('give a class a new join code; the old one leads nowhere')
    .addHelpText('after', '\nExample:\n  $ jigap class join-code 자료구조 --yes')
    .action((reference: string, { yes }: { yes?: boolean }) => renewJoinCode(terminal, reference, yes));

  group
    .command('remove')
    .argument('<class>', 'id or exact name')
    .option('--yes', 'do not ask')
    .description('remove a class without students')
    .addHelpText('after', '\nExample:\n  $ jigap class remove 1 --yes')
    .action((reference: string, { yes }: { yes?: boolean }) => removeClass(terminal, reference, yes));
}

function withClassOptions(command: Command): Command {
  return command
    .option('--time-zone <zone>', "where its days begin, such as Asia/Seoul (new class: yours, else this machine's)")
    .option('--language <code>', "ko or en: what its students read (new class: this terminal's, else the server's)")
    .option(
      '--owner-title <words>',
      'what its students call you, such as 교수님; none: 선생님, "your teacher"',
      parseText,
    )
    .option('--starts-on <day>', 'first day, such as 2026-09-01; none for open', parseOpenDay)
    .option('--ends-on <day>', 'last day; none for open', parseOpenDay)
    .option('--models <names>', 'allowed models, with commas; any: all that the server allows', parseModels)
    .option('--rules <text>', 'what its students are to keep to, for them to read; none', parseText)
    .option('--join-places <count>', 'how many more may join by the code; 0 closes it', parseCount)
    .option('--budget <period=usd>', 'the class may spend this together; repeatable; none', parseLimits)
    .option('--student-budget <period=usd>', 'each student may spend this; repeatable; none', parseLimits);
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
    budgets: options.budget,
    student_budgets: options.studentBudget,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

async function changeClass(terminal: Terminal, reference: string, options: ClassOptions): Promise<void> {
  const fields = fieldsOf(options);
  if (Object.keys(fields).length === 0) {
    throw new CliError(EXIT.usage, 'nothing to change: name an option, see jigap class set --help');
  }
  const api = terminal.owner();
  const { id } = await findClass(api, reference);
  terminal.show(await api.send<ClassJson>('PATCH', `/api/classes/${id}`, fields), classDetails);
}

async function removeClass(terminal: Terminal, reference: string, yes: boolean | undefined): Promise<void> {
  const api = terminal.owner();
  const { id, name } = await findClass(api, reference);
  await terminal.confirm(`Remove the class ${plainLine(name)} (id ${id})?`, yes);
  await api.remove(`/api/classes/${id}`);
  terminal.say(`removed the class ${plainLine(name)} (id ${id})`);
}

async function renewJoinCode(terminal: Terminal, reference: string, yes: boolean | undefined): Promise<void> {
  const api = terminal.owner();
  const { id, name } = await findClass(api, reference);
  await terminal.confirm(`Give the class ${plainLine(name)} (id ${id}) a new join code?`, yes);
  const renewed = await api.send<ClassJson>('POST', `/api/classes/${id}/join-code`, {});
  terminal.show(renewed, ({ join_code }) => `${plainLine(join_code)}\n`);
}

const CLASS_COLUMNS: readonly Column<ClassJson>[] = [
  { title: 'ID', kind: 'count', cell: ({ id }) => id },
  { title: 'NAME', cell: ({ name }) => name },
  { title: 'TIME ZONE', cell: (each) => each.time_zone },
  { title: 'LANGUAGE', cell: ({ language }) => language },
  { title: 'STARTS', cell: (each) => each.starts_on },
  { title: 'ENDS', cell: (each) => each.ends_on },
  { title: 'MODELS', cell: modelsOf },
  { title: 'EACH STUDENT', cell: (each) => limitsText(each.student_budgets) },
];

function classTable(classes: readonly ClassJson[], isSearch: boolean): string {
  if (classes.length === 0 && isSearch) return 'no class matches\n';
  if (classes.length === 0) return 'no classes yet: add one with jigap class add NAME\n';
  return formatTable(CLASS_COLUMNS, classes);
}

function classDetails(each: ClassJson): string {
  const facts = formatDetails([
    ['id', each.id],
    ['name', each.name],
    ['time zone', each.time_zone],
    ['language', each.language],
    ...(each.owner_title === null ? [] : [['students call you', each.owner_title] as const]),
    ['starts on', each.starts_on ?? 'open'],
    ['ends on', each.ends_on ?? 'open'],
    ['models', modelsOf(each)],
    ['rules', each.rules],
    ['join code', each.join_code],
    ...(each.join_link === null ? [] : [['join link', each.join_link] as const]),
    ['places to join', each.join_places],
    ['each student', limitsText(each.student_budgets) ?? "the server's default"],
  ]);
  return each.budgets.length === 0 ? facts : `${facts}\n${budgetTable(each.budgets)}`;
}

function modelsOf({ allowed_models }: ClassJson): string {
  return allowed_models === null ? 'any' : allowed_models.join(', ');
}

/** "week 0.5, month 2"; null for none. */
function limitsText(limits: readonly LimitInput[]): string | null {
  if (limits.length === 0) return null;
  return limits.map(({ period, limit_usd }) => `${period} ${formatDecimalUsd(limit_usd)}`).join(', ');
}
