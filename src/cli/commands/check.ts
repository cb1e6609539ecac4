import type { Command } from 'commander';
import type { CheckJson } from '../../api/check-routes.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { plainLine } from '../safe-text.ts';
import type { Terminal } from '../terminal.ts';

export function addCheckCommand(program: Command, terminal: Terminal): void {
  program
    .command('check')
    .description('check the whole ledger: are the balances the sum of the records? exit 1 when not')
    .addHelpText('after', '\nExample:\n  $ jigap check')
    .action(async () => {
      const answer = await terminal.owner().send<CheckJson>('POST', '/api/check', {});
      terminal.show(answer, checkText);
      if (!answer.ok) throw new CliError(EXIT.unexpected, `the ledger has ${answer.faults.length} error(s)`);
    });
}

function checkText({ ok, balances, records, holds, faults }: CheckJson): string {
  const looked = `${records} records, ${balances} balances and ${holds} open holds`;
  if (ok) return `${looked}: no errors\n`;
  return `${looked}\n\n${faults.map((fault) => `- ${plainLine(fault)}\n`).join('')}`;
}
