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
  /** The link to the other role's sign-in. */
  readonly other: { readonly href: string; readonly text: string };
  /** A link for people who have no token yet. */
  readonly instead?: { readonly href: string; readonly text: string };
  /** Why the last attempt failed. */
  readonly error?: string | undefined;
  readonly hidden?: Part;
  /** Modules of assets/. */
  readonly scripts?: readonly string[];
}

/**
 * The token is pasted into a password field: browsers hide it, and may store it with the passwords. The page never
 * contains what was typed.
 */
export function signInPage(view: ViewContext, form: SignInForm): Html {
  const { title, label, hint, lead, action, other, instead, error, hidden, scripts = [] } = form;
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
    scripts,
    body: html`<form method="post" action="${action}">${hidden}${field}${submit(SIGN_IN[view.language].signIn)}</form>
${instead === undefined ? null : html`<p class="aside"><a href="${instead.href}">${instead.text}</a></p>`}
<p class="aside"><a href="${other.href}">${other.text}</a></p>`,
  });
}

/** After too many attempts: a page without the form. */
export function waitPage(view: ViewContext, title: string, why: string): Html {
  return renderPage(view, { title, body: notice('bad', why) });
}
