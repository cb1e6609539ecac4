import type { JoinProblem } from '../admin/join-problem.ts';
import { type ApiError, conflict, invalidValue, notFound } from './api-error.ts';

export function translateJoinProblem(problem: JoinProblem, param: string | null): ApiError {
  switch (problem.code) {
    case 'unknown_code':
      return notFound(
        { en: 'There is no class with this join code.', ko: '이 참여 코드를 쓰는 반이 없습니다.' },
        param,
      );
    case 'class_over':
      return conflict({ en: 'The term of the class is over.', ko: '수업이 끝난 반입니다.' }, param);
    case 'no_place':
      return conflict(
        {
          en: 'The class has no free places. Raise join_places first.',
          ko: '더 참여할 수 없는 반입니다. 먼저 join_places를 늘리세요.',
        },
        param,
      );
    case 'name_taken':
      return conflict(
        { en: 'A student of the class has this name.', ko: '같은 이름의 학생이 이미 반에 있습니다.' },
        param,
      );
    case 'identity_missing':
      return invalidValue(param ?? '', {
        en: 'Name a student number or e-mail address.',
        ko: '학번이나 이메일 주소가 있어야 합니다.',
      });
    case 'requests_full':
      return conflict(
        {
          en: 'Too many join requests wait for the class. Approve or decline some first.',
          ko: '기다리는 참여 신청이 너무 많습니다. 먼저 몇 건을 승인하거나 거절하세요.',
        },
        param,
      );
    case 'place_promised':
      return conflict(
        {
          en: `The request of ${problem.name} was approved as student ${problem.id}, and its API token is not fetched yet. Decline that request first, or choose another student.`,
          ko: `${problem.id}번 학생으로 승인한 신청이 이미 있고 아직 토큰을 받지 않았습니다. 신청한 이름: ${problem.name}. 그 신청을 먼저 거절하거나 다른 학생을 고르세요.`,
        },
        param,
      );
    case 'approval_unclear':
      return conflict(
        {
          en: `Nothing says for certain whom join request ${problem.id} means. Name a student_id, or null for a new student.`,
          ko: `${problem.id}번 참여 신청이 누구인지 확실하지 않습니다. student_id를 적거나, 새 학생이면 null을 적으세요.`,
        },
        param,
      );
    case 'join_request_not_found':
      return notFound(
        {
          en: `No join request ${problem.id} waits for this class: it was answered or replaced, or it has expired.`,
          ko: `이 반에는 기다리는 ${problem.id}번 참여 신청이 없습니다. 이미 처리했거나 새 신청으로 바뀌었거나 기한이 지났습니다.`,
        },
        param,
      );
  }
}
