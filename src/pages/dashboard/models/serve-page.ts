import type { FastifyInstance } from 'fastify';
import { isChoosableName } from '../../../access/model-choice.ts';
import { editModels } from '../../../admin/model-edits.ts';
import { type ServingModel, servingModels } from '../../../admin/refused-models.ts';
import { catalogueModels, classesOutside } from '../../../admin/served-names.ts';
import { ENDPOINTS } from '../../../endpoints/endpoints.ts';
import { selectField, submit } from '../../components/field.ts';
import { renderPage } from '../../components/layout.ts';
import { notice } from '../../components/notice.ts';
import type { Site } from '../../web/deps.ts';
import { postForm } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { PageError } from '../../web/page-error.ts';
import { seeOther, withStatus } from '../../web/page-response.ts';
import { ownerPage, ownerPost } from '../../web/page-routes.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { loadClasses } from '../classes/load.ts';
import { attempt } from '../form-errors/form-errors.ts';
import { pricesText, warningBadge } from './model-prices.ts';
import { MODELS_PATH, SERVE_PATH } from './paths.ts';
import { MODELS } from './texts.ts';

interface Asked {
  readonly name: string;
  /** null: not known. */
  readonly endpoint: string | null;
}

/** The confirmation of an offer: what it costs, and for whom it counts. */
export function serveRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, SERVE_PATH, ({ view, query }) => {
    const asked = parseAsked(query.get('name') ?? '', query.get('endpoint') ?? '');
    return servePage(view, site, asked, null);
  });

  ownerPost(app, site, SERVE_PATH, async ({ view, form }) => {
    const asked = parseAsked(form.text('name'), form.text('endpoint'));
    const served = form.text('served');
    const edits = served === asked.name ? { allow: [asked.name] } : { aliases: [[asked.name, [served]] as const] };
    const attempted = await attempt(
      view.language,
      () => 'served',
      () => site.models.change((choice) => editModels(choice, edits), view.actor),
    );
    if ('done' in attempted) return seeOther(MODELS_PATH, 'model_served');
    return withStatus(422, await servePage(view, site, asked, attempted.errors.served ?? null));
  });
}

/** @throws PageError 404 for what can be no name: it came from elsewhere than our links */
function parseAsked(name: string, endpoint: string): Asked {
  if (!isChoosableName(name)) throw new PageError(404);
  return { name, endpoint: ENDPOINTS.some(({ kind }) => kind === endpoint) ? endpoint : null };
}

async function servePage(view: OwnerView, site: Site, { name, endpoint }: Asked, error: string | null): Promise<Html> {
  const t = MODELS[view.language];
  const choices = servingModels(name, endpoint, site);
  const [first] = choices;
  const current = site.policy().aliases.get(name);
  const body = html`<div class="stack">${error === null ? null : notice('bad', error)}<dl class="facts"><dt>${t.serveName}</dt><dd><code>${name}</code></dd></dl>
${current === undefined ? null : html`<p>${t.serveNow(current.join(' → '))}</p>`}
${first === undefined ? html`<p>${t.noServing}</p>` : serveForm(view, { name, endpoint }, choices, first)}
${itselfForm(view, site, name)}
${await outsideText(view, site, name)}</div>
<p class="aside"><a href="${MODELS_PATH}">${t.back}</a></p>`;
  return renderPage({ ...view, here: view.here ?? MODELS_PATH }, { title: t.serveTitle, body });
}

function serveForm(view: OwnerView, asked: Asked, choices: readonly ServingModel[], first: ServingModel): Html {
  const t = MODELS[view.language];
  const field = selectField({
    ...{ name: 'served', label: t.serveBy, value: first.model.id, hint: t.serveByHint },
    choices: choices.map((choice) => ({
      value: choice.model.id,
      text: `${choice.model.id} · ${pricesText(choice, view)}${choice.isInUse ? ` · ${t.inUse}` : ''}`,
    })),
  });
  const hidden = html`<input type="hidden" name="name" value="${asked.name}"><input type="hidden" name="endpoint" value="${asked.endpoint ?? ''}">`;
  const cost = html`<p>${t.serveCost(asked.name, first.model.id, pricesText(first, view))}</p>`;
  return html`<div class="stack">${cost}${postForm(view, SERVE_PATH, html`${hidden}${field}${submit(t.serveDo)}`)}</div>`;
}

/** A name of the price list may be allowed as it is. */
function itselfForm(view: OwnerView, site: Site, name: string): Html | null {
  const own = catalogueModels(site).find(({ model }) => model === site.catalogue.get(name));
  if (own === undefined || site.policy().allowed.includes(name)) return null;
  const t = MODELS[view.language];
  const hidden = html`<input type="hidden" name="name" value="${name}"><input type="hidden" name="served" value="${name}">`;
  return html`<div class="stack"><p>${t.serveOwnPrice(name, pricesText(own, view))} ${warningBadge(own, view)}</p>
${postForm(view, SERVE_PATH, html`${hidden}${submit(t.allowItself(name), 'plain')}`)}</div>`;
}

async function outsideText(view: OwnerView, site: Site, name: string): Promise<Html | null> {
  const names = classesOutside(name, await loadClasses(site)).map((schoolClass) => schoolClass.name);
  return names.length === 0 ? null : html`<p class="hint">${MODELS[view.language].outside(names.join(', '))}</p>`;
}
