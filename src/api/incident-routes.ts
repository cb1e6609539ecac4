import Type from 'typebox';
import { closeIncident, refundIncident } from '../admin/incidents.ts';
import type { ApiApp, ApiDeps } from './api-deps.ts';
import { actorOf } from './authenticate.ts';
import { IncidentAnswer, incidentJson } from './incident-json.ts';
import { PAGE_QUERY, pageJson, pageSchema, parsePage } from './paging.ts';
import { parseId, parseUsd } from './parse-values.ts';
import { CLOSED, ERROR_ANSWERS, IdParams } from './schemas.ts';

const Query = Type.Object({ ...PAGE_QUERY, open: Type.Optional(Type.Enum(['true', 'false'])) }, CLOSED);
const Refund = Type.Object(
  { amount_usd: Type.Optional(Type.Number({ description: 'All that is left of the charge when absent.' })) },
  CLOSED,
);

const tags = ['incidents'];

export function incidentRoutes(app: ApiApp, deps: ApiDeps): void {
  app.get(
    '/incidents',
    {
      schema: {
        tags,
        summary: 'List what the owner must see',
        querystring: Query,
        response: { 200: pageSchema(IncidentAnswer, 'Incidents, newest first.'), ...ERROR_ANSWERS },
      },
    },
    async (request) => {
      const { open } = request.query;
      const { rows, next } = await deps.store.journal.listIncidents({
        ...parsePage(request.query),
        ...(open === undefined ? {} : { open: open === 'true' }),
      });
      return pageJson(rows.map(incidentJson), next);
    },
  );

  app.post(
    '/incidents/:id/refund',
    {
      schema: {
        tags,
        summary: 'Refund what a call was charged, and close the incident',
        params: IdParams,
        body: Refund,
        response: { 200: IncidentAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request) => {
      const id = parseId(request.params.id, 'id');
      const { amount_usd } = request.body;
      const amount = amount_usd === undefined ? null : parseUsd(amount_usd, 'amount_usd');
      return incidentJson(await refundIncident(id, amount, actorOf(request), deps));
    },
  );

  app.post(
    '/incidents/:id/close',
    {
      schema: {
        tags,
        summary: 'Close an incident without a refund',
        params: IdParams,
        body: Type.Object({}, CLOSED),
        response: { 200: IncidentAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request) => incidentJson(await closeIncident(parseId(request.params.id, 'id'), actorOf(request), deps)),
  );
}
