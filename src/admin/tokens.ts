import { type ApiToken, displayPrefix, hashSecret, newSecret } from '../access/api-tokens.ts';
import type { TokenFields } from '../store/access-fields.ts';
import { type Actor, changeBy } from './actor.ts';
import type { AdminDeps } from './admin-deps.ts';
import { AdminError } from './admin-error.ts';
import { checkFuture } from './field-checks.ts';
import { parseName } from './parse-name.ts';

/** A week. */
export const MAX_GRACE_SECONDS = 604_800;

export interface NewToken {
  /** What it is for, such as "laptop". */
  readonly label?: string | null | undefined;
  /** ms UTC; null or absent: it does not expire. */
  readonly expiresAt?: number | null | undefined;
}

/** The only time that the secret is known. */
export interface IssuedToken {
  readonly secret: string;
  readonly token: ApiToken;
}

/** @throws AdminError */
export async function issueToken(
  studentId: number,
  input: NewToken,
  actor: Actor,
  deps: AdminDeps,
): Promise<IssuedToken> {
  const now = deps.now();
  const { secret, fields } = mintToken(input, now);
  const token = await deps.store.access.createToken({ studentId, ...fields }, changeBy(actor, now));
  return { secret, token };
}

/** Only where the student has no token that works. @throws AdminError has_token */
export async function issueFirstToken(
  studentId: number,
  input: NewToken,
  actor: Actor,
  deps: AdminDeps,
): Promise<IssuedToken> {
  const now = deps.now();
  const { secret, fields } = mintToken(input, now);
  const token = await deps.store.access.createFirstToken({ studentId, ...fields }, changeBy(actor, now));
  return { secret, token };
}

/**
 * A new token for the same student; what the old one said of label and expiry stays unless given again.
 * @param graceSeconds how long the old one still works; 0 when absent
 * @throws AdminError: token_replaced when it was replaced or revoked before, even if its grace still runs
 */
export async function replaceToken(
  id: number,
  { graceSeconds = 0, ...input }: NewToken & { readonly graceSeconds?: number | undefined },
  actor: Actor,
  deps: AdminDeps,
): Promise<IssuedToken> {
  if (!(graceSeconds >= 0 && graceSeconds <= MAX_GRACE_SECONDS)) {
    throw new AdminError({ code: 'grace_out_of_range', max: MAX_GRACE_SECONDS }, ['graceSeconds']);
  }
  const now = deps.now();
  const { secret, fields } = mintToken(input, now);
  const token = await deps.store.access.rotateToken(id, fields, now + graceSeconds * 1000, changeBy(actor, now));
  return { secret, token };
}

/** @throws AdminError when there is no such token */
export function revokeToken(id: number, actor: Actor, deps: AdminDeps): Promise<void> {
  return deps.store.access.revokeToken(id, changeBy(actor, deps.now()));
}

/** A new secret, and the fields that are stored instead of it. @param now ms UTC @throws AdminError */
export function mintToken(
  { label, expiresAt }: NewToken,
  now: number,
): { secret: string; fields: Omit<TokenFields, 'studentId'> } {
  const fields = {
    label: label == null ? null : parseName(label, ['label']),
    expiresAt: expiresAt == null ? null : checkFuture(expiresAt, now, ['expiresAt']),
  };
  const secret = newSecret('jgp_');
  return { secret, fields: { hash: hashSecret(secret), prefix: displayPrefix(secret), ...fields } };
}
