import type { Command } from 'commander';
import type { BudgetJson } from '../../ledger/budget-json.ts';
import type { Period } from '../../ledger/periods.ts';
import { parseId, parsePeriod, parseUsd } from '../input.ts';
import type { Terminal } from '../terminal.ts';
import { budgetTable } from './budget-table.ts';
import { findClass } from './class.ts';
import { findStudent, STUDENT_ARGUMENT } from './student.ts';

export function addBudgetCommands(program: Command, terminal: Terminal): void {
  const group = program.command('budget').description('budgets: limits that no call goes over');
  addSetCommands(group, terminal);

  group
    .command('list')
    .description('the budgets of the wallet, the classes and the students, with what is left')
    .addHelpText('after', '\nExample:\n  $ jigap budget list')
    .action(async () => {
      const budgets = await terminal.owner().list<BudgetJson>('/api/budgets');
      terminal.show(budgets, ({ data }) => (data.length === 0 ? 'no budgets\n' : budgetTable(data)));
    });

  group
    .command('remove')
    .argument('<id>', 'the number in jigap budget list', parseId)
    .description("remove a budget; what stands behind it (the class's, the server's) applies again")
    .addHelpText('after', '\nExample:\n  $ jigap budget remove 4')
    .action(async (id: number) => {
      await terminal.owner().remove(`/api/budgets/${id}`);
      terminal.say(`removed the budget ${id}`);
    });
}

function addSetCommands(group: Command, terminal: Terminal): void {
  const set = group
    .command('set')
    .description('set the limit of a period: day, week, month, total, or term where the class has a last day')
    .addHelpText('after', '\nExample:\n  $ jigap budget set student 김지우 week 0.5');

  withLimit(set.command('wallet'))
    .description('what all calls together may cost')
    .addHelpText('after', '\nExample:\n  $ jigap budget set wallet month 10')
    .action((period: Period, usd: number) => setBudget(terminal, { scope: 'wallet', period, limit_usd: usd }));

  withLimit(set.command('class').argument('<class>', 'id or exact name'))
    .description('what a class together may cost')
    .addHelpText('after', '\nExample:\n  $ jigap budget set class 자료구조 month 30')
    .action(async (reference: string, period: Period, usd: number) => {
      const { id } = await findClass(terminal.owner(), reference);
      await setBudget(terminal, { scope: 'class', scope_id: id, period, limit_usd: usd });
    });

  withLimit(set.command('student').argument('<student>', STUDENT_ARGUMENT))
    .description('what one student may cost')
    .addHelpText('after', '\nExample:\n  $ jigap budget set student 김지우 week 0.5')
    .action(async (reference: string, period: Period, usd: number) => {
      const { id } = await findStudent(terminal.owner(), reference);
      await setBudget(terminal, { scope: 'student', scope_id: id, period, limit_usd: usd });
    });
}

function withLimit(command: Command): Command {
  return command
    .argument('<period>', 'day, week, month, term or total', parsePeriod)
    .argument('<usd>', 'the limit in US dollars, such as 0.5', parseUsd);
}

async function setBudget(terminal: Terminal, body: object): Promise<void> {
  const budget = await terminal.owner().send<BudgetJson>('PUT', '/api/budgets', body);
  terminal.show(budget, (answer) => budgetTable([answer]));
}
