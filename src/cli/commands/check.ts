import type { Command } from 'commander';
import { CliError, EXIT } from '../cli-error.ts';
import { plainLine } from '../safe-text.ts';
import type { Terminal } from '../terminal.ts';

interface CheckAnswer {
  readonly ok: boolean;
  readonly balances: number;
  readonly records: number;
  readonly holds: number;
  readonly faults: readonly string[];
}

export function addCheckCommand(program: Command, terminal: Terminal): void {
  program
    .command('check')
    .description('check the whole ledger: are the balances the sum of the records? exit 1 when not')
    .addHelpText('after', '\nExample:\n  $ jigap check')
    .action(async () => {
      const answer = await terminal.owner().send<CheckAnswer>('POST', '/api/check', {});
      terminal.show(answer, checkText);
      if (!answer.ok) throw new CliError(EXIT.unexpected, `the ledger has ${answer.faults.length} fault(s)`);
    });
}

function checkText({ ok, balances, records, holds, faults }: CheckAnswer): string {
  const looked = `${records} records, ${balances} balances and ${holds} open holds`;
  if (ok) return `${looked}: no fault\n`;
  return `${looked}\n\n${faults.map((fault) => `- ${plainLine(fault)}\n`).join('')}`;
}
