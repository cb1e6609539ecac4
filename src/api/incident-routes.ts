import Type from 'typebox';
import { closeIncident, decideCrash, refundIncident } from '../admin/incidents.ts';
import type { ApiApp, ApiDeps } from './api-deps.ts';
import { actorOf } from './authenticate.ts';
import { CrashAnswer, crashJson, IncidentAnswer, incidentJson } from './incident-json.ts';
import { parseInstant } from './instants.ts';
import { PAGE_QUERY, pageJson, pageSchema, parsePage } from './paging.ts';
import { parseId, parseUsd } from './parse-values.ts';
import { CLOSED, EmptyBody, ERROR_ANSWERS, IdParams } from './schemas.ts';

const Query = Type.Object(
  {
    ...PAGE_QUERY,
    open: Type.Optional(Type.Enum(['true', 'false'])),
    crash_at: Type.Optional(Type.String({ description: 'Only the incidents of this crash.' })),
  },
  CLOSED,
);
const Refund = Type.Object(
  { amount_usd: Type.Optional(Type.Number({ description: 'All that is left of the charge when absent.' })) },
  CLOSED,
);

const CrashDecision = Type.Object(
  {
    crash_at: Type.String({ description: 'The crash_at of its incidents.' }),
    decision: Type.Enum(['refund', 'close'], {
      description:
        'refund: all that is left of each charge, then close. Incidents that are closed already stay as they are.',
    }),
    expected: Type.Optional(
      Type.Object(
        {
          open_incidents: Type.Integer({ minimum: 0 }),
          refundable_usd: Type.Number({ minimum: 0 }),
        },
        {
          ...CLOSED,
          description: 'What you saw: where some of it was decided meanwhile, 409, and nothing is changed.',
        },
      ),
    ),
  },
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
      const { open, crash_at } = request.query;
      const { rows, next } = await deps.store.journal.listIncidents({
        ...parsePage(request.query),
        ...(open === undefined ? {} : { open: open === 'true' }),
        ...(crash_at === undefined ? {} : { crashAt: parseInstant(crash_at, 'crash_at') }),
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
        body: EmptyBody,
        response: { 200: IncidentAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request) => incidentJson(await closeIncident(parseId(request.params.id, 'id'), actorOf(request), deps)),
  );

  app.post(
    '/incidents/crash',
    {
      schema: {
        tags,
        summary: 'Refund, or close, all incidents of one crash together',
        body: CrashDecision,
        response: { 200: CrashAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request) => {
      const { crash_at, decision, expected } = request.body;
      const crashAt = parseInstant(crash_at, 'crash_at');
      const seen =
        expected === undefined
          ? null
          : {
              open: expected.open_incidents,
              refundable: parseUsd(expected.refundable_usd, 'expected.refundable_usd'),
            };
      return crashJson(crashAt, await decideCrash(crashAt, decision, seen, actorOf(request), deps));
    },
  );
}
