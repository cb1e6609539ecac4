import type { JoinProblem } from '../../../admin/join-problem.ts';
import { defineTexts } from '../../../language/texts.ts';

type JoinProblemTexts = {
  readonly [Code in JoinProblem['code']]: (problem: Extract<JoinProblem, { readonly code: Code }>) => string;
};

/** The part of PROBLEMS about joining a class. */
export const JOIN_PROBLEMS = defineTexts({
  en: {
    unknown_code: () => 'No class has this join code.',
    class_over: () => 'The class is over.',
    no_place: () => 'No more students can join by the code. Open more places first.',
    name_taken: () => 'The class already has a student with this name.',
    identity_missing: () => 'Enter a student number or e-mail address.',
    requests_full: () => 'Too many join requests wait. Approve or decline some first.',
    place_promised: ({ name }) =>
      `The request of ${name} was approved as this student, and the API token is not fetched yet. Decline that one first, or choose somebody else.`,
    approval_unclear: () => 'Choose whom the request means.',
    join_request_not_found: () => 'This request was answered, replaced by a newer one, or has expired.',
  } satisfies JoinProblemTexts,
  ko: {
    unknown_code: () => '이 참여 코드를 쓰는 반이 없어요.',
    class_over: () => '수업이 끝난 반이에요.',
    no_place: () => '코드로는 더 참여할 수 없어요. 먼저 참여 인원을 늘려 주세요.',
    name_taken: () => '같은 이름의 학생이 이미 반에 있어요.',
    identity_missing: () => '학번이나 이메일을 적어 주세요.',
    requests_full: () => '기다리는 참여 신청이 너무 많아요. 먼저 몇 건을 승인하거나 거절해 주세요.',
    place_promised: ({ name }) =>
      `이 학생으로 승인한 신청이 이미 있고 아직 토큰을 받지 않았어요. 신청한 이름: ${name}. 그 신청을 먼저 거절하거나 다른 학생을 골라 주세요.`,
    approval_unclear: () => '누구로 승인할지 골라 주세요.',
    join_request_not_found: () => '이미 처리했거나 새 신청으로 바뀌었거나 기한이 지난 신청이에요.',
  },
});
