import { type Command, Option } from 'commander';
import type { PseudonymJson } from '../../api/pseudonym-routes.ts';
import type { StudentJson } from '../../api/student-json.ts';
import type { BudgetJson } from '../../ledger/budget-json.ts';
import type { ApiClient } from '../api-client.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { type LimitInput, NONE, parseLimits, parseName, parseText } from '../input.ts';
import { lookUp } from '../lookup.ts';
import { type Column, formatDecimalUsd, formatDetails, formatLocalInstant, formatTable } from '../output.ts';
import { plainLine } from '../safe-text.ts';
import type { Terminal } from '../terminal.ts';
import { budgetTable } from './budget-table.ts';
import { findClass } from './class.ts';
import { addImportCommand } from './student-import.ts';

interface AddOptions {
  readonly class?: string;
  readonly number?: string;
  readonly email?: string;
  readonly note?: string;
  readonly budget?: readonly LimitInput[];
}

interface ListOptions {
  readonly class?: string;
  readonly search?: string;
  readonly sort?: string;
}

const STUDENT_SORTS = ['name', 'spend', 'last_call', 'created', 'oldest'];

interface SetOptions {
  readonly name?: string;
  readonly number?: string;
  readonly email?: string;
  readonly note?: string;
}

export function findStudent(api: ApiClient, reference: string): Promise<StudentJson> {
  return lookUp(api, { noun: 'student', path: '/api/students', filtersByName: true }, reference);
}

export const STUDENT_ARGUMENT = 'id or exact name; an id wins';

export function addStudentCommands(program: Command, terminal: Terminal): void {
  const group = program.command('student').description('students: who may call, and with what budget');

  group
    .command('add')
    .argument('<name>', 'what the student is called', parseName)
    .option('--class <class>', 'id or exact name of a class')
    .option('--number <number>', 'the student number (학번); at most once in a class')
    .option('--email <address>', 'for your own records')
    .option('--note <text>', 'for you alone; the student never sees it', parseText)
    .option(
      '--budget <period=usd>',
      "may spend this; repeatable (default: the class's, then the server's)",
      parseLimits,
    )
    .description('add a student')
    .addHelpText('after', '\nExample:\n  $ jigap student add 김지우 --class 자료구조 --budget week=0.5')
    .action((name: string, options: AddOptions) => addStudent(terminal, name, options));

  group
    .command('list')
    .option('--class <class>', 'only this class: id or exact name')
    .option('--search <text>', 'only students with this in their name or number', parseName)
    .addOption(new Option('--sort <order>', 'their order (default: oldest first)').choices(STUDENT_SORTS))
    .description('every student and what is left')
    .addHelpText('after', '\nExample:\n  $ jigap student list --class 자료구조 --sort spend')
    .action((options: ListOptions) => listStudents(terminal, options));

  group
    .command('show')
    .argument('<student>', STUDENT_ARGUMENT)
    .description('one student with the budgets that apply')
    .addHelpText('after', '\nExample:\n  $ jigap student show 김지우')
    .action(async (reference: string) => {
      terminal.show(await findStudent(terminal.owner(), reference), studentDetails);
    });

  addImportCommand(group, terminal);
  addChangeCommands(group, terminal);

  group
    .command('whois')
    .argument('<pseudonym>', 'the safety_identifier that the provider names')
    .description('the student behind a pseudonym at the provider')
    .addHelpText('after', '\nExample:\n  $ jigap student whois 0123456789abcdef0123456789abcdef')
    .action((pseudonym: string) => showWhois(terminal, pseudonym));

  group
    .command('remove')
    .argument('<student>', STUDENT_ARGUMENT)
    .option('--yes', 'do not ask')
    .description('remove a student')
    .addHelpText('after', '\nExample:\n  $ jigap student remove 김지우 --yes')
    .action((reference: string, { yes }: { yes?: boolean }) => removeStudent(terminal, reference, yes));
}

function addChangeCommands(group: Command, terminal: Terminal): void {
  group
    .command('set')
    .argument('<student>', STUDENT_ARGUMENT)
    .option('--name <name>', 'a new name', parseName)
    .option('--number <number>', 'the student number (학번); none')
    .option('--email <address>', 'for your own records; none')
    .option('--note <text>', 'for you alone; none', parseText)
    .description('change what is kept of a student; what is not named stays')
    .addHelpText('after', '\nExample:\n  $ jigap student set 김지우 --note auditor')
    .action((reference: string, options: SetOptions) => setStudent(terminal, reference, options));

  group
    .command('suspend')
    .argument('<student>', STUDENT_ARGUMENT)
    .description('refuse every call of a student from now on')
    .addHelpText('after', '\nExample:\n  $ jigap student suspend 김지우')
    .action((reference: string) => changeStudent(terminal, reference, { suspended: true }));

  group
    .command('resume')
    .argument('<student>', STUDENT_ARGUMENT)
    .description('let a suspended student call again')
    .addHelpText('after', '\nExample:\n  $ jigap student resume 김지우')
    .action((reference: string) => changeStudent(terminal, reference, { suspended: false }));

  group
    .command('move')
    .argument('<student>', STUDENT_ARGUMENT)
    .requiredOption('--class <class>', 'id or exact name of the class; none to leave all classes')
    .description('put a student into another class')
    .addHelpText('after', '\nExample:\n  $ jigap student move 김지우 --class 자료구조')
    .action(async (reference: string, options: { class: string }) => {
      const classId = options.class === NONE ? null : (await findClass(terminal.owner(), options.class)).id;
      await changeStudent(terminal, reference, { class_id: classId });
    });
}

