import type { Command } from 'commander';
import type { BackupJson, BackupsJson } from '../../api/backup-routes.ts';
import { defineTexts, type TextsOf } from '../../language/texts.ts';
import { ProgramEnded } from '../cli-error.ts';
import { formatDetails, formatLocalInstant, formatTable } from '../output.ts';
import { plainLine } from '../safe-text.ts';
import type { Terminal } from '../terminal.ts';
import { COMMON } from '../texts.ts';

const BACKUP = defineTexts({
  en: {
    backup: 'make a backup of everything now, while calls run; with FILE, fetch it to this machine',
    file: 'where to put it here; it must not exist yet',
    backups: 'the backups on the server, the newest first',
    restore: "restore the database from a backup: on the server's machine, with the server stopped",
    backupFile: 'a backup',
    discard: 'where the database that is there cannot be read: go on without the calls since the backup',
    onServer: 'on the server',
    here: 'here',
    at: 'as of',
    bytes: 'bytes',
    none: 'no backup yet: jigap backup makes one\n',
    elsewhere: 'the database is PostgreSQL, which is backed up by its own tools: docs/school.en.md says how\n',
    failed: (at: string, why: string) => `The last try failed (${at}): ${why}\n`,
    fetched: (share: number) => `${share} %`,
    columns: { name: 'NAME', at: 'AS OF', bytes: 'BYTES', by: 'MADE BY' },
    makers: { schedule: 'schedule', owner: 'owner' },
  },
  ko: {
    backup: '호출을 멈추지 않고 지금 전체를 백업하기. FILE을 적으면 이 컴퓨터로도 내려받습니다',
    file: '내려받을 곳. 아직 없는 파일이어야 합니다',
    backups: '서버에 있는 백업을 최신순으로 보기',
    restore: '백업에서 데이터베이스 복원하기. 서버를 멈춘 뒤 서버가 있는 컴퓨터에서 실행합니다',
    backupFile: '백업 파일',
    discard: '지금 있는 데이터베이스를 읽을 수 없을 때, 백업한 뒤의 호출을 버리고 복원하기',
    onServer: '서버',
    here: '이 컴퓨터',
    at: '백업 시점',
    bytes: '바이트',
    none: '아직 백업이 없습니다. jigap backup으로 만드세요.\n',
    elsewhere: 'PostgreSQL 데이터베이스는 PostgreSQL의 도구로 백업합니다. 방법은 docs/school.ko.md에 있습니다.\n',
    failed: (at, why) => `마지막 백업은 실패했습니다(${at}): ${why}\n`,
    fetched: (share) => `${share}%`,
    columns: { name: '이름', at: '백업 시점', bytes: '바이트', by: '만든 방법' },
    makers: { schedule: '자동', owner: '직접' },
  },
});

/** The copy and its check take seconds for a million calls, minutes on a slow disk. */
const MAKE_WITHIN_MS = 15 * 60_000;

interface RestoreOptions {
  readonly yes?: boolean;
  readonly discardCurrent?: boolean;
}

export function addBackupCommands(program: Command, terminal: Terminal): void {
  const t = BACKUP[terminal.language];
  program
    .command('backup')
    .argument('[file]', t.file)
    .description(t.backup)
    .addHelpText('after', terminal.examples('backup', 'backup jigap-backup.db'))
    .action(async (file: string | undefined) => {
      const made = await makeBackup(terminal, file ?? null);
      terminal.show(made, (backup) => backupText(backup, file, t));
    });

  program
    .command('backups')
    .description(t.backups)
    .addHelpText('after', terminal.examples('backups'))
    .action(async () => {
      terminal.show(await terminal.owner().get<BackupsJson>('/api/backups'), (answer) => listText(answer, t));
    });

  program
    .command('restore')
    .argument('<file>', t.backupFile)
    .option('--discard-current', t.discard)
    .option('--yes', COMMON[terminal.language].doNotAsk)
    .description(t.restore)
    .addHelpText('after', terminal.examples('restore jigap-backup.db'))
    .action(async (file: string, { yes, discardCurrent }: RestoreOptions) => {
      const options = [...(yes ? ['--yes'] : []), ...(discardCurrent ? ['--discard-current'] : [])];
      const exitCode = await terminal.runProgram('restore', [...options, '--', file]);
      if (exitCode !== 0) throw new ProgramEnded(exitCode);
    });
}

/** The file is begun first: a backup that cannot be kept is not made. */
async function makeBackup(terminal: Terminal, file: string | null): Promise<BackupJson> {
  const t = BACKUP[terminal.language];
  const owner = terminal.owner();
  const target = file === null ? null : await terminal.createDownload(file);
  try {
    const made = await owner.send<BackupJson>('POST', '/api/backups', {}, MAKE_WITHIN_MS);
    if (target === null) return made;
    let bytes = 0;
    await owner.download(`/api/backups/${encodeURIComponent(made.name)}`, {}, async (chunk) => {
      await target.write(chunk);
      bytes += chunk.length;
      terminal.progress(t.fetched(Math.floor((100 * bytes) / made.bytes)));
    });
    terminal.progress('');
    if (bytes !== made.bytes) throw new Error(`${bytes} of ${made.bytes} bytes came`);
    await target.finish();
    return made;
  } catch (error) {
    await target?.discard();
    throw error;
  }
}

function backupText({ name, bytes, made_at }: BackupJson, file: string | undefined, t: TextsOf<typeof BACKUP>): string {
  return formatDetails([
    [t.onServer, name],
    ...(file === undefined ? [] : [[t.here, file] as const]),
    [t.at, formatLocalInstant(made_at)],
    [t.bytes, bytes],
  ]);
}

function listText({ data, failure, made_elsewhere }: BackupsJson, t: TextsOf<typeof BACKUP>): string {
  if (made_elsewhere) return t.elsewhere;
  const { columns, makers } = t;
  const table = formatTable<BackupJson>(
    [
      { title: columns.name, kind: 'text', cell: ({ name }) => name },
      { title: columns.at, kind: 'instant', cell: ({ made_at }) => made_at },
      { title: columns.bytes, kind: 'count', cell: ({ bytes }) => bytes },
      { title: columns.by, kind: 'text', cell: ({ made_by }) => makers[made_by] },
    ],
    data,
  );
  const failed = failure === null ? '' : `\n${t.failed(formatLocalInstant(failure.at), plainLine(failure.message))}`;
  return `${data.length === 0 ? t.none : table}${failed}`;
}
