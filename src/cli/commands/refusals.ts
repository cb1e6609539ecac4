import type { Command } from 'commander';
import type { RefusalJson } from '../../api/refusal-routes.ts';
import type { Language } from '../../language/languages.ts';
import { defineTexts } from '../../language/texts.ts';
import { type Column, formatTable } from '../output.ts';
import type { Terminal } from '../terminal.ts';
import { COMMON } from '../texts.ts';
import { findClass } from './class.ts';
import { findStudent } from './find-student.ts';

interface RefusalOptions {
  readonly student?: string;
  readonly class?: string;
  readonly reason?: string;
  readonly limit?: number;
}

const DEFAULT_REFUSALS = 50;

const REFUSALS = defineTexts({
  en: {
    description: 'what was refused before it could cost anything, and why, newest first',
    onlyReason: 'only this reason, such as moneySpent',
    none: 'nothing was refused\n',
    columns: { reason: 'REASON', status: 'STATUS', times: 'TIMES', endpoint: 'ENDPOINT' },
  },
  ko: {
    description: '비용이 들기 전에 거절한 요청과 그 이유, 최근 것부터',
    onlyReason: '이 이유만. 예: moneySpent',
    none: '거절한 요청이 없습니다\n',
    columns: { reason: '이유', status: '상태 코드', times: '횟수', endpoint: '엔드포인트' },
  },
});

export function addRefusalCommand(program: Command, terminal: Terminal): void {
  const { language } = terminal;
  const [t, common] = [REFUSALS[language], COMMON[language]];
  program
    .command('refusals')
    .option('--student <student>', common.onlyStudent)
    .option('--class <class>', common.onlyClass)
    .option('--reason <reason>', t.onlyReason)
    .option('--limit <rows>', common.rowLimit(DEFAULT_REFUSALS), terminal.input.rowLimit)
    .description(t.description)
    .addHelpText('after', terminal.examples('refusals --student 김지우 --reason moneySpent'))
    .action(async (options: RefusalOptions) => {
      const query = {
        student_id: options.student === undefined ? undefined : (await findStudent(terminal, options.student)).id,
        class_id: options.class === undefined ? undefined : (await findClass(terminal, options.class)).id,
        reason: options.reason,
      };
      const limit = options.limit ?? DEFAULT_REFUSALS;
      const refusals = await terminal.owner().list<RefusalJson>('/api/refusals', query, limit);
      terminal.show(refusals, ({ data }) => (data.length === 0 ? t.none : formatTable(columnsIn(language), data)));
    });
}

function columnsIn(language: Language): readonly Column<RefusalJson>[] {
  const [{ columns }, common] = [REFUSALS[language], COMMON[language]];
  return [
    { title: common.at, kind: 'instant', cell: ({ at }) => at },
    { title: common.student, cell: ({ student_name, student_id }) => student_name ?? student_id },
    { title: common.class, cell: ({ class_name, class_id }) => class_name ?? class_id },
    { title: columns.reason, cell: ({ reason }) => reason },
    { title: columns.status, kind: 'count', cell: ({ status }) => status },
    { title: columns.times, kind: 'count', cell: ({ times }) => times },
    { title: common.model, cell: ({ model }) => model },
    { title: columns.endpoint, cell: ({ endpoint }) => endpoint },
  ];
}
