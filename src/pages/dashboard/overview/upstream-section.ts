import type { KeyFacts, ProviderFacts } from '../../../admin/provider-facts.ts';
import { type ServedName, servedNames } from '../../../admin/served-names.ts';
import { badge } from '../../components/badge.ts';
import { type Column, dataTable } from '../../components/data-table.ts';
import { money, placesFor } from '../../format/format-money.ts';
import { ago, formatDay, zoneNote } from '../../format/format-time.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html, type Part } from '../../web/html.ts';
import { inZone, type OwnerView } from '../../web/view-context.ts';
import { describeIncident } from '../incidents/describe-incident.ts';
import { INCIDENTS_PATH } from '../incidents/paths.ts';
import { MODELS_PATH, servePath } from '../models/paths.ts';
import { loadUpstreamIncidents } from './load.ts';
import { UPSTREAM } from './upstream-texts.ts';

/** The provider, its open incidents, and the models with their prices. */
export async function upstreamSection(view: OwnerView, site: Site): Promise<Html> {
  const t = UPSTREAM[view.language];
  const models = servedNames(site);
  return html`<section><h2>${t.title}</h2>
<dl class="facts">${await upstreamFacts(view, site)}</dl>
<div class="section">${modelTable(view, models)}<p class="hint">${t.perMillion}</p>${aliasHints(view, models)}<p><a href="${MODELS_PATH}">${t.change}</a></p></div></section>`;
}

async function upstreamFacts(view: OwnerView, site: Site): Promise<Html> {
  const t = UPSTREAM[view.language];
  if (view.isDemo) return html`<dt>${t.upstream}</dt><dd>${t.simulated}</dd>`;
  const incidents = await loadUpstreamIncidents(site);
  const links = incidents.map((details) => {
    const { title } = describeIncident(view, details);
    return html`<dd><a href="${INCIDENTS_PATH}/${details.incident.id}">${title}</a></dd>`;
  });
  return html`${site.providers.map((provider) => providerFacts(view, provider, site))}
<dt>${t.incidents}</dt>${links.length === 0 ? html`<dd>${t.noIncidents}</dd>` : links}`;
}

/** An only provider needs no name: the owner knows which it is. */
function providerFacts(view: OwnerView, { name, hasKey, keys }: ProviderFacts, site: Site): Html {
  const t = UPSTREAM[view.language];
  const isOnly = site.providers.length === 1;
  const how = isOnly ? (hasKey ? t.ofProvider : t.withoutKey) : hasKey ? t.withYourKey(name) : t.withoutAKey(name);
  return html`<dt>${t.upstream}</dt><dd>${how}</dd>${keyTexts(view, keys())}
<dt>${isOnly ? t.modelList : t.modelListOf(name)}</dt><dd>${modelListText(view, name, site)}</dd>`;
}

/** Several keys are all named; an only one, when something is wrong with it. */
function keyTexts(view: OwnerView, keys: readonly KeyFacts[]): Html[] {
  const isFine = keys.length === 1 && keys[0]?.state === 'working';
  return isFine ? [] : keys.map((key) => keyText(view, key));
}

function keyText(view: OwnerView, { label, state, reason, seconds }: KeyFacts): Html {
  const t = UPSTREAM[view.language];
  if (reason === null) return html`<dd>${label}: ${t.keyWorks}</dd>`;
  const text = t.keyProblems[reason];
  const until = seconds > 0 ? t.keyTriedIn(Math.ceil(seconds / 60)) : t.keyTriedNow;
  return html`<dd>${label}: ${badge(text, state === 'paused' ? 'near' : 'bad')} ${until}</dd>`;
}

function modelListText(view: OwnerView, provider: string, { lastModelCheck }: Site): Part {
  const t = UPSTREAM[view.language];
  const check = lastModelCheck(provider);
  if (check === null) return t.notRead;
  const texts = { listed: t.listed(check.models ?? 0), unlisted: t.unlisted, key_refused: t.keyRefused };
  const text = texts[check.answer];
  return html`${check.answer === 'key_refused' ? badge(text, 'bad') : text}, ${ago(check.at, view)}`;
}

function modelTable(view: OwnerView, models: readonly ServedName[]): Html {
  const t = UPSTREAM[view.language];
  return dataTable<ServedName>({
    caption: t.models,
    columns: [
      { head: t.requested, isName: true, cell: ({ requested }) => requested },
      { head: t.answers, cell: ({ served, warning }) => servedText(served, warning !== 'unlisted', t.notListed) },
      priceColumn(view, models, t.input, 'input'),
      priceColumn(view, models, t.cached, 'cachedInput'),
      priceColumn(view, models, t.output, 'output'),
      { head: t.shutdown, cell: (model) => shutdownText(view, model) },
    ],
    rows: models,
  });
}

function priceColumn(
  view: OwnerView,
  models: readonly ServedName[],
  head: string,
  kind: 'input' | 'cachedInput' | 'output',
): Column<ServedName> {
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

function shutdownText(view: OwnerView, { shutdownDate, warning }: ServedName): Part {
  const t = UPSTREAM[view.language];
  if (shutdownDate === null) return html`<span class="quiet-text">${t.noDate}</span>`;
  const marks = { shut_down: badge(t.isDown, 'bad'), retires_soon: badge(t.isSoon, 'near'), unlisted: null };
  const mark = warning === null ? null : marks[warning];
  return html`<span>${formatDay(shutdownDate, view, 'date')}${zoneNote(inZone(view, 'UTC'))} ${mark}</span>`;
}

/** The demo upstream retires no model. */
function aliasHints(view: OwnerView, models: readonly ServedName[]): Html[] {
  if (view.isDemo) return [];
  const t = UPSTREAM[view.language];
  const retiring = models.filter(({ warning }) => warning !== null);
  return retiring.map(({ requested, served, warning }) => {
    const text = warning === 'unlisted' ? t.setAliasUnlisted(served) : t.setAlias(served);
    return html`<p class="hint">${text} <a href="${servePath(requested, null)}">${t.chooseAlias(requested)}</a></p>`;
  });
}
