import { defineTexts } from '../language/texts.ts';
import type { RestoreErrorReason } from '../store/restore.ts';

type Reasons = Record<RestoreErrorReason, (detail: string) => string>;

export const RESTORE = defineTexts({
  en: {
    error: 'error',
    backup: (at: string, classes: number, students: number, calls: number) =>
      `Backup of ${at}: ${classes} classes, ${students} students, ${calls} calls. The file is intact.`,
    problems: (count: number) => `A check of its ledger found ${count} error(s):`,
    noCurrent: 'There is no database yet.',
    unusable: {
      damaged: 'The database that is there now is damaged and cannot be read.',
      newer: 'The database that is there now was made by a newer jigap, and this one cannot read it.',
      other_installation: 'The database that is there now is of another installation.',
    },
    missing:
      "Calls after the backup will be missing from the books. Compare with the provider's bill (jigap reconcile), and lower the budgets by what is missing. API tokens that were revoked since work again: revoke them anew.",
    noLaterCalls: 'There was no call after the backup.',
    laterCalls: (calls: number, usd: string, since: string) =>
      `After the backup came ${calls} calls of ${usd} USD, the first at ${since}. They are copied into the books.`,
    laterPeople: (classes: number, students: number, tokens: number) =>
      `Made since, and removed by the restore: ${classes} classes, ${students} students, ${tokens} API tokens. Their calls stay in the books.`,
    revoked: (count: number) => `${count} API tokens were revoked since, and stay revoked.`,
    changes: (count: number) =>
      `${count} changes were made since. They are undone, but for refunds, revoked tokens, suspended students, join codes and the owner token; the audit keeps all of them.`,
    question: 'Restore this backup?',
    nobody: 'there is no terminal to ask at: add --yes',
    unchanged: 'nothing was changed',
    isYes: (answer: string) => /^y(?:es)?$/i.test(answer),
    needsDiscard:
      'nothing was changed. To go on without the calls since the backup, add --discard-current; the file that is there is kept beside it',
    done: 'The backup is restored. Start the server, and look at the incidents.',
    kept: (path: string) => `The database from before is kept as ${path}`,
    reasons: {
      postgres: () =>
        'the database (JIGAP_DATABASE) is PostgreSQL: restore it with its own tools, to an instant before the accident, start one replica, and follow the incident that it raises. docs/school.en.md has the steps',
      file_missing: (file) => `there is no file ${file}`,
      file_in_use: (file) => `${file} is the database itself`,
      disk_full: (folder) => `the disk of ${folder} is too full: a restore needs twice the size of the backup`,
      not_sqlite: (file) => `${file} is no backup of jigap`,
      damaged: (detail) => `the backup is damaged (${detail}): take another one`,
      not_jigap: (detail) => `the file is no backup of this jigap: ${detail}`,
      newer: (detail) => detail,
      other_schema: (name) => `the file was changed by something else than jigap (${name}): take another backup`,
      books_wrong: (detail) => `the books would not balance after the restore, so nothing was changed: ${detail}`,
    } satisfies Reasons as Reasons,
  },
  ko: {
    error: '오류',
    backup: (at, classes, students, calls) =>
      `백업 시점: ${at}. 반 ${classes}개, 학생 ${students}명, 호출 ${calls}건. 파일에 이상이 없습니다.`,
    problems: (count) => `백업의 장부를 점검하니 오류가 ${count}건 있습니다.`,
    noCurrent: '아직 데이터베이스가 없습니다.',
    unusable: {
      damaged: '지금 있는 데이터베이스가 손상되어 읽을 수 없습니다.',
      newer: '지금 있는 데이터베이스는 더 새로운 jigap이 만들어서 읽을 수 없습니다.',
      other_installation: '지금 있는 데이터베이스는 다른 곳에 설치한 jigap의 것입니다.',
    },
    missing:
      '백업한 뒤의 호출은 장부에서 빠집니다. 제공자의 청구 내역과 비교하고(jigap reconcile) 빠진 만큼 예산을 줄이세요. 백업한 뒤에 폐기한 API 토큰은 다시 쓸 수 있게 되니 복원한 다음 또 폐기하세요.',
    noLaterCalls: '백업한 뒤에 호출이 없었습니다.',
    laterCalls: (calls, usd, since) => `백업한 뒤의 호출 ${calls}건(${usd}달러, ${since}부터)은 모두 장부로 옮깁니다.`,
    laterPeople: (classes, students, tokens) =>
      `백업한 뒤에 만들어서 복원하면 없어지는 것: 반 ${classes}개, 학생 ${students}명, API 토큰 ${tokens}개. 호출 기록은 장부에 남습니다.`,
    revoked: (count) => `백업한 뒤에 폐기한 API 토큰 ${count}개는 폐기된 채로 둡니다.`,
    changes: (count) =>
      `백업한 뒤에 바꾼 것이 ${count}건 있습니다. 환불, 폐기한 토큰, 정지한 학생, 참여 코드, 운영자 토큰은 유지되고 나머지는 되돌아갑니다. 변경 이력에는 모두 남습니다.`,
    question: '이 백업으로 복원할까요?',
    nobody: '물어볼 터미널이 없습니다. --yes를 붙이세요.',
    unchanged: '바꾼 것이 없습니다.',
    // ㅛ is the key of y.
    isYes: (answer) => /^(?:y(?:es)?|ㅛ|네|예|응)$/i.test(answer),
    needsDiscard:
      '복원하지 않았습니다. 백업한 뒤의 호출을 버리고 계속하려면 --discard-current를 붙이세요. 지금 있는 파일은 같은 폴더에 남겨 둡니다.',
    done: '복원했습니다. 서버를 시작하고 확인할 일을 보세요.',
    kept: (path) => `이전 데이터베이스: ${path}`,
    reasons: {
      postgres: () =>
        'JIGAP_DATABASE가 PostgreSQL입니다. PostgreSQL의 도구로 사고 전 시점으로 복원하고, 복제본 하나를 시작한 다음 확인할 일에 나오는 대로 하세요. 순서는 docs/school.ko.md에 있습니다.',
      file_missing: (file) => `파일이 없습니다: ${file}`,
      file_in_use: (file) => `지금 쓰는 데이터베이스입니다: ${file}`,
      disk_full: (folder) => `디스크에 공간이 부족합니다(${folder}). 백업 크기의 두 배가 필요합니다.`,
      not_sqlite: (file) => `jigap의 백업이 아닙니다: ${file}`,
      damaged: (detail) => `백업이 손상되었습니다(${detail}). 다른 백업을 쓰세요.`,
      not_jigap: (detail) => `이 jigap의 백업이 아닙니다: ${detail}`,
      newer: () => '더 새로운 jigap이 만든 백업입니다. 그 버전으로 복원하세요.',
      other_schema: (name) => `jigap이 아닌 프로그램이 바꾼 파일입니다(${name}). 다른 백업을 쓰세요.`,
      books_wrong: (detail) => `복원하면 장부가 맞지 않게 되어 복원하지 않았습니다: ${detail}`,
    },
  },
});
