import { defineTexts } from '../../language/texts.ts';

/** The page at the base URL, for a person who opened it in a browser. */
export const BASE_URL = defineTexts({
  en: {
    title: 'This address is for programs',
    lead: 'Programs call models here. A browser has nothing to see, and nothing went wrong.',
    use: 'Give it to your OpenAI client as the base URL:',
    label: 'Address (base URL)',
    code: 'Code that uses the address',
    token: 'Put your own API token where it says jgp_...',
    me: 'My wallet',
    meWhat: 'What is left of your budget, and whole programs to copy. Sign in with your API token.',
    join: 'Join a class',
    joinWhat: 'No API token yet? Get one with the code of your class.',
  },
  ko: {
    title: '프로그램에서 쓰는 주소예요',
    lead: '프로그램이 모델을 호출할 때 쓰는 주소라서 브라우저로 열면 볼 것이 없어요. 오류가 난 것은 아니에요.',
    use: 'OpenAI 코드에 base_url로 넣어 쓰세요.',
    label: '주소(base_url)',
    code: '이 주소를 쓰는 코드',
    token: 'jgp_...라고 적힌 자리에 내 API 토큰을 넣으세요.',
    me: '내 지갑',
    meWhat: '남은 돈을 보고 바로 실행할 예제 코드를 복사할 수 있어요. API 토큰으로 로그인하세요.',
    join: '우리 반 참여하기',
    joinWhat: '아직 API 토큰이 없다면 반의 참여 코드로 받을 수 있어요.',
  },
});
