import type { AdminProblem } from '../admin/admin-error.ts';
import type { Texts } from '../language/texts.ts';
import { type ApiError, conflict, invalidValue } from './api-error.ts';

type TermCode = 'wallet_term' | 'term_without_end' | 'loses_end' | 'moves_term_budget';

/** translateAdminError() for budgets of a term. */
export function translateTermProblem(
  problem: Extract<AdminProblem, { readonly code: TermCode }>,
  param: string | null,
): ApiError {
  const invalid = (texts: Texts<string>) => invalidValue(param ?? '', texts);
  switch (problem.code) {
    case 'wallet_term':
      return invalid({
        en: 'The wallet has no term. Use day, week, month or total.',
        ko: '지갑에는 학기가 없습니다. day, week, month, total 중에서 고르세요.',
      });
    case 'term_without_end':
      return invalid({
        en: 'A term budget needs a class with an ends_on date. Give the class one, or use the period total.',
        ko: '학기(term) 예산을 쓰려면 반에 종료일(ends_on)이 있어야 합니다. 종료일을 정하거나 기간을 total로 하세요.',
      });
    case 'loses_end':
      return conflict(
        {
          en: `ends_on cannot be null while ${termHolder(problem)} has a term budget. Remove that budget first, or keep a date.`,
          ko: `${problem.studentId === null ? '반' : `학생 ${problem.studentId}번`}에 학기 예산이 있어서 ends_on을 비울 수 없습니다. 그 예산을 먼저 삭제하거나 종료일을 두세요.`,
        },
        param,
      );
    case 'moves_term_budget':
      return conflict(
        {
          en: 'The student has a term budget, and there is no ends_on date there. Remove that budget first.',
          ko: '이 학생에게 학기 예산이 있는데 옮길 곳에는 종료일(ends_on)이 없습니다. 그 예산을 먼저 삭제하세요.',
        },
        param,
      );
  }
}

function termHolder({ studentId }: Extract<AdminProblem, { code: 'loses_end' }>): string {
  return studentId === null ? 'the class' : `student ${studentId}`;
}
