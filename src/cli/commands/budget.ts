import { type Command, InvalidArgumentError } from 'commander';
import type { BudgetSetJson } from '../../api/budget-routes.ts';
import { defineTexts } from '../../language/texts.ts';
import type { BudgetJson } from '../../ledger/budget-json.ts';
import type { BudgetUnit } from '../../ledger/budget-units.ts';
import type { Period } from '../../ledger/periods.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { INPUT } from '../input-texts.ts';
import type { Terminal } from '../terminal.ts';
import { COMMON } from '../texts.ts';
import { budgetTable } from './budget-table.ts';
import { findClass } from './class.ts';
import { findStudent } from './find-student.ts';

const BUDGET = defineTexts({
  en: {
    group: 'budgets: limits that no call goes over',
    list: 'the budgets of the wallet, the classes and the students, with what is left',
    none: 'no budgets\n',
    idArgument: 'the number in jigap budget list',
    remove: "remove a budget; what stands behind it (the class's, the server's) applies again",
    removed: (id: number) => `removed the budget ${id}`,
    set: 'set the limit of a period: day, week, month, total, or term where the class has a last day',
    setWallet: 'what all calls together may cost',
    setClass: 'what a class together may cost',
    setStudent: 'what one student may cost',
    periodArgument: 'day, week, month, term or total',
    amountArgument: 'the limit in US dollars, such as 0.5; with --unit a whole number, such as 200000',
    unit: 'money (default), tokens (input and output together), calls or images',
    models: 'count only what these models answer: names of the catalogue with commas between them',
    endpoint: 'count only calls of this endpoint, such as embeddings',
    note: (hint: string) => `note: ${hint}`,
    carryOver: 'add what is left of a day, week or month to the next one, at most one limit (default: as it is)',
    noCarryOver: 'what is left of a period ends with it',
  },
  ko: {
    group: '예산: 어떤 호출도 넘지 못하는 한도',
    list: '지갑, 반, 학생의 예산과 남은 돈',
    none: '예산이 없습니다\n',
    idArgument: 'jigap budget list에 나오는 번호',
    remove: '예산 삭제. 그 뒤에 있는 예산(반의 예산이나 서버의 예산)이 다시 쓰입니다',
    removed: (id) => `예산 ${id}번을 삭제했습니다`,
    set: '기간마다 한도 정하기: day(하루), week(일주일), month(한 달), total(전체 기간), term(학기, 종료일이 있는 반만)',
    setWallet: '모든 호출을 합한 한도',
    setClass: '반 전체의 한도',
    setStudent: '학생 한 명의 한도',
    periodArgument: 'day, week, month, term, total 중 하나',
    amountArgument: '달러 한도. 예: 0.5. --unit을 쓰면 정수. 예: 200000',
    unit: '단위: money(돈, 기본값), tokens(입력과 출력을 합한 토큰), calls(호출), images(이미지)',
    models: '이 모델이 답하는 호출만 셉니다. 가격표에 있는 이름을 쉼표로 나누어 적으세요',
    endpoint: '이 엔드포인트의 호출만 셉니다. 예: embeddings',
    note: (hint) => `참고: ${hint}`,
    carryOver: '하루, 일주일, 한 달 예산에서 남은 돈을 다음 기간으로 이월. 많아야 한도만큼 (기본값: 바꾸지 않음)',
    noCarryOver: '남은 돈을 이월하지 않음',
  },
});

export function addBudgetCommands(program: Command, terminal: Terminal): void {
  const { language } = terminal;
  const t = BUDGET[language];
  const group = program.command('budget').description(t.group);
  addSetCommands(group, terminal);

  group
    .command('list')
    .description(t.list)
    .addHelpText('after', terminal.examples('budget list'))
    .action(async () => {
      const budgets = await terminal.owner().list<BudgetJson>('/api/budgets');
      terminal.show(budgets, ({ data }) => (data.length === 0 ? t.none : budgetTable(data, language)));
    });

  group
    .command('remove')
    .argument('<id>', t.idArgument, terminal.input.id)
    .description(t.remove)
    .addHelpText('after', terminal.examples('budget remove 4'))
    .action(async (id: number) => {
      await terminal.owner().remove(`/api/budgets/${id}`);
      terminal.say(t.removed(id));
    });
}

