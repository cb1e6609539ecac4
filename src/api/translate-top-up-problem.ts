import type { AdminProblem } from '../admin/admin-error.ts';
import { type ApiError, conflict, invalidValue, notFound } from './api-error.ts';

type TopUpProblem = Extract<
  AdminProblem,
  { readonly code: 'top_up_zero' | 'top_up_too_long' | 'too_many_top_ups' | 'top_up_not_found' }
>;

/** Says with what the API answers each problem of top-ups, in every language. */
export function translateTopUpProblem(problem: TopUpProblem, param: string | null): ApiError {
  switch (problem.code) {
    case 'top_up_zero':
      return invalidValue(param ?? '', {
        en: `${param} must be above zero.`,
        ko: `${param} 값은 0보다 커야 합니다.`,
      });
    case 'top_up_too_long':
      return invalidValue(param ?? '', {
        en: `${param} must be within ${problem.maxDays} days.`,
        ko: `${param} 값은 ${problem.maxDays}일 안이어야 합니다.`,
      });
    case 'too_many_top_ups':
      return conflict(
        {
          en: `There are ${problem.max} top-ups already that are not over. Withdraw one first.`,
          ko: `끝나지 않은 추가 예산이 이미 ${problem.max}개 있습니다. 먼저 하나를 회수하세요.`,
        },
        param,
      );
    case 'top_up_not_found':
      return notFound({ en: `there is no top-up ${problem.id}`, ko: `${problem.id}번 추가 예산은 없습니다.` }, param);
  }
}
