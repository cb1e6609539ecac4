import type { FastifyInstance } from 'fastify';
import { OWNER } from '../../../admin/actor.ts';
import { SIGN_IN_LINK_LIFETIME_MS } from '../../../admin/sign-in-links.ts';
import { copyLine } from '../../components/copy-button.ts';
import { submit } from '../../components/field.ts';
import { renderPage } from '../../components/layout.ts';
import { waitPage } from '../../components/sign-in-form.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html } from '../../web/html.ts';
import { type RouteResponse, seeOther, withStatus } from '../../web/page-response.ts';
import { publicPage, publicPost, type RouteRequest } from '../../web/page-routes.ts';
import { keepPathOutOfReferer } from '../../web/security-headers.ts';
import { OWNER_SIGN_IN, OWNER_SIGN_IN_LINK } from '../../web/sign-in-paths.ts';
import type { ViewContext } from '../../web/view-context.ts';
import { SIGN_IN_LINK } from './link-texts.ts';

const MAKE_A_LINK = 'npm run --silent jigap -- sign-in-link';

/** A GET uses up nothing, however often something opens the link to preview it: the button does. */
export function signInLinkRoutes(app: FastifyInstance, site: Site): void {
  const { sessions, ownerTimeZone } = site;

  publicPage(app, site, `${OWNER_SIGN_IN_LINK}/:secret`, async (opened) => {
    keepPathOutOfReferer(opened.reply);
    const secret = opened.param('secret');
    return (await sessions.isUsableLink(secret)) ? linkPage(opened.view, site, secret) : refuse(opened, site);
  });

  publicPost(app, site, OWNER_SIGN_IN_LINK, async (sent) => {
    const { form, request, reply } = sent;
    if (!(await sessions.beginOwnerByLink(form.text('secret'), request, reply))) return refuse(sent, site);
    await ownerTimeZone.suggest(form.text('time_zone'), OWNER);
    return seeOther('/dashboard');
  });
}

function linkPage(view: ViewContext, { ownerTimeZone }: Site, secret: string): Html {
  const t = SIGN_IN_LINK[view.language];
  // Asked once: until the owner has a zone, a script fills it in.
  const zone =
    ownerTimeZone.chosen === null ? html`<input type="hidden" name="time_zone" data-browser-time-zone>` : null;
  return renderPage(
    { ...view, here: `${OWNER_SIGN_IN_LINK}/${secret}` },
    {
      title: t.title,
      lead: t.lead,
      scripts: zone === null ? ['once.js'] : ['once.js', 'time-zone.js'],
      body: html`<form method="post" action="${OWNER_SIGN_IN_LINK}"><input type="hidden" name="secret" value="${secret}">${zone}${submit(t.signIn)}</form>`,
    },
  );
}

/** The same for a link that never was, that was used, and that is too old. */
async function refuse(
  { view, request, reply }: RouteRequest<ViewContext>,
  { rateLimits }: Site,
): Promise<RouteResponse> {
  const t = SIGN_IN_LINK[view.language];
  const retryAfterSeconds = await rateLimits.countWrongToken(request);
  if (retryAfterSeconds !== null) {
    void reply.header('retry-after', String(retryAfterSeconds));
    return withStatus(429, waitPage(view, t.title, t.tooMany(retryAfterSeconds)));
  }
  const minutes = SIGN_IN_LINK_LIFETIME_MS / 60_000;
  const page = renderPage(
    { ...view, here: OWNER_SIGN_IN },
    {
      title: t.dead,
      body: html`<div class="stack"><p>${t.deadWhy}</p><p>${t.deadWhatToDo(minutes)}</p>
${copyLine(view, MAKE_A_LINK, t.dead)}
<p><a class="button plain" href="${OWNER_SIGN_IN}">${t.withToken}</a></p></div>`,
    },
  );
  return withStatus(404, page);
}
