import type { MoneyRequestProblem } from '../../../admin/money-request-problem.ts';
import { defineTexts } from '../../../language/texts.ts';
import { formatUsd } from '../../../ledger/money.ts';

type MoneyProblemTexts = {
  readonly [Code in MoneyRequestProblem['code']]: (
    problem: Extract<MoneyRequestProblem, { readonly code: Code }>,
  ) => string;
};

/** The part of PROBLEMS about requests for more money. */
export const MONEY_PROBLEMS = defineTexts({
  en: {
    reason_missing: () => 'Write in a few words what you need it for.',
    request_amount_out_of_range: ({ max }) => `Enter an amount above zero, at most $${formatUsd(max)}.`,
    money_requests_off: () => 'This class takes no requests for money.',
    student_suspended: () => 'This student is suspended.',
    money_request_too_soon: () => 'Another request cannot be sent yet.',
    money_request_not_found: () =>
      'This request was answered already, has lapsed, or its student was removed. Nothing was added.',
    top_up_after_class: ({ endsOn }) =>
      `The class ends on ${endsOn}, and calls with it. Choose that day or an earlier one.`,
  } satisfies MoneyProblemTexts,
  ko: {
    reason_missing: () => '어디에 쓰려는지 짧게 적어 주세요.',
    request_amount_out_of_range: ({ max }) => `0보다 크고 $${formatUsd(max)} 이하인 금액을 적어 주세요.`,
    money_requests_off: () => '예산 요청을 받지 않는 반이에요.',
    student_suspended: () => '정지된 학생이에요.',
    money_request_too_soon: () => '아직 새로 요청할 수 없어요.',
    money_request_not_found: () => '이미 답했거나 기한이 지났거나 학생이 삭제된 요청이에요. 추가된 예산은 없어요.',
    top_up_after_class: ({ endsOn }) => `수업이 ${endsOn}에 끝나요. 그날이나 그 전 날짜를 골라 주세요.`,
  },
});
