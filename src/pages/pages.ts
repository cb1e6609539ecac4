import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import type { FastifyInstance } from 'fastify';
import { baseUrlRoutes } from './base-url/page.ts';
import { claimRoutes } from './claim/page.ts';
import { apiReferenceRoutes } from './dashboard/api-reference/page.ts';
import { auditRoutes } from './dashboard/audit/page.ts';
import { backupRoutes } from './dashboard/backups/page.ts';
import { callRoutes } from './dashboard/calls/page.ts';
import { claimLinkRoutes } from './dashboard/claim-links/page.ts';
import { classRoutes } from './dashboard/class/page.ts';
import { classesRoutes } from './dashboard/classes/page.ts';
import { discoveryRoutes } from './dashboard/discovery/page.ts';
import { exportRoutes } from './dashboard/export/page.ts';
import { forgettingRoutes } from './dashboard/forgetting/page.ts';
import { guideRoutes } from './dashboard/guide/page.ts';
import { incidentRoutes } from './dashboard/incidents/page.ts';
import { modelRoutes } from './dashboard/models/page.ts';
import { waitingRequestRoutes } from './dashboard/money-requests/page.ts';
import { noticeChannelRoutes } from './dashboard/notice-channels/page.ts';
import { noticeChoiceRoute } from './dashboard/notices/choice-section.ts';
import { noticeRoutes } from './dashboard/notices/page.ts';
import { overviewRoutes } from './dashboard/overview/page.ts';
import { settingsRoutes } from './dashboard/settings/page.ts';
import { signInLinkRoutes } from './dashboard/sign-in/link-page.ts';
import { ownerSignInRoutes } from './dashboard/sign-in/page.ts';
import { studentRoutes } from './dashboard/student/page.ts';
import { studentsRoutes } from './dashboard/students/page.ts';
import { usageRoutes } from './dashboard/usage/page.ts';
import { walletRoutes } from './dashboard/wallet/page.ts';
import { helpRoutes } from './help/page.ts';
import { homeRoutes } from './home/page.ts';
import { joinRoutes } from './join/page.ts';
import { myPageRoutes } from './me/page.ts';
import { studentSignInRoutes } from './me/sign-in.ts';
import { serveAssets } from './web/assets.ts';
import type { PagesDeps, Site } from './web/deps.ts';
import { sendErrorPage } from './web/error-pages.ts';
import { switchLanguage } from './web/language-switch.ts';
import { PageError } from './web/page-error.ts';
import { addSecurityHeaders } from './web/security-headers.ts';
import { Sessions } from './web/sessions.ts';

/**
 * The owner's dashboard, the student's page, and the pages for everybody. A page is a route of web/page-routes.ts that
 * answers with html`...` in the frame of components/layout.ts:
 *
 *     ownerPage(app, site, '/dashboard/students/:id', async ({ view, param }) => {
 *       const student = await site.store.access.getStudent(parseId(param('id')));
 *       if (student === null) throw new PageError(404);
 *       return renderPage(view, { title: student.name, body: html`...` });
 *     });
 *     ownerPost(app, site, '/dashboard/students/:id/suspend', async ({ view, param, form }) => {
 *       ...                                          // the session and the CSRF token have been checked
 *       return seeOther('/dashboard/students/1', 'student_suspended');      // a key of components/notice-texts.ts
 *     });
 *
 * The whole plugin is a scope of its own: its headers, parsers and errors reach no route of /v1 or /api.
 */
export async function pages(app: FastifyInstance, deps: PagesDeps): Promise<void> {
  const { store, ownerTokenHash, now } = deps;
  const secret = await store.sessions.cookieSecret();
  const site: Site = { ...deps, sessions: new Sessions({ store, secret, ownerTokenHash, now }) };

  await addSecurityHeaders(app);
  // Cookies are read one by one where they are needed: see web/cookies.ts.
  await app.register(cookie, { secret, hook: false });
  serveAssets(app);
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    await scope.register(formbody, { parser: (text) => ({ fields: new URLSearchParams(text) }) });
    scope.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'));
    scope.addHook('onRequest', async () => void (await deps.catchUp()));
    scope.addHook('onRequest', switchLanguage);
    scope.setErrorHandler(sendErrorPage(site));
    pageRoutes(scope, site);
    notFoundRoutes(scope);
  });
}

function pageRoutes(app: FastifyInstance, site: Site): void {
  homeRoutes(app, site);
  baseUrlRoutes(app, site);
  helpRoutes(app, site);
  ownerSignInRoutes(app, site);
  signInLinkRoutes(app, site);
  overviewRoutes(app, site);
  guideRoutes(app, site);
  walletRoutes(app, site);
  studentsRoutes(app, site);
  studentRoutes(app, site);
  usageRoutes(app, site);
  callRoutes(app, site);
  incidentRoutes(app, site);
  waitingRequestRoutes(app, site);
  auditRoutes(app, site);
  classesRoutes(app, site);
  classRoutes(app, site);
  claimLinkRoutes(app, site);
  settingsRoutes(app, site);
  noticeRoutes(app, site);
  noticeChoiceRoute(app, site);
  forgettingRoutes(app, site);
  noticeChannelRoutes(app, site);
  backupRoutes(app, site);
  exportRoutes(app, site);
  apiReferenceRoutes(app, site);
  modelRoutes(app, site);
  discoveryRoutes(app, site);
  joinRoutes(app, site);
  claimRoutes(app, site);
  studentSignInRoutes(app, site);
  myPageRoutes(app, site);
}

/** A 404 below these paths is a page; everywhere else it is the gateway's JSON. */
function notFoundRoutes(app: FastifyInstance): void {
  for (const folder of ['/dashboard', '/help', '/join', '/claim', '/me']) {
    // A slash at the end, typed by hand or completed by a browser.
    app.get(`${folder}/`, async ({ url }, reply) => reply.redirect(folder + url.slice(folder.length + 1), 308));
    app.all(`${folder}/*`, async () => {
      throw new PageError(404);
    });
  }
}
