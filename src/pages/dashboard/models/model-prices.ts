import type { ModelFacts, ModelWarning } from '../../../admin/served-names.ts';
import { badge } from '../../components/badge.ts';
import { characterPriceText } from '../../components/character-price.ts';
import { formatMoney } from '../../format/format-money.ts';
import { formatDay } from '../../format/format-time.ts';
import type { Html } from '../../web/html.ts';
import { inZone, type ViewContext } from '../../web/view-context.ts';
import { MODELS } from './texts.ts';

const NANO_PER_MICRO = 1000;

/** Pico-USD per token are micro-USD per million tokens. Without won: what a provider quotes stays as it is. */
export function perMillion(rate: number, view: ViewContext): string {
  return formatMoney(rate * NANO_PER_MICRO, { ...view, krwPerUsd: null });
}

/** The same in a table; nothing of a model that is priced by characters. */
export function tokenRate({ price }: ModelFacts, kind: 'input' | 'cachedInput' | 'output', view: ViewContext): string {
  return price.perCharacter === undefined ? perMillion(price[kind], view) : '–';
}

/** "$0.10 in, $0.50 out" */
export function pricesText({ price }: ModelFacts, view: ViewContext): string {
  const spoken = characterPriceText(price, view);
  if (spoken !== null) return spoken;
  const t = MODELS[view.language];
  const input = perMillion(price.input, view);
  return price.output === 0 ? t.inputPrice(input) : t.prices(input, perMillion(price.output, view));
}

/** What is wrong with a model, in a word; null: nothing. */
export function warningBadge({ warning, shutdownDate }: ModelFacts, view: ViewContext): Html | null {
  if (warning === null) return null;
  const t = MODELS[view.language];
  const day = shutdownDate === null ? '' : formatDay(shutdownDate, inZone(view, 'UTC'), 'date');
  const texts: Readonly<Record<ModelWarning, string>> = {
    unlisted: t.unlisted,
    shut_down: t.shutDown(day),
    retires_soon: t.retiresSoon(day),
  };
  return badge(texts[warning], warning === 'retires_soon' ? 'near' : 'bad');
}
