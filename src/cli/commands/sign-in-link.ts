import type { Command } from 'commander';
import type { SignInLinkJson } from '../../api/sign-in-link-routes.ts';
import { defineTexts } from '../../language/texts.ts';
import { baseAddress } from '../api-client.ts';
import { formatLocalInstant } from '../output.ts';
import { plainLine } from '../safe-text.ts';
import type { Terminal } from '../terminal.ts';

const SIGN_IN_LINK = defineTexts({
  en: {
    description: 'a link that signs a browser in to the dashboard, so that nobody pastes the owner token',
    quiet: 'print only the link',
    link: (link: string, moment: string) => `Open this link in your browser. It works once, until ${moment}:

${link}

Whoever opens it first is the owner: send it to nobody. Another sign-in link replaces it.
`,
  },
  ko: {
    description: '운영자 토큰을 붙여 넣지 않고 브라우저에서 운영자 화면에 로그인하는 링크 만들기',
    quiet: '링크만 출력하기',
    link: (link, moment) => `이 링크를 브라우저에서 여세요. ${moment}까지 한 번만 쓸 수 있습니다.

${link}

먼저 연 사람이 운영자로 로그인하니 아무에게도 보내지 마세요. 새 로그인 링크를 만들면 이 링크는 쓸 수 없게 됩니다.
`,
  },
});

export function addSignInLinkCommand(program: Command, terminal: Terminal): void {
  const t = SIGN_IN_LINK[terminal.language];
  program
    .command('sign-in-link')
    .option('--quiet', t.quiet)
    .description(t.description)
    .addHelpText('after', terminal.examples('sign-in-link'))
    .action(async ({ quiet }: { quiet?: boolean }) => {
      const made = await terminal.owner().send<SignInLinkJson>('POST', '/api/sign-in-links', {});
      const link = plainLine(made.url ?? `${baseAddress(terminal.settings().url, terminal.language)}${made.path}`);
      if (quiet === true) terminal.write(`${link}\n`);
      else terminal.show(made, ({ expires_at }) => t.link(link, formatLocalInstant(expires_at)));
    });
}
