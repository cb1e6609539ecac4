import type { ApiToken } from '../../../../access/api-tokens.ts';
import type { SchoolClass } from '../../../../access/classes.ts';
import type { Student } from '../../../../access/students.ts';
import { selectField, submit } from '../../../components/field.ts';
import { renderPage } from '../../../components/layout.ts';
import { postForm } from '../../../web/forms.ts';
import { type Html, html } from '../../../web/html.ts';
import type { OwnerView } from '../../../web/view-context.ts';
import { linkTo } from '../../../web/way-back.ts';
import { studentPath } from '../student-path.ts';
import { GRACES, STUDENT_TOKENS } from './texts.ts';
import { doesWork, stateCell, tokenName, tokenState } from './token-state.ts';

export interface TokenOwner {
  readonly student: Student;
  readonly schoolClass: SchoolClass | null;
}

/** Says what replacing and revoking mean: both stop programs that use the token. */
export function tokenPage(view: OwnerView, { student }: TokenOwner, token: ApiToken): Html {
  const t = STUDENT_TOKENS[view.language];
  const path = studentPath(student.id, `/tokens/${token.id}`);
  const back = html`<p class="more"><a href="${linkTo(view, studentPath(student.id))}">${t.toStudent}</a></p>`;
  return renderPage(view, {
    title: `${token.prefix}…`,
    heading: tokenName(token),
    lead: html`<a class="who" href="${linkTo(view, studentPath(student.id))}">${student.name}</a> · ${stateCell(view, token)}`,
    body: doesWork(token, view.now)
      ? html`${tokenState(token, view.now) === 'works' ? replaceSection(view, path) : null}
<section><h2>${t.revoke}</h2>${postForm(view, `${path}/revoke`, html`<p>${t.revokeWhat}</p>${submit(t.revokeAct, 'danger')}`, 'stack')}</section>${back}`
      : html`<p>${t.noLongerWorks}</p>${back}`,
  });
}

function replaceSection(view: OwnerView, path: string): Html {
  const t = STUDENT_TOKENS[view.language];
  const choices = GRACES.map((seconds) => ({ value: seconds, text: t.graces[seconds] }));
  const fields = html`<p>${t.replaceWhat}</p>${selectField({ name: 'grace', label: t.grace, choices })}${submit(t.replaceAct)}`;
  return html`<section><h2>${t.replace}</h2>${postForm(view, `${path}/replace`, fields, 'stack')}</section>`;
}
