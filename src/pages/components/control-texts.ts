import { defineTexts } from '../../language/texts.ts';

/** The words of components. */
export const CONTROLS = defineTexts({
  en: {
    copy: 'Copy',
    copied: 'Copied',
    older: 'Older',
    newest: 'Newest',
    before: 'Previous',
    after: 'Next',
    pages: 'More of this list',
    asTable: 'Show the numbers',
    day: 'Day',
  },
  ko: {
    copy: '복사',
    copied: '복사했어요',
    older: '이전 기록',
    newest: '최신 기록',
    before: '이전',
    after: '다음',
    pages: '목록 더 보기',
    asTable: '숫자로 보기',
    day: '날짜',
  },
});
