import type { FastifyInstance } from 'fastify';
import type { ApiApp, ApiDeps } from './api-deps.ts';
import { archiveRoutes } from './archive-routes.ts';
import { auditRoutes } from './audit-routes.ts';
import { requireOwnerToken } from './authenticate.ts';
import { backupRoutes } from './backup-routes.ts';
import { budgetRoutes } from './budget-routes.ts';
import { checkRoutes } from './check-routes.ts';
import { claimLinkRoutes } from './claim-link-routes.ts';
import { classRoutes } from './class-routes.ts';
import { discoveryRoutes } from './discovery-routes.ts';
import { exportRoutes } from './export-routes.ts';
import { forgettingRoutes } from './forgetting-routes.ts';
import { incidentRoutes } from './incident-routes.ts';
import { joinRequestRoutes } from './join-request-routes.ts';
import { lessonRoutes } from './lesson-routes.ts';
import { liveRoutes } from './live-routes.ts';
import { modelRoutes } from './model-routes.ts';
import { moneyRequestRoutes } from './money-request-routes.ts';
import { noticeChannelRoutes } from './notice-channel-routes.ts';
import { noticeDeliveryRoutes } from './notice-delivery-routes.ts';
import { noticeRoutes } from './notice-routes.ts';
import { openApi } from './openapi.ts';
import { ownerTokenRoutes } from './owner-token-routes.ts';
import { projectLimitRoutes } from './project-limit-routes.ts';
import { providerRoutes } from './provider-routes.ts';
import { pseudonymRoutes } from './pseudonym-routes.ts';
import { reconciliationRoutes } from './reconciliation-routes.ts';
import { recordRoutes } from './record-routes.ts';
import { refusalRoutes } from './refusal-routes.ts';
import { removalRoutes } from './removal-routes.ts';
import { rosterRoutes } from './roster-routes.ts';
import { sendError, sendUnknownPath } from './send-error.ts';
import { settingsRoutes } from './settings-routes.ts';
import { signInLinkRoutes } from './sign-in-link-routes.ts';
import { studentRoutes } from './student-routes.ts';
import { supportBundleRoutes } from './support-bundle-routes.ts';
import { tokenRoutes } from './token-routes.ts';
import { topUpRoutes } from './top-up-routes.ts';
import { usageRoutes } from './usage-routes.ts';

/**
 * The owner's JSON API, to be registered under /api. It counts on a validator that neither coerces nor drops
 * anything (removeAdditional: false, coerceTypes: false).
 */
export async function api(app: FastifyInstance, deps: ApiDeps): Promise<void> {
  const typed: ApiApp = app.withTypeProvider();
  // The answer schemas are documentation: what a handler returns is sent as it is, and tests compare the two.
  typed.setSerializerCompiler(() => (answer) => JSON.stringify(answer));
  typed.setErrorHandler(sendError);
  openApi(typed);
  await typed.register(async (scope: ApiApp) => ownerRoutes(scope, deps));
}

/** Everything here is behind the owner token, unknown paths too. */
function ownerRoutes(app: ApiApp, deps: ApiDeps): void {
  app.addHook('onRequest', async () => void (await deps.catchUp()));
  requireOwnerToken(app, deps);
  acceptOnlyJson(app);
  app.setNotFoundHandler(sendUnknownPath);
  classRoutes(app, deps);
  archiveRoutes(app, deps);
  removalRoutes(app, deps);
  forgettingRoutes(app, deps);
  studentRoutes(app, deps);
  rosterRoutes(app, deps);
  joinRequestRoutes(app, deps);
  lessonRoutes(app, deps);
  pseudonymRoutes(app, deps);
  tokenRoutes(app, deps);
  claimLinkRoutes(app, deps);
  budgetRoutes(app, deps);
  projectLimitRoutes(app, deps);
  topUpRoutes(app, deps);
  moneyRequestRoutes(app, deps);
  usageRoutes(app, deps);
  recordRoutes(app, deps);
  refusalRoutes(app, deps);
  liveRoutes(app, deps);
  incidentRoutes(app, deps);
  noticeRoutes(app, deps);
  auditRoutes(app, deps);
  checkRoutes(app, deps);
  backupRoutes(app, deps);
  exportRoutes(app, deps);
  supportBundleRoutes(app, deps);
  reconciliationRoutes(app, deps);
  providerRoutes(app, deps);
  modelRoutes(app, deps);
  discoveryRoutes(app, deps);
  noticeChannelRoutes(app, deps);
  noticeDeliveryRoutes(app, deps);
  settingsRoutes(app, deps);
  ownerTokenRoutes(app, deps);
  signInLinkRoutes(app, deps);
}

/** Bodies are JSON or nothing; nothing counts as an empty object, so that what is optional can be left out. */
function acceptOnlyJson(app: ApiApp): void {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parseJson(request, String(body), done);
  });
  app.addHook('preValidation', async (request) => {
    request.body ??= {};
  });
}
