import type { FoundClaimLink } from '../../store/claim-link-store.ts';
import { submit, textField } from '../components/field.ts';
import { renderPage } from '../components/layout.ts';
import { notice } from '../components/notice.ts';
import { formatTime } from '../format/format-time.ts';
import { type Html, html } from '../web/html.ts';
import { STUDENT_SIGN_IN } from '../web/sign-in-paths.ts';
import { inZone, type ViewContext } from '../web/view-context.ts';
import { CLAIM_PATH } from './paths.ts';
import { CLAIM } from './texts.ts';

/** A code with dashes, spaces and mistakes. */
const MAX_TYPED_CODE = 60;

/** A form for the code of a slip. @param typed a code that was refused */
export function codePage(view: ViewContext, typed?: string): Html {
  const t = CLAIM(view);
  const field = textField({
    ...{ name: 'code', label: t.code, hint: t.codeHint, isRequired: true, maxLength: MAX_TYPED_CODE },
    value: typed?.slice(0, MAX_TYPED_CODE),
    error: typed === undefined ? undefined : t.errors.code,
  });
  return renderPage(
    { ...view, here: CLAIM_PATH },
    {
      title: t.title,
      lead: t.lead,
      body: html`<form method="get" action="${CLAIM_PATH}">${field}${submit(t.next)}</form>${signInLink(view)}`,
    },
  );
}

/**
 * Whose token it is, and the button that claims it: a GET changes nothing, because chat apps open links to preview them.
 * The name is shown in full: whoever holds another one's slip must notice.
 */
export function claimPage(view: ViewContext, code: string, { link, student, schoolClass }: FoundClaimLink): Html {
  const t = CLAIM(view);
  const lastMoment = link.expiresAt - 1;
  const until = formatTime(lastMoment, inZone(view, schoolClass?.timeZone ?? view.timeZone), 'long');
  return renderPage(hereOf(view, code), {
    title: schoolClass === null ? t.titleWithoutClass : t.titleOf(schoolClass.name),
    body: html`<div class="stack"><p>${t.isFor}: <strong>${student.name}</strong></p>
<p>${t.once} ${t.until(until)}</p>
<form method="post" action="${CLAIM_PATH}"><input type="hidden" name="code" value="${code}">${submit(t.claim)}</form>
<p class="aside">${t.notYou}</p></div>${signInLink(view)}`,
    scripts: ['once.js'],
  });
}

/** The same for a link that never was, that was used or revoked, and that has expired. */
export function deadPage(view: ViewContext): Html {
  const t = CLAIM(view);
  return renderPage(
    { ...view, here: CLAIM_PATH },
    {
      title: t.dead,
      body: html`<div class="stack"><p>${t.deadWhy}</p><p>${t.deadWhatToDo}</p>
<p class="aside"><a href="${CLAIM_PATH}">${t.otherCode}</a></p></div>${signInLink(view)}`,
    },
  );
}

export function overPage(view: ViewContext, code: string, { schoolClass }: FoundClaimLink): Html {
  const t = CLAIM(view);
  return renderPage(hereOf(view, code), {
    title: schoolClass === null ? t.titleWithoutClass : t.titleOf(schoolClass.name),
    body: html`${notice('bad', t.over)}${signInLink(view)}`,
  });
}

function signInLink(view: ViewContext): Html {
  return html`<p class="aside"><a href="${STUDENT_SIGN_IN}">${CLAIM(view).haveToken}</a></p>`;
}

/** After a form, too, the language switch leads to the page of this link. */
function hereOf(view: ViewContext, code: string): ViewContext {
  return { ...view, here: `${CLAIM_PATH}/${code}` };
}
