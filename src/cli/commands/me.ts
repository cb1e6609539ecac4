import type { Command } from 'commander';
import type { MeJson } from '../../gateway/me.ts';
import { type Column, formatDetails, formatLocalInstant, formatTable } from '../output.ts';
import { plainLine } from '../safe-text.ts';
import type { Terminal } from '../terminal.ts';
import { budgetTable } from './budget-table.ts';
import { SUM_COLUMNS } from './usage.ts';

export function addMeCommand(program: Command, terminal: Terminal): void {
  program
    .command('me')
    .option('--token <token>', 'the API token (default: OPENAI_API_KEY, which no process list shows)')
    .description('for a student: who am I, which models, what is left')
    .addHelpText('after', '\nExample:\n  $ jigap me')
    .action(async ({ token }: { token?: string }) => {
      terminal.show(await terminal.student(token).get<MeJson>('/api/me'), meText);
    });
}

function meText(me: MeJson): string {
  const label = me.token.label === null ? '' : ` (${plainLine(me.token.label)})`;
  const facts = formatDetails([
    ['student', `${me.student.name} (id ${me.student.id})`],
    ['class', me.class?.name],
    ['API token', `${me.token.prefix}...${label}`],
    ['expires', me.token.expires_at === null ? 'never' : formatLocalInstant(me.token.expires_at)],
    ['standing', me.standing],
    ['models', me.models.join(', ')],
    ['shared money', me.shared_money],
  ]);
  const days = me.usage.length === 0 ? 'no calls yet\n' : formatTable(DAY_COLUMNS, me.usage);
  return [facts, budgetTable(me.budgets), days].join('\n');
}

const DAY_COLUMNS: readonly Column<MeJson['usage'][number]>[] = [
  { title: 'DAY', cell: ({ day }) => day },
  ...SUM_COLUMNS,
];
