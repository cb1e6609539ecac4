import { servedNames } from '../../../admin/served-names.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { DISCOVERY_PATH } from '../discovery/paths.ts';
import { DISCOVERY } from '../discovery/texts.ts';
import { warningBadge } from '../models/model-prices.ts';
import { MODELS_PATH } from '../models/paths.ts';
import { MODELS } from '../models/texts.ts';
import { SETTINGS_PAGE } from './texts.ts';

/** What is allowed now, where that comes from, and the way to change it. */
export function modelsSection(view: OwnerView, site: Site): Html {
  const t = MODELS[view.language];
  const names = servedNames(site).map((name) => {
    const served = name.requested === name.served ? null : html` → <code>${name.served}</code>`;
    return html`<li><code>${name.requested}</code>${served} ${warningBadge(name, view)}</li>`;
  });
  const source = site.models.state.source === 'environment' ? t.fromEnvironment : t.fromOwner;
  return html`<section id="models"><h2>${t.title}</h2><div class="stack"><ul>${names}</ul><p class="hint">${t.source}: ${source}</p>
<p><a class="button plain" href="${MODELS_PATH}">${SETTINGS_PAGE[view.language].changeModels}</a> <a class="button plain" href="${DISCOVERY_PATH}">${DISCOVERY[view.language].title}</a></p></div></section>`;
}
