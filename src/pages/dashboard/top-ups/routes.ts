import type { FastifyInstance } from 'fastify';
import { createTopUp, withdrawTopUpOf } from '../../../admin/top-ups.ts';
import type { TopUpScope } from '../../../ledger/top-ups.ts';
import type { Site } from '../../web/deps.ts';
import { type RouteResponse, seeOther } from '../../web/page-response.ts';
import { ownerPost } from '../../web/page-routes.ts';
import { parseId } from '../../web/parse-id.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { attempt, type RefusedForm } from '../form-errors/form-errors.ts';
import { topUpFieldAt, topUpFrom } from './fields.ts';

export interface TopUpPage {
  readonly scope: TopUpScope;
  /** Of the router, with ":id". */
  readonly route: string;
  readonly pathOf: (id: number) => string;
  readonly showRefused: (view: OwnerView, id: number, refused: RefusedForm) => Promise<RouteResponse>;
}

/** The forms of topUpsSection(), below the page of a student or of a class. */
export function topUpRoutes(app: FastifyInstance, site: Site, { scope, route, pathOf, showRefused }: TopUpPage): void {
  ownerPost(app, site, `${route}/top-ups`, async ({ view, param, form }) => {
    const scopeId = parseId(param('id'));
    const attempted = await attempt(view.language, topUpFieldAt, () =>
      createTopUp({ scope, scopeId, ...topUpFrom(form) }, view.actor, site),
    );
    if ('errors' in attempted) return showRefused(view, scopeId, { form, errors: attempted.errors });
    return seeOther(pathOf(scopeId), 'top_up_added');
  });

  ownerPost(app, site, `${route}/top-ups/:topUp/withdraw`, async ({ view, param }) => {
    const scopeId = parseId(param('id'));
    await withdrawTopUpOf({ scope, scopeId }, parseId(param('topUp')), view.actor, site);
    return seeOther(pathOf(scopeId), 'top_up_withdrawn');
  });
}
