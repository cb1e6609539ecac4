import type { Opening } from '../../../access/lessons.ts';
import { defineTexts } from '../../../language/texts.ts';

/** The part of AUDIT about when a class is open. */
export const LESSON_AUDIT = defineTexts({
  en: {
    actions: {
      'class.add_session': 'Single lesson added',
      'class.remove_session': 'Single lesson removed',
      'class.open': 'Class opened for some minutes',
      'class.close': 'Lesson ended early',
      'class.pause': 'Class paused',
      'class.resume': 'Class resumed',
    },
    fields: {
      opening: 'Open',
      weeklyHours: 'Weekly lessons',
      lessonSessions: 'Single lessons',
      openedUntil: 'Open until',
      closedUntil: 'Closed until',
      pausedAt: 'Paused',
    },
    openings: { always: 'always', lessons: 'in lessons only' } satisfies Record<Opening, string>,
  },
  ko: {
    actions: {
      'class.add_session': '따로 여는 수업 추가',
      'class.remove_session': '따로 여는 수업 삭제',
      'class.open': '반 지금 열기',
      'class.close': '수업 일찍 끝내기',
      'class.pause': '반 일시 중지',
      'class.resume': '반 다시 시작',
    },
    fields: {
      opening: '여는 때',
      weeklyHours: '매주 하는 수업',
      lessonSessions: '따로 여는 수업',
      openedUntil: '열리는 시간의 끝',
      closedUntil: '닫히는 시간의 끝',
      pausedAt: '일시 중지한 때',
    },
    openings: { always: '항상', lessons: '수업 시간에만' },
  },
});
