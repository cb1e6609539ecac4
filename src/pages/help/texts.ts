import { defineTexts } from '../../language/texts.ts';

export const HELP = defineTexts({
  en: { link: 'How to use it: instructions for students', code: 'Code to copy', back: 'My wallet' },
  ko: { link: '쓰는 방법 보기', code: '복사할 코드', back: '내 지갑' },
});
