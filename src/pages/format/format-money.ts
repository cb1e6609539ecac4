import type { Language } from '../../access/classes.ts';
import { formatUsd, NANO_PER_USD, type NanoUsd } from '../../ledger/money.ts';
import { type Html, html } from '../web/html.ts';
import type { ViewContext } from '../web/view-context.ts';

type MoneyView = Pick<ViewContext, 'krwPerUsd' | 'language'>;

const MIN_PLACES = 2;
const MAX_PLACES = 9;

/**
 * An amount with its unit small and grey, won beside it where a rate is set. What is rounded away is in its title.
 * @param places decimals of the USD; by default as many as two digits of the amount need. In a column, see placesFor().
 */
export function money(nano: NanoUsd, view: MoneyView, places: number = placesFor([nano])): Html {
  const exact = formatUsd(nano);
  return html`<data class="money" value="${exact}" title="$${exact}"><span class="unit">$</span>${rounded(nano, places)}${won(nano, view)}</data>`;
}

/** The same as plain text, for sentences, titles and labels: "$0.50", "$0.50 (720원)". */
export function formatMoney(nano: NanoUsd, view: MoneyView, places: number = placesFor([nano])): string {
  const usd = `$${rounded(nano, places)}`;
  return view.krwPerUsd === null ? usd : `${usd} (${wonText(nano, view.krwPerUsd, view)})`;
}

/** Decimals that show two digits of the smallest amount that is not zero, from 2 to `most`, and no idle zeros. */
export function placesFor(amounts: readonly NanoUsd[], most: number = MAX_PLACES): number {
  const smallest = amounts.reduce((least, nano) => (nano === 0 ? least : Math.min(least, Math.abs(nano))), Infinity);
  if (!Number.isFinite(smallest) || smallest >= NANO_PER_USD / 10) return MIN_PLACES;
  const exact = Math.max(...amounts.map((nano) => formatUsd(nano).split('.')[1]?.length ?? 0));
  const twoDigits = 1 - Math.floor(Math.log10(smallest / NANO_PER_USD));
  return Math.max(MIN_PLACES, Math.min(most, twoDigits, exact));
}

function rounded(nano: NanoUsd, places: number): string {
  const usd = (nano / NANO_PER_USD).toLocaleString('en-US', {
    minimumFractionDigits: places,
    maximumFractionDigits: places,
  });
  // An amount that is there must not look like none.
  const isLost = nano !== 0 && !/[1-9]/.test(usd);
  return isLost ? `<${(10 ** -places).toFixed(places)}` : usd.replace('-', '−');
}

function won(nano: NanoUsd, { krwPerUsd, ...view }: MoneyView): Html | null {
  return krwPerUsd === null ? null : html` <span class="won">${wonText(nano, krwPerUsd, view)}</span>`;
}

/** An amount of Korean won, in each language. */
const WON: Readonly<Record<Language, (amount: string) => string>> = {
  en: (amount) => `₩${amount}`,
  ko: (amount) => `${amount}원`,
};

function wonText(nano: NanoUsd, krwPerUsd: number, { language }: Pick<ViewContext, 'language'>): string {
  const amount = (nano / NANO_PER_USD) * krwPerUsd;
  const size = Math.abs(amount);
  const digits = size >= 10 || size === 0 ? 0 : size >= 1 ? 1 : 2;
  const text = amount.toLocaleString('ko-KR', { minimumFractionDigits: 0, maximumFractionDigits: digits });
  return WON[language](text);
}
