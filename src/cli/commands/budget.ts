import type { Command } from 'commander';
import { defineTexts } from '../../language/texts.ts';
import type { BudgetJson } from '../../ledger/budget-json.ts';
import type { Period } from '../../ledger/periods.ts';
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
    usdArgument: 'the limit in US dollars, such as 0.5',
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
    usdArgument: '달러 한도. 예: 0.5',
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
      .argument('<usd>', t.usdArgument, terminal.input.usd)
      .option('--carry-over', t.carryOver)
      .option('--no-carry-over', t.noCarryOver);

  withLimit(set.command('wallet'))
    .description(t.setWallet)
    .addHelpText('after', terminal.examples('budget set wallet month 10'))
    .action((period: Period, usd: number, options: CarryOption) =>
      setBudget(terminal, { scope: 'wallet', period, limit_usd: usd, ...carryFrom(options) }),
    );

  withLimit(set.command('class').argument('<class>', common.classArgument))
    .description(t.setClass)
    .addHelpText('after', terminal.examples('budget set class 자료구조 month 30'))
    .action(async (reference: string, period: Period, usd: number, options: CarryOption) => {
      const { id } = await findClass(terminal, reference);
      await setBudget(terminal, { scope: 'class', scope_id: id, period, limit_usd: usd, ...carryFrom(options) });
    });

  withLimit(set.command('student').argument('<student>', common.studentArgument))
    .description(t.setStudent)
    .addHelpText('after', terminal.examples('budget set student 김지우 week 0.5 --carry-over'))
    .action(async (reference: string, period: Period, usd: number, options: CarryOption) => {
      const { id } = await findStudent(terminal, reference);
      await setBudget(terminal, { scope: 'student', scope_id: id, period, limit_usd: usd, ...carryFrom(options) });
    });
}

interface CarryOption {
  /** undefined: as it is. */
  readonly carryOver?: boolean;
}

function carryFrom({ carryOver }: CarryOption): { carry_over?: boolean } {
  return carryOver === undefined ? {} : { carry_over: carryOver };
}

async function setBudget(terminal: Terminal, body: object): Promise<void> {
  const budget = await terminal.owner().send<BudgetJson>('PUT', '/api/budgets', body);
  terminal.show(budget, (answer) => budgetTable([answer], terminal.language));
}
