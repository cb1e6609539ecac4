import type { FastifyInstance } from 'fastify';
import { sendCsv } from '../csv-file.ts';
import type { Site } from '../deps.ts';
import { page } from '../layout.ts';
import { idFrom, PageFault } from '../page-fault.ts';
import { ownerPage, withStatus } from '../page-routes.ts';
import { timeText } from '../show-time.ts';
import { CALLS } from '../texts/calls.ts';
import { callsCsv } from './calls-csv.ts';
import { callsAskFrom, recordsAsked, refusalsAsked } from './calls-filter.ts';
import { CALLS_PATH, callsBody, csvLink, REFUSED_PATH } from './calls-list.ts';
import { callBody, findCall } from './calls-one.ts';
import { refusedBody, refusedOfWeek } from './calls-refused.ts';
import { todayOf } from './usage-query.ts';
import { loadWho } from './who.ts';

const ROWS_PER_PAGE = 50;
const CSV_PATH = '/dashboard/calls.csv';

export function callRoutes(app: FastifyInstance, site: Site): void {
  const { store, timeZone } = site.owner;

  ownerPage(app, site, CALLS_PATH, async ({ visit, query }) => {
    const t = CALLS[visit.language];
    const who = await loadWho(store);
    const ask = callsAskFrom(query, who, timeZone);
    const records = ask.isRight ? await store.records.listRecords(recordsAsked(ask, ROWS_PER_PAGE)) : null;
    const shown = page(visit, {
      title: t.title,
      lead: t.lead,
      actions: records === null || records.rows.length === 0 ? undefined : csvLink(visit, CSV_PATH, ask),
      body: callsBody(visit, site, { who, ask, query, page: records }),
    });
    return records === null ? withStatus(422, shown) : shown;
  });

  ownerPage(app, site, REFUSED_PATH, async ({ visit, query }) => {
    const t = CALLS[visit.language];
    const who = await loadWho(store);
    const ask = callsAskFrom(query, who, timeZone);
    const refusals = ask.isRight ? await store.records.listRefusals(refusalsAsked(ask, ROWS_PER_PAGE)) : null;
    const today = todayOf(timeZone, visit.now);
    const week = ask.isRight ? await refusedOfWeek(store, today, ask.who.filter) : [];
    const body = refusedBody(visit, { who, ask, query, page: refusals }, week);
    const shown = page(visit, { title: t.title, lead: t.refusedLead, body });
    return refusals === null ? withStatus(422, shown) : shown;
  });

  ownerPage(app, site, CSV_PATH, async ({ visit, query, reply }) => {
    const who = await loadWho(store);
    const ask = callsAskFrom(query, who, timeZone);
    if (!ask.isRight) throw new PageFault(400);
    return sendCsv(reply, `jigap-calls-${todayOf(timeZone, visit.now)}.csv`, callsCsv(store, who, ask));
  });

  ownerPage(app, site, `${CALLS_PATH}/:id`, async ({ visit, param }) => {
    const found = await findCall(store, idFrom(param('id')));
    if (found === null) throw new PageFault(404);
    const t = CALLS[visit.language];
    const title = t.callAt(timeText(found.record.startedAt, visit, 'exact'));
    return page(visit, { title, lead: t.neverPrompt, body: callBody(visit, await loadWho(store), found) });
  });
}
