import type { Command } from 'commander';
import type { CheckJson } from '../../api/check-routes.ts';
import { defineTexts, type TextsOf } from '../../language/texts.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { plainLine } from '../safe-text.ts';
import type { Terminal } from '../terminal.ts';

const CHECK = defineTexts({
  en: {
    description: 'check the whole ledger: are the balances the sum of the records? exit 1 when not',
    checked: ({ records, balances, holds }: CheckJson) =>
      `${records} records, ${balances} balances and ${holds} open holds`,
    noErrors: 'no errors',
    hasErrors: (count: number) => `the ledger has ${count} error(s)`,
  },
  ko: {
    description: '장부 전체 점검: 잔액이 기록의 합과 같은지 확인합니다. 다르면 종료 코드 1',
    checked: ({ records, balances, holds }) => `기록 ${records}건, 잔액 ${balances}건, 진행 중인 호출 ${holds}건`,
    noErrors: '오류 없음',
    hasErrors: (count) => `장부에 오류가 ${count}건 있습니다.`,
  },
});

export function addCheckCommand(program: Command, terminal: Terminal): void {
  const t = CHECK[terminal.language];
  program
    .command('check')
    .description(t.description)
    .addHelpText('after', terminal.examples('check'))
    .action(async () => {
      const answer = await terminal.owner().send<CheckJson>('POST', '/api/check', {});
      terminal.show(answer, (check) => checkText(check, t));
      if (!answer.ok) throw new CliError(EXIT.unexpected, t.hasErrors(answer.faults.length));
    });
}

function checkText(check: CheckJson, t: TextsOf<typeof CHECK>): string {
  const checked = t.checked(check);
  if (check.ok) return `${checked}: ${t.noErrors}\n`;
  return `${checked}\n\n${check.faults.map((fault) => `- ${plainLine(fault)}\n`).join('')}`;
}
