import type { FastifyInstance } from 'fastify';
import { ownersChange } from '../../../api/deps.ts';
import { refundFrom } from '../../../api/incidents.ts';
import { typedUsd } from '../../format/parse-usd.ts';
import type { Site } from '../../web/deps.ts';
import type { Form } from '../../web/forms.ts';
import { PageError } from '../../web/page-error.ts';
import { seeOther, withStatus } from '../../web/page-response.ts';
import { ownerPage, ownerPost } from '../../web/page-routes.ts';
import { parseId } from '../../web/parse-id.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { loadWho } from '../people-filter/people-filter.ts';
import { type IncidentStory, storyOf } from './incident-details.ts';
import { incidentPage, tooMuch } from './incident-page.ts';
import { INCIDENTS_PATH, incidentList } from './list.ts';
import { INCIDENTS } from './texts.ts';

export function incidentRoutes(app: FastifyInstance, site: Site): void {
  const { store } = site.owner;

  ownerPage(app, site, INCIDENTS_PATH, ({ view, query }) => incidentList(view, site, query));

  ownerPage(app, site, `${INCIDENTS_PATH}/:id`, async ({ view, param }) =>
    incidentPage(view, await existing(param('id'), site), await loadWho(store)),
  );

  ownerPost(app, site, `${INCIDENTS_PATH}/:id/refund`, async ({ view, param, form }) => {
    const story = await existing(param('id'), site);
    const error = await refund(view, story, form, site);
    if (error === null) return seeOther(INCIDENTS_PATH, 'incident_refunded');
    const faulty = { typed: form.text('amount_usd'), error };
    return withStatus(422, incidentPage(view, await existing(param('id'), site), await loadWho(store), faulty));
  });

  ownerPost(app, site, `${INCIDENTS_PATH}/:id/close`, async ({ param }) => {
    await store.journal.closeIncident(parseId(param('id')), ownersChange(site.owner));
    return seeOther(INCIDENTS_PATH, 'incident_closed');
  });
}

/** @throws PageError 404 */
async function existing(id: string, { owner }: Site): Promise<IncidentStory> {
  const story = await storyOf(owner.store, parseId(id));
  if (story === null) throw new PageError(404);
  return story;
}

/** Gives back what the form says; a sentence when that could not be done. */
async function refund(view: OwnerView, { incident }: IncidentStory, form: Form, site: Site): Promise<string | null> {
  const { owner } = site;
  const { errors } = INCIDENTS[view.language];
  const typed = typedUsd(form.text('amount_usd'));
  try {
    await owner.store.journal.refund(incident.id, refundFrom(typed), ownersChange(owner));
    return null;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error.name === 'ApiError') return typed === 0 ? errors.zero : errors.notAnAmount;
    // More than is left, perhaps because another window was quicker.
    if (error.name === 'ConflictError') return refusedNow(view, incident.id, site);
    throw error;
  }
}

async function refusedNow(view: OwnerView, id: number, site: Site): Promise<string> {
  const { incident } = await existing(String(id), site);
  return tooMuch(view, incident);
}
