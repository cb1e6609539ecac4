import type { FastifyRequest } from 'fastify';
import { type Html, html } from './html.ts';
import { PageError } from './page-error.ts';
import type { Sessions } from './sessions.ts';
import type { ViewContext } from './view-context.ts';

/** @throws PageError 403 for a request that another site's page sent */
export function refuseOtherSites(request: FastifyRequest): void {
  if (!isFromOurSite(request)) throw new PageError(403);
}

/**
 * By the headers in which browsers say where a request comes from. Sec-Fetch-Site is sent to trustworthy addresses only
 * (https, localhost); elsewhere, Origin has to name the host of the request. A client that sends neither is no browser,
 * and has no cookies of a person who was tricked.
 */
export function isFromOurSite(request: FastifyRequest): boolean {
  const { origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return OUR_SITES.has(String(site));
  return origin === undefined || URL.parse(origin)?.host === request.host;
}

/** `none`: the person typed the address or used a bookmark. */
const OUR_SITES: ReadonlySet<string> = new Set(['same-origin', 'none']);

/** Only pages of the same session contain its CSRF token. @throws PageError 403 */
export function checkCsrfToken(csrf: string, sessionId: string, sessions: Sessions): void {
  if (!sessions.isCsrfToken(sessionId, csrf)) throw new PageError(403);
}

export function csrfField({ csrf }: ViewContext): Html | null {
  return csrf === null ? null : html`<input type="hidden" name="csrf" value="${csrf}">`;
}
