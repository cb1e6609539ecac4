import { type MoneyReader, placesFor, roundUsd, wonOf } from '../../admin/format-money.ts';
import { formatUsd, type NanoUsd } from '../../ledger/money.ts';
import { type Html, html } from '../web/html.ts';

export { formatMoney, placesFor } from '../../admin/format-money.ts';

/**
 * An amount with a small grey unit, and won beside it where a rate is set. Its title is the exact amount.
 * @param places decimals of the USD; by default as many as two digits of the amount need. In a column, see placesFor().
 */
export function money(nano: NanoUsd, view: MoneyReader, places: number = placesFor([nano])): Html {
  const exact = formatUsd(nano);
  const { sign, digits } = roundUsd(nano, places);
  return html`<data class="money" value="${exact}" title="$${exact}">${sign}<span class="unit">$</span>${digits}${wonPart(nano, view, places)}</data>`;
}

function wonPart(nano: NanoUsd, view: MoneyReader, places: number): Html | null {
  return view.krwPerUsd === null
    ? null
    : html` <span class="won">${wonOf(nano, view.krwPerUsd, view.language, places)}</span>`;
}
