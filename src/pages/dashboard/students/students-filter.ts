import type { SchoolClass } from '../../../access/classes.ts';
import { CONTROLS } from '../../components/control-texts.ts';
import { selectField, submit, textField } from '../../components/field.ts';
import { type Html, html } from '../../web/html.ts';
import type { ViewContext } from '../../web/view-context.ts';
import { classChoices } from '../classes/class-choices.ts';
import { STUDENTS_PATH } from '../student/student-path.ts';
import {
  MAX_SEARCH_CHARACTERS,
  NO_CLASS,
  ROWS_A_PAGE,
  SORTS,
  type StudentsQuery,
  studentsPath,
} from './students-query.ts';
import { STUDENTS } from './texts.ts';

export function studentsFilter(view: ViewContext, query: StudentsQuery, classes: readonly SchoolClass[]): Html {
  const t = STUDENTS[view.language];
  const ofClass = classChoices(classes, { value: '', text: t.allClasses }, { value: NO_CLASS, text: t.noClass });
  const states = [
    { value: '', text: t.allStates },
    { value: 'active', text: t.active },
    { value: 'suspended', text: t.suspended },
  ];
  const sorts = SORTS.map((sort) => ({ value: sort, text: t.sorts[sort] }));
  return html`<div class="filters"><form class="fields" method="get" action="${STUDENTS_PATH}" role="search">
${textField({ name: 'q', label: t.search, type: 'search', value: query.name, maxLength: MAX_SEARCH_CHARACTERS })}
${selectField({ name: 'class', label: t.schoolClass, value: query.schoolClass, choices: ofClass })}
${selectField({ name: 'state', label: t.state, value: query.state, choices: states })}
${selectField({ name: 'sort', label: t.sort, value: query.sort, choices: sorts })}
${submit(t.show, 'plain')}
</form></div>`;
}

/** Links to the rows before and after; null when all are on the page. */
export function studentsPager(
  { language }: ViewContext,
  query: StudentsQuery,
  rows: number,
  total: number,
): Html | null {
  const t = STUDENTS[language];
  if (rows === total) return null;
  const { offset } = query;
  const before =
    offset > 0 ? html`<a rel="prev" href="${studentsPath(query, offset - ROWS_A_PAGE)}">${t.before}</a>` : null;
  const after =
    offset + rows < total ? html`<a rel="next" href="${studentsPath(query, offset + rows)}">${t.after}</a>` : null;
  return html`<nav class="pager" aria-label="${CONTROLS[language].pages}">${before}${after}<span class="quiet-text">${t.range(offset + 1, offset + rows, total)}</span></nav>`;
}
