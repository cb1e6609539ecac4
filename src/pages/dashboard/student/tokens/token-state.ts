import type { ApiToken } from '../../../../access/api-tokens.ts';
import { badge } from '../../../components/badge.ts';
import { formatTime } from '../../../format/format-time.ts';
import { type Html, html } from '../../../web/html.ts';
import type { ViewContext } from '../../../web/view-context.ts';
import { STUDENT_TOKENS } from './texts.ts';

/** `stopping`: it was replaced, and still works for a while. `ended`: it was revoked or replaced. */
export type TokenState = 'works' | 'stopping' | 'expired' | 'ended';

export function tokenState({ revokedAt, expiresAt }: ApiToken, now: number): TokenState {
  if (revokedAt !== null && revokedAt <= now) return 'ended';
  if (expiresAt !== null && expiresAt <= now) return 'expired';
  return revokedAt === null ? 'works' : 'stopping';
}

export function doesWork(token: ApiToken, now: number): boolean {
  return ['works', 'stopping'].includes(tokenState(token, now));
}

/** The prefix of a token and its label, by which people recognise it. */
export function tokenName({ prefix, label }: ApiToken): Html {
  return html`<span class="who"><code>${prefix}…</code> ${label === null ? null : html`<span class="token-label">${label}</span>`}</span>`;
}

export function stateCell(view: ViewContext, token: ApiToken): Html {
  const t = STUDENT_TOKENS[view.language];
  const state = tokenState(token, view.now);
  if (state === 'works') return html`<span class="quiet-text">${t.states.works}</span>`;
  if (state !== 'stopping' || token.revokedAt === null) return badge(t.states[state]);
  return html`${badge(t.states.stopping, 'near')} <span class="hint">${t.stopsOn(formatTime(token.revokedAt, view, 'moment'))}</span>`;
}
