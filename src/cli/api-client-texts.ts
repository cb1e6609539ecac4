import { defineTexts } from '../language/texts.ts';

/** What can go wrong between the command and the server. */
export const CLIENT = defineTexts({
  en: {
    badAddress: 'JIGAP_URL must look like http://127.0.0.1:8080, without a user name or a query',
    badToken: 'the token holds characters that no token has: copy it again, without spaces',
    notJigap: (base: string) => `${base} did not answer with JSON: check that JIGAP_URL is jigap's address`,
    compressed: (base: string) =>
      `${base} answers in a compressed form, which jigap never does: switch off compression in the proxy before it, or check that JIGAP_URL is jigap's address`,
    noAnswer: (seconds: number) => `no answer in ${seconds} seconds`,
    connectionFailed: 'the connection failed',
    unreachable: (base: string, reason: string) =>
      `cannot reach jigap at ${base} (${reason}): start it there (npm start), or set JIGAP_URL to its address`,
    redirects: (base: string) => `${base} redirects elsewhere: set JIGAP_URL to the final address`,
    unknownToken: 'the server does not know this token',
    serverFailed: (status: number, reason: string) => `the server failed (${status}): ${reason}`,
    seeLog: 'see its log',
    noReason: (base: string, status: number) =>
      `${base} answered ${status} without a reason: check that JIGAP_URL is jigap's address`,
  },
  ko: {
    badAddress: 'JIGAP_URL은 http://127.0.0.1:8080 같은 주소여야 합니다. 사용자 이름이나 쿼리는 쓸 수 없습니다.',
    badToken: '토큰에 쓰일 수 없는 문자가 있습니다. 띄어쓰기 없이 다시 복사하세요.',
    notJigap: (base) => `${base} 서버가 JSON으로 답하지 않았습니다. JIGAP_URL이 jigap의 주소인지 확인하세요.`,
    compressed: (base) =>
      `${base} 서버가 압축해서 답했는데, jigap은 압축하지 않습니다. 앞에 있는 프록시에서 압축을 끄거나 JIGAP_URL이 jigap의 주소인지 확인하세요.`,
    noAnswer: (seconds) => `${seconds}초 동안 답이 없음`,
    connectionFailed: '연결 실패',
    unreachable: (base, reason) =>
      `jigap에 연결할 수 없습니다: ${base} (${reason}). 그곳에서 jigap을 시작하거나(npm start) JIGAP_URL을 jigap의 주소로 바꾸세요.`,
    redirects: (base) => `${base} 서버가 다른 주소로 보냅니다. JIGAP_URL을 마지막 주소로 바꾸세요.`,
    unknownToken: '서버가 모르는 토큰입니다.',
    serverFailed: (status, reason) => `서버에서 오류가 났습니다(${status}): ${reason}`,
    seeLog: '서버의 로그를 확인하세요.',
    noReason: (base, status) =>
      `${base} 서버가 이유 없이 ${status} 상태로 답했습니다. JIGAP_URL이 jigap의 주소인지 확인하세요.`,
  },
});
