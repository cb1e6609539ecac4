import Type, { type Static } from 'typebox';
import type { ApiToken } from '../access/api-tokens.ts';
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

export const IssuedTokenAnswer = Type.Object(
  { ...TOKEN_FIELDS, token: Type.String({ description: 'The API token itself. This is the only time it is shown.' }) },
  { ...CLOSED, description: 'A new API token.' },
);
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

export function issuedTokenJson({ secret, token }: IssuedToken): IssuedTokenJson {
  return { ...tokenJson(token), token: secret };
}
