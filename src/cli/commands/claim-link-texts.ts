import type { ClaimLinkJson } from '../../api/claim-link-json.ts';
import { defineTexts } from '../../language/texts.ts';

type State = ClaimLinkJson['state'];
type MailState = NonNullable<ClaimLinkJson['mail']>['state'];

export const CLAIM_LINK = defineTexts({
  en: {
    group: 'claim links: each works once, and shows the API token to its student alone',
    create:
      'make a link for a student, or for each student of a class who has no token that works; shown only this once',
    ofClass: 'instead of a student: id or exact name of a class',
    all: 'for every student of --class',
    days: 'through the end of which day they work, counted from today: 1 to 90 (default: 14)',
    csv: 'write them to a new file, for a spreadsheet; only you can read it',
    mail: 'e-mail each to its student, where one has an address',
    oneOrClass: 'name a student, or --class CLASS',
    onlyClass: '--all needs --class',
    exists: (path: string) => `${path} exists; name a new file. No link was made.`,
    unwritable: (path: string, reason: string) => `cannot write ${path} (${reason}). No link was made.`,
    made: 'These links are shown only this once. An earlier link of the same student no longer works.',
    written: (links: number, path: string) => `${links} link(s) written to ${path}`,
    mailed: (links: number) => `${links} e-mail(s) on their way: jigap claim-link list says how far they have come`,
    nobody: 'every student has a token that works: --all makes links anyway',
    elsewhere:
      'These links work on this machine only: set JIGAP_PUBLIC_URL to the address by which students reach jigap.',
    list: 'what became of the newest link of each student of a class',
    revoke: 'revoke the open link of a student, or all of a class',
    askStudent: (name: string) => `Revoke the open link of ${name}?`,
    askClass: (name: string) => `Revoke all open links of ${name}? Slips that were handed out stop working.`,
    revoked: 'the open links no longer work',
    states: { open: 'not used yet', claimed: 'used', expired: 'expired', revoked: 'revoked' } satisfies Record<
      State,
      string
    >,
    mails: {
      waiting: 'on its way',
      sent: 'sent',
      failed: 'not sent',
      interrupted: 'not sent: the server stopped',
    } satisfies Record<MailState, string>,
    none: 'none',
    noStudents: 'the class has no students',
    columns: { number: 'NUMBER', link: 'LINK', state: 'LINK', expires: 'EXPIRES', claimed: 'USED', mail: 'E-MAIL' },
    csvColumns: {
      name: 'name',
      number: 'student number',
      email: 'e-mail',
      link: 'link',
      code: 'code',
      expires: 'expires',
    },
  },
  ko: {
    group: '토큰 받기 링크: 한 번만 쓸 수 있고, 그 학생에게만 API 토큰이 보입니다',
    create: '학생 한 명이나 반에서 쓸 수 있는 토큰이 없는 모든 학생의 링크 만들기. 지금 한 번만 보입니다',
    ofClass: '학생 대신 반: ID 또는 정확한 이름',
    all: '--class의 모든 학생',
    days: '오늘부터 며칠 뒤까지 쓸 수 있는지: 1~90 (기본값: 14)',
    csv: '스프레드시트에서 열 수 있는 새 파일로 저장. 본인만 읽을 수 있습니다',
    mail: '이메일 주소가 있는 학생에게 이메일로 보내기',
    oneOrClass: '학생을 적거나 --class CLASS를 붙이세요.',
    onlyClass: '--all은 --class와 함께 쓰세요.',
    exists: (path) => `이미 있는 파일입니다: ${path}. 새 파일 이름을 적으세요. 링크는 만들지 않았습니다.`,
    unwritable: (path, reason) => `파일을 쓸 수 없습니다: ${path} (${reason}). 링크는 만들지 않았습니다.`,
    made: '이 링크는 지금 한 번만 보입니다. 같은 학생의 이전 링크는 더는 쓸 수 없습니다.',
    written: (links, path) => `링크 ${links}개를 저장했습니다: ${path}`,
    mailed: (links) => `이메일 ${links}건을 보내고 있습니다. jigap claim-link list로 확인하세요.`,
    nobody: '모든 학생에게 쓸 수 있는 토큰이 있습니다. 그래도 만들려면 --all을 붙이세요.',
    elsewhere: '이 링크는 이 컴퓨터에서만 열립니다. 학생이 접속할 주소를 JIGAP_PUBLIC_URL에 적으세요.',
    list: '반의 학생마다 가장 새로운 링크의 상태',
    revoke: '학생 한 명이나 반 전체의 쓰지 않은 링크 폐기',
    askStudent: (name) => `${name} 학생의 쓰지 않은 링크를 폐기할까요?`,
    askClass: (name) => `쓰지 않은 링크를 모두 폐기할까요? 나눠 준 쪽지도 더는 쓸 수 없습니다. (반: ${name})`,
    revoked: '쓰지 않은 링크를 폐기했습니다.',
    states: { open: '아직 안 씀', claimed: '받음', expired: '만료됨', revoked: '폐기됨' },
    mails: { waiting: '보내는 중', sent: '보냄', failed: '보내지 못함', interrupted: '서버가 멈춰서 보내지 못함' },
    none: '없음',
    noStudents: '학생이 없는 반입니다',
    columns: { number: '학번', link: '링크', state: '링크', expires: '만료', claimed: '받은 때', mail: '이메일' },
    csvColumns: { name: '이름', number: '학번', email: '이메일', link: '링크', code: '코드', expires: '만료' },
  },
});
