import { defineTexts } from '../../../language/texts.ts';

export const SIGN_IN_LINK = defineTexts({
  en: {
    title: 'Sign in as the owner',
    lead: 'This link signs this browser in to the dashboard. It works once.',
    signIn: 'Sign in',
    dead: 'This sign-in link does not work',
    deadWhy: 'It was used already, it is too old, or a newer link replaced it.',
    deadWhatToDo: (minutes: number) =>
      `The line below makes a new one, in a terminal where JIGAP_OWNER_TOKEN is set to your owner token; it works for ${minutes} minutes. Or sign in with the owner token here.`,
    withToken: 'Sign in with the owner token',
    tooMany: (seconds: number) => `Too many links that do not work came from this address. Try again in ${seconds} s.`,
  },
  ko: {
    title: '운영자 로그인',
    lead: '이 링크로 이 브라우저에서 운영자 화면에 로그인해요. 링크는 한 번만 쓸 수 있어요.',
    signIn: '로그인',
    dead: '쓸 수 없는 로그인 링크예요',
    deadWhy: '이미 썼거나, 오래되었거나, 새 링크를 만들어서 쓸 수 없게 된 링크예요.',
    deadWhatToDo: (minutes) =>
      `터미널에서 JIGAP_OWNER_TOKEN에 운영자 토큰을 넣고 아래 명령을 실행하면 새 링크가 나와요. 링크는 ${minutes}분 동안 쓸 수 있어요. 여기에서 운영자 토큰으로 로그인해도 돼요.`,
    withToken: '운영자 토큰으로 로그인',
    tooMany: (seconds) =>
      `같은 인터넷 주소(IP)에서 쓸 수 없는 링크를 너무 많이 열었어요. ${seconds}초 뒤에 다시 시도해 주세요.`,
  },
});
