import { defineTexts } from '../../../../language/texts.ts';

/** What the whole class sees on the projector. */
export const PROJECTOR = defineTexts({
  en: {
    title: (className: string) => `Join ${className}`,
    scan: 'Scan the QR code, or open',
    enterCode: 'and enter the code',
    qr: 'QR code of the join link',
    joined: 'joined',
    joinedOf: (joined: number, students: number) => `${joined} of ${students}`,
    waiting: 'wait for approval',
    closed: 'Joining is closed right now.',
    over: 'This class has ended.',
    back: 'Back to the class',
    again: 'Refresh',
  },
  ko: {
    title: (className) => `${className} 참여하기`,
    scan: 'QR 코드를 찍거나 이 주소를 여세요',
    enterCode: '참여 코드',
    qr: '참여 링크의 QR 코드',
    joined: '참여',
    joinedOf: (joined, students) => `${joined}/${students}명`,
    waiting: '승인 대기',
    closed: '지금은 참여할 수 없어요.',
    over: '수업이 끝난 반이에요.',
    back: '반으로 돌아가기',
    again: '새로 고침',
  },
});
