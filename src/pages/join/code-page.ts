import { CLAIM_PATH } from '../claim/paths.ts';
import { CLAIM } from '../claim/texts.ts';
import { submit, textField } from '../components/field.ts';
import { renderPage } from '../components/layout.ts';
import { HELP_PATH } from '../help/paths.ts';
import { HELP } from '../help/texts.ts';
import { type Html, html } from '../web/html.ts';
import { STUDENT_SIGN_IN } from '../web/sign-in-paths.ts';
import type { ViewContext } from '../web/view-context.ts';
import { JOIN_PATH } from './paths.ts';
import { JOIN } from './texts.ts';

export interface EnteredCode {
  readonly value?: string;
  readonly error?: 'code' | 'unknown_code';
}

/** A form for the join code. It is sent by GET, so that the next page is the one that a link leads to. */
export function codePage(view: ViewContext, { value, error }: EnteredCode = {}): Html {
  const t = JOIN(view);
  const field = textField({
    ...{ name: 'code', label: t.code, hint: t.codeHint, isRequired: true, maxLength: 40 },
    value,
    error: error === undefined ? undefined : t.errors[error],
  });
  return renderPage(
    { ...view, here: JOIN_PATH },
    {
      title: t.title,
      lead: t.lead,
      body: html`<form method="get" action="${JOIN_PATH}">${field}${submit(t.next)}</form>
<p class="aside"><a href="${CLAIM_PATH}">${CLAIM(view).haveSlip}</a></p>
<p class="aside"><a href="${STUDENT_SIGN_IN}">${t.haveToken}</a></p>
<p class="aside"><a href="${HELP_PATH}">${HELP[view.language].link}</a></p>`,
    },
  );
}