async function addStudent(terminal: Terminal, name: string, options: AddOptions): Promise<void> {
  const api = terminal.owner();
  const body = {
    name,
    ...(options.class === undefined ? {} : { class_id: (await findClass(api, options.class)).id }),
    ...(options.number === undefined ? {} : { student_number: options.number }),
    ...(options.email === undefined ? {} : { email: options.email }),
    ...(options.note === undefined ? {} : { note: options.note }),
    ...(options.budget === undefined ? {} : { budgets: options.budget }),
  };
  const added = await api.send<StudentJson>('POST', '/api/students', body);
  terminal.show(added, (student) => `${studentDetails(student)}\nnext: jigap token issue ${student.id}\n`);
}

async function setStudent(terminal: Terminal, reference: string, options: SetOptions): Promise<void> {
  const { name, number, email, note } = options;
  const fields = {
    ...(name === undefined ? {} : { name }),
    ...(number === undefined ? {} : { student_number: number === NONE ? null : number }),
    ...(email === undefined ? {} : { email: email === NONE ? null : email }),
    ...(note === undefined ? {} : { note: note === '' ? null : note }),
  };
  if (Object.keys(fields).length === 0) {
    throw new CliError(EXIT.usage, 'nothing to change: name an option, see jigap student set --help');
  }
  await changeStudent(terminal, reference, fields);
}

async function listStudents(terminal: Terminal, { class: schoolClass, search, sort }: ListOptions): Promise<void> {
  const api = terminal.owner();
  const class_id = schoolClass === undefined ? undefined : (await findClass(api, schoolClass)).id;
  const students = await api.list<StudentJson>('/api/students', { class_id, search, sort });
  terminal.show(students, ({ data }) => studentTable(data, search !== undefined));
}

async function showWhois(terminal: Terminal, pseudonym: string): Promise<void> {
  const found = await terminal.owner().get<PseudonymJson>(`/api/pseudonyms/${encodeURIComponent(pseudonym)}`);
  terminal.show(found, ({ student_id, name, removed }) => {
    return `${plainLine(name)} (id ${student_id})${removed ? ', removed since' : ''}\n`;
  });
}

async function changeStudent(terminal: Terminal, reference: string, change: object): Promise<void> {
  const api = terminal.owner();
  const { id } = await findStudent(api, reference);
  terminal.show(await api.send<StudentJson>('PATCH', `/api/students/${id}`, change), studentDetails);
}

async function removeStudent(terminal: Terminal, reference: string, yes: boolean | undefined): Promise<void> {
  const api = terminal.owner();
  const { id, name } = await findStudent(api, reference);
  await terminal.confirm(`Remove the student ${plainLine(name)} (id ${id})? The API tokens stop working.`, yes);
  await api.remove(`/api/students/${id}`);
  terminal.say(`removed the student ${plainLine(name)} (id ${id})`);
}

const STUDENT_COLUMNS: readonly Column<StudentJson>[] = [
  { title: 'ID', kind: 'count', cell: ({ id }) => id },
  { title: 'NAME', cell: ({ name }) => name },
  { title: 'NUMBER', cell: (student) => student.student_number },
  { title: 'CLASS', kind: 'count', cell: (student) => student.class_id },
  { title: 'STATE', cell: stateOf },
  { title: 'AVAILABLE USD', cell: ({ budgets }) => budgets.map(leftOf).join(', ') },
  { title: 'EMAIL', cell: ({ email }) => email },
];

function studentTable(students: readonly StudentJson[], isSearch: boolean): string {
  if (students.length === 0 && isSearch) return 'no student matches\n';
  if (students.length === 0) return 'no students here yet: add one with jigap student add NAME\n';
  return formatTable(STUDENT_COLUMNS, students);
}

function studentDetails(student: StudentJson): string {
  const facts = formatDetails([
    ['id', student.id],
    ['name', student.name],
    ['number', student.student_number],
    ['class', student.class_id],
    ['email', student.email],
    ['state', stateOf(student)],
    ...(student.note === null ? [] : [['note', student.note] as const]),
    ...(student.suspended_at === null ? [] : [['since', formatLocalInstant(student.suspended_at)] as const]),
  ]);
  return student.budgets.length === 0 ? facts : `${facts}\n${budgetTable(student.budgets)}`;
}

function stateOf({ suspended }: StudentJson): string {
  return suspended ? 'suspended' : 'active';
}

/** "week 0.38 of 0.5" */
function leftOf({ period, available_usd, limit_usd }: BudgetJson): string {
  return `${period} ${formatDecimalUsd(available_usd)} of ${formatDecimalUsd(limit_usd)}`;
}
