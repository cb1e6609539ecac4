import Type, { type Static } from 'typebox';
import type { ApiToken } from '../access/api-tokens.ts';
import { baseUrlAt } from '../address/site-address.ts';
import type { ClassTokens } from '../admin/class-tokens.ts';
import type { IssuedToken } from '../admin/tokens.ts';
import { formatInstant, formatOptionalInstant } from './instants.ts';
import { CLOSED, IdField, InstantField, orNull } from './schemas.ts';

const TOKEN_FIELDS = {
  id: IdField,
  student_id: IdField,
  prefix: Type.String({ description: 'The beginning of the token, to recognise it by.' }),
  label: orNull(Type.String()),
  created_at: InstantField,
  expires_at: orNull(InstantField),
  revoked_at: orNull(Type.String({ description: 'From this instant on the token is refused; it may lie ahead.' })),
  last_used_at: orNull(InstantField),
};
export const TokenAnswer = Type.Object(TOKEN_FIELDS, { ...CLOSED, description: 'An API token, without its secret.' });
export type TokenJson = Static<typeof TokenAnswer>;

const ISSUED_FIELDS = {
  ...TOKEN_FIELDS,
  token: Type.String({ description: 'The API token itself. This is the only time it is shown.' }),
  base_url: orNull(
    Type.String({ description: 'What programs take as base_url, at JIGAP_PUBLIC_URL. null: that is not set.' }),
  ),
};
export const IssuedTokenAnswer = Type.Object(ISSUED_FIELDS, { ...CLOSED, description: 'A new API token.' });
export type IssuedTokenJson = Static<typeof IssuedTokenAnswer>;

export function tokenJson(token: ApiToken): TokenJson {
  return {
    id: token.id,
    student_id: token.studentId,
    prefix: token.prefix,
    label: token.label,
    created_at: formatInstant(token.createdAt),
    expires_at: formatOptionalInstant(token.expiresAt),
    revoked_at: formatOptionalInstant(token.revokedAt),
    last_used_at: formatOptionalInstant(token.lastUsedAt),
  };
}

/** @param publicUrl origin of links; null: the client knows by which address it came */
export function issuedTokenJson({ secret, token }: IssuedToken, publicUrl: string | null): IssuedTokenJson {
  const base_url = publicUrl === null ? null : baseUrlAt(publicUrl);
  return { ...tokenJson(token), token: secret, base_url };
}

const PERSON = { student_name: Type.String(), student_number: orNull(Type.String()) };

export const ClassTokensAnswer = Type.Object(
  {
    issued: Type.Array(Type.Object({ ...ISSUED_FIELDS, ...PERSON }, CLOSED), {
      description: 'By the name of the student.',
    }),
    skipped_student_ids: Type.Array(IdField, {
      description: 'Who has a token that works, or was changed or removed meanwhile.',
    }),
  },
  { ...CLOSED, description: 'New API tokens of a class.' },
);
export type ClassTokensJson = Static<typeof ClassTokensAnswer>;

export function classTokensJson({ issued, skipped }: ClassTokens, publicUrl: string | null): ClassTokensJson {
  return {
    issued: issued.map(({ student, ...token }) => ({
      ...issuedTokenJson(token, publicUrl),
      student_name: student.name,
      student_number: student.studentNumber,
    })),
    skipped_student_ids: skipped.map(({ id }) => id),
  };
}
