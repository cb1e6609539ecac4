import type { TopUpWarning } from '../../../admin/top-ups.ts';
import { notice } from '../../components/notice.ts';
import { formatMoney } from '../../format/format-money.ts';
import { type Html, html } from '../../web/html.ts';
import type { ViewContext } from '../../web/view-context.ts';
import { TOP_UPS } from './texts.ts';

/** Shared budgets that have less left than top-ups give. null: nothing to say. */
export function topUpNotes(view: ViewContext, warnings: readonly TopUpWarning[]): Html | null {
  if (warnings.length === 0) return null;
  const t = TOP_UPS[view.language];
  const lines = warnings.map(({ budget: { scope, period }, left }) => {
    const text = t.warnings[scope === 'class' ? 'class' : 'wallet'];
    return html`<p>${text(formatMoney(left, view), t.periods[period])}</p>`;
  });
  return notice('near', html`${lines}`);
}
