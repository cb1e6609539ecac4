import { selectField, submit, textField } from '../../components/field.ts';
import { placePager } from '../../components/place-pager.ts';
import { type Html, html } from '../../web/html.ts';
import type { ViewContext } from '../../web/view-context.ts';
import { CLASSES_PATH } from '../class/class-path.ts';
import { type ClassesQuery, classesPath, MAX_SEARCH_CHARACTERS, ROWS_A_PAGE, SORTS } from './classes-query.ts';
import { CLASSES } from './texts.ts';

/** @param suggestions names of all classes of the list */
export function classesFilter(view: ViewContext, query: ClassesQuery, suggestions: readonly string[]): Html {
  const t = CLASSES[view.language];
  const sorts = SORTS.map((sort) => ({ value: sort, text: t.sorts[sort] }));
  return html`<div class="filters"><form class="fields" method="get" action="${CLASSES_PATH}" role="search">${query.isArchived ? html`<input type="hidden" name="archived" value="yes">` : null}
${textField({ name: 'q', label: t.search, type: 'search', value: query.name, maxLength: MAX_SEARCH_CHARACTERS, suggestions })}
${selectField({ name: 'sort', label: t.sort, value: query.sort, choices: sorts })}
${submit(t.show, 'plain')}
</form></div>`;
}

/** Links to the rows before and after; null when all are on the page. */
export function classesPager(view: ViewContext, query: ClassesQuery, rows: number, total: number): Html | null {
  const pathFrom = (offset: number) => classesPath(query, offset);
  const range = CLASSES[view.language].range;
  return placePager(view, { offset: query.offset, rows, total, rowsAPage: ROWS_A_PAGE }, pathFrom, range);
}
