import type { SchoolClass } from '../access/classes.ts';
import { readerIn } from '../access/owner-titles.ts';
import type { Student } from '../access/students.ts';
import type { Language } from '../language/languages.ts';
import { dayInSentence } from '../language/moments.ts';
import { defineTexts } from '../language/texts.ts';
import { localDay } from '../ledger/periods.ts';

interface Words {
  readonly name: string;
  /** null: the student is in no class. */
  readonly className: string | null;
  readonly link: string;
  /** The last day. */
  readonly until: string;
  readonly ownerTitle: string;
}

const TEXTS = defineTexts({
  en: {
    subject: ({ className }: Words) => (className === null ? 'Your API token' : `${className}: your API token`),
    text: ({ name, link, until, ownerTitle }: Words) => `Hello ${name},

open this link to get your API token:

${link}

It works once, until ${until}, and is for you alone: do not pass this message on. You see the token one time, so have a place ready where you keep it.

If it does not work, or if you did not expect this message, ask ${ownerTitle}.
`,
  },
  ko: {
    subject: ({ className }) => (className === null ? '내 API 토큰 받기' : `${className}: 내 API 토큰 받기`),
    text: ({ name, link, until, ownerTitle }) => `${name}님, 안녕하세요.

아래 링크를 열면 내 API 토큰을 받을 수 있습니다.

${link}

${until}까지 한 번만 쓸 수 있고 본인만 쓰는 링크이니, 이 메일을 다른 사람에게 전달하지 마세요. 토큰은 한 번만 보이므로 어디에 적어 둘지 먼저 정해 두세요.

링크가 열리지 않거나 받을 일이 없는 메일이라면 ${ownerTitle}께 여쭤보세요.
`,
  },
});

/** The e-mail with a link, in the language of the class. @param until ms UTC, on the last day */
export function claimMailText(mail: {
  readonly language: Language;
  readonly student: Student;
  readonly schoolClass: SchoolClass | null;
  readonly link: string;
  readonly until: number;
  readonly timeZone: string;
}): { readonly subject: string; readonly text: string } {
  const { language, student, schoolClass, link, timeZone } = mail;
  const t = TEXTS[language];
  const words: Words = {
    name: student.name,
    className: schoolClass?.name ?? null,
    link,
    until: dayInSentence(localDay(timeZone, mail.until), language),
    ownerTitle: readerIn(language, schoolClass).ownerTitle,
  };
  return { subject: t.subject(words), text: t.text(words) };
}
