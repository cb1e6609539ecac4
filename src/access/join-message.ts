import { defineTexts } from '../language/texts.ts';
import type { SchoolClass } from './classes.ts';
import { readerIn } from './owner-titles.ts';

interface MessageParts {
  readonly className: string;
  readonly link: string;
  readonly code: string;
  readonly ownerTitle: string;
  readonly hasRoster: boolean;
  readonly waits: boolean;
}

const MESSAGE = defineTexts({
  en: {
    /** The link stands on a line of its own: chats end a link at the first blank. */
    lines: ({ className, link, code, ownerTitle, hasRoster, waits }: MessageParts) => [
      `[${className}] Get your own API token`,
      '',
      '1. Open this link.',
      link,
      `2. Enter your name${hasRoster ? ' and your student number or e-mail' : ''}.`,
      waits
        ? `3. Leave the page open until ${ownerTitle} approves you. Then copy your token and keep it to yourself: it is shown only once.`
        : '3. Copy the token that you see and keep it to yourself: it is shown only once.',
      '',
      `Join code: ${code}`,
    ],
  },
  ko: {
    lines: ({ className, link, code, ownerTitle, hasRoster, waits }) => [
      `[${className}] 내 API 토큰 받기`,
      '',
      '1. 아래 링크를 여세요.',
      link,
      hasRoster ? '2. 이름과 학번(또는 이메일)을 적으세요.' : '2. 이름을 적으세요.',
      waits
        ? `3. ${ownerTitle}께서 승인하실 때까지 페이지를 열어 두세요. 승인되면 토큰을 복사해서 나만 볼 수 있는 곳에 두세요. 한 번만 보여요.`
        : '3. 화면에 나온 토큰을 복사해서 나만 볼 수 있는 곳에 두세요. 한 번만 보여요.',
      '',
      `참여 코드: ${code}`,
    ],
  },
});

/** Plain text to paste into the chat of a class, in the language of the class. @param link to join it */
export function joinMessage(schoolClass: SchoolClass, link: string, hasRoster: boolean): string {
  const { name, language, joinCode, joinMode } = schoolClass;
  const { ownerTitle } = readerIn(language, schoolClass);
  const parts = { className: name, link, code: joinCode, ownerTitle, hasRoster, waits: joinMode === 'approve' };
  return MESSAGE[language].lines(parts).join('\n');
}
