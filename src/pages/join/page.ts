import type { SchoolClass } from '../../access/classes.ts';
import type { JoinError } from '../../store/joining.ts';
import { submit, textField } from '../components/field.ts';
import { renderPage } from '../components/layout.ts';
import { notice } from '../components/notice.ts';
import { type Html, html } from '../web/html.ts';
import { STUDENT_SIGN_IN } from '../web/sign-in-paths.ts';
import type { ViewContext } from '../web/view-context.ts';
import { JOIN } from './texts.ts';

export const JOIN_PATH = '/join';

/** What leads a student straight to a class. */
export function joinLink({ origin }: ViewContext, { joinCode }: SchoolClass): string {
  return `${origin}${JOIN_PATH}?code=${joinCode}`;
}

interface Tried<Problem> {
  readonly typed?: string;
  readonly error?: Problem;
}

/** Which class is it? Asked by GET, so that its answer is the page that a link leads to, too. */
export function codePage(view: ViewContext, { typed, error }: Tried<'code' | 'unknown_code'>): Html {
  const t = JOIN[view.language];
  const field = textField({
    ...{ name: 'code', label: t.code, hint: t.codeHint, isRequired: true, maxLength: 40 },
    value: typed,
    error: error === undefined ? undefined : t.errors[error],
  });
  return renderPage(
    { ...view, here: JOIN_PATH },
    {
      title: t.title,
      lead: t.lead,
      body: html`<form method="get" action="${JOIN_PATH}">${field}${submit(t.next)}</form>
<p class="aside"><a href="${STUDENT_SIGN_IN}">${t.haveToken}</a></p>`,
    },
  );
}

/** Who is it? */
export function namePage(view: ViewContext, schoolClass: SchoolClass, tried: Tried<'name' | 'name_taken'>): Html {
  const t = JOIN[view.language];
  const { typed, error } = tried;
  const field = textField({
    ...{ name: 'name', label: t.name, hint: t.nameHint, isRequired: true, maxLength: 200, autocomplete: 'name' },
    value: typed,
    error: error === undefined ? undefined : t.errors[error],
  });
  const itsMe = html`<p class="aside"><a href="/me">${t.isThatYou}</a></p>`;
  return renderPage(viewAt(view, schoolClass), {
    title: t.titleOf(schoolClass.name),
    lead: t.leadOf,
    body: html`<form method="post" action="${JOIN_PATH}"><input type="hidden" name="code" value="${schoolClass.joinCode}">${field}${submit(t.join)}</form>
${error === 'name_taken' ? itsMe : null}<p class="aside"><a href="${JOIN_PATH}">${t.otherCode}</a></p>`,
    scripts: ['once.js'],
  });
}

export function whyNotPage(view: ViewContext, schoolClass: SchoolClass, why: JoinError): Html {
  const t = JOIN[view.language];
  return renderPage(viewAt(view, schoolClass), {
    title: t.titleOf(schoolClass.name),
    body: html`${notice('bad', t.errors[why])}<p class="aside"><a href="${JOIN_PATH}">${t.otherCode}</a></p>
<p class="aside"><a href="${STUDENT_SIGN_IN}">${t.haveToken}</a></p>`,
  });
}

/** After a form, too, the language switch leads to the page of this class. */
function viewAt(view: ViewContext, { joinCode }: SchoolClass): ViewContext {
  return { ...view, here: `${JOIN_PATH}?code=${joinCode}` };
}
