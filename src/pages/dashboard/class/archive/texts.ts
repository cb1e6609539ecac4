import { defineTexts } from '../../../../language/texts.ts';

/** The end of a class, and its copy for the next term. */
export const ARCHIVE = defineTexts({
  en: {
    endOfTerm: 'End of term',
    endLead: 'An archived class is out of every list. Its records and budgets stay, and it can be reopened or copied.',
    archive: 'Archive the class',
    archiveTitle: (name: string) => `Archive ${name}`,
    whatStops: 'What changes',
    students: 'Students',
    tokens: 'API tokens that stop working',
    claimLinks: 'Claim links that stop working',
    joinRequests: 'Join requests that are closed',
    callsInFlight: 'Calls in flight, which are finished',
    archiveMeans:
      'Its students can no longer call, sign in or join, and are told that the class has ended. What was spent stays in the records. You can reopen it; API tokens then have to be issued anew.',
    archiveAct: 'Archive the class',
    archivedSince: (moment: string) => `This class was archived: ${moment}. Its students cannot call or join.`,
    reopen: 'Reopen the class',
    reopenMeans:
      'The class is back in the lists and gets a new join code. Its API tokens stay revoked: issue new ones to the students who have none.',
    reopenAct: 'Reopen the class',
    toArchived: 'Archived classes',
    copy: 'Copy for the next term',
    copyTitle: (name: string) => `Copy ${name} for the next term`,
    copyMeans:
      'The new class gets the budgets, models, rules, language, time zone and all other settings of this one, and none of its students. Where a budget is for the term, the last day is needed.',
    copyAct: 'Create the class',
  },
  ko: {
    endOfTerm: '학기 마치기',
    endLead: '보관한 반은 목록에서 사라져요. 기록과 예산은 남아 있고, 다시 열거나 복사할 수 있어요.',
    archive: '반 보관',
    archiveTitle: (name) => `반 보관: ${name}`,
    whatStops: '보관하면 달라지는 것',
    students: '학생',
    tokens: '폐기되는 API 토큰',
    claimLinks: '폐기되는 토큰 받기 링크',
    joinRequests: '더 처리하지 않는 참여 신청',
    callsInFlight: '진행 중인 호출(끝까지 처리돼요)',
    archiveMeans:
      '이 반 학생은 더는 호출하거나 로그인하거나 참여할 수 없고, 수업이 끝났다는 안내를 보게 돼요. 쓴 돈은 기록에 남아요. 나중에 다시 열 수 있지만 API 토큰은 새로 발급해야 해요.',
    archiveAct: '반 보관하기',
    archivedSince: (moment) => `${moment}에 보관한 반이에요. 학생은 호출하거나 참여할 수 없어요.`,
    reopen: '반 다시 열기',
    reopenMeans:
      '반이 목록에 다시 나오고 참여 코드가 새로 만들어져요. 폐기된 API 토큰은 다시 쓸 수 없으니, 학생들에게 새로 발급해 주세요.',
    reopenAct: '다시 열기',
    toArchived: '보관한 반',
    copy: '다음 학기용으로 복사',
    copyTitle: (name) => `다음 학기용으로 복사: ${name}`,
    copyMeans:
      '새 반에는 이 반의 예산, 모델, 규칙, 언어, 시간대 등 모든 설정이 복사되고, 학생은 복사되지 않아요. 학기 예산이 있으면 종료일을 꼭 적어 주세요.',
    copyAct: '반 만들기',
  },
});
