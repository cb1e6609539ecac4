import type { SchoolClass } from '../../access/classes.ts';
import { submit, textField } from '../components/field.ts';
import { renderPage } from '../components/layout.ts';
import { notice } from '../components/notice.ts';
import { type Html, html } from '../web/html.ts';
import { STUDENT_SIGN_IN } from '../web/sign-in-paths.ts';
import type { ViewContext } from '../web/view-context.ts';
import { JOIN_PATH, WAITING_PATH } from './paths.ts';
import { JOIN } from './texts.ts';

export interface JoinFormParts {
  /** The class has a roster. */
  readonly asksIdentity: boolean;
  /** This browser has asked to join the class already. */
  readonly isWaiting: boolean;
}

export interface EnteredPerson {
  readonly name?: string;
  readonly identity?: string;
  readonly error?: 'name' | 'identity' | 'name_taken';
}

/** A form for the student's name; with a roster, for the number or e-mail address, too. */
export function namePage(
  view: ViewContext,
  schoolClass: SchoolClass,
  { asksIdentity, isWaiting }: JoinFormParts,
  { name, identity, error }: EnteredPerson = {},
): Html {
  const t = JOIN(view);
  const nameField = textField({
    ...{ name: 'name', label: t.name, hint: t.nameHint, isRequired: true, maxLength: 200, autocomplete: 'name' },
    value: name,
    error: error === undefined || error === 'identity' ? undefined : t.errors[error],
  });
  const identityField = asksIdentity
    ? textField({
        ...{ name: 'identity', label: t.identity, hint: t.identityHint, isRequired: true, maxLength: 254 },
        value: identity,
        error: error === 'identity' ? t.errors.identity : undefined,
      })
    : null;
  const waiting = html`${notice('near', html`${t.alreadyWaiting} <a href="${WAITING_PATH}">${t.toWaiting}</a>`)}`;
  const toMyPage = html`<p class="aside"><a href="/me">${t.isThatYou}</a></p>`;
  return renderPage(viewOfClass(view, schoolClass), {
    title: t.titleOf(schoolClass.name),
    lead: leadOf(view, schoolClass, asksIdentity),
    body: html`${isWaiting ? waiting : null}<form method="post" action="${JOIN_PATH}"><input type="hidden" name="code" value="${schoolClass.joinCode}">${nameField}${identityField}${submit(t.join)}</form>
${error === 'name_taken' ? toMyPage : null}<p class="aside"><a href="${JOIN_PATH}">${t.otherCode}</a></p>`,
    scripts: ['once.js'],
  });
}

/** Says why the class cannot be joined. */
export function closedPage(
  view: ViewContext,
  schoolClass: SchoolClass,
  reason: 'unknown_code' | 'class_over' | 'no_place' | 'requests_full',
): Html {
  const t = JOIN(view);
  return renderPage(viewOfClass(view, schoolClass), {
    title: t.titleOf(schoolClass.name),
    body: html`${notice('bad', t.errors[reason])}<p class="aside"><a href="${JOIN_PATH}">${t.otherCode}</a></p>
<p class="aside"><a href="${STUDENT_SIGN_IN}">${t.haveToken}</a></p>`,
  });
}

function leadOf(view: ViewContext, { joinMode }: SchoolClass, asksIdentity: boolean): string {
  const t = JOIN(view);
  if (joinMode === 'approve') return t.leadApproved;
  return asksIdentity ? t.leadOfRoster : t.leadOf;
}

/** After a form, too, the language switch leads to the page of this class. */
function viewOfClass(view: ViewContext, { joinCode }: SchoolClass): ViewContext {
  return { ...view, here: `${JOIN_PATH}?code=${joinCode}` };
}