function addSetCommands(group: Command, terminal: Terminal): void {
  const [t, common] = [BUDGET[terminal.language], COMMON[terminal.language]];
  const set = group
    .command('set')
    .description(t.set)
    .addHelpText('after', terminal.examples('budget set student 김지우 week 0.5'));
  const withLimit = (command: Command) =>
    command
      .argument('<period>', t.periodArgument, terminal.input.period)
      .argument('<amount>', t.amountArgument, terminal.input.amount)
      .option('--unit <unit>', t.unit, terminal.input.unit)
      .option('--models <models>', t.models, terminal.input.models)
      .option('--endpoint <kind>', t.endpoint)
      .option('--carry-over', t.carryOver)
      .option('--no-carry-over', t.noCarryOver);

  withLimit(set.command('wallet'))
    .description(t.setWallet)
    .addHelpText('after', terminal.examples('budget set wallet month 10'))
    .action((period: Period, amount: string, options: LimitOptions) =>
      setBudget(terminal, { scope: 'wallet', period, ...limitFrom(terminal, amount, options) }),
    );

  withLimit(set.command('class').argument('<class>', common.classArgument))
    .description(t.setClass)
    .addHelpText('after', terminal.examples('budget set class 자료구조 month 30'))
    .action(async (reference: string, period: Period, amount: string, options: LimitOptions) => {
      const limit = limitFrom(terminal, amount, options);
      const { id } = await findClass(terminal, reference);
      await setBudget(terminal, { scope: 'class', scope_id: id, period, ...limit });
    });

  withLimit(set.command('student').argument('<student>', common.studentArgument))
    .description(t.setStudent)
    .addHelpText(
      'after',
      terminal.examples(
        'budget set student 김지우 week 0.5 --carry-over',
        'budget set student 김지우 week 0.1 --models gpt-6-sol',
        'budget set student 김지우 day 200000 --unit tokens --models llama-3.2-3b',
        'budget set student 김지우 day 1 --unit images',
      ),
    )
    .action(async (reference: string, period: Period, amount: string, options: LimitOptions) => {
      const limit = limitFrom(terminal, amount, options);
      const { id } = await findStudent(terminal, reference);
      await setBudget(terminal, { scope: 'student', scope_id: id, period, ...limit });
    });
}

interface LimitOptions {
  readonly unit?: BudgetUnit;
  /** Empty: any. */
  readonly models?: readonly string[];
  readonly endpoint?: string;
  /** undefined: as it is. */
  readonly carryOver?: boolean;
}

/** @throws CliError for an amount that its unit does not have */
function limitFrom(terminal: Terminal, amount: string, options: LimitOptions): object {
  const { unit = 'money', models = [], endpoint, carryOver } = options;
  if (models.length > 0 && endpoint !== undefined) {
    throw new CliError(EXIT.usage, INPUT[terminal.language].unitForm);
  }
  const selector = models.length > 0 ? { models } : endpoint === undefined ? null : { endpoint };
  return {
    ...limitAmountFrom(terminal, amount, unit),
    ...(selector === null ? {} : { selector }),
    ...(carryOver === undefined ? {} : { carry_over: carryOver }),
  };
}

function limitAmountFrom(terminal: Terminal, amount: string, unit: BudgetUnit): object {
  try {
    return terminal.input.limitAmount(amount, unit);
  } catch (error) {
    if (error instanceof InvalidArgumentError) throw new CliError(EXIT.usage, error.message);
    throw error;
  }
}

async function setBudget(terminal: Terminal, body: object): Promise<void> {
  const { language } = terminal;
  const budget = await terminal.owner().send<BudgetSetJson>('PUT', '/api/budgets', body);
  terminal.show(budget, (answer) => {
    const notes = answer.hints.map(({ message }) => `${BUDGET[language].note(message)}\n`);
    return budgetTable([answer], language) + notes.join('');
  });
}
