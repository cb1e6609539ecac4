import { defineTexts } from '../web/texts.ts';

/** The page of a browser that waits for the owner. */
export const WAITING = defineTexts({
  en: {
    pageHeading: 'Joining a class',
    title: 'Your teacher will approve you',
    lead: (className: string) => `You asked to join ${className}. Your teacher has to approve it.`,
    howLong:
      'Leave this page open, or come back to it in this browser: your API token appears here after the approval. Tell your teacher that you are waiting.',
    name: 'Name',
    identity: 'Student number or e-mail',
    asked: 'Asked',
    until: 'Waits until',
    checkAgain: 'Check again',
    wrong: 'Something wrong? Enter your name again',
    approvedTitle: 'Your teacher approved you',
    approvedLead: 'Your API token is ready. It is shown only once: have a place for it, where nobody else can see it.',
    collect: 'Show my API token',
    declinedTitle: 'Your teacher declined the request',
    declinedLead: (className: string) => `You cannot join ${className} with this request. Ask your teacher why.`,
    again: 'Ask again',
    goneTitle: 'No request waits in this browser',
    goneLead:
      'It was answered already, it expired, or somebody asked again with the same name from another browser. If that was not you, tell your teacher. Otherwise ask again with the code of your class.',
    join: 'Join a class',
  },
  ko: {
    pageHeading: '반에 참여하기',
    title: '선생님의 승인을 기다리고 있어요',
    lead: (className) => `참여하려는 반: ${className}. 선생님께서 승인하시면 참여할 수 있어요.`,
    howLong:
      '이 페이지를 열어 두거나 이 브라우저로 나중에 다시 오세요. 승인되면 여기에서 API 토큰을 받을 수 있어요. 선생님께 기다리고 있다고 말씀드리세요.',
    name: '이름',
    identity: '학번 또는 이메일',
    asked: '신청한 때',
    until: '기다리는 기한',
    checkAgain: '다시 확인하기',
    wrong: '잘못 적었다면 다시 적어 주세요',
    approvedTitle: '선생님께서 승인하셨어요',
    approvedLead: 'API 토큰을 받을 수 있어요. 한 번만 보이니, 남이 볼 수 없는 곳에 적어 둘 준비를 하세요.',
    collect: '내 API 토큰 보기',
    declinedTitle: '선생님께서 승인하지 않으셨어요',
    declinedLead: (className) => `참여하려던 반: ${className}. 이유는 선생님께 여쭤보세요.`,
    again: '다시 신청하기',
    goneTitle: '이 브라우저에는 기다리는 신청이 없어요',
    goneLead:
      '이미 처리되었거나 기한이 지났어요. 다른 브라우저에서 같은 이름으로 다시 신청했을 수도 있어요. 내가 한 일이 아니라면 선생님께 말씀드리고, 아니면 반의 참여 코드로 다시 신청하세요.',
    join: '반에 참여하기',
  },
});
