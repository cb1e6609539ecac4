import type { Command } from 'commander';
import type { RotatedOwnerTokenJson } from '../../api/owner-token-routes.ts';
import { plainLine } from '../safe-text.ts';
import type { Terminal } from '../terminal.ts';

export function addOwnerTokenCommands(program: Command, terminal: Terminal): void {
  program
    .command('owner-token')
    .description('what you sign in with')
    .command('rotate')
    .option('--quiet', 'print only the new owner token, for $(...)')
    .description('replace the owner token at once; the new one is shown only this once')
    .addHelpText('after', '\nExample:\n  $ jigap owner-token rotate')
    .action(async ({ quiet }: { quiet?: boolean }) => {
      const answer = await terminal.owner().send<RotatedOwnerTokenJson>('POST', '/api/owner-token/rotate', {});
      if (quiet === true) terminal.write(`${plainLine(answer.owner_token)}\n`);
      else terminal.show(answer, rotatedText);
    });
}

function rotatedText({ owner_token }: RotatedOwnerTokenJson): string {
  const secret = plainLine(owner_token);
  return `The old owner token stopped working just now, and the pages are signed out. The new one, shown only this once:

${secret}

In your shell:

export JIGAP_OWNER_TOKEN=${secret}
`;
}
