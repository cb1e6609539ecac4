import { type ClaimLink, type ClaimMail, claimLinkState } from '../../../access/claim-links.ts';
import { badge } from '../../components/badge.ts';
import { ago, formatTime } from '../../format/format-time.ts';
import { type Html, html } from '../../web/html.ts';
import type { ViewContext } from '../../web/view-context.ts';
import { CLAIM_LINKS } from './texts.ts';

/** "used 3 minutes ago", "not used yet, until 7 Dec 2026". @param link undefined: there never was one */
export function linkStateText(view: ViewContext, link: ClaimLink | undefined): Html {
  const t = CLAIM_LINKS[view.language];
  if (link === undefined) return html`<span class="quiet-text">${t.none}</span>`;
  const state = claimLinkState(link, view.now);
  if (state === 'claimed')
    return html`<span>${badge(t.states.claimed, 'good')} ${ago(link.claimedAt ?? 0, view)}</span>`;
  if (state !== 'open') return badge(t.states[state]);
  const lastDay = formatTime(link.expiresAt - 1, view, 'date');
  return html`<span>${t.states.open} <span class="hint">${t.until(lastDay)}</span></span>`;
}

export function mailStateText(view: ViewContext, mail: ClaimMail | null | undefined): Html {
  const t = CLAIM_LINKS[view.language];
  if (!mail) return html`<span class="quiet-text">–</span>`;
  const text = t.mailStates[mail.state];
  const mark = mail.state === 'sent' || mail.state === 'waiting' ? text : badge(text, 'bad');
  const problem = mail.problem === null ? null : html` <span class="hint">${t.problems[mail.problem]}</span>`;
  return html`<span>${mark}${problem} <span class="hint">${mail.to}, ${ago(mail.at, view)}</span></span>`;
}
