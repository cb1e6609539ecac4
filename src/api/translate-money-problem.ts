import type { MoneyRequestProblem } from '../admin/money-request-problem.ts';
import { formatUsd } from '../ledger/money.ts';
import { type ApiError, conflict, invalidValue, notFound } from './api-error.ts';
import { formatInstant } from './instants.ts';

/** translateAdminError() for students who ask for more money. */
export function translateMoneyProblem(problem: MoneyRequestProblem, param: string | null): ApiError {
  switch (problem.code) {
    case 'reason_missing':
      return invalidValue(param ?? '', { en: `${param} is missing.`, ko: `${param} 값이 없습니다.` });
    case 'request_amount_out_of_range': {
      const max = formatUsd(problem.max);
      return invalidValue(param ?? '', {
        en: `${param} must be above 0 and at most ${max} USD.`,
        ko: `${param} 값은 0보다 크고 ${max}달러 이하여야 합니다.`,
      });
    }
    case 'money_requests_off':
      return conflict({ en: 'The class takes no requests for money.', ko: '예산 요청을 받지 않는 반입니다.' }, param);
    case 'student_suspended':
      return conflict({ en: 'The student is suspended.', ko: '정지된 학생입니다.' }, param);
    case 'money_request_too_soon': {
      const at = formatInstant(problem.nextAt);
      return conflict(
        {
          en: `The student can send another request for money from ${at}.`,
          ko: `이 학생은 ${at}부터 다시 요청할 수 있습니다.`,
        },
        param,
      );
    }
    case 'money_request_not_found':
      return notFound(
        {
          en: `No request for money ${problem.id} waits: it was answered, it has lapsed, or its student was removed.`,
          ko: `답을 기다리는 예산 요청이 아닙니다(${problem.id}번). 이미 답했거나 기한이 지났거나 학생이 삭제되었습니다.`,
        },
        param,
      );
    case 'top_up_after_class':
      return invalidValue(param ?? '', {
        en: `${param} cannot be after the last day of the class, ${problem.endsOn}: calls end then.`,
        ko: `${param} 값은 반의 종료일(${problem.endsOn})보다 늦을 수 없습니다. 그날까지만 호출할 수 있습니다.`,
      });
  }
}
