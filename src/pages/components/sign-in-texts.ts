import { defineTexts } from '../../language/texts.ts';

/** Why signing in failed. The text that was typed is never repeated. */
export type SignInError =
  | 'classEnded'
  | 'empty'
  | 'isStudentToken'
  | 'isOwnerToken'
  | 'isProviderKey'
  | 'wrong'
  | 'mistyped'
  | 'ended'
  | 'signedOut';

export const SIGN_IN = defineTexts({
  en: {
    ownerTitle: 'Sign in as the owner',
    ownerToken: 'Owner token',
    ownerHint: 'It begins with jgo_ unless you set your own in JIGAP_OWNER_TOKEN.',
    ownerLost:
      'The owner token was shown once, in the terminal, at the first start. If you lost it, start the server with a new one of at least 20 random characters in JIGAP_OWNER_TOKEN.',
    studentTitle: 'Open your wallet',
    studentToken: 'Your API token',
    studentHint: 'It begins with jgp_. Whoever runs your class gave it to you.',
    studentStays: (days: number) => `Paste it once. This browser stays signed in for ${days} days.`,
    haveCode: 'No token yet, but a join code? Join your class',
    signIn: 'Sign in',
    errors: {
      empty: 'Paste the token first.',
      isStudentToken: 'This is a student’s API token. The dashboard takes the owner token.',
      isOwnerToken: 'This is the owner token. It opens the dashboard; students sign in with their own API token.',
      isProviderKey: 'This is a provider’s key. Do not enter it here, and keep it where nobody else can see it.',
      wrong: 'This is not the owner token.',
      mistyped: 'This is not an API token of this server. Copy all of it, from jgp_ to the last letter.',
      ended: 'This API token was replaced, revoked or has expired. Ask whoever runs your class for a new one.',
      classEnded: 'The class of this API token has ended. Ask whoever runs it if you still need it.',
      signedOut:
        'You were signed out: your session, your API token or your class has ended. Sign in again to see which.',
    } satisfies Record<SignInError, string>,
    tooMany: (seconds: number) => `Too many wrong tokens from this address. Try again in ${seconds} s.`,
    otherOwner: 'Are you a student? Sign in here',
    otherStudent: 'Do you run the class? Sign in here',
  },
  ko: {
    ownerTitle: '운영자 로그인',
    ownerToken: '운영자 토큰',
    ownerHint: 'JIGAP_OWNER_TOKEN을 직접 정하지 않았다면 jgo_로 시작해요.',
    ownerLost:
      '운영자 토큰은 서버를 처음 시작할 때 터미널에 한 번 나왔어요. 잃어버렸다면 20자 이상의 무작위 문자를 JIGAP_OWNER_TOKEN에 정하고 서버를 다시 시작해 주세요.',
    studentTitle: '내 지갑 열기',
    studentToken: '내 API 토큰',
    studentHint: '선생님께 받은, jgp_로 시작하는 토큰이에요.',
    studentStays: (days) => `한 번만 붙여 넣으면 이 브라우저에서 ${days}일 동안 로그인이 유지돼요.`,
    haveCode: '참여 코드를 받았다면 여기에서 참여하세요',
    signIn: '로그인',
    errors: {
      empty: '토큰을 먼저 붙여 넣어 주세요.',
      isStudentToken: '학생의 API 토큰이에요. 여기에는 운영자 토큰을 넣어 주세요.',
      isOwnerToken: '운영자 화면에서 쓰는 운영자 토큰이에요. 학생은 자기 API 토큰으로 로그인해요.',
      isProviderKey: '모델 제공자에게 받은 키예요. 여기에는 넣지 말고, 남이 볼 수 없는 곳에 보관해 주세요.',
      wrong: '운영자 토큰이 아니에요.',
      mistyped: '이 서버의 API 토큰이 아니에요. jgp_부터 마지막 글자까지 모두 복사해 주세요.',
      ended: '교체되었거나 폐기되었거나 만료된 토큰이에요. 선생님께 새 토큰을 받으세요.',
      classEnded: '수업이 끝난 반의 토큰이라 이제 쓸 수 없어요. 더 필요하면 선생님께 말씀드리세요.',
      signedOut: '로그아웃됐어요. 토큰을 더 쓸 수 없거나 수업이 끝났을 수 있어요. 다시 로그인하면 이유를 볼 수 있어요.',
    },
    tooMany: (seconds) => `같은 인터넷 주소(IP)에서 토큰을 너무 많이 틀렸어요. ${seconds}초 뒤에 다시 시도해 주세요.`,
    otherOwner: '학생이라면 여기에서 로그인하세요',
    otherStudent: '반을 운영한다면 여기에서 로그인하세요',
  },
});
