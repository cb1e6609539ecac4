import type { FastifyRequest } from 'fastify';

export const OWNER_SIGN_IN = '/dashboard/sign-in';
/** Below it, the secret of a link. */
export const OWNER_SIGN_IN_LINK = '/dashboard/sign-in/link';
export const STUDENT_SIGN_IN = '/me/sign-in';

/** Where the owner signs in, and returns to this request's page afterwards. */
export function ownerSignInPath({ method, url }: FastifyRequest): string {
  const next = method === 'GET' ? parseNextPath(url) : '/dashboard';
  // Without `next`, signing in leads to the overview.
  return next === '/dashboard' ? OWNER_SIGN_IN : `${OWNER_SIGN_IN}?next=${encodeURIComponent(next)}`;
}

/** The page after signing in: always one of the dashboard, also when the request names another. */
export function parseNextPath(text: string): string {
  const here = 'http://here.invalid';
  const url = URL.parse(text, here);
  const isLocal = url?.origin === here && /^\/dashboard(?:\/(?!sign-(?:in|out))|$)/.test(url.pathname);
  return isLocal ? url.pathname + url.search : '/dashboard';
}
