import { type Html, html } from '../../web/html.ts';
import type { ViewContext } from '../../web/view-context.ts';
import type { People } from './load-people.ts';
import { PEOPLE } from './texts.ts';

/** A student's name, with a link to the student's page unless the student was removed. */
export function studentLink({ language }: ViewContext, { students }: People, id: number): Html {
  const student = students.get(id);
  if (student === undefined || student.removed) {
    return html`<span class="who">${PEOPLE[language].removed(student?.name ?? String(id))}</span>`;
  }
  return html`<a class="who" href="/dashboard/students/${id}">${student.name}</a>`;
}

/** A class's name, with a link to its page unless it was deleted. @param id null: no class */
export function classLink({ language }: ViewContext, { classes }: People, id: number | null): Html {
  const t = PEOPLE[language];
  if (id === null) return html`<span class="who">${t.noClass}</span>`;
  const name = classes.get(id);
  if (name === undefined) return html`<span class="who">${t.deletedClass(id)}</span>`;
  return html`<a class="who" href="/dashboard/classes/${id}">${name}</a>`;
}
