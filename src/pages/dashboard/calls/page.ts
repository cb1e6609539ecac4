import type { FastifyInstance } from 'fastify';
import { findCall } from '../../../admin/calls.ts';
import { localDay } from '../../../ledger/periods.ts';
import { renderPage } from '../../components/layout.ts';
import { formatTime } from '../../format/format-time.ts';
import { sendCsv } from '../../web/csv-file.ts';
import type { Site } from '../../web/deps.ts';
import { PageError } from '../../web/page-error.ts';
import { withStatus } from '../../web/page-response.ts';
import { ownerPage } from '../../web/page-routes.ts';
import { parseId } from '../../web/parse-id.ts';
import { refusedModelsSection } from '../models/refused-section.ts';
import { loadPeople } from '../people-filter/load-people.ts';
import { callDetails } from './call-details.ts';
import { callsCsv } from './calls-csv.ts';
import { CALLS_PATH, csvLink, REFUSED_PATH } from './calls-form.ts';
import { callsList } from './calls-list.ts';
import { loadCalls, loadCallsRequest, loadRefusals } from './load.ts';
import { refusalsList } from './refusals-list.ts';
import { CALLS } from './texts.ts';

const CSV_PATH = '/dashboard/calls.csv';

export function callRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, CALLS_PATH, async ({ view, query }) => {
    const t = CALLS[view.language];
    const list = await loadCalls(query, site);
    const hasRows = list.page !== null && list.page.rows.length > 0;
    const answer = renderPage(view, {
      title: t.title,
      lead: t.lead,
      actions: hasRows ? csvLink(view, CSV_PATH, list.request) : undefined,
      body: callsList(view, site, list),
    });
    return list.page === null ? withStatus(422, answer) : answer;
  });

  ownerPage(app, site, REFUSED_PATH, async ({ view, query }) => {
    const t = CALLS[view.language];
    const list = await loadRefusals(query, site);
    const body = refusalsList(view, list, await refusedModelsSection(view, site));
    const answer = renderPage(view, { title: t.title, lead: t.refusedLead, body });
    return list.page === null ? withStatus(422, answer) : answer;
  });

  ownerPage(app, site, CSV_PATH, async ({ view, query, reply }) => {
    const { people, request } = await loadCallsRequest(query, site);
    if (!request.isValid) throw new PageError(400);
    const name = `jigap-calls-${localDay(view.timeZone, view.now)}.csv`;
    return sendCsv(reply, name, callsCsv({ language: view.language, people, request }, site));
  });

  ownerPage(app, site, `${CALLS_PATH}/:id`, async ({ view, param }) => {
    const call = await findCall(parseId(param('id')), site);
    if (call === null) throw new PageError(404);
    const t = CALLS[view.language];
    const title = t.callAt(formatTime(call.record.startedAt, view, 'exact'));
    const body = callDetails(view, await loadPeople(site.store), call);
    return renderPage(view, { title, lead: t.neverPrompt, body });
  });
}
