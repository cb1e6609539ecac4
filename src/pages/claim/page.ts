import type { FastifyInstance } from 'fastify';
import { hashSecret } from '../../access/api-tokens.ts';
import { parseClaimCode } from '../../access/claim-links.ts';
import { readerIn } from '../../access/owner-titles.ts';
import { AdminError } from '../../admin/admin-error.ts';
import { claimToken } from '../../admin/claim-links.ts';
import { findClaimError } from '../../admin/claim-rules.ts';
import type { FoundClaimLink } from '../../store/claim-link-store.ts';
import { firstTokenPage } from '../me/first-token-page.ts';
import type { Site } from '../web/deps.ts';
import { type RouteResponse, withStatus } from '../web/page-response.ts';
import { enforceRateLimit, type FormRequest, publicPage, publicPost, type RouteRequest } from '../web/page-routes.ts';
import { keepPathOutOfReferer } from '../web/security-headers.ts';
import { inLanguageOf, type ViewContext } from '../web/view-context.ts';
import { claimPage, codePage, deadPage, overPage } from './claim-pages.ts';
import { CLAIM_PATH } from './paths.ts';
import { CLAIM } from './texts.ts';

type GuestRequest = RouteRequest<ViewContext>;
type LinkSearch =
  | { readonly code: string; readonly found: FoundClaimLink; readonly view: ViewContext }
  | { readonly response: RouteResponse };

/** A student gets an API token by a link that the owner made for them. */
export function claimRoutes(app: FastifyInstance, site: Site): void {
  publicPage(app, site, CLAIM_PATH, async (guest) => {
    const typed = guest.query.get('code');
    return typed === null ? codePage(guest.view) : showLink(typed, guest, site);
  });

  publicPage(app, site, `${CLAIM_PATH}/:code`, async (guest) => showLink(guest.param('code'), guest, site));

  publicPost(app, site, CLAIM_PATH, async (sent) => {
    keepPathOutOfReferer(sent.reply);
    const search = await findLink(sent.form.text('code'), sent, site);
    if ('response' in search) return search.response;
    return claim(search, sent, site);
  });
}

async function showLink(typed: string, guest: GuestRequest, site: Site): Promise<RouteResponse> {
  keepPathOutOfReferer(guest.reply);
  const search = await findLink(typed, guest, site);
  if ('response' in search) return search.response;
  const { code, found, view } = search;
  return claimPage(view, code, found);
}

async function claim(
  { code, found, view }: Exclude<LinkSearch, { response: RouteResponse }>,
  sent: FormRequest<ViewContext>,
  site: Site,
): Promise<RouteResponse> {
  try {
    // Its label is for the owner, and stays when the student chooses another language.
    const label = CLAIM(readerIn(found.schoolClass?.language ?? site.language, null)).tokenLabel;
    const { secret, schoolClass } = await claimToken(code, label, site);
    return await firstTokenPage(secret, { ...sent, view }, { title: CLAIM(view).claimed, schoolClass }, site);
  } catch (error) {
    // Somebody else was faster.
    if (error instanceof AdminError && error.code === 'unknown_claim') return withStatus(404, deadPage(view));
    if (error instanceof AdminError && error.code === 'class_over') return withStatus(409, overPage(view, code, found));
    throw error;
  }
}

/**
 * The link of a code, or the page to send instead. Only wrong codes count against an address: a school is often behind
 * one, and a person who guesses must not lock out the others.
 */
async function findLink(typed: string, { view, request }: GuestRequest, site: Site): Promise<LinkSearch> {
  const code = parseClaimCode(typed);
  const found = code === null ? null : await site.store.claimLinks.find(hashSecret(code));
  const error = findClaimError(found, view.now);
  if (code !== null && found !== null && error !== 'unknown') {
    const { schoolClass } = found;
    const classView = schoolClass === null ? view : inLanguageOf(view, request, site, schoolClass);
    return error === null
      ? { code, found, view: classView }
      : { response: withStatus(409, overPage(classView, code, found)) };
  }
  await enforceRateLimit('wrong-claim', `address ${request.ip}`, request, site);
  return { response: code === null ? withStatus(422, codePage(view, typed)) : withStatus(404, deadPage(view)) };
}
