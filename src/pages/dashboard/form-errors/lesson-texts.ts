import type { LessonProblem } from '../../../admin/lesson-problem.ts';
import { defineTexts } from '../../../language/texts.ts';
import { hoursText } from '../../../language/weekly-hours.ts';

type LessonProblemTexts = {
  readonly [Code in LessonProblem['code']]: (problem: Extract<LessonProblem, { readonly code: Code }>) => string;
};

/** The part of PROBLEMS about when a class is open. */
export const LESSON_PROBLEMS = defineTexts({
  en: {
    lesson_time_invalid: () => 'Enter a time from 00:00 to 24:00, such as 10:00.',
    lesson_ends_early: () =>
      'A lesson ends after it begins, on the same day. For one that goes on after midnight, enter two: until 24:00, and from 00:00.',
    lessons_overlap: ({ other }) => `This overlaps with ${hoursText(other, 'en')} on the same day.`,
    too_many_weekly_hours: ({ max }) => `A week can have at most ${max} lessons.`,
    too_many_sessions: ({ max }) => `There can be at most ${max} single lessons ahead. Remove some first.`,
    session_skipped: () => 'Clocks are turned forward over this lesson on that day. Choose another time.',
    session_past: () => 'This lesson is over already. Choose a later time.',
    session_not_found: () => 'This lesson is over, or was removed.',
    outside_term: () => 'This is outside the first and last day of the class. Change those days first.',
    minutes_out_of_range: ({ max }) => `Enter a whole number of minutes from 1 to ${max}.`,
    class_always_open: () => 'The class is always open. Choose to open it in its lessons only first.',
    class_paused: () => 'The class is paused. Resume it first.',
  } satisfies LessonProblemTexts,
  ko: {
    lesson_time_invalid: () => '00:00부터 24:00까지의 시각을 10:00처럼 적어 주세요.',
    lesson_ends_early: () =>
      '수업은 시작한 날에 시작보다 늦게 끝나야 해요. 자정을 넘기는 수업은 24:00까지와 00:00부터로 나누어 적어 주세요.',
    lessons_overlap: ({ other }) => `같은 날 ${hoursText(other, 'ko')} 수업과 겹쳐요.`,
    too_many_weekly_hours: ({ max }) => `매주 하는 수업은 ${max}개까지 정할 수 있어요.`,
    too_many_sessions: ({ max }) => `따로 여는 수업은 ${max}개까지 정할 수 있어요. 먼저 몇 개를 삭제해 주세요.`,
    session_skipped: () => '그날은 서머타임이 시작되면서 이 시간이 없어요. 다른 시간을 골라 주세요.',
    session_past: () => '이미 지난 시간이에요. 더 나중 시간을 골라 주세요.',
    session_not_found: () => '이미 끝났거나 삭제한 수업이에요.',
    outside_term: () => '반의 시작일과 종료일을 벗어났어요. 먼저 반의 날짜를 바꿔 주세요.',
    minutes_out_of_range: ({ max }) => `1분부터 ${max}분까지 정수로 적어 주세요.`,
    class_always_open: () => '항상 열려 있는 반이에요. 먼저 수업 시간에만 열도록 바꿔 주세요.',
    class_paused: () => '일시 중지된 반이에요. 먼저 다시 시작해 주세요.',
  },
});
