import { defineTexts } from '../../../language/texts.ts';

/** The part of AUDIT about files: backups, restores, exports and support bundles. */
export const BACKUP_AUDIT = defineTexts({
  en: {
    actions: {
      'backup.create': 'Backup made',
      'backup.download': 'Backup downloaded',
      'database.restore': 'Database restored from a backup',
      'export.create': 'Export made',
      'support-bundle.create': 'Support bundle made',
    },
    fields: {
      bytes: 'Bytes',
      backupOf: 'Backup of',
      calls: 'Calls copied',
      cost: 'Their cost',
    },
  },
  ko: {
    actions: {
      'backup.create': '백업 만듦',
      'backup.download': '백업 내려받음',
      'database.restore': '백업에서 데이터베이스 복원함',
      'export.create': '내보냄',
      'support-bundle.create': '문제 해결용 파일 만듦',
    },
    fields: {
      bytes: '바이트',
      backupOf: '백업 시점',
      calls: '옮긴 호출',
      cost: '옮긴 호출의 비용',
    },
  },
});
