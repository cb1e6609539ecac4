import type { FieldPath } from '../admin/admin-error.ts';
import type { LessonProblem } from '../admin/lesson-problem.ts';
import type { Texts } from '../language/texts.ts';
import { hoursText } from '../language/weekly-hours.ts';
import { type ApiError, conflict, invalidValue, notFound } from './api-error.ts';
import { jsonPath } from './json-path.ts';

/** translateAdminError() for when a class is open. */
export function translateLessonProblem(problem: LessonProblem, path: FieldPath): ApiError {
  const param = jsonPath(path);
  const invalid = (texts: Texts<string>) => invalidValue(param ?? '', texts);
  switch (problem.code) {
    case 'lesson_time_invalid':
      return invalid({
        en: `${param} must be a time from 00:00 to 24:00, written HH:MM.`,
        ko: `${param} 값은 00:00부터 24:00까지의 시각을 HH:MM으로 적어야 합니다.`,
      });
    case 'lesson_ends_early':
      return invalid({
        en: 'A lesson ends after it begins, on the same day. For one that goes on after midnight, enter two: until 24:00, and from 00:00.',
        ko: '수업은 시작한 날에 시작보다 늦게 끝나야 합니다. 자정을 넘기는 수업은 24:00까지와 00:00부터로 나누어 적으세요.',
      });
    case 'lessons_overlap':
      return invalid({
        en: `This lesson overlaps with the one at ${hoursText(problem.other, 'en')} on the same day.`,
        ko: `같은 날 ${hoursText(problem.other, 'ko')} 수업과 겹칩니다.`,
      });
    case 'too_many_weekly_hours':
      return invalid({
        en: `A week can have at most ${problem.max} lessons.`,
        ko: `매주 하는 수업은 ${problem.max}개까지 정할 수 있습니다.`,
      });
    case 'too_many_sessions':
      return conflict(
        {
          en: `A class can have at most ${problem.max} single lessons ahead. Remove some, or use weekly_hours.`,
          ko: `따로 여는 수업은 ${problem.max}개까지 정할 수 있습니다. 몇 개를 삭제하거나 weekly_hours를 쓰세요.`,
        },
        param,
      );
    case 'session_skipped':
      return invalid({
        en: 'Clocks are turned forward over this lesson on that day. Choose another time.',
        ko: '그날은 서머타임이 시작되면서 이 시간이 없습니다. 다른 시간을 고르세요.',
      });
    case 'session_past':
      return invalid({ en: 'This lesson is over already.', ko: '이미 지난 수업입니다.' });
    case 'session_not_found':
      return notFound(
        {
          en: 'The class has no such lesson ahead. lesson_sessions of GET /api/classes/{id} lists them.',
          ko: '그런 수업이 없습니다. GET /api/classes/{id}의 lesson_sessions에 목록이 있습니다.',
        },
        param,
      );
    case 'outside_term':
      return conflict(
        {
          en: `The class lasts ${termText(problem, 'from', 'until')}. Change its dates first.`,
          ko: `반의 기간(${problem.startsOn ?? ''}~${problem.endsOn ?? ''})을 벗어났습니다. 먼저 반의 날짜를 바꾸세요.`,
        },
        param,
      );
    case 'minutes_out_of_range':
      return invalid({
        en: `minutes must be a whole number from 1 to ${problem.max}.`,
        ko: `minutes 값은 1부터 ${problem.max}까지의 정수여야 합니다.`,
      });
    case 'class_always_open':
      return conflict(
        {
          en: 'The class is always open. Set opening to lessons first; to stop its calls, pause it.',
          ko: '항상 열려 있는 반입니다. 먼저 opening을 lessons로 바꾸세요. 호출을 막으려면 일시 중지하세요.',
        },
        param,
      );
    case 'class_paused':
      return conflict(
        { en: 'The class is paused. Resume it first.', ko: '일시 중지된 반입니다. 먼저 다시 시작하세요.' },
        param,
      );
  }
}

function termText(
  { startsOn, endsOn }: Extract<LessonProblem, { code: 'outside_term' }>,
  from: string,
  until: string,
): string {
  return [startsOn === null ? '' : `${from} ${startsOn}`, endsOn === null ? '' : `${until} ${endsOn}`].join(' ').trim();
}
