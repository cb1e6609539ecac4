import { defineReaderTexts } from '../web/texts.ts';

/** How a student claims an API token by a link of their own. */
export const CLAIM = defineReaderTexts({
  en: (ownerTitle: string) => ({
    title: 'Get your API token',
    lead: `Enter the code from the slip that ${ownerTitle} gave you.`,
    code: 'Your code',
    codeHint: '28 letters and digits, with or without the dashes.',
    next: 'Next',
    titleOf: (className: string) => `${className}: your API token`,
    titleWithoutClass: 'Your API token',
    isFor: 'This link is for',
    notYou: `Is that not you? Then close this page, and give the link back to ${ownerTitle}.`,
    once: 'It works once. You then see your API token one time, so have a place ready where you keep it.',
    until: (day: string) => `The link works until ${day}.`,
    claim: 'Get my API token',
    claimed: 'You have your API token',
    haveToken: 'Already have a token? Sign in here',
    dead: 'This link does not work',
    deadWhy:
      'It was used already, was replaced by a newer one, or has expired; or a letter of it is missing. If you used it yourself, you have your token.',
    deadWhatToDo: `If you did not use it, tell ${ownerTitle}, who can see when it was used and give you a new one.`,
    otherCode: 'Enter a code',
    over: `This class has ended, so there is no token to get. Ask ${ownerTitle}.`,
    errors: { code: 'This is no code of a slip. It has 28 letters and digits; check them one by one.' },
    /** On the API token, by which its owner recognises it. */
    tokenLabel: 'claim link',
  }),
  ko: (ownerTitle) => ({
    title: '내 API 토큰 받기',
    lead: `${ownerTitle}께 받은 쪽지의 코드를 넣으세요.`,
    code: '내 코드',
    codeHint: '영문자와 숫자 28자리예요. 줄표는 빼고 넣어도 돼요.',
    next: '다음',
    titleOf: (className) => `${className}: 내 API 토큰 받기`,
    titleWithoutClass: '내 API 토큰 받기',
    isFor: '이 링크를 쓸 사람',
    notYou: `본인이 아니라면 이 페이지를 닫고, 링크를 ${ownerTitle}께 돌려 드리세요.`,
    once: '한 번만 쓸 수 있고, 토큰도 한 번만 보여요. 어디에 적어 둘지 먼저 정해 두세요.',
    until: (day) => `${day}까지 받을 수 있어요.`,
    claim: '내 API 토큰 받기',
    claimed: '내 API 토큰을 받았어요',
    haveToken: '이미 토큰이 있다면 여기에서 로그인하세요',
    dead: '쓸 수 없는 링크예요',
    deadWhy:
      '이미 썼거나, 새 링크로 바뀌었거나, 기한이 지났거나, 글자가 빠진 링크예요. 내가 직접 썼다면 토큰을 이미 받은 거예요.',
    deadWhatToDo: `쓴 적이 없다면 ${ownerTitle}께 말씀드리세요. 언제 쓰였는지 확인하고 새 링크를 주실 수 있어요.`,
    otherCode: '코드 넣기',
    over: `수업이 끝난 반이라 토큰을 받을 수 없어요. ${ownerTitle}께 여쭤보세요.`,
    errors: { code: '쪽지의 코드가 아니에요. 영문자와 숫자 28자리를 하나씩 다시 확인해 주세요.' },
    tokenLabel: '토큰 받기 링크',
  }),
});
