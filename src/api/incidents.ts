import Type from 'typebox';
import type { NanoUsd } from '../ledger/money.ts';
import { type OwnerApp, type OwnerDeps, ownersChange } from './deps.ts';
import { amountFrom, idFrom } from './fields.ts';
import { incidentJson } from './json.ts';
import { invalidValue } from './owner-error.ts';
import { PAGE_QUERY, pageFrom, pageJson, pageOf } from './paging.ts';
import { CLOSED, IdParams, IncidentAnswer, REFUSALS } from './schemas.ts';

const Query = Type.Object({ ...PAGE_QUERY, open: Type.Optional(Type.Enum(['true', 'false'])) }, CLOSED);
const Refund = Type.Object(
  { amount_usd: Type.Optional(Type.Number({ description: 'All that is left of the charge when absent.' })) },
  CLOSED,
);

const tags = ['incidents'];

export function incidentRoutes(app: OwnerApp, deps: OwnerDeps): void {
  const { journal } = deps.store;

  app.get(
    '/incidents',
    {
      schema: {
        tags,
        summary: 'List what the owner must see',
        querystring: Query,
        response: { 200: pageOf(IncidentAnswer, 'Incidents, newest first.'), ...REFUSALS },
      },
    },
    async (request) => {
      const { open } = request.query;
      const { rows, next } = await journal.listIncidents({
        ...pageFrom(request.query),
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
        summary: 'Give back what a call was charged, and close the incident',
        params: IdParams,
        body: Refund,
        response: { 200: IncidentAnswer, ...REFUSALS },
      },
    },
    async (request) => {
      const id = idFrom(request.params.id, 'id');
      return incidentJson(await journal.refund(id, refundFrom(request.body.amount_usd), ownersChange(deps)));
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
        response: { 200: IncidentAnswer, ...REFUSALS },
      },
    },
    async (request) => incidentJson(await journal.closeIncident(idFrom(request.params.id, 'id'), ownersChange(deps))),
  );
}

/** null: everything. @throws OwnerError 400 */
export function refundFrom(usd: number | undefined): NanoUsd | null {
  if (usd === undefined) return null;
  const amount = amountFrom(usd, 'amount_usd');
  if (amount === 0) throw invalidValue('amount_usd', 'amount_usd must be above zero; close the incident instead.');
  return amount;
}
