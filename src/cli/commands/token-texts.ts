import { defineTexts } from '../../language/texts.ts';

interface Issued {
  readonly id: number;
  readonly student_id: number;
}

export const TOKEN = defineTexts({
  en: {
    group: 'API tokens: what a student calls with',
    issue: 'issue an API token, or one to each student of a class who has none; it is shown only this once',
    ofClass: 'instead of a student: id or exact name of a class, with --missing',
    missing: 'one for each student of --class who has none that works',
    oneOrClass: 'name a student, or --class CLASS --missing',
    issuedToClass: 'These API tokens are shown only this once:',
    skipped: (students: number) =>
      students === 1
        ? '1 student has a token that works, and got no other'
        : `${students} students have a token that works, and got no other`,
    noStudents: 'the class has no students',
    list: 'the API tokens of a student, by their first characters',
    idArgument: 'the number in jigap token list',
    revoke: 'revoke an API token at once',
    askRevoke: (id: number) => `Revoke the API token ${id}? It stops working at once, and cannot be used again.`,
    revoked: (id: number) => `revoked the API token ${id}`,
    rotate: 'replace an API token; the budget stays',
    askRotate: (id: number) =>
      `Replace the API token ${id}? It stops working at once; --grace lets it work a while longer.`,
    askRotateLater: (id: number) => `Replace the API token ${id}?`,
    label: 'what it is for, such as laptop',
    expires: 'when it stops working, such as 2026-12-24T18:00+09:00',
    quiet: 'print only the token, for $(...)',
    grace: 'how long the old one still works: 24h, 30m, at most 7d (default: not at all)',
    stoppedNow: (id: number) => `The API token ${id} stopped working just now; this one takes its place.`,
    stopsAt: (id: number, moment: string) =>
      `The API token ${id} stops working at ${moment}; this one takes its place.`,
    issued: ({ id, student_id }: Issued) => `API token ${id} for student ${student_id}; it is shown only this once:`,
    inShell: "In the student's shell, on macOS or Linux:",
    inPowerShell: 'On Windows, in PowerShell:',
    elsewhere: `
That address works on this machine only. Students on other machines need another one: docs/internet.en.md says how to get
it. Set JIGAP_PUBLIC_URL to it and start jigap again: the lines above then have it.
`,
    columns: {
      number: 'NUMBER',
      name: 'NAME',
      token: 'TOKEN',
      begins: 'BEGINS',
      label: 'LABEL',
      issued: 'ISSUED',
      expires: 'EXPIRES',
      revoked: 'REVOKED FROM',
      lastUsed: 'LAST USED',
    },
    none: (studentId: number) => `no API tokens yet: issue one with jigap token issue ${studentId}`,
  },
  ko: {
    group: 'API 토큰: 학생이 호출할 때 쓰는 토큰',
    issue: '학생 한 명이나 반에서 토큰이 없는 모든 학생에게 API 토큰 발급. 지금 한 번만 보입니다',
    ofClass: '학생 대신: 반의 ID나 정확한 이름. --missing과 함께',
    missing: '--class의 학생 중 쓸 수 있는 토큰이 없는 학생마다 하나씩',
    oneOrClass: '학생을 적거나 --class 반 --missing을 붙이세요',
    issuedToClass: '이 API 토큰은 지금 한 번만 보입니다:',
    skipped: (students) => `${students}명은 쓸 수 있는 토큰이 있어 새로 발급하지 않았습니다`,
    noStudents: '반에 학생이 없습니다',
    list: '학생의 API 토큰 목록(앞 글자만)',
    idArgument: 'jigap token list에 나오는 번호',
    revoke: 'API 토큰을 바로 폐기하기',
    askRevoke: (id) => `API 토큰 ${id}번을 폐기할까요? 바로 쓸 수 없게 되고 되돌릴 수 없습니다.`,
    revoked: (id) => `API 토큰 ${id}번을 폐기했습니다`,
    rotate: 'API 토큰 교체. 예산은 그대로입니다',
    askRotate: (id) =>
      `API 토큰 ${id}번을 교체할까요? 이전 토큰은 바로 쓸 수 없게 됩니다. 더 쓰게 하려면 --grace를 붙이세요.`,
    askRotateLater: (id) => `API 토큰 ${id}번을 교체할까요?`,
    label: '용도. 예: 노트북 컴퓨터',
    expires: '만료일. 예: 2026-12-24T18:00+09:00',
    quiet: '토큰만 출력하기. $(...)에 쓸 때',
    grace: '이전 토큰을 더 쓸 수 있는 시간: 24h, 30m, 7d까지 (기본값: 바로 폐기)',
    stoppedNow: (id) => `API 토큰 ${id}번은 이제 쓸 수 없습니다. 대신 이 토큰을 쓰세요.`,
    stopsAt: (id, moment) => `API 토큰 ${id}번은 ${moment}까지 쓸 수 있습니다. 그 뒤에는 이 토큰을 쓰세요.`,
    issued: ({ id, student_id }) => `학생 ${student_id}번의 API 토큰 ${id}번입니다. 지금 한 번만 보입니다.`,
    inShell: '학생의 셸에서(macOS, Linux):',
    inPowerShell: 'Windows의 PowerShell에서:',
    elsewhere: `
위의 주소는 이 컴퓨터에서만 열립니다. 다른 컴퓨터를 쓰는 학생이 접속할 주소를 만드는 방법은 docs/internet.ko.md에 있습니다.
그 주소를 JIGAP_PUBLIC_URL에 적고 jigap을 다시 시작하면 위의 코드에도 그 주소가 나옵니다.
`,
    columns: {
      number: '학번',
      name: '이름',
      token: '토큰',
      begins: '앞 글자',
      label: '용도',
      issued: '발급한 때',
      expires: '만료일',
      revoked: '폐기한 때',
      lastUsed: '마지막 사용',
    },
    none: (studentId) => `아직 API 토큰이 없습니다. jigap token issue ${studentId} 명령으로 발급하세요.`,
  },
});
