import type { SchoolClass } from '../../access/classes.ts';
import type { JoinError } from '../../store/joining.ts';
import { submit, textField } from '../components/field.ts';
import { renderPage } from '../components/layout.ts';
import { notice } from '../components/notice.ts';
import { type Html, html } from '../web/html.ts';
import { STUDENT_SIGN_IN } from '../web/sign-in-paths.ts';
import type { ViewContext } from '../web/view-context.ts';
import { JOIN_PATH } from './paths.ts';
import { JOIN } from './texts.ts';

export interface EnteredName {
  readonly value?: string;
  readonly error?: 'name' | 'name_taken';
}

/** A form for the student's name. */
export function namePage(view: ViewContext, schoolClass: SchoolClass, { value, error }: EnteredName = {}): Html {
  const t = JOIN[view.language];
  const field = textField({
    ...{ name: 'name', label: t.name, hint: t.nameHint, isRequired: true, maxLength: 200, autocomplete: 'name' },
    value,
    error: error === undefined ? undefined : t.errors[error],
  });
  const toMyPage = html`<p class="aside"><a href="/me">${t.isThatYou}</a></p>`;
  return renderPage(viewOfClass(view, schoolClass), {
    title: t.titleOf(schoolClass.name),
    lead: t.leadOf,
    body: html`<form method="post" action="${JOIN_PATH}"><input type="hidden" name="code" value="${schoolClass.joinCode}">${field}${submit(t.join)}</form>
${error === 'name_taken' ? toMyPage : null}<p class="aside"><a href="${JOIN_PATH}">${t.otherCode}</a></p>`,
    scripts: ['once.js'],
  });
}

/** Says why the class cannot be joined. */
export function closedPage(view: ViewContext, schoolClass: SchoolClass, reason: JoinError): Html {
  const t = JOIN[view.language];
  return renderPage(viewOfClass(view, schoolClass), {
    title: t.titleOf(schoolClass.name),
    body: html`${notice('bad', t.errors[reason])}<p class="aside"><a href="${JOIN_PATH}">${t.otherCode}</a></p>
<p class="aside"><a href="${STUDENT_SIGN_IN}">${t.haveToken}</a></p>`,
  });
}

/** After a form, too, the language switch leads to the page of this class. */
function viewOfClass(view: ViewContext, { joinCode }: SchoolClass): ViewContext {
  return { ...view, here: `${JOIN_PATH}?code=${joinCode}` };
}
