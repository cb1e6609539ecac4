import { defineReaderTexts } from '../../language/reader-texts.ts';
import type { NanoUsd } from '../../ledger/money.ts';
import { leftOf, type TopUpBalance, type TopUpScope } from '../../ledger/top-ups.ts';
import { formatMoney } from '../format/format-money.ts';
import { formatUntil } from '../format/format-time.ts';
import type { Site } from '../web/deps.ts';
import { type Html, html, NOTHING } from '../web/html.ts';
import type { StudentView } from '../web/view-context.ts';

const TEXTS = defineReaderTexts({
  en: (ownerTitle: string) => ({
    title: 'Top-ups',
    /** @param until such as "Sunday 29 November" */
    line: (amount: string, until: string, left: string) => `+${amount} until ${until}, ${left} left`,
    lead: 'A call that your budget does not cover is paid from here as a whole.',
    word: `From ${ownerTitle}`,
  }),
  ko: (ownerTitle) => ({
    title: '추가 예산',
    line: (amount, until, left) => `+${amount}, ${until}까지, ${left} 남음`,
    lead: '호출 하나에 예산이 모자라면 그 비용을 모두 여기에서 차감해요.',
    word: `${ownerTitle} 말씀`,
  }),
});

/** Those that may pay a call now. */
export async function loadTopUps(
  scope: TopUpScope,
  scopeId: number,
  { now }: StudentView,
  { store }: Site,
): Promise<readonly TopUpBalance[]> {
  const { rows } = await store.ledger.listTopUps({ scope, scopeId, inEffectAt: now, after: null, limit: 100 });
  return rows;
}

export function leftOfAll(topUps: readonly TopUpBalance[]): NanoUsd {
  return topUps.reduce((sum, topUp) => sum + leftOf(topUp), 0);
}

/** The student's own; no amount is shown of those that others spend too. */
export function topUpList(view: StudentView, topUps: readonly TopUpBalance[]): Html {
  if (topUps.length === 0) return NOTHING;
  const t = TEXTS(view);
  const items = topUps
    .toSorted((a, b) => a.endsAt - b.endsAt)
    .map((topUp) => {
      const [amount, left] = [topUp.amount, leftOf(topUp)].map((nano) => formatMoney(nano, view));
      const { reason } = topUp;
      return html`<li><strong>${t.line(amount ?? '', formatUntil(topUp.endsAt, view), left ?? '')}</strong>${
        reason === null ? null : html`<span class="cell-note words">${t.word}: ${reason}</span>`
      }</li>`;
    });
  return html`<section class="section stack"><h2>${t.title}</h2><p class="quiet-text">${t.lead}</p><ul class="top-ups my-top-ups">${items}</ul></section>`;
}
