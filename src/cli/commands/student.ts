import { type Command, Option } from 'commander';
import type { PseudonymJson } from '../../api/pseudonym-routes.ts';
import type { StudentJson } from '../../api/student-json.ts';
import type { Language } from '../../language/languages.ts';
import type { BudgetJson } from '../../ledger/budget-json.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { NONE } from '../input.ts';
import type { LimitInput } from '../limit-input.ts';
import { type Column, formatDetails, formatLocalInstant, formatTable } from '../output.ts';
import { plainLine } from '../safe-text.ts';
import type { Terminal } from '../terminal.ts';
import { COMMON } from '../texts.ts';
import { amountText, kindText } from './budget-amounts.ts';
import { budgetTable } from './budget-table.ts';
import { findClass } from './class.ts';
import { findStudent } from './find-student.ts';
import { addForgetStudentCommand } from './forget.ts';
import { addImportCommand } from './student-import.ts';
import { addResetPlaceCommand } from './student-reset-place.ts';
import { STUDENT } from './student-texts.ts';

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
  readonly state?: string;
  readonly sort?: string;
}

const STUDENT_STATES = ['active', 'suspended', 'no_token'];
const STUDENT_SORTS = ['name', 'spend', 'last_call', 'created', 'oldest'];

interface SetOptions {
  readonly name?: string;
  readonly number?: string;
  readonly email?: string;
  readonly note?: string;
}

export function addStudentCommands(program: Command, terminal: Terminal): void {
  const [t, common] = [STUDENT[terminal.language], COMMON[terminal.language]];
  const group = program.command('student').description(t.group);

  group
    .command('add')
    .argument('<name>', t.nameArgument, terminal.input.name)
    .option('--class <class>', t.options.class)
    .option('--number <number>', t.options.number)
    .option('--email <address>', t.options.email)
    .option('--note <text>', t.options.note, terminal.input.text)
    .option('--budget <period=limit>', t.options.budget, terminal.input.limits)
    .description(t.add)
    .addHelpText('after', terminal.examples('student add 김지우 --class 자료구조 --budget week=0.5'))
    .action((name: string, options: AddOptions) => addStudent(terminal, name, options));

  group
    .command('list')
    .option('--class <class>', common.onlyClass)
    .option('--search <text>', t.options.search, terminal.input.name)
    .addOption(new Option('--state <state>', t.options.state).choices(STUDENT_STATES))
    .addOption(new Option('--sort <order>', t.options.sort).choices(STUDENT_SORTS))
    .description(t.list)
    .addHelpText('after', terminal.examples('student list --class 자료구조 --sort spend'))
    .action((options: ListOptions) => listStudents(terminal, options));

  group
    .command('show')
    .argument('<student>', common.studentArgument)
    .description(t.show)
    .addHelpText('after', terminal.examples('student show 김지우'))
    .action(async (reference: string) => {
      terminal.show(await findStudent(terminal, reference), (each) => studentDetails(each, terminal.language));
    });

  addImportCommand(group, terminal);
  addResetPlaceCommand(group, terminal);
  addForgetStudentCommand(group, terminal);
  addChangeCommands(group, terminal);

  group
    .command('whois')
    .argument('<pseudonym>', t.pseudonymArgument)
    .description(t.whois)
    .addHelpText('after', terminal.examples('student whois 0123456789abcdef0123456789abcdef'))
    .action((pseudonym: string) => showWhois(terminal, pseudonym));

  group
    .command('remove')
    .argument('<student>', common.studentArgument)
    .option('--yes', common.doNotAsk)
    .description(t.remove)
    .addHelpText('after', terminal.examples('student remove 김지우 --yes'))
    .action((reference: string, { yes }: { yes?: boolean }) => removeStudent(terminal, reference, yes));
}

function addChangeCommands(group: Command, terminal: Terminal): void {
  const [t, common] = [STUDENT[terminal.language], COMMON[terminal.language]];
  group
    .command('set')
    .argument('<student>', common.studentArgument)
    .option('--name <name>', t.options.name, terminal.input.name)
    .option('--number <number>', t.options.newNumber)
    .option('--email <address>', t.options.newEmail)
    .option('--note <text>', t.options.newNote, terminal.input.text)
    .description(t.set)
    .addHelpText('after', terminal.examples('student set 김지우 --note auditor'))
    .action((reference: string, options: SetOptions) => setStudent(terminal, reference, options));

  group
    .command('suspend')
    .argument('<student>', common.studentArgument)
    .description(t.suspend)
    .addHelpText('after', terminal.examples('student suspend 김지우'))
    .action((reference: string) => changeStudent(terminal, reference, { suspended: true }));

  group
    .command('resume')
    .argument('<student>', common.studentArgument)
    .description(t.resume)
    .addHelpText('after', terminal.examples('student resume 김지우'))
    .action((reference: string) => changeStudent(terminal, reference, { suspended: false }));

  group
    .command('move')
    .argument('<student>', common.studentArgument)
    .requiredOption('--class <class>', t.options.newClass)
    .description(t.move)
    .addHelpText('after', terminal.examples('student move 김지우 --class 자료구조'))
    .action(async (reference: string, options: { class: string }) => {
      const classId = options.class === NONE ? null : (await findClass(terminal, options.class)).id;
      await changeStudent(terminal, reference, { class_id: classId });
    });
}

