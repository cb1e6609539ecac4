import { selectField, submit, textField } from '../../components/field.ts';
import { placePager } from '../../components/place-pager.ts';
import { type Html, html } from '../../web/html.ts';
import type { ViewContext } from '../../web/view-context.ts';
import { classChoices } from '../classes/class-choices.ts';
import { STUDENTS_PATH } from '../student/student-path.ts';
import type { StudentList } from './load.ts';
import {
  MAX_SEARCH_CHARACTERS,
  NO_CLASS,
  ROWS_A_PAGE,
  SORTS,
  STATES,
  type StudentsQuery,
  studentsPath,
} from './students-query.ts';
import { STUDENTS } from './texts.ts';

/** @param suggestions names of students */
export function studentsFilter(
  view: ViewContext,
  query: StudentsQuery,
  { classes, suggestions }: Pick<StudentList, 'classes' | 'suggestions'>,
): Html {
  const t = STUDENTS[view.language];
  const ofClass = classChoices(classes, { value: '', text: t.allClasses }, { value: NO_CLASS, text: t.noClass });
  const states = [{ value: '', text: t.allStates }, ...STATES.map((state) => ({ value: state, text: t[state] }))];
  const sorts = SORTS.map((sort) => ({ value: sort, text: t.sorts[sort] }));
  return html`<div class="filters"><form class="fields" method="get" action="${STUDENTS_PATH}" role="search">
${textField({ name: 'q', label: t.search, type: 'search', value: query.name, maxLength: MAX_SEARCH_CHARACTERS, suggestions })}
${selectField({ name: 'class', label: t.schoolClass, value: query.schoolClass, choices: ofClass })}
${selectField({ name: 'state', label: t.state, value: query.state, choices: states })}
${selectField({ name: 'sort', label: t.sort, value: query.sort, choices: sorts })}
${submit(t.show, 'plain')}
</form></div>`;
}

/** Links to the rows before and after; null when all are on the page. */
export function studentsPager(view: ViewContext, query: StudentsQuery, rows: number, total: number): Html | null {
  const pathFrom = (offset: number) => studentsPath(query, offset);
  const { range } = STUDENTS[view.language];
  return placePager(view, { offset: query.offset, rows, total, rowsAPage: ROWS_A_PAGE }, pathFrom, range);
}
