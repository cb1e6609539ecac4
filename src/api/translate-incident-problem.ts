import type { AdminProblem } from '../admin/admin-error.ts';
import { formatUsd } from '../ledger/money.ts';
import { type ApiError, conflict, invalidValue, notFound } from './api-error.ts';
import { formatInstant } from './instants.ts';

type IncidentProblem = Extract<
  AdminProblem,
  {
    readonly code:
      | 'refund_zero'
      | 'refund_without_call'
      | 'refund_complete'
      | 'refund_too_large'
      | 'crash_not_found'
      | 'crash_changed'
      | 'incident_not_found';
  }
>;

/** Says with what the API answers each problem of incidents, in every language. */
export function translateIncidentProblem(problem: IncidentProblem, param: string | null): ApiError {
  switch (problem.code) {
    case 'refund_zero':
      return invalidValue(param ?? '', {
        en: `${param} must be above zero; close the incident instead.`,
        ko: `${param} 값은 0보다 커야 합니다. 환불하지 않으려면 처리 완료로 하세요.`,
      });
    case 'refund_without_call':
      return conflict(
        {
          en: 'this incident is not about a call: there is nothing to refund',
          ko: '호출에 관한 일이 아니어서 환불할 금액이 없습니다.',
        },
        param,
      );
    case 'refund_complete':
      return conflict({ en: 'this call was already refunded in full', ko: '이 호출은 이미 모두 환불했습니다.' }, param);
    case 'refund_too_large':
      return conflict(
        {
          en: `of this call's cost, ${formatUsd(problem.left)} USD can still be refunded`,
          ko: `이 호출에서 더 환불할 수 있는 금액은 ${formatUsd(problem.left)}달러입니다.`,
        },
        param,
      );
    case 'crash_not_found':
      return notFound(
        {
          en: `No crash that interrupted calls was found at ${formatInstant(problem.crashAt)}. See crash_at of GET /api/incidents.`,
          ko: `${formatInstant(problem.crashAt)}에 호출이 끊긴 비정상 종료가 없습니다. GET /api/incidents의 crash_at을 확인하세요.`,
        },
        'crash_at',
      );
    case 'crash_changed':
      return conflict(
        {
          en: `Some incidents of the crash were decided meanwhile, so nothing was changed: ${problem.open} are open now, and ${formatUsd(problem.refundable)} USD can be refunded.`,
          ko: `그사이 일부를 처리해서 아무것도 바꾸지 않았습니다. 지금 처리 전인 것은 ${problem.open}건이고 환불할 수 있는 금액은 ${formatUsd(problem.refundable)}달러입니다.`,
        },
        'expected',
      );
    case 'incident_not_found':
      return notFound({ en: `there is no incident ${problem.id}`, ko: `확인할 일 ${problem.id}번은 없습니다.` }, param);
  }
}
