import { defineTexts } from '../language/texts.ts';
import type { MigrationRefusal } from '../store/database-migration.ts';

type Reasons = Record<MigrationRefusal, (detail: string) => string>;

export const MIGRATE_DATABASE = defineTexts({
  en: {
    error: 'error',
    begins: (file: string) => `Copying ${file} into PostgreSQL, all of it or nothing.`,
    table: (table: string, rows: number) => `  ${table}: ${rows} rows, equal`,
    done: (calls: number, file: string) =>
      `Done: ${calls} calls, and the books are equal. Write JIGAP_DATABASE=postgres://... into the settings and start the replicas. ${file} stays as it is: do not start a server on it again.`,
    reasons: {
      no_source: (file) => `there is no file ${file}: name it with --from`,
      not_jigap: (detail) => `the file is no database of jigap: ${detail}`,
      source_in_use: (detail) => `calls may be running: ${detail}`,
      other_version: (detail) =>
        `the file is of another version of jigap (${detail}): start the server of this version on it once, and stop it`,
      damaged: (detail) => `the file is damaged (${detail}): restore a backup first`,
      open_holds: (count) =>
        `${count} calls are open, because the server did not stop by itself: start it on this file and stop it, and it charges them`,
      books_wrong: (detail) => `the books of the file do not balance (jigap check says the same): ${detail}`,
      no_target: () =>
        'name the new database: --to postgres://role:password@host:5432/database, or write it into JIGAP_DATABASE',
      target_in_use: () => 'a server uses the new database, or another move runs: stop it, and take an empty database',
      target_not_empty: (table) => `the new database is not empty (${table} has rows): make an empty one`,
      target_unfit: (detail) => `the new database cannot keep a ledger: ${detail}`,
      copy_differs: (detail) => `the copy is not equal, so nothing was moved: ${detail}`,
    } satisfies Reasons as Reasons,
  },
  ko: {
    error: '오류',
    begins: (file) =>
      `${file}의 모든 것을 PostgreSQL로 복사합니다. 도중에 멈추면 아무것도 옮기지 않은 상태로 돌아갑니다.`,
    table: (table, rows) => `  ${table}: ${rows}행, 같음`,
    done: (calls, file) =>
      `다 옮겼습니다. 호출은 ${calls}건이고 두 장부가 같습니다. 설정에 JIGAP_DATABASE=postgres://...를 적고 복제본을 시작하세요. 원본 파일(${file})은 그대로 있지만 그 파일로 서버를 다시 시작하지 마세요.`,
    reasons: {
      no_source: (file) => `파일이 없습니다: ${file}. --from으로 지정하세요.`,
      not_jigap: (detail) => `jigap의 데이터베이스가 아닙니다: ${detail}`,
      source_in_use: (detail) => `호출이 진행 중일 수 있습니다. jigap을 먼저 멈추세요: ${detail}`,
      other_version: (detail) =>
        `다른 버전의 jigap이 쓰던 파일입니다(${detail}). 이 버전의 서버를 그 파일로 한 번 시작했다가 멈추세요.`,
      damaged: (detail) => `파일이 손상되었습니다(${detail}). 먼저 백업에서 복원하세요.`,
      open_holds: (count) =>
        `서버가 갑자기 멈춰서 끝나지 않은 호출이 ${count}건 있습니다. 이 파일로 서버를 한 번 시작했다가 멈추면 그 호출들을 차감합니다.`,
      books_wrong: (detail) => `파일의 장부가 맞지 않습니다(jigap check로도 볼 수 있습니다): ${detail}`,
      no_target: () =>
        '새 데이터베이스를 지정하세요: --to postgres://역할:비밀번호@호스트:5432/데이터베이스. JIGAP_DATABASE에 적어도 됩니다.',
      target_in_use: () =>
        '새 데이터베이스를 쓰는 서버가 있거나 다른 곳에서 옮기는 중입니다. 멈추고 빈 데이터베이스를 쓰세요.',
      target_not_empty: (table) =>
        `새 데이터베이스가 비어 있지 않습니다(${table}에 행이 있음). 빈 데이터베이스를 만드세요.`,
      target_unfit: (detail) => `새 데이터베이스에 장부를 둘 수 없습니다: ${detail}`,
      copy_differs: (detail) => `복사한 것이 원본과 달라서 옮기지 않았습니다: ${detail}`,
    },
  },
});