async function addStudent(terminal: Terminal, name: string, options: AddOptions): Promise<void> {
  const api = terminal.owner();
  const body = {
    name,
    ...(options.class === undefined ? {} : { class_id: (await findClass(terminal, options.class)).id }),
    ...(options.number === undefined ? {} : { student_number: options.number }),
    ...(options.email === undefined ? {} : { email: options.email }),
    ...(options.note === undefined ? {} : { note: options.note }),
    ...(options.budget === undefined ? {} : { budgets: options.budget }),
  };
  const added = await api.send<StudentJson>('POST', '/api/students', body);
  const { language } = terminal;
  terminal.show(added, (each) => `${studentDetails(each, language)}\n${STUDENT[language].next(each.id)}\n`);
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
    throw new CliError(EXIT.usage, STUDENT[terminal.language].nothingToChange);
  }
  await changeStudent(terminal, reference, fields);
}

async function listStudents(terminal: Terminal, options: ListOptions): Promise<void> {
  const { language } = terminal;
  const { class: schoolClass, search, state, sort } = options;
  const class_id = schoolClass === undefined ? undefined : (await findClass(terminal, schoolClass)).id;
  const students = await terminal.owner().list<StudentJson>('/api/students', { class_id, search, state, sort });
  const none = search === undefined && state === undefined ? STUDENT[language].none : STUDENT[language].noMatch;
  terminal.show(students, ({ data }) => (data.length === 0 ? none : studentTable(data, language)));
}

async function showWhois(terminal: Terminal, pseudonym: string): Promise<void> {
  const found = await terminal.owner().get<PseudonymJson>(`/api/pseudonyms/${encodeURIComponent(pseudonym)}`);
  const t = STUDENT[terminal.language];
  terminal.show(found, ({ student_id, name, removed }) => `${t.found(plainLine(name), student_id, removed)}\n`);
}

async function changeStudent(terminal: Terminal, reference: string, change: object): Promise<void> {
  const api = terminal.owner();
  const { id } = await findStudent(terminal, reference);
  terminal.show(await api.send<StudentJson>('PATCH', `/api/students/${id}`, change), (each) =>
    studentDetails(each, terminal.language),
  );
}

async function removeStudent(terminal: Terminal, reference: string, yes: boolean | undefined): Promise<void> {
  const t = STUDENT[terminal.language];
  const api = terminal.owner();
  const { id, name } = await findStudent(terminal, reference);
  await terminal.confirm(t.askRemove(plainLine(name), id), yes);
  await api.remove(`/api/students/${id}`);
  terminal.say(t.removed(plainLine(name), id));
}

function studentTable(students: readonly StudentJson[], language: Language): string {
  const [t, common] = [STUDENT[language], COMMON[language]];
  const columns: readonly Column<StudentJson>[] = [
    { title: common.id, kind: 'count', cell: ({ id }) => id },
    { title: common.name, cell: ({ name }) => name },
    { title: t.columns.number, cell: (student) => student.student_number },
    { title: common.class, kind: 'count', cell: (student) => student.class_id },
    { title: t.columns.state, cell: (student) => stateOf(student, language) },
    { title: t.columns.available, cell: ({ budgets }) => budgets.map((each) => leftOf(each, language)).join(', ') },
    { title: t.columns.email, cell: ({ email }) => email },
  ];
  return formatTable(columns, students);
}

function studentDetails(student: StudentJson, language: Language): string {
  const { details } = STUDENT[language];
  const facts = formatDetails([
    [details.id, student.id],
    [details.name, student.name],
    [details.number, student.student_number],
    [details.class, student.class_id],
    [details.email, student.email],
    [details.state, stateOf(student, language)],
    ...(student.note === null ? [] : [[details.note, student.note] as const]),
    ...(student.suspended_at === null ? [] : [[details.since, formatLocalInstant(student.suspended_at)] as const]),
  ]);
  return student.budgets.length === 0 ? facts : `${facts}\n${budgetTable(student.budgets, language)}`;
}

function stateOf({ suspended }: StudentJson, language: Language): string {
  return STUDENT[language].states[suspended ? 'suspended' : 'active'];
}

/** "week 0.38 of 0.5", "day (tokens of llama-3.2-3b) 148,000 tokens of 200,000 tokens" */
function leftOf(budget: BudgetJson, language: Language): string {
  const { period, unit, available, limit, carried } = budget;
  const name = kindText(COMMON[language].periods[period], budget, language);
  const [left, whole] = [available, limit + carried].map((amount) => amountText(amount, unit, language));
  return STUDENT[language].left(name, left ?? '', whole ?? '');
}
