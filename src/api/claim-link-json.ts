import Type, { type Static } from 'typebox';
import { type ClaimLink, claimLinkState, MAIL_PROBLEMS } from '../access/claim-links.ts';
import { claimLinkAt } from '../address/site-address.ts';
import type { MadeClaimLink } from '../admin/claim-links.ts';
import { formatInstant, formatOptionalInstant } from './instants.ts';
import { CLOSED, CountField, IdField, InstantField, orNull } from './schemas.ts';

/** What is known of a link after its code was shown. */
export const ClaimLinkAnswer = Type.Object(
  {
    state: Type.Enum(['open', 'claimed', 'expired', 'revoked']),
    created_at: InstantField,
    expires_at: InstantField,
    claimed_at: orNull(InstantField),
    revoked_at: orNull(InstantField),
    token_id: orNull(Type.Integer({ description: 'The API token that was issued by it.' })),
    mail: orNull(
      Type.Object(
        {
          state: Type.Enum(['waiting', 'sent', 'failed', 'interrupted'], {
            description: 'interrupted: the server stopped before it knew; make a new link.',
          }),
          to: Type.String(),
          at: InstantField,
          problem: orNull(Type.Enum([...MAIL_PROBLEMS])),
        },
        { ...CLOSED, description: 'How far its e-mail has come.' },
      ),
    ),
  },
  { ...CLOSED, description: 'A link by which the student gets an API token, once.' },
);
export type ClaimLinkJson = Static<typeof ClaimLinkAnswer>;

export function claimLinkJson(link: ClaimLink, now: number): ClaimLinkJson {
  const { mail } = link;
  return {
    state: claimLinkState(link, now),
    created_at: formatInstant(link.createdAt),
    expires_at: formatInstant(link.expiresAt),
    claimed_at: formatOptionalInstant(link.claimedAt),
    revoked_at: formatOptionalInstant(link.revokedAt),
    token_id: link.tokenId,
    mail: mail && { state: mail.state, to: mail.to, at: formatInstant(mail.at), problem: mail.problem },
  };
}

export const MadeClaimLinkAnswer = Type.Object(
  {
    student_id: IdField,
    name: Type.String(),
    student_number: orNull(Type.String()),
    email: orNull(Type.String()),
    code: Type.String({ description: 'Shown only once. The student opens /claim/{code}, or types it at /claim.' }),
    link: orNull(
      Type.String({ description: 'null without JIGAP_PUBLIC_URL: the client knows by which address it came.' }),
    ),
    expires_at: InstantField,
    is_mailed: Type.Boolean({ description: 'An e-mail with it is on its way.' }),
  },
  { ...CLOSED, description: 'A claim link that was just made.' },
);
export type MadeClaimLinkJson = Static<typeof MadeClaimLinkAnswer>;

/** @param publicUrl origin of links; null: the client knows by which address it came @param mailedIds of links */
export function madeClaimLinkJson(
  { student, link, code }: MadeClaimLink,
  publicUrl: string | null,
  mailedIds: ReadonlySet<number>,
): MadeClaimLinkJson {
  return {
    student_id: student.id,
    name: student.name,
    student_number: student.studentNumber,
    email: student.email,
    code,
    link: publicUrl === null ? null : claimLinkAt(publicUrl, code),
    expires_at: formatInstant(link.expiresAt),
    is_mailed: mailedIds.has(link.id),
  };
}

export const MadeClaimLinksAnswer = Type.Object(
  { data: Type.Array(MadeClaimLinkAnswer) },
  { ...CLOSED, description: 'The links that were just made, by student.' },
);

export const RevokedAnswer = Type.Object(
  { revoked: CountField },
  { ...CLOSED, description: 'How many links stopped.' },
);
