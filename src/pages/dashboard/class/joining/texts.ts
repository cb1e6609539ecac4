import { defineTexts } from '../../../../language/texts.ts';

/** The part of a class's page about joining. */
export const JOINING = defineTexts({
  en: {
    title: 'Joining by code',
    closed: 'The code is closed: no one can join by it.',
    over: 'The class is over, so no one can join it.',
    open: (places: number) =>
      places === 1 ? 'One more student can join by the code.' : `${places} more students can join by the code.`,
    openOfRoster: (places: number) =>
      `Students of the roster claim their own place with name and number or e-mail. Anybody else waits for your approval; ${places === 1 ? 'one of them' : `${places} of them`} can become new students.`,
    openApprove: (places: number) =>
      `Everybody waits for your approval; ${places === 1 ? 'one' : `${places}`} can become new ${places === 1 ? 'student' : 'students'}.`,
    counts: (joined: number, students: number) =>
      `${joined} of ${students} ${students === 1 ? 'student' : 'students'} joined: they have an API token.`,
    waiting: (requests: number) =>
      requests === 1 ? 'One person waits for your approval.' : `${requests} people wait for your approval.`,
    toRequests: 'Look at the join requests',
    link: 'Link for the students',
    linkUse: 'Give them this link. Each enters a name, gets an API token and appears in the list above.',
    qr: 'QR code of the join link',
    projector: 'Show on the projector',
    chatMessage: 'Message for the class chat',
    chatMessageUse: 'Copy it and paste it into the chat of the class, such as KakaoTalk.',
    code: 'Join code',
    places: 'How many more may join',
    placesHint: 'Each of them gets a budget of their own. When the last place is taken, the code closes.',
    placesHintOfRoster:
      'New students only: those of the roster have a budget already, and take no place. After the last place the code closes for everybody.',
    approveEach: 'I approve everybody before they get an API token',
    openIt: 'Open for joining',
    change: 'Change or close',
    save: 'Save',
    close: 'Close now',
    renewCode: 'New join code',
    renewCodeMeans: 'The class gets a new code. The current code and its link stop working.',
    renewCodeAct: 'Replace the code',
  },
  ko: {
    title: '코드로 참여',
    closed: '지금은 코드로 참여할 수 없어요.',
    over: '수업이 끝난 반이라 참여할 수 없어요.',
    open: (places) => `${places}명이 더 참여할 수 있어요.`,
    openOfRoster: (places) =>
      `명단에 있는 학생은 이름과 학번(또는 이메일)을 적으면 바로 참여해요. 그 밖의 사람은 승인을 기다리고, 새 학생은 ${places}명까지 승인할 수 있어요.`,
    openApprove: (places) => `모두 승인을 기다려요. 새 학생은 ${places}명까지 승인할 수 있어요.`,
    counts: (joined, students) => `학생 ${students}명 가운데 ${joined}명이 참여해서 API 토큰을 받았어요.`,
    waiting: (requests) => `${requests}명이 승인을 기다리고 있어요.`,
    toRequests: '참여 신청 보기',
    link: '학생에게 줄 링크',
    linkUse: '이 링크를 알려 주면 학생이 이름을 적고 자기 토큰을 받아요. 참여한 학생은 위 목록에 나와요.',
    qr: '참여 링크의 QR 코드',
    projector: '큰 화면에 띄우기',
    chatMessage: '단체 채팅방에 보낼 글',
    chatMessageUse: '복사해서 카카오톡 같은 단체 채팅방에 붙여 넣으세요.',
    code: '참여 코드',
    places: '더 참여할 수 있는 학생 수',
    placesHint: '학생마다 예산이 따로 생겨요. 인원이 다 차면 코드로는 더 참여할 수 없어요.',
    placesHintOfRoster:
      '새 학생만 세요. 명단에 있는 학생은 이미 예산이 있어서 인원이 줄지 않아요. 인원이 다 차면 코드로는 아무도 참여할 수 없어요.',
    approveEach: '한 명씩 승인한 뒤에 API 토큰 주기',
    openIt: '참여 열기',
    change: '인원 수정·닫기',
    save: '저장',
    close: '지금 참여 닫기',
    renewCode: '참여 코드 교체',
    renewCodeMeans: '반에 새 코드가 생기고, 지금 코드와 링크로는 더 이상 참여할 수 없어요.',
    renewCodeAct: '새 코드로 교체',
  },
});
