import type { ClassState } from '../../access/classes.ts';
import { defineTexts } from '../../language/texts.ts';

/** When a class begins and ends. */
export const CLASS_DATES = defineTexts({
  en: {
    /** Days as people write them; null for an open side. */
    range: (first: string | null, last: string | null) => {
      if (first !== null && last !== null) return `${first} – ${last}`;
      if (first !== null) return `from ${first}`;
      return last === null ? 'no end date' : `until ${last}`;
    },
    states: {
      open: 'open',
      'not-yet': 'not started',
      over: 'over',
      archived: 'archived',
      closed: 'no lesson now',
      paused: 'paused',
    } satisfies Record<ClassState, string>,
  },
  ko: {
    range: (first, last) => {
      if (first !== null && last !== null) return `${first} ~ ${last}`;
      if (first !== null) return `${first}부터`;
      return last === null ? '종료일 없음' : `${last}까지`;
    },
    states: {
      open: '진행 중',
      'not-yet': '시작 전',
      over: '끝남',
      archived: '보관됨',
      closed: '수업 시간 아님',
      paused: '일시 중지',
    },
  },
});
