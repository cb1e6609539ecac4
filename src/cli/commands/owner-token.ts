import type { Command } from 'commander';
import type { RotatedOwnerTokenJson } from '../../api/owner-token-routes.ts';
import { defineTexts } from '../../language/texts.ts';
import { plainLine } from '../safe-text.ts';
import type { Terminal } from '../terminal.ts';
import { COMMON } from '../texts.ts';

const OWNER_TOKEN = defineTexts({
  en: {
    group: 'what you sign in with',
    rotate: 'replace the owner token at once; the new one is shown only this once',
    quiet: 'print only the new owner token, for $(...)',
    ask: 'Replace the owner token? The old one stops working at once, here and in every script, and the pages are signed out.',
    rotated: (
      secret: string,
    ) => `The old owner token stopped working just now, and the pages are signed out. The new one, shown only this once:

${secret}

In your shell:

export JIGAP_OWNER_TOKEN=${secret}
`,
  },
  ko: {
    group: '운영자 토큰: 로그인에 쓰는 토큰',
    rotate: '운영자 토큰을 바로 교체하기. 새 토큰은 지금 한 번만 보입니다',
    quiet: '새 운영자 토큰만 출력하기. $(...)에 쓸 때',
    ask: '운영자 토큰을 교체할까요? 이전 토큰은 여기서도, 스크립트에서도 바로 쓸 수 없게 되고 모든 페이지에서 로그아웃됩니다.',
    rotated: (
      secret,
    ) => `이전 운영자 토큰은 이제 쓸 수 없고, 모든 페이지에서 로그아웃되었습니다. 새 토큰은 지금 한 번만 보입니다.

${secret}

셸에서 이렇게 설정하세요.

export JIGAP_OWNER_TOKEN=${secret}
`,
  },
});

interface RotateOptions {
  readonly quiet?: boolean;
  readonly yes?: boolean;
}

export function addOwnerTokenCommands(program: Command, terminal: Terminal): void {
  const t = OWNER_TOKEN[terminal.language];
  program
    .command('owner-token')
    .description(t.group)
    .command('rotate')
    .option('--quiet', t.quiet)
    .option('--yes', COMMON[terminal.language].doNotAsk)
    .description(t.rotate)
    .addHelpText('after', terminal.examples('owner-token rotate --yes'))
    .action(async ({ quiet, yes }: RotateOptions) => {
      await terminal.confirm(t.ask, yes);
      const answer = await terminal.owner().send<RotatedOwnerTokenJson>('POST', '/api/owner-token/rotate', {});
      if (quiet === true) terminal.write(`${plainLine(answer.owner_token)}\n`);
      else terminal.show(answer, ({ owner_token }) => t.rotated(plainLine(owner_token)));
    });
}
