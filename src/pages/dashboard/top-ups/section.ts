import { MAX_TOP_UP_REASON_CHARACTERS } from '../../../admin/top-ups.ts';
import { localDay } from '../../../ledger/periods.ts';
import { leftOf, type TopUpBalance } from '../../../ledger/top-ups.ts';
import { submit, textField } from '../../components/field.ts';
import { formatMoney } from '../../format/format-money.ts';
import { formatUntil } from '../../format/format-time.ts';
import { postForm } from '../../web/forms.ts';
import { attribute, type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import type { RefusedForm } from '../form-errors/form-errors.ts';
import { newestTopUpField, TOP_UP_FIELDS } from './fields.ts';
import type { LoadedTopUps } from './load.ts';
import { TOP_UPS } from './texts.ts';
import { topUpNotes } from './top-up-notes.ts';

export interface TopUpSectionParts {
  readonly loaded: LoadedTopUps;
  /** Of the page of the student or class, with "/top-ups" at its end. */
  readonly path: string;
  readonly refused: RefusedForm | null;
  /** At the end of the section. */
  readonly more?: Html;
}

/** Those in effect with what is left of each, and a small form for another. @param view in the zone of the class */
export function topUpsSection(view: OwnerView, { loaded, path, refused, more }: TopUpSectionParts): Html {
  const t = TOP_UPS[view.language];
  const { scope, inEffect, warnings, defaultEnd } = loaded;
  const list =
    inEffect.length === 0
      ? null
      : html`<ul class="top-ups">${inEffect.map((topUp) => topUpItem(view, topUp, path))}</ul>`;
  return html`<section class="stack" id="top-ups"><h2>${t.title}</h2><p class="quiet-text">${t.lead[scope]}</p>
${list}${topUpNotes(view, warnings)}
${defaultEnd === null ? html`<p>${t.over}</p>` : topUpForm(view, loaded, { path, refused, defaultEnd })}${more}</section>`;
}

function topUpItem(view: OwnerView, topUp: TopUpBalance, path: string): Html {
  const t = TOP_UPS[view.language];
  const amount = formatMoney(topUp.amount, view);
  const button = html`<button class="button plain" aria-label="${t.withdrawOne(amount)}">${t.withdraw}</button>`;
  const { reason } = topUp;
  return html`<li><span><strong>${t.line(amount, formatUntil(topUp.endsAt, view))}</strong> · ${t.left(formatMoney(leftOf(topUp), view))}${
    reason === null ? null : html`<span class="cell-note words">${reason}</span>`
  }</span>${postForm(view, `${path}/${topUp.id}/withdraw`, button)}</li>`;
}

function topUpForm(
  view: OwnerView,
  { scope, newestId }: LoadedTopUps,
  {
    path,
    refused,
    defaultEnd,
  }: { readonly path: string; readonly refused: RefusedForm | null; readonly defaultEnd: number },
): Html {
  const t = TOP_UPS[view.language];
  const { amount, until, reason } = TOP_UP_FIELDS;
  const typed = (name: string) => refused?.form.text(name);
  const fields = html`${newestTopUpField(newestId)}<div class="fields">${textField({
    ...{ name: amount, label: t.amount, unit: 'USD', inputmode: 'decimal', isRequired: true, maxLength: 20 },
    ...{ value: typed(amount), error: refused?.errors[amount] },
  })}${textField({
    ...{ name: until, label: t.until, type: 'date', hint: t.untilHint },
    value: typed(until) ?? localDay(view.timeZone, defaultEnd - 1),
    error: refused?.errors[until],
  })}</div>${textField({
    ...{ name: reason, label: scope === 'class' ? t.classReason : t.reason, maxLength: MAX_TOP_UP_REASON_CHARACTERS },
    ...{ value: typed(reason), error: refused?.errors[reason] },
  })}${submit(t.save)}`;
  return html`<details class="opens" ${attribute('open', refused !== null)}><summary class="button plain">${t.add}</summary>
<div class="opened">${postForm(view, path, fields, 'stack')}</div></details>`;
}
