import { modelNamesOf } from '../../../ledger/model-aliases.ts';
import { type Model, type PicoUsdPerToken, type Price, priceAt } from '../../../ledger/prices.ts';
import { badge } from '../../components/badge.ts';
import { characterPriceText } from '../../components/character-price.ts';
import { type Column, dataTable } from '../../components/data-table.ts';
import { imagePriceText } from '../../components/image-price.ts';
import { formatMoney, placesFor } from '../../format/format-money.ts';
import { formatDay } from '../../format/format-time.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html } from '../../web/html.ts';
import type { ViewContext } from '../../web/view-context.ts';
import { priceSource } from './price-sources.ts';
import { SETTINGS_PAGE } from './texts.ts';

/** One price of a model; a model has several when its price changed. */
interface PriceRow {
  readonly model: Model;
  readonly price: Price;
  readonly isCurrent: boolean;
}

/** The prices that the ledger uses, each with its source. */
export function pricesSection(view: ViewContext, site: Site): Html {
  const t = SETTINGS_PAGE[view.language];
  const { allowed, aliases } = site.policy();
  const models = [...new Set(site.catalogue.values())];
  const usableModels = new Set(
    allowed.flatMap((name) => modelNamesOf(name, aliases)).map((name) => site.catalogue.get(name)),
  );
  const [used, others] = [
    models.filter((model) => usableModels.has(model)),
    models.filter((model) => !usableModels.has(model)),
  ];
  const sources = [...new Set(models.flatMap(({ prices }) => prices.map(({ source }) => source)))];
  const table = (caption: string, rowModels: readonly Model[], isCaptionHidden: boolean) =>
    priceTable(view, site, rowModels, { caption, isCaptionHidden, sources });
  return html`<section class="prices"><h2>${t.prices}</h2><p class="section-actions">${t.pricesWhat} ${view.krwPerUsd === null ? null : t.pricesInUsd} ${percentText(view, site)}</p>
${table(t.inUse, used, false)}
${others.length === 0 ? null : html`<details class="opens"><summary>${t.others(others.length)}</summary>${table(t.others(others.length), others, true)}</details>`}
<h3>${t.sources}</h3><ol class="sources">${sources.map((source, index) => html`<li id="source-${index + 1}">${priceSource(source, view.language)}</li>`)}</ol></section>`;
}

interface PriceTable {
  readonly caption: string;
  readonly isCaptionHidden: boolean;
  readonly sources: readonly string[];
}

function priceTable(view: ViewContext, site: Site, models: readonly Model[], { sources, ...table }: PriceTable): Html {
  const rows = models.flatMap((model) => priceRows(model, view.now));
  return dataTable<PriceRow>({ ...table, columns: columns(view, site, rows, sources), rows, onPhone: 'scroll' });
}

function percentText({ language }: ViewContext, { settings }: Site): string | null {
  const percent = settings.find(({ name }) => name === 'JIGAP_PRICE_PERCENT');
  return percent?.isDefault === false ? SETTINGS_PAGE[language].pricePercent(percent.value ?? '') : null;
}

/** The newest first. */
function priceRows(model: Model, now: number): PriceRow[] {
  const current = priceAt(model, now);
  return model.prices.map((price) => ({ model, price, isCurrent: price === current })).reverse();
}

function columns(
  view: ViewContext,
  site: Site,
  rows: readonly PriceRow[],
  sources: readonly string[],
): Column<PriceRow>[] {
  const t = SETTINGS_PAGE[view.language];
  const today = new Date(view.now).toISOString().slice(0, 10);
  const count = (tokens: number) => (tokens === 0 ? '–' : tokens.toLocaleString('en'));
  return [
    { head: t.model, isName: true, cell: (row) => modelCell(view, site, row, today) },
    rateColumn(view, rows, t.input, 'input'),
    rateColumn(view, rows, t.cachedInput, 'cachedInput'),
    rateColumn(view, rows, t.output, 'output'),
    { head: t.since, cell: (row) => sinceCell(view, row, today) },
    {
      head: t.retires,
      cell: ({ model: { shutdownDate } }) => (shutdownDate === null ? '–' : formatDay(shutdownDate, view, 'date')),
    },
    { head: t.context, isNumber: true, cell: ({ model }) => count(model.contextWindow) },
    { head: t.maxOutput, isNumber: true, cell: ({ model }) => count(model.maxOutput) },
    {
      head: t.endpoints,
      cell: ({ model: { endpoints, inputs } }) =>
        html`${endpoints.join(', ')}<span class="cell-note">${t.inputs(inputs)}</span>`,
    },
    {
      head: t.source,
      isNumber: true,
      cell: ({ price }) => {
        const number = sources.indexOf(price.source) + 1;
        return html`<a href="#source-${number}">${number}</a>`;
      },
    },
  ];
}

function modelCell(view: ViewContext, { policy }: Site, { model, price }: PriceRow, today: string): Html {
  const models = policy();
  const t = SETTINGS_PAGE[view.language];
  const isAllowed = models.allowed.some((name) => name === model.id || model.snapshots.includes(name));
  const isRetired = model.shutdownDate !== null && model.shutdownDate <= today;
  const aliases = [...models.aliases]
    .filter(([, names]) => names.some((name) => models.catalogue.get(name) === model))
    .map(([name]) => name);
  const notes = [
    ...(aliases.length === 0 ? [] : [t.serves(aliases.join(', '))]),
    ...(price.cacheWrite === price.input ? [] : [t.cacheWrite(rateText(price.cacheWrite, view))]),
    ...[characterPriceText(price, view), imagePriceText(model, price, view)].filter((text) => text !== null),
    ...(price.longContext === undefined ? [] : [longContextText(view, price.longContext)]),
  ];
  return html`<code>${model.id}</code> ${isAllowed ? badge(t.allowed, 'good') : null} ${
    isRetired ? badge(t.retired, 'near') : null
  }${notes.map((note) => html`<span class="cell-note">${note}</span>`)}`;
}

function longContextText({ language }: ViewContext, tier: NonNullable<Price['longContext']>): string {
  const tokens = tier.aboveInputTokens.toLocaleString('en');
  return SETTINGS_PAGE[language].longContext(tokens, tier.inputPercent, tier.outputPercent);
}

function sinceCell(view: ViewContext, { price, isCurrent }: PriceRow, today: string): Html {
  const t = SETTINGS_PAGE[view.language];
  const mark = isCurrent ? null : badge(price.from > today ? t.notYet : t.replaced);
  return html`${formatDay(price.from, view, 'date')} ${mark}`;
}

function rateColumn(
  view: ViewContext,
  rows: readonly PriceRow[],
  head: string,
  kind: 'input' | 'cachedInput' | 'output',
): Column<PriceRow> {
  const places = placesFor(rows.map(({ price }) => price[kind] * NANO_PER_MICRO));
  return {
    head,
    isNumber: true,
    cell: ({ price }) => (price.perCharacter === undefined ? rateText(price[kind], view, places) : '–'),
  };
}

const NANO_PER_MICRO = 1000;

/** Pico-USD per token are micro-USD per million tokens. Without won: the table has ten columns already. */
function rateText(rate: PicoUsdPerToken, view: ViewContext, places?: number): string {
  return formatMoney(rate * NANO_PER_MICRO, { ...view, krwPerUsd: null }, places);
}
