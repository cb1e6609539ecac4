import { listRefusedModels, type RefusedModelOffer } from '../../../admin/refused-models.ts';
import { endpointName } from '../../components/endpoint-name.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { pricesText } from './model-prices.ts';
import { servePath } from './paths.ts';
import { MODELS } from './texts.ts';

/** Names that SDKs use by default, each with one click to a model that answers for it; nothing when none was refused. */
export async function refusedModelsSection(view: OwnerView, site: Site): Promise<Html | null> {
  const names = await listRefusedModels(site);
  if (names.length === 0) return null;
  const t = MODELS[view.language];
  return html`<section class="refused-models"><h2>${t.refusedTitle}</h2><p class="section-actions">${t.refusedWhat}</p>
<ul>${names.map((name) => refusedItem(view, name))}</ul></section>`;
}

function refusedItem(view: OwnerView, { model, endpoint, times, students, offered }: RefusedModelOffer): Html {
  const t = MODELS[view.language];
  const where = endpoint === null ? null : html` · ${endpointName(endpoint)}`;
  const offer =
    offered === null
      ? html`<span class="quiet-text">${t.noOffer}</span>`
      : html`<a class="button plain" href="${servePath(model, endpoint)}">${t.offer(offered.model.id)}</a> <span class="quiet-text">${pricesText(offered, view)}</span>`;
  return html`<li><span><code>${model}</code>${where} · ${t.refusedTimes(times, students)}</span> <span>${offer}</span></li>`;
}
