import { type Html, html, type Part } from '../web/html.ts';
import type { ViewContext } from '../web/view-context.ts';
import { submit, textField } from './field.ts';
import { renderPage } from './layout.ts';
import { notice } from './notice.ts';
import { SIGN_IN } from './sign-in-texts.ts';

export interface SignInForm {
  readonly title: string;
  readonly label: string;
  readonly hint: string;
  readonly lead: string;
  readonly action: string;
  /** Where the other side signs in. */
  readonly other: { readonly href: string; readonly text: string };
  /** For who has no token yet. */
  readonly instead?: { readonly href: string; readonly text: string };
  /** Why the last try did not work. */
  readonly error?: string | undefined;
  readonly hidden?: Part;
}

/**
 * The token is pasted into a password field: it is not shown, and a browser may keep it where it keeps passwords. What
 * was typed is never sent back.
 */
export function signInPage(view: ViewContext, form: SignInForm): Html {
  const { title, label, hint, lead, action, other, instead, error, hidden } = form;
  const field = textField({
    ...{ name: 'token', label, hint, error },
    type: 'password',
    isRequired: true,
    autocomplete: 'current-password',
    maxLength: 500,
  });
  return renderPage(view, {
    title,
    lead,
    body: html`<form method="post" action="${action}">${hidden}${field}${submit(SIGN_IN[view.language].signIn)}</form>
${instead === undefined ? null : html`<p class="aside"><a href="${instead.href}">${instead.text}</a></p>`}
<p class="aside"><a href="${other.href}">${other.text}</a></p>`,
  });
}

/** Somebody who tries too often has to wait; the form stays away so long. */
export function waitPage(view: ViewContext, title: string, why: string): Html {
  return renderPage(view, { title, body: notice('bad', why) });
}
