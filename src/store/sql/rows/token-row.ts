import type { ApiToken } from '../../../access/api-tokens.ts';

export interface TokenRow {
  id: number;
  student_id: number;
  hash: string;
  prefix: string;
  label: string | null;
  created_at: number;
  expires_at: number | null;
  revoked_at: number | null;
  last_used_at: number | null;
}

export function tokenFrom(row: TokenRow): ApiToken {
  return {
    id: row.id,
    studentId: row.student_id,
    prefix: row.prefix,
    label: row.label,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
  };
}
