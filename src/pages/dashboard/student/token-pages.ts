import type { ApiToken } from '../../../access/api-tokens.ts';
import type { SchoolClass } from '../../../access/classes.ts';
import type { Student } from '../../../access/students.ts';
import type { IssuedToken } from '../../../api/tokens.ts';
import { copyLine } from '../../components/copy-button.ts';
import { selectField, submit } from '../../components/field.ts';
import { renderPage } from '../../components/layout.ts';
import { notice } from '../../components/notice.ts';
import { baseUrlOf, exampleModel, snippets } from '../../components/snippets.ts';
import type { Site } from '../../web/deps.ts';
import { postForm } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { studentPath } from './load-student.ts';
import { GRACES, STUDENT_TOKENS } from './token-texts.ts';
import { doesWork, stateCell, tokenName, tokenState } from './tokens.ts';

export interface TokenOwner {
  readonly student: Student;
  readonly schoolClass: SchoolClass | null;
}

/** The only page that ever shows an API token to the owner. */
export function issuedPage(
  view: OwnerView,
  { models }: Site,
  { student, schoolClass }: TokenOwner,
  { secret }: IssuedToken,
): Html {
  const t = STUDENT_TOKENS[view.language];
  const model = exampleModel(models, schoolClass);
  return renderPage(view, {
    title: t.issuedTitle,
    lead: html`${t.issuedFor}: <strong>${student.name}</strong>`,
    body: html`${notice('near', t.shownOnce)}
<dl class="secrets"><div><dt>${t.token}</dt><dd>${copyLine(view, secret, t.token)}</dd></div>
<div><dt>${t.baseUrl}</dt><dd>${copyLine(view, baseUrlOf(view), t.baseUrl)}</dd></div></dl>
<p class="more"><a class="button primary" href="${studentPath(student.id)}">${t.done}</a></p>
<section class="section"><h2>${t.ready}</h2>${snippets(view, { apiToken: secret, model })}</section>`,
  });
}

/** A form that has done its work, sent once more. */
export function usedPage(view: OwnerView, { student }: TokenOwner): Html {
  const t = STUDENT_TOKENS[view.language];
  return renderPage(view, {
    title: t.usedTitle,
    lead: t.usedWhat,
    body: html`<p><a class="button primary" href="${studentPath(student.id)}">${t.toStudent}</a></p>`,
  });
}

/** Replacing and revoking, each with what it means: both end programs that run. */
export function tokenPage(view: OwnerView, { student }: TokenOwner, token: ApiToken): Html {
  const t = STUDENT_TOKENS[view.language];
  const path = `${studentPath(student.id)}/tokens/${token.id}`;
  const back = html`<p class="more"><a href="${studentPath(student.id)}">${t.toStudent}</a></p>`;
  return renderPage(view, {
    title: `${token.prefix}…`,
    heading: tokenName(token),
    lead: html`<a class="who" href="${studentPath(student.id)}">${student.name}</a> · ${stateCell(view, token)}`,
    body: doesWork(token, view.now)
      ? html`${tokenState(token, view.now) === 'works' ? replaceSection(view, path) : null}
<section><h2>${t.revoke}</h2>${postForm(view, `${path}/revoke`, html`<p>${t.revokeWhat}</p>${submit(t.revokeAct, 'danger')}`, 'stack')}</section>${back}`
      : html`<p>${t.endedAlready}</p>${back}`,
  });
}

function replaceSection(view: OwnerView, path: string): Html {
  const t = STUDENT_TOKENS[view.language];
  const choices = GRACES.map((seconds) => ({ value: seconds, text: t.graces[seconds] }));
  const fields = html`<p>${t.replaceWhat}</p>${selectField({ name: 'grace', label: t.grace, choices })}${submit(t.replaceAct)}`;
  return html`<section><h2>${t.replace}</h2>${postForm(view, `${path}/replace`, fields, 'stack')}</section>`;
}
