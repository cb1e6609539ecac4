import type { Language } from '../../access/classes.ts';

/** The words of components. */
export interface ControlTexts {
  readonly copy: string;
  readonly copied: string;
  readonly older: string;
  readonly newest: string;
  readonly pages: string;
  readonly asTable: string;
  readonly cancel: string;
  readonly optional: string;
  readonly day: string;
}

export const CONTROLS: Readonly<Record<Language, ControlTexts>> = {
  en: {
    copy: 'Copy',
    copied: 'Copied',
    older: 'Older',
    newest: 'Newest',
    pages: 'More of this list',
    asTable: 'Show the numbers',
    cancel: 'Cancel',
    optional: 'optional',
    day: 'Day',
  },
  ko: {
    copy: '복사',
    copied: '복사했어요',
    older: '이전 기록',
    newest: '최신 기록',
    pages: '목록 더 보기',
    asTable: '숫자로 보기',
    cancel: '취소',
    optional: '선택',
    day: '날짜',
  },
};
