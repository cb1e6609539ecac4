import { hashSecret } from '../access/api-tokens.ts';
import { newUrlSecret } from '../access/random-secrets.ts';
import type { SignInLink } from '../store/session-store.ts';
import { type Actor, changeBy, SYSTEM } from './actor.ts';
import type { AdminDeps, AdminServices } from './admin-deps.ts';

/** Long enough to go to the browser, too short to be of use in an old log. */
export const SIGN_IN_LINK_LIFETIME_MS = 10 * 60_000;
/** A clock that is set back further than this does not lengthen the life of a link. */
const MAX_CLOCK_STEP_MS = 60_000;

export interface MadeSignInLink {
  /** The only time that it is known. */
  readonly secret: string;
  readonly expiresAt: number;
}

type LinkDeps = Pick<AdminDeps, 'store' | 'now'> & Pick<AdminServices, 'ownerTokenHash'>;

/** Makes a link that signs the owner in once. It replaces the one before: only the newest works. */
export async function makeSignInLink(actor: Actor, deps: LinkDeps): Promise<MadeSignInLink> {
  const secret = newUrlSecret();
  const now = deps.now();
  const link = { hash: signInLinkHash(secret, deps.ownerTokenHash()), createdAt: now };
  await deps.store.sessions.setSignInLink(link, changeBy(actor, now));
  return { secret, expiresAt: now + SIGN_IN_LINK_LIFETIME_MS };
}

/** For the terminal at a start, until the owner has signed in once; null from then on. */
export async function firstSignInSecret(deps: LinkDeps): Promise<string | null> {
  if (await deps.store.sessions.ownerHasSignedIn()) return null;
  return (await makeSignInLink(SYSTEM, deps)).secret;
}

/** Of one owner token: another one ends the links that were made before. */
export function signInLinkHash(secret: string, ownerTokenHash: string): string {
  return hashSecret(`sign-in link ${secret} ${ownerTokenHash}`);
}

/** @param link the newest; null: none, or it was used @param hash of the secret that somebody has */
export function isUsableLink(link: SignInLink | null, hash: string, now: number): boolean {
  if (link === null || link.hash !== hash) return false;
  return now >= link.createdAt - MAX_CLOCK_STEP_MS && now < link.createdAt + SIGN_IN_LINK_LIFETIME_MS;
}
