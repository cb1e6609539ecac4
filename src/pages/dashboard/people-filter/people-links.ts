import { type Html, html } from '../../web/html.ts';
import type { ViewContext } from '../../web/view-context.ts';
import { linkTo } from '../../web/way-back.ts';
import { classPath } from '../class/class-path.ts';
import { studentPath } from '../student/student-path.ts';
import type { People } from './load-people.ts';
import { PEOPLE } from './texts.ts';

/** A student's name, with a link to the student's page unless the student was removed. */
export function studentLink(view: ViewContext, { students }: People, id: number): Html {
  const student = students.get(id);
  if (student === undefined || student.removed) {
    return html`<span class="who">${PEOPLE[view.language].removed(student?.name ?? String(id))}</span>`;
  }
  return html`<a class="who" href="${linkTo(view, studentPath(id))}">${student.name}</a>`;
}

/** A class's name, with a link to its page unless it was deleted. @param id null: no class */
export function classLink(view: ViewContext, { classes }: People, id: number | null): Html {
  const t = PEOPLE[view.language];
  if (id === null) return html`<span class="who">${t.noClass}</span>`;
  const name = classes.get(id);
  if (name === undefined) return html`<span class="who">${t.deletedClass(id)}</span>`;
  return html`<a class="who" href="${linkTo(view, classPath(id))}">${name}</a>`;
}
