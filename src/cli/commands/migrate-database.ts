import type { Command } from 'commander';
import { defineTexts } from '../../language/texts.ts';
import { ProgramEnded } from '../cli-error.ts';
import type { Terminal } from '../terminal.ts';

const MIGRATE_DATABASE = defineTexts({
  en: {
    description:
      "copy everything from the SQLite file into an empty PostgreSQL, and compare the books: on the server's machine, with the server stopped",
    from: 'the SQLite file; without it that of JIGAP_DATABASE, or data/jigap.db',
    to: 'the new database; without it that of JIGAP_DATABASE, which is better for its password',
  },
  ko: {
    description:
      'SQLite 파일의 모든 것을 빈 PostgreSQL로 복사하고 두 장부 비교하기. 서버를 멈춘 뒤 서버가 있는 컴퓨터에서 실행합니다',
    from: 'SQLite 파일. 없으면 JIGAP_DATABASE의 파일이나 data/jigap.db',
    to: '새 데이터베이스. 없으면 JIGAP_DATABASE의 주소(비밀번호가 있으니 이쪽이 낫습니다)',
  },
});

export function addMigrateDatabaseCommand(program: Command, terminal: Terminal): void {
  const t = MIGRATE_DATABASE[terminal.language];
  program
    .command('migrate-database')
    .option('--from <file>', t.from)
    .option('--to <address>', t.to)
    .description(t.description)
    .addHelpText(
      'after',
      terminal.examples(
        'migrate-database',
        'migrate-database --from data/jigap.db --to postgres://jigap@localhost/jigap',
      ),
    )
    .action(async ({ from, to }: { readonly from?: string; readonly to?: string }) => {
      const options = [...(from === undefined ? [] : ['--from', from]), ...(to === undefined ? [] : ['--to', to])];
      const exitCode = await terminal.runProgram('migrate-database', options);
      if (exitCode !== 0) throw new ProgramEnded(exitCode);
    });
}
