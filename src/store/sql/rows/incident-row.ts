import type { IncidentKind } from '../../../ledger/holds.ts';
import type { Incident } from '../../journal-store.ts';

export interface IncidentRow {
  id: number;
  kind: IncidentKind;
  record_id: number | null;
  detail: string;
  created_at: number;
  closed_at: number | null;
  student_id: number | null;
  cost: number | null;
  refunded: number | null;
  charged_tokens: number | null;
  crash_at: number | null;
}

export function incidentFrom(row: IncidentRow): Incident {
  return {
    id: row.id,
    kind: row.kind,
    recordId: row.record_id,
    studentId: row.student_id,
    charged: row.cost ?? 0,
    refunded: row.refunded ?? 0,
    chargedTokens: row.charged_tokens ?? 0,
    detail: row.detail,
    crashAt: row.crash_at,
    createdAt: row.created_at,
    closedAt: row.closed_at,
  };
}
