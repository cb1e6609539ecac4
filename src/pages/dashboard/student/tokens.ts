import type { ApiToken } from '../../../access/api-tokens.ts';
import { badge } from '../../components/badge.ts';
import { type Column, dataTable } from '../../components/data-table.ts';
import { submit, textField } from '../../components/field.ts';
import { ago, formatTime, time } from '../../format/format-time.ts';
import { postForm } from '../../web/forms.ts';
import { attribute, type Html, html } from '../../web/html.ts';
import type { OwnerView, ViewContext } from '../../web/view-context.ts';
import type { Opened } from './form-errors.ts';
import { type StudentFacts, studentPath } from './load-student.ts';
import { STUDENT_TOKENS, type TokenState } from './token-texts.ts';

export function tokenState({ revokedAt, expiresAt }: ApiToken, now: number): TokenState {
  if (revokedAt !== null && revokedAt <= now) return 'ended';
  if (expiresAt !== null && expiresAt <= now) return 'expired';
  return revokedAt === null ? 'works' : 'stopping';
}

export function doesWork(token: ApiToken, now: number): boolean {
  return ['works', 'stopping'].includes(tokenState(token, now));
}

export function tokensSection(view: OwnerView, { student, tokens }: StudentFacts, opened: Opened | null): Html {
  const t = STUDENT_TOKENS[view.language];
  const working = tokens.filter((token) => doesWork(token, view.now));
  const ended = tokens.filter((token) => !working.includes(token));
  const path = studentPath(student.id);
  const manage: Column<ApiToken> = {
    head: t.manage,
    isHeadHidden: true,
    cell: ({ id, prefix }) =>
      html`<a href="${path}/tokens/${id}" aria-label="${t.manageWhich(prefix)}">${t.manage}</a>`,
  };
  const list =
    working.length === 0
      ? html`<p>${t.none}</p>`
      : dataTable({
          caption: t.title,
          isCaptionHidden: true,
          rows: working,
          columns: [...tokenColumns(view), manage],
        });
  const isOpen = opened?.name === 'token' || working.length === 0;
  return html`<section id="tokens"><h2>${t.title}</h2>${list}
<details class="opens" ${attribute('open', isOpen)}><summary class="button ${working.length === 0 ? 'primary' : 'plain'}">${t.issue}</summary>
<div class="opened">${issueForm(view, path, tokens, opened)}</div></details>
${ended.length === 0 ? null : endedTokens(view, ended)}</section>`;
}

function endedTokens(view: OwnerView, rows: readonly ApiToken[]): Html {
  const title = STUDENT_TOKENS[view.language].ended(rows.length);
  const table = dataTable({ caption: title, isCaptionHidden: true, rows, columns: tokenColumns(view) });
  return html`<details class="twin"><summary>${title}</summary>${table}</details>`;
}

function tokenColumns(view: ViewContext): readonly Column<ApiToken>[] {
  const t = STUDENT_TOKENS[view.language];
  return [
    { head: t.token, isName: true, cell: (token) => tokenName(token) },
    { head: t.created, cell: ({ createdAt }) => time(createdAt, view, 'date') },
    {
      head: t.lastUsed,
      cell: ({ lastUsedAt }) =>
        lastUsedAt === null ? html`<span class="quiet-text">${t.never}</span>` : ago(lastUsedAt, view),
    },
    { head: t.expires, cell: ({ expiresAt }) => (expiresAt === null ? '–' : lastDayOf(expiresAt, view)) },
    { head: t.state, cell: (token) => stateCell(view, token) },
  ];
}

/** What recognises a token, and what it is for. */
export function tokenName({ prefix, label }: ApiToken): Html {
  return html`<span class="who"><code>${prefix}…</code> ${label === null ? null : html`<span class="token-label">${label}</span>`}</span>`;
}

/** The instant itself is the first that is too late. */
function lastDayOf(expiresAt: number, view: ViewContext): Html {
  return time(expiresAt - 1, view, 'date');
}

export function stateCell(view: ViewContext, token: ApiToken): Html {
  const t = STUDENT_TOKENS[view.language];
  const state = tokenState(token, view.now);
  if (state === 'works') return html`<span class="quiet-text">${t.states.works}</span>`;
  if (state !== 'stopping' || token.revokedAt === null) return badge(t.states[state]);
  return html`${badge(t.states.stopping, 'near')} <span class="hint">${t.stopsOn(formatTime(token.revokedAt, view, 'moment'))}</span>`;
}

/**
 * `newest` is the newest token when the form was shown: once another was issued, the same form issues none. So a page
 * that is loaded again does not.
 */
function issueForm(view: OwnerView, path: string, tokens: readonly ApiToken[], opened: Opened | null): Html {
  const t = STUDENT_TOKENS[view.language];
  const tried = opened?.name === 'token' ? opened.tried : null;
  const fields = html`<input type="hidden" name="newest" value="${newestOf(tokens)}">
${textField({
  ...{ name: 'label', label: t.label, hint: t.labelHint, maxLength: 200 },
  value: tried?.form.text('label'),
  error: tried?.errors.label,
})}${textField({
  ...{ name: 'last_day', label: t.expires, hint: t.expiresHint, type: 'date' },
  value: tried?.form.text('last_day'),
  error: tried?.errors.last_day,
})}${submit(t.issue)}`;
  return postForm(view, `${path}/tokens`, fields);
}

/** @param tokens newest first */
export function newestOf(tokens: readonly ApiToken[]): string {
  return String(tokens[0]?.id ?? 0);
}
