import type { Student } from '../../../access/students.ts';
import { type Html, html } from '../../web/html.ts';
import type { ViewContext } from '../../web/view-context.ts';
import { linkTo } from '../../web/way-back.ts';
import { studentPath } from './student-path.ts';

/** A link to the student's page, and the student number where there is one. */
export function studentName(view: ViewContext, { id, name, studentNumber }: Student): Html {
  return html`<a class="who" href="${linkTo(view, studentPath(id))}">${name}</a>${studentNumber === null ? null : html` <span class="quiet-text">${studentNumber}</span>`}`;
}
