import type { ClaimLink, ClaimMailState, MailProblem } from '../../../access/claim-links.ts';

export interface ClaimLinkRow {
  id: number;
  student_id: number;
  created_at: number;
  expires_at: number;
  claimed_at: number | null;
  revoked_at: number | null;
  token_id: number | null;
  mail_state: ClaimMailState | null;
  mail_to: string | null;
  mail_at: number | null;
  mail_problem: MailProblem | null;
}

export function claimLinkFrom(row: ClaimLinkRow): ClaimLink {
  const { mail_state: state, mail_to: to, mail_at: at, mail_problem: problem } = row;
  return {
    id: row.id,
    studentId: row.student_id,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    claimedAt: row.claimed_at,
    revokedAt: row.revoked_at,
    tokenId: row.token_id,
    mail: state === null || to === null || at === null ? null : { state, to, at, problem },
  };
}
