import type { AdminProblem } from '../admin/admin-error.ts';
import type { Texts } from '../language/texts.ts';
import type { BackupErrorReason } from '../store/backup-store.ts';
import { ApiError, conflict, notFound } from './api-error.ts';

type BackupProblem = Extract<AdminProblem, { readonly code: 'backup_failed' | 'backup_not_found' | 'export_running' }>;

export function translateBackupProblem(problem: BackupProblem): ApiError {
  if (problem.code === 'backup_not_found') return BACKUP_NOT_FOUND;
  if (problem.code === 'export_running') return EXPORT_RUNNING;
  return new ApiError(STATUSES[problem.reason] ?? 500, 'backup_failed', WHY[problem.reason](problem.folder));
}

const STATUSES: Readonly<Partial<Record<BackupErrorReason, number>>> = { disk_full: 507, made_elsewhere: 409 };

const BACKUP_NOT_FOUND = notFound(
  {
    en: 'There is no backup of this name. GET /api/backups lists them.',
    ko: '이 이름의 백업은 없습니다. GET /api/backups에 목록이 있습니다.',
  },
  'name',
);

const EXPORT_RUNNING = conflict({
  en: 'Another export is running. Wait until it ends, or stop it.',
  ko: '다른 내보내기가 진행 중입니다. 끝날 때까지 기다리거나 멈추세요.',
});

const WHY: Readonly<Record<BackupErrorReason, (folder: string) => Texts<string>>> = {
  disk_full: (folder) => ({
    en: `No backup was made: the disk of ${folder} is too full. Free some space, or set JIGAP_BACKUP_FOLDER to another disk.`,
    ko: `백업하지 못했습니다. 디스크에 공간이 부족합니다: ${folder}. 공간을 비우거나 JIGAP_BACKUP_FOLDER를 다른 디스크로 바꾸세요.`,
  }),
  folder_unusable: (folder) => ({
    en: `No backup was made: ${folder} cannot be used. Check that it is there and that jigap may write into it.`,
    ko: `백업하지 못했습니다. 폴더를 쓸 수 없습니다: ${folder}. 폴더가 있는지, jigap이 쓸 수 있는지 확인하세요.`,
  }),
  database_damaged: () => ({
    en: 'No backup was made: the database file is damaged. Keep the older backups, and see the incidents.',
    ko: '백업하지 못했습니다. 데이터베이스 파일이 손상되었습니다. 이전 백업을 보관하고 확인할 일을 보세요.',
  }),
  interrupted: () => ({
    en: 'No backup was made: the server is stopping.',
    ko: '백업하지 못했습니다. 서버가 멈추는 중입니다.',
  }),
  made_elsewhere: () => ({
    en: 'No backup was made: the database is PostgreSQL, which is backed up by its own tools. docs/school.en.md says how.',
    ko: '백업하지 못했습니다. PostgreSQL 데이터베이스는 PostgreSQL의 도구로 백업합니다. 방법은 docs/school.ko.md에 있습니다.',
  }),
};
