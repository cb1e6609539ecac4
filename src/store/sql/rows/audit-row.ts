import type { AuditEntry } from '../../journal-store.ts';

export interface AuditRow {
  id: number;
  at: number;
  actor: string;
  action: string;
  subject: string;
  before: string;
  after: string;
}

export function auditFrom(row: AuditRow): AuditEntry {
  return { ...row, before: JSON.parse(row.before), after: JSON.parse(row.after) };
}
