import { defineTexts } from '../../../../language/texts.ts';

/** How long the old API token still works after it was replaced: the keys are seconds. */
export const GRACES = ['0', '3600', '86400', '604800'] as const;
type Grace = (typeof GRACES)[number];

/** The API tokens of a student, as the owner sees them. */
export const STUDENT_TOKENS = defineTexts({
  en: {
    title: 'API tokens',
    none: 'No API token works at the moment, so this student cannot call. Issue one and give it to the student.',
    issue: 'Issue a token',
    label: 'Label',
    labelHint: 'What it is for, such as “laptop”. Optional.',
    expires: 'Last day',
    expiresHint: 'Optional. It works through the end of that day.',
    token: 'Token',
    created: 'Issued',
    lastUsed: 'Last used',
    never: 'never',
    state: 'State',
    states: { works: 'works', stopping: 'being replaced', expired: 'expired', ended: 'revoked or replaced' },
    stopsOn: (moment: string) => `stops on ${moment}`,
    manage: 'Replace or revoke',
    /** For those who hear the link alone. */
    manageWhich: (prefix: string) => `Replace or revoke ${prefix}`,
    ended: (count: number) => `Tokens that no longer work: ${count}`,
    issuedTitle: 'Copy the API token now',
    issuedFor: 'This API token is for',
    shownOnce:
      'It is shown only once: the server keeps its hash. Reloading this page neither shows it again nor issues another.',
    baseUrl: 'Base URL',
    ready: 'Ready to use',
    done: 'I have copied it',
    usedTitle: 'This form was already used',
    usedWhat:
      'A token has been issued with it, or in another window. A token is shown only once, and no other was issued now. If it was lost, revoke it and issue a new one.',
    toStudent: 'Back to the student',
    replace: 'Replace it',
    replaceWhat:
      'If it may have leaked, replace it. The new token has the same label and last day. Budgets and records stay the same.',
    grace: 'The old one stops',
    graces: { '0': 'now', '3600': 'in an hour', '86400': 'in a day', '604800': 'in a week' } satisfies Record<
      Grace,
      string
    >,
    replaceAct: 'Replace and show the new one',
    revoke: 'Revoke it',
    revokeWhat: 'Every program that uses this token is refused from now on. This cannot be undone.',
    revokeAct: 'Revoke this token',
    noLongerWorks: 'This token no longer works. Issue a new one instead.',
  },
  ko: {
    title: 'API 토큰',
    none: '지금 쓸 수 있는 API 토큰이 없어서 이 학생은 호출할 수 없어요. 토큰을 발급해 학생에게 전해 주세요.',
    issue: '토큰 발급',
    label: '용도',
    labelHint: '“내 노트북 컴퓨터”처럼 어디에 쓰는지 적어 두세요. 적지 않아도 돼요.',
    expires: '만료일',
    expiresHint: '비워 두어도 돼요. 정하면 그날이 끝날 때까지 쓸 수 있어요.',
    token: '토큰',
    created: '발급',
    lastUsed: '마지막 사용',
    never: '없음',
    state: '상태',
    states: { works: '사용 가능', stopping: '교체 중', expired: '만료됨', ended: '폐기 또는 교체됨' },
    stopsOn: (moment) => `${moment}에 만료`,
    manage: '교체·폐기',
    manageWhich: (prefix) => `${prefix} 교체·폐기`,
    ended: (count) => `더는 쓸 수 없는 토큰 ${count}개`,
    issuedTitle: '지금 API 토큰을 복사하세요',
    issuedFor: '이 API 토큰을 쓸 학생',
    shownOnce:
      '토큰은 지금 한 번만 보여 드리고 서버에는 해시만 남아요. 새로 고침해도 다시 보이지 않고, 새 토큰이 발급되지도 않아요.',
    baseUrl: '주소(base_url)',
    ready: '바로 쓰는 코드',
    done: '복사했어요',
    usedTitle: '이미 처리된 요청이에요',
    usedWhat:
      '이미 토큰이 발급되었어요. 토큰은 다시 볼 수 없고, 이번에는 새로 발급하지 않았어요. 잃어버렸다면 폐기하고 새로 발급해 주세요.',
    toStudent: '학생 페이지로',
    replace: '교체하기',
    replaceWhat: '유출되었을 수 있다면 새 토큰으로 교체해 주세요. 용도와 만료일, 예산과 기록은 그대로예요.',
    grace: '이전 토큰이 만료되는 때',
    graces: { '0': '지금 바로', '3600': '한 시간 뒤', '86400': '하루 뒤', '604800': '일주일 뒤' },
    replaceAct: '교체하고 새 토큰 보기',
    revoke: '폐기하기',
    revokeWhat: '이 토큰을 쓰는 프로그램은 지금부터 모두 거절돼요. 되돌릴 수 없어요.',
    revokeAct: '이 토큰 폐기',
    noLongerWorks: '더는 쓸 수 없는 토큰이에요. 새로 발급해 주세요.',
  },
});
