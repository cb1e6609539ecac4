import type { JoinError } from '../../store/joining.ts';
import { defineTexts } from '../web/texts.ts';

/** How a student joins a class. */
export const JOIN = defineTexts({
  en: {
    title: 'Join your class',
    lead: 'Enter the code from your teacher to get an API token of your own.',
    code: 'Join code',
    codeHint: 'Eight letters and digits, such as K7M2-Q9XP.',
    next: 'Next',
    titleOf: (className: string) => `Join ${className}`,
    leadOf: 'You get an API token and a budget of your own.',
    name: 'Your name',
    nameHint: 'The name that your teacher knows you by.',
    join: 'Join',
    otherCode: 'Not your class? Enter another code',
    haveToken: 'Already have a token? Sign in here',
    errors: {
      code: 'A join code has eight letters and digits, such as K7M2-Q9XP.',
      name: 'Enter your name: 1 to 200 characters on one line.',
      unknown_code: 'No class has this code. Check it, or ask your teacher for the current code.',
      class_over: 'This class has ended, so joining is closed. Ask your teacher.',
      no_place: 'Joining this class is closed right now. Ask your teacher to open it for you.',
      name_taken:
        'A student with this name is already in the class. If that is not you, add something to your name. If it is you and you lost your token, ask your teacher for a new one.',
    } satisfies Record<'code' | 'name' | JoinError, string>,
    isThatYou: 'That is me: open my wallet',
    joined: (className: string) => `You joined ${className}`,
  },
  ko: {
    title: '우리 반 참여하기',
    lead: '선생님께 받은 코드를 넣으면 내 API 토큰을 받을 수 있어요.',
    code: '참여 코드',
    codeHint: 'K7M2-Q9XP처럼 영문자와 숫자 여덟 자리예요.',
    next: '다음',
    titleOf: (className) => `${className} 참여하기`,
    leadOf: '내 API 토큰과 예산을 받게 돼요.',
    name: '이름',
    nameHint: '선생님께서 알아보실 수 있게 적어 주세요.',
    join: '참여하기',
    otherCode: '우리 반이 아니라면 다른 코드를 넣으세요',
    haveToken: '이미 토큰이 있다면 여기에서 로그인하세요',
    errors: {
      code: '참여 코드는 K7M2-Q9XP처럼 영문자와 숫자 여덟 자리예요.',
      name: '이름은 한 줄에 1~200자로 적어 주세요.',
      unknown_code: '이 코드를 쓰는 반이 없어요. 다시 한번 확인하거나 선생님께 지금 쓰는 참여 코드를 여쭤보세요.',
      class_over: '수업이 끝난 반이라 이제 참여할 수 없어요. 선생님께 여쭤보세요.',
      no_place: '지금은 이 반에 참여할 수 없어요. 참여할 수 있게 열어 달라고 선생님께 말씀드리세요.',
      name_taken:
        '같은 이름이 이미 반에 있어요. 다른 사람이라면 이름 뒤에 구별할 수 있는 말을 붙여 주세요. 본인인데 토큰을 잃어버렸다면 선생님께 새 토큰을 받으세요.',
    },
    isThatYou: '본인이에요. 내 지갑 보기',
    joined: (className) => `${className}에 참여했어요`,
  },
});
