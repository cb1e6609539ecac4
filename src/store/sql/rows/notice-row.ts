import type { NoticeFacts } from '../../notice-facts.ts';
import type { Notice } from '../../notice-store.ts';

export interface NoticeRow {
  id: number;
  class_id: number;
  facts: string;
  is_quiet: number;
  created_at: number;
  read_at: number | null;
}

export function noticeFrom(row: NoticeRow): Notice {
  return {
    id: row.id,
    facts: JSON.parse(row.facts) as NoticeFacts,
    classId: row.class_id === 0 ? null : row.class_id,
    isQuiet: row.is_quiet === 1,
    createdAt: row.created_at,
    readAt: row.read_at,
  };
}
