import type { FastifyInstance } from 'fastify';
import { renderPage } from '../../components/layout.ts';
import { formatTime } from '../../format/format-time.ts';
import { sendCsv } from '../../web/csv-file.ts';
import type { Site } from '../../web/deps.ts';
import { PageError } from '../../web/page-error.ts';
import { withStatus } from '../../web/page-response.ts';
import { ownerPage } from '../../web/page-routes.ts';
import { parseId } from '../../web/parse-id.ts';
import { loadWho } from '../people-filter/people-filter.ts';
import { todayOf } from '../usage/query.ts';
import { callBody, findCall } from './call-page.ts';
import { callsCsv } from './csv.ts';
import { callsAskFrom, recordsAsked, refusalsAsked } from './filter.ts';
import { CALLS_PATH, callsBody, csvLink, REFUSED_PATH } from './list.ts';
import { refusedBody, refusedOfWeek } from './refused-page.ts';
import { CALLS } from './texts.ts';

const ROWS_PER_PAGE = 50;
const CSV_PATH = '/dashboard/calls.csv';

export function callRoutes(app: FastifyInstance, site: Site): void {
  const { store, timeZone } = site.owner;

  ownerPage(app, site, CALLS_PATH, async ({ view, query }) => {
    const t = CALLS[view.language];
    const who = await loadWho(store);
    const ask = callsAskFrom(query, who, timeZone);
    const records = ask.isRight ? await store.records.listRecords(recordsAsked(ask, ROWS_PER_PAGE)) : null;
    const shown = renderPage(view, {
      title: t.title,
      lead: t.lead,
      actions: records === null || records.rows.length === 0 ? undefined : csvLink(view, CSV_PATH, ask),
      body: callsBody(view, site, { who, ask, query, page: records }),
    });
    return records === null ? withStatus(422, shown) : shown;
  });

  ownerPage(app, site, REFUSED_PATH, async ({ view, query }) => {
    const t = CALLS[view.language];
    const who = await loadWho(store);
    const ask = callsAskFrom(query, who, timeZone);
    const refusals = ask.isRight ? await store.records.listRefusals(refusalsAsked(ask, ROWS_PER_PAGE)) : null;
    const today = todayOf(timeZone, view.now);
    const week = ask.isRight ? await refusedOfWeek(store, today, ask.who.filter) : [];
    const body = refusedBody(view, { who, ask, query, page: refusals }, week);
    const shown = renderPage(view, { title: t.title, lead: t.refusedLead, body });
    return refusals === null ? withStatus(422, shown) : shown;
  });

  ownerPage(app, site, CSV_PATH, async ({ view, query, reply }) => {
    const who = await loadWho(store);
    const ask = callsAskFrom(query, who, timeZone);
    if (!ask.isRight) throw new PageError(400);
    return sendCsv(reply, `jigap-calls-${todayOf(timeZone, view.now)}.csv`, callsCsv(store, who, ask));
  });

  ownerPage(app, site, `${CALLS_PATH}/:id`, async ({ view, param }) => {
    const found = await findCall(store, parseId(param('id')));
    if (found === null) throw new PageError(404);
    const t = CALLS[view.language];
    const title = t.callAt(formatTime(found.record.startedAt, view, 'exact'));
    return renderPage(view, { title, lead: t.neverPrompt, body: callBody(view, await loadWho(store), found) });
  });
}
