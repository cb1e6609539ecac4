import type { FastifyInstance } from 'fastify';
import { AdminError } from '../../../admin/admin-error.ts';
import type { CrashDecision } from '../../../admin/crash-rules.ts';
import { closeIncident, decideCrash, isRefundProblem, refundIncident } from '../../../admin/incidents.ts';
import type { NoticeKey } from '../../components/notice-texts.ts';
import { parseUsd } from '../../format/parse-usd.ts';
import type { Site } from '../../web/deps.ts';
import { seeOther, withStatus } from '../../web/page-response.ts';
import { ownerPage, ownerPost } from '../../web/page-routes.ts';
import { parseId } from '../../web/parse-id.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { crashPage, EXPECTED_OPEN, EXPECTED_REFUNDABLE } from './crash-page.ts';
import { allIncidents, incidentsInState } from './incident-list.ts';
import { incidentPage } from './incident-page.ts';
import { loadAllIncidents, loadCrash, loadIncident, loadIncidents } from './load.ts';
import { crashPath, INCIDENTS_PATH } from './paths.ts';
import { refundErrorText } from './refund-error-text.ts';
import { INCIDENTS } from './texts.ts';

export function incidentRoutes(app: FastifyInstance, site: Site): void {
  // Without a state: all that are open, and the newest of the closed ones.
  ownerPage(app, site, INCIDENTS_PATH, async ({ view, query }) => {
    const state = query.get('state');
    if (state !== 'open' && state !== 'closed') return allIncidents(view, await loadAllIncidents(site));
    const cursor = query.get('after');
    const incidents = await loadIncidents(state, cursor === null ? null : parseId(cursor), site);
    return incidentsInState(view, incidents, state, query);
  });

  ownerPage(app, site, `${INCIDENTS_PATH}/:id`, async ({ view, param }) =>
    incidentPage(view, await loadIncident(param('id'), site)),
  );

  ownerPost(app, site, `${INCIDENTS_PATH}/:id/refund`, async ({ view, param, form }) => {
    const typed = form.text('amount_usd');
    const error = await refund(view, parseId(param('id')), typed, site);
    if (error === null) return seeOther(INCIDENTS_PATH, 'incident_refunded');
    return withStatus(422, incidentPage(view, await loadIncident(param('id'), site), { typed, error }));
  });

  ownerPost(app, site, `${INCIDENTS_PATH}/:id/close`, async ({ view, param }) => {
    await closeIncident(parseId(param('id')), view.actor, site);
    return seeOther(INCIDENTS_PATH, 'incident_closed');
  });

  ownerPage(app, site, crashPath(':at'), async ({ view, param }) =>
    crashPage(view, await loadCrash(param('at'), site)),
  );
  crashDecisionRoute(app, site, 'refund', 'crash_refunded');
  crashDecisionRoute(app, site, 'close', 'crash_closed');
}

/** A decision about what the owner did not see changes nothing, and shows the crash as it is now. */
function crashDecisionRoute(app: FastifyInstance, site: Site, decision: CrashDecision, done: NoticeKey): void {
  ownerPost(app, site, crashPath(':at', `/${decision}`), async ({ view, param, form }) => {
    const expected = {
      open: Number(form.text(EXPECTED_OPEN) || Number.NaN),
      refundable: Number(form.text(EXPECTED_REFUNDABLE) || Number.NaN),
    };
    try {
      await decideCrash(parseId(param('at')), decision, expected, view.actor, site);
    } catch (error) {
      if (!(error instanceof AdminError) || error.code !== 'crash_changed') throw error;
      return withStatus(409, crashPage(view, await loadCrash(param('at'), site), true));
    }
    return seeOther(INCIDENTS_PATH, done);
  });
}

/** @returns null when it is done, or the error that the form shows */
async function refund(view: OwnerView, id: number, typed: string, site: Site): Promise<string | null> {
  const amount = parseUsd(typed);
  if (amount === null) return INCIDENTS[view.language].errors.notAnAmount;
  try {
    await refundIncident(id, amount, view.actor, site);
    return null;
  } catch (error) {
    if (!(error instanceof AdminError) || !isRefundProblem(error.problem)) throw error;
    return refundErrorText(view, error.problem);
  }
}
