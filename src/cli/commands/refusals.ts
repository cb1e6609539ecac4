import type { Command } from 'commander';
import type { RefusalJson } from '../../api/refusal-routes.ts';
import { parseRowLimit } from '../input.ts';
import { type Column, formatTable } from '../output.ts';
import type { Terminal } from '../terminal.ts';
import { findClass } from './class.ts';
import { findStudent } from './student.ts';

interface RefusalOptions {
  readonly student?: string;
  readonly class?: string;
  readonly reason?: string;
  readonly limit?: number;
}

const DEFAULT_REFUSALS = 50;

export function addRefusalCommand(program: Command, terminal: Terminal): void {
  program
    .command('refusals')
    .option('--student <student>', 'only this student: id or exact name')
    .option('--class <class>', 'only this class: id or exact name')
    .option('--reason <reason>', 'only this reason, such as moneySpent')
    .option('--limit <rows>', `how many (default: ${DEFAULT_REFUSALS})`, parseRowLimit)
    .description('what was refused before it could cost anything, and why, newest first')
    .addHelpText('after', '\nExample:\n  $ jigap refusals --student 김지우 --reason moneySpent')
    .action(async (options: RefusalOptions) => {
      const api = terminal.owner();
      const query = {
        student_id: options.student === undefined ? undefined : (await findStudent(api, options.student)).id,
        class_id: options.class === undefined ? undefined : (await findClass(api, options.class)).id,
        reason: options.reason,
      };
      const refusals = await api.list<RefusalJson>('/api/refusals', query, options.limit ?? DEFAULT_REFUSALS);
      terminal.show(refusals, ({ data }) => (data.length === 0 ? 'nothing was refused\n' : formatTable(COLUMNS, data)));
    });
}

const COLUMNS: readonly Column<RefusalJson>[] = [
  { title: 'AT', kind: 'instant', cell: ({ at }) => at },
  { title: 'STUDENT', kind: 'count', cell: (refusal) => refusal.student_id },
  { title: 'REASON', cell: ({ reason }) => reason },
  { title: 'STATUS', kind: 'count', cell: ({ status }) => status },
  { title: 'TIMES', kind: 'count', cell: ({ times }) => times },
  { title: 'MODEL', cell: ({ model }) => model },
  { title: 'ENDPOINT', cell: ({ endpoint }) => endpoint },
];
