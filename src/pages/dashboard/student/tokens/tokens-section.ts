import type { ApiToken } from '../../../../access/api-tokens.ts';
import { type Column, dataTable } from '../../../components/data-table.ts';
import { submit, textField } from '../../../components/field.ts';
import { ago, time, zoneNote } from '../../../format/format-time.ts';
import { postForm } from '../../../web/forms.ts';
import { attribute, type Html, html } from '../../../web/html.ts';
import type { OwnerView, ViewContext } from '../../../web/view-context.ts';
import { linkTo } from '../../../web/way-back.ts';
import { studentLinkPart } from '../../claim-links/student-section.ts';
import type { LoadedStudent } from '../load.ts';
import type { OpenForm } from '../open-form.ts';
import { studentPath } from '../student-path.ts';
import { placeReset } from './place-reset.ts';
import { STUDENT_TOKENS } from './texts.ts';
import { doesWork, stateCell, tokenName } from './token-state.ts';

/** The name of the form that issues a token. */
export const TOKEN_FORM = 'token';

export function tokensSection(view: OwnerView, loaded: LoadedStudent, openForm: OpenForm | null): Html {
  const { student, tokens, claimLink } = loaded;
  const t = STUDENT_TOKENS[view.language];
  const working = tokens.filter((token) => doesWork(token, view.now));
  const ended = tokens.filter((token) => !working.includes(token));
  const path = studentPath(student.id);
  const manage: Column<ApiToken> = {
    head: t.manage,
    isHeadHidden: true,
    cell: ({ id, prefix }) =>
      html`<a href="${linkTo(view, `${path}/tokens/${id}`)}" aria-label="${t.manageWhich(prefix)}">${t.manage}</a>`,
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
  const isOpen = openForm?.name === TOKEN_FORM || working.length === 0;
  return html`<section id="tokens"><h2>${t.title}</h2>${list}
<details class="opens" ${attribute('open', isOpen)}><summary class="button ${working.length === 0 ? 'primary' : 'plain'}">${t.issue}</summary>
<div class="opened">${issueForm(view, path, tokens, openForm)}</div></details>
${studentLinkPart(view, student.id, claimLink)}
${ended.length === 0 ? null : endedTokens(view, ended)}${placeReset(view, loaded)}</section>`;
}

function endedTokens(view: OwnerView, rows: readonly ApiToken[]): Html {
  const title = STUDENT_TOKENS[view.language].ended(rows.length);
  const table = dataTable({ caption: title, isCaptionHidden: true, rows, columns: tokenColumns(view) });
  return html`<details class="folded"><summary>${title}</summary>${table}</details>`;
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

/** `expiresAt` itself is the first instant that is too late. */
function lastDayOf(expiresAt: number, view: ViewContext): Html {
  return time(expiresAt - 1, view, 'date');
}

/**
 * `newest` is the newest token when the form was shown. Once another was issued, the same form issues none: reloading the
 * answer to the form does not issue a second token.
 */
function issueForm(view: OwnerView, path: string, tokens: readonly ApiToken[], openForm: OpenForm | null): Html {
  const t = STUDENT_TOKENS[view.language];
  const refused = openForm?.name === TOKEN_FORM ? openForm.refused : null;
  const fields = html`<input type="hidden" name="newest" value="${newestOf(tokens)}">
${textField({
  ...{ name: 'label', label: t.label, hint: t.labelHint, maxLength: 200 },
  value: refused?.form.text('label'),
  error: refused?.errors.label,
})}${textField({
  ...{ name: 'last_day', label: t.expires, hint: t.expiresHint + zoneNote(view), type: 'date' },
  value: refused?.form.text('last_day'),
  error: refused?.errors.last_day,
})}${submit(t.issue)}`;
  return postForm(view, `${path}/tokens`, fields);
}

/** The id of the newest token. @param tokens newest first */
export function newestOf(tokens: readonly ApiToken[]): string {
  return String(tokens[0]?.id ?? 0);
}
