import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import helmet from '@fastify/helmet';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { auditRoutes } from './dashboard/audit/page.ts';
import { callRoutes } from './dashboard/calls/page.ts';
import { classRoutes } from './dashboard/classes/page.ts';
import { incidentRoutes } from './dashboard/incidents/page.ts';
import { overviewRoutes } from './dashboard/overview/page.ts';
import { settingsRoutes } from './dashboard/settings/page.ts';
import { ownerSignInRoutes } from './dashboard/sign-in/page.ts';
import { studentRoutes } from './dashboard/student/page.ts';
import { studentsRoutes } from './dashboard/students/page.ts';
import { usageRoutes } from './dashboard/usage/page.ts';
import { walletRoutes } from './dashboard/wallet/page.ts';
import { chooserRoutes } from './home/page.ts';
import { joinRoutes } from './join/routes.ts';
import { myPageRoutes } from './me/page.ts';
import { studentSignInRoutes } from './me/sign-in.ts';
import { serveAssets } from './web/assets.ts';
import type { PagesDeps, Site } from './web/deps.ts';
import { answerError } from './web/error-pages.ts';
import { isLanguage, LANGUAGE_COOKIE } from './web/language.ts';
import { PageError } from './web/page-error.ts';
import { Sessions } from './web/sessions.ts';

/**
 * What people look at: the owner's dashboard, the student's page, and the way to both. A page is a route of
 * page-routes.ts that answers with html`...` in the frame of layout.ts:
 *
 *     ownerPage(app, site, '/dashboard/students/:id', async ({ view, param }) => {
 *       const student = await site.owner.store.access.getStudent(parseId(param('id')));
 *       if (student === null) throw new PageError(404);
 *       return page(view, { title: student.name, body: html`...` });
 *     });
 *     ownerPost(app, site, '/dashboard/students/:id/suspend', async ({ view, param, form }) => {
 *       ...                                          // the session and the form's proof have been checked
 *       return seeOther('/dashboard/students/1', 'suspended');      // a key of texts/done.ts
 *     });
 *
 * The whole plugin is a scope of its own: its headers, parsers and errors reach no route of /v1 or /api.
 */
export async function pages(app: FastifyInstance, deps: PagesDeps): Promise<void> {
  const { store, ownerTokenHash, now } = deps.owner;
  const secret = await store.sessions.cookieSecret();
  const site: Site = { ...deps, sessions: new Sessions({ store, secret, ownerTokenHash, now }) };

  await secureHeaders(app);
  // Cookies are read one by one where they are needed: see cookies.ts.
  await app.register(cookie, { secret, hook: false });
  serveAssets(app);
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    await scope.register(formbody, { parser: (text) => ({ fields: new URLSearchParams(text) }) });
    scope.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'));
    scope.addHook('onRequest', switchLanguage);
    scope.setErrorHandler(answerError(site));
    pageRoutes(scope, site);
    nothingElse(scope);
  });
}

function pageRoutes(app: FastifyInstance, site: Site): void {
  chooserRoutes(app, site);
  ownerSignInRoutes(app, site);
  overviewRoutes(app, site);
  walletRoutes(app, site);
  studentsRoutes(app, site);
  studentRoutes(app, site);
  usageRoutes(app, site);
  callRoutes(app, site);
  incidentRoutes(app, site);
  auditRoutes(app, site);
  classRoutes(app, site);
  settingsRoutes(app, site);
  joinRoutes(app, site);
  studentSignInRoutes(app, site);
  myPageRoutes(app, site);
}

/** Below our folders, nothing is a page too; everywhere else it is the gateway that says so. */
function nothingElse(app: FastifyInstance): void {
  for (const folder of ['/dashboard', '/join', '/me']) {
    // Typed by hand, or by a browser that completes.
    app.get(`${folder}/`, async ({ url }, reply) => reply.redirect(folder + url.slice(folder.length + 1), 308));
    app.all(`${folder}/*`, async () => {
      throw new PageError(404);
    });
  }
}

/** Nothing but our own files, no frames, no plugins, no inline code or style: what is injected stays text. */
async function secureHeaders(app: FastifyInstance): Promise<void> {
  const own = ["'self'"];
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: own,
        styleSrc: own,
        imgSrc: own,
        connectSrc: own,
        formAction: own,
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    frameguard: { action: 'deny' },
    // With `no-referrer`, browsers send `Origin: null` with our own forms, and forms.ts could not tell them apart.
    referrerPolicy: { policy: 'same-origin' },
    hsts: false,
  });
  // To say it over plain http means nothing, and on a machine in a school it would lock out what else runs there.
  app.addHook('onRequest', async (request, reply) => {
    if (request.protocol === 'https') reply.header('strict-transport-security', 'max-age=31536000');
  });
}

const A_YEAR_SECONDS = 365 * 24 * 60 * 60;

/** `?lang=ko` sets what sticks and leads back to the same page without it. */
async function switchLanguage(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
  if (request.method !== 'GET' || !request.url.includes('lang=')) return undefined;
  const url = new URL(request.url, 'http://here');
  const language = url.searchParams.get('lang');
  if (!isLanguage(language)) return undefined;
  url.searchParams.delete('lang');
  void reply.setCookie(LANGUAGE_COOKIE, language, {
    path: '/',
    sameSite: 'lax',
    httpOnly: true,
    secure: request.protocol === 'https',
    maxAge: A_YEAR_SECONDS,
  });
  // A path of two slashes would be another host.
  return reply.redirect(url.pathname.replace(/^\/+/, '/') + url.search, 303);
}
