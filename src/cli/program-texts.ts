import { defineTexts } from '../language/texts.ts';

export const PROGRAM = defineTexts({
  en: {
    description: 'Share one OpenAI key with a class and never pay more than you meant to.',
    json: "print the API's JSON, for scripts",
    about: `
Environment:
  JIGAP_URL          where jigap answers (default: http://127.0.0.1:8080)
  JIGAP_OWNER_TOKEN  signs you in as the owner; printed at the first start
  OPENAI_API_KEY     a student's API token, for jigap me
  JIGAP_LANGUAGE     ko or en (default: as LC_ALL, LC_MESSAGES or LANG says)

Exit codes:
  0  done
  1  something unexpected: the server failed, check found an error, reconcile a drift
  2  the command line is wrong, a setting is bad, or a question was answered with no
  3  refused by the server: the message says why
  4  not signed in: no token, or one that the server does not know
  5  the server cannot be reached
`,
    inClone: `
In a clone, without the jigap command in the path: npm run --silent jigap -- usage --by student`,
  },
  ko: {
    description: 'OpenAI 키 하나를 반과 함께 쓰고, 정한 만큼만 냅니다.',
    json: 'API의 JSON을 그대로 출력하기. 스크립트용',
    about: `
환경 변수:
  JIGAP_URL          jigap의 주소 (기본값: http://127.0.0.1:8080)
  JIGAP_OWNER_TOKEN  운영자 토큰. 처음 시작할 때 화면에 나옵니다
  OPENAI_API_KEY     학생의 API 토큰. jigap me에 씁니다
  JIGAP_LANGUAGE     ko 또는 en (기본값: LC_ALL, LC_MESSAGES, LANG의 언어)

종료 코드:
  0  성공
  1  예상하지 못한 일: 서버 오류, check가 찾은 오류, reconcile이 찾은 차이
  2  명령이나 설정이 잘못되었거나, 질문에 아니라고 답함
  3  서버가 거절함: 이유가 함께 나옵니다
  4  로그인하지 않음: 토큰이 없거나 서버가 모르는 토큰
  5  서버에 연결할 수 없음
`,
    inClone: `
내려받은 폴더에서 jigap 명령 없이: npm run --silent jigap -- usage --by student`,
  },
});
