import { defineTexts } from '../web/texts.ts';

/** What a page says after a form did its work: `?done=key`, from this closed list, never free text. */
export const NOTICES = defineTexts({
  en: {
    signed_out: 'You are signed out.',
    signed_out_everywhere: 'You are signed out in every browser.',
    student_added: 'Student added. Next, issue an API token for calls.',
    students_added: 'Students added. Each needs an API token for calls.',
    student_changed: 'Changes saved.',
    student_suspended: 'Student suspended. Every call is refused from now on.',
    student_resumed: 'Student resumed. Calls work again.',
    student_removed: 'Student removed. The API tokens are revoked; the records stay.',
    limit_set: 'Budget set. It applies from the next call on.',
    limit_removed: 'Budget removed.',
    token_revoked: 'API token revoked. Calls with it are refused from now on.',
    incident_refunded: 'Refunded to the budgets. The incident is closed.',
    incident_closed: 'Incident closed.',
    crash_refunded: 'Refunded to the budgets. All incidents of the crash are closed.',
    crash_closed: 'All incidents of the crash are closed.',
    class_added: 'Class created. Next, add its students.',
    class_changed: 'Saved.',
    class_removed: 'Class removed.',
    join_code_renewed: 'The class has a new join code.',
    joining_open: 'Students can join now. Give them the link or the code.',
    joining_closed: 'Joining by code is closed.',
    bulk_done: 'Done.',
    roster_applied: 'Roster imported. Each new student needs an API token for calls.',
    models_changed: 'Models saved. They count from the next call on.',
    models_reset: 'The values of the environment count again, from the next call on.',
    model_served: 'This name is served from the next call on.',
    time_zone_changed: 'Time zone saved. Your reports follow it from now on.',
  },
  ko: {
    signed_out: '로그아웃했어요.',
    signed_out_everywhere: '모든 브라우저에서 로그아웃했어요.',
    models_changed: '모델을 저장했어요. 다음 호출부터 적용돼요.',
    models_reset: '다음 호출부터 환경 변수의 값을 써요.',
    model_served: '다음 호출부터 이 이름을 쓸 수 있어요.',
    student_added: '학생을 추가했어요. 이제 호출에 쓸 API 토큰을 발급해 주세요.',
    students_added: '학생들을 추가했어요. 이제 학생마다 호출에 쓸 API 토큰을 발급해 주세요.',
    student_changed: '바뀐 내용을 저장했어요.',
    student_suspended: '학생을 정지했어요. 지금부터 모든 호출이 거절돼요.',
    student_resumed: '학생의 정지를 해제했어요. 이제 다시 호출할 수 있어요.',
    student_removed: '학생을 삭제했어요. API 토큰은 폐기되었고 기록은 남아 있어요.',
    limit_set: '예산을 정했어요. 다음 호출부터 적용돼요.',
    limit_removed: '예산을 삭제했어요.',
    token_revoked: 'API 토큰을 폐기했어요. 이 토큰을 쓰는 호출은 지금부터 거절돼요.',
    incident_refunded: '예산으로 환불하고 처리를 마쳤어요.',
    incident_closed: '처리를 마쳤어요.',
    crash_refunded: '예산으로 모두 환불하고 처리를 마쳤어요.',
    crash_closed: '비정상 종료로 끊긴 호출을 모두 처리했어요.',
    class_added: '반을 만들었어요. 이제 학생을 추가해 주세요.',
    class_changed: '저장했어요.',
    class_removed: '반을 삭제했어요.',
    join_code_renewed: '참여 코드를 새 코드로 교체했어요.',
    joining_open: '이제 학생이 참여할 수 있어요. 링크나 코드를 알려 주세요.',
    joining_closed: '이제 코드로는 참여할 수 없어요.',
    bulk_done: '모두 바꿨어요.',
    roster_applied: '명단을 넣었어요. 새 학생에게는 API 토큰을 발급해 주세요.',
    time_zone_changed: '시간대를 저장했어요. 이제부터 화면과 보고서가 이 시간대를 따라요.',
  },
});

export type NoticeKey = keyof (typeof NOTICES)['en'];

export function isNoticeKey(text: string | null): text is NoticeKey {
  return text !== null && Object.hasOwn(NOTICES.en, text);
}
