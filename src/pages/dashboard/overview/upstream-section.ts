import { aliasesWithout, NOTICE_DAYS, type RetiringModel, shutdownDay } from '../../../ledger/model-fallbacks.ts';
import { localDay } from '../../../ledger/periods.ts';
import { type Price, priceAt } from '../../../ledger/prices.ts';
import { addUtcDays } from '../../../ledger/utc-days.ts';
import { badge } from '../../components/badge.ts';
import { type Column, dataTable } from '../../components/data-table.ts';
import { money, placesFor } from '../../format/format-money.ts';
import { ago, formatDay, zoneNote } from '../../format/format-time.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html, type Part } from '../../web/html.ts';
import { inZone, type OwnerView } from '../../web/view-context.ts';
import { describeIncident } from '../incidents/describe-incident.ts';
import { INCIDENTS_PATH } from '../incidents/incident-list.ts';
import { loadUpstreamIncidents } from './load.ts';
import { UPSTREAM } from './upstream-texts.ts';

const ALIASES = 'JIGAP_MODEL_ALIASES';

interface AllowedModel extends RetiringModel {
  readonly price: Price;
  /** UTC day, the earlier of the catalogue's and the provider's; null: none is known. */
  readonly shutdownDate: string | null;
  /** false only where the provider has a list of models. */
  readonly isListed: boolean;
}

/** The provider, its open incidents, and the models with their prices. */
export async function upstreamSection(view: OwnerView, site: Site): Promise<Html> {
  const t = UPSTREAM[view.language];
  const models = allowedModels(view, site);
  return html`<section><h2>${t.title}</h2>
<dl class="facts">${await upstreamFacts(view, site)}</dl>
<div class="section">${modelTable(view, models)}<p class="hint">${t.perMillion}</p>${aliasHints(view, site, models)}</div></section>`;
}

async function upstreamFacts(view: OwnerView, site: Site): Promise<Html> {
  const t = UPSTREAM[view.language];
  if (site.upstreamKind === 'demo') return html`<dt>${t.upstream}</dt><dd>${t.simulated}</dd>`;
  const incidents = await loadUpstreamIncidents(site);
  const links = incidents.map((details) => {
    const { title } = describeIncident(view, details);
    return html`<dd><a href="${INCIDENTS_PATH}/${details.incident.id}">${title}</a></dd>`;
  });
  return html`<dt>${t.upstream}</dt><dd>${site.upstreamHasKey ? t.ofProvider : t.withoutKey}</dd>
<dt>${t.modelList}</dt><dd>${modelListText(view, site)}</dd>
<dt>${t.incidents}</dt>${links.length === 0 ? html`<dd>${t.noIncidents}</dd>` : links}`;
}

function modelListText(view: OwnerView, { lastModelCheck }: Site): Part {
  const t = UPSTREAM[view.language];
  const check = lastModelCheck();
  if (check === null) return t.notRead;
  const texts = { listed: t.listed(check.models ?? 0), unlisted: t.unlisted, key_refused: t.keyRefused };
  const text = texts[check.answer];
  return html`${check.answer === 'key_refused' ? badge(text, 'bad') : text}, ${ago(check.at, view)}`;
}

/** In the order of the setting. */
function allowedModels({ now }: OwnerView, { policy, lastModelCheck }: Site): AllowedModel[] {
  const models = policy();
  const dates = lastModelCheck()?.dates ?? null;
  return models.allowed.flatMap((requested) => {
    const served = models.aliases.get(requested) ?? requested;
    const model = models.catalogue.get(served);
    if (model === undefined) return [];
    const shutdownDate = shutdownDay(served, models.catalogue, dates);
    return [{ requested, served, price: priceAt(model, now), shutdownDate, isListed: dates?.has(served) ?? true }];
  });
}

function modelTable(view: OwnerView, models: readonly AllowedModel[]): Html {
  const t = UPSTREAM[view.language];
  return dataTable<AllowedModel>({
    caption: t.models,
    columns: [
      { head: t.requested, isName: true, cell: ({ requested }) => requested },
      { head: t.answers, cell: ({ served, isListed }) => servedText(served, isListed, t.notListed) },
      priceColumn(view, models, t.input, 'input'),
      priceColumn(view, models, t.cached, 'cachedInput'),
      priceColumn(view, models, t.output, 'output'),
      { head: t.shutdown, cell: ({ shutdownDate }) => shutdownText(view, shutdownDate) },
    ],
    rows: models,
  });
}

function priceColumn(
  view: OwnerView,
  models: readonly AllowedModel[],
  head: string,
  kind: 'input' | 'cachedInput' | 'output',
): Column<AllowedModel> {
  const places = placesFor(models.map(({ price }) => perMillion(price[kind])));
  return { head, isNumber: true, cell: ({ price }) => money(perMillion(price[kind]), view, places) };
}

/** Pico-USD per token is micro-USD per million of them; here in nano-USD. */
function perMillion(pico: number): number {
  return pico * 1000;
}

function servedText(served: string, isListed: boolean, notListed: string): Part {
  return isListed ? served : html`<span>${served} ${badge(notListed, 'bad')}</span>`;
}

function shutdownText(view: OwnerView, shutdownDate: string | null): Part {
  const t = UPSTREAM[view.language];
  if (shutdownDate === null) return html`<span class="quiet-text">${t.noDate}</span>`;
  const state = retirement(view, shutdownDate);
  const mark = state === 'down' ? badge(t.isDown, 'bad') : state === 'soon' ? badge(t.isSoon, 'near') : null;
  return html`<span>${formatDay(shutdownDate, view, 'date')}${zoneNote(inZone(view, 'UTC'))} ${mark}</span>`;
}

function retirement({ now }: OwnerView, date: string): 'down' | 'soon' | 'later' {
  const today = localDay('UTC', now);
  if (date <= today) return 'down';
  return date <= addUtcDays(today, NOTICE_DAYS) ? 'soon' : 'later';
}

/** The demo upstream retires no model. */
function aliasHints(view: OwnerView, site: Site, models: readonly AllowedModel[]): Html[] {
  if (site.upstreamKind === 'demo') return [];
  const t = UPSTREAM[view.language];
  const listed = site.lastModelCheck()?.dates ?? null;
  const choice = { ...site.policy(), listed, now: view.now };
  const retiring = models.filter((model) => !model.isListed || retiresSoon(view, model));
  return retiring.map((model) => {
    const example = `${ALIASES}=${aliasesWithout(model, retiring, choice, '...')}`;
    const text = model.isListed ? t.setAlias : t.setAliasUnlisted;
    return html`<p class="hint">${text(model.served, example)}</p>`;
  });
}

function retiresSoon(view: OwnerView, { shutdownDate }: AllowedModel): boolean {
  return shutdownDate !== null && retirement(view, shutdownDate) !== 'later';
}
