import type { SchoolClass } from '../../../access/classes.ts';
import { localDay, windowAt } from '../../../ledger/periods.ts';
import type { StudentOverviewQuery, StudentSort } from '../../../store/student-overview.ts';
import { CONTROLS } from '../../components/control-texts.ts';
import { selectField, submit, textField } from '../../components/field.ts';
import { type Html, html } from '../../web/html.ts';
import type { ViewContext } from '../../web/view-context.ts';
import { classChoices } from '../classes/every-class.ts';
import { STUDENTS } from './texts.ts';

export const STUDENTS_PATH = '/dashboard/students';
export const ROWS_A_PAGE = 50;

const NO_CLASS = 'none';
const MAX_SEARCHED = 200;

/** What the list was asked for, as its form shows it again. */
export interface StudentsAsked {
  readonly name: string;
  /** An id, NO_CLASS, or '' for all. */
  readonly schoolClass: string;
  readonly state: '' | 'active' | 'suspended';
  readonly sort: StudentSort;
  readonly offset: number;
}

/** Whatever cannot be read is as if it were not there. */
export function studentsAsked(query: URLSearchParams): StudentsAsked {
  const given = (name: string) => query.get(name)?.trim() ?? '';
  const offset = given('offset');
  return {
    name: given('q').slice(0, MAX_SEARCHED),
    schoolClass: /^(?:none|[1-9]\d{0,14})$/.test(given('class')) ? given('class') : '',
    state: STATES.find((state) => state === given('state')) ?? '',
    sort: SORTS.find((sort) => sort === given('sort')) ?? 'name',
    offset: /^\d{1,7}$/.test(offset) ? Number(offset) : 0,
  };
}

const STATES = ['active', 'suspended'] as const;
/** As in the store, whose values pages do not import. */
const SORTS = ['name', 'spend', 'last_call', 'created'] as const satisfies readonly StudentSort[];

/** Whether the list leaves anybody out. */
export function isNarrowed({ name, schoolClass, state }: StudentsAsked): boolean {
  return name !== '' || schoolClass !== '' || state !== '';
}

/** What was spent is that of this month, in the server's zone. */
export function overviewQuery(asked: StudentsAsked, { now, timeZone }: ViewContext): StudentOverviewQuery {
  const month = windowAt('month', { timeZone, termStartsOn: null, termEndsOn: null }, now);
  return {
    ...(asked.name === '' ? {} : { name: asked.name }),
    ...(asked.schoolClass === '' ? {} : { classId: asked.schoolClass === NO_CLASS ? null : Number(asked.schoolClass) }),
    ...(asked.state === '' ? {} : { state: asked.state }),
    sort: asked.sort,
    from: localDay(timeZone, month.start),
    to: localDay(timeZone, month.end - 1),
    offset: asked.offset,
    limit: ROWS_A_PAGE,
    now,
  };
}

/** The address of the same list from another row on. */
export function studentsPath({ name, schoolClass, state, sort }: StudentsAsked, offset: number): string {
  const query = new URLSearchParams({
    ...(name === '' ? {} : { q: name }),
    ...(schoolClass === '' ? {} : { class: schoolClass }),
    ...(state === '' ? {} : { state }),
    ...(sort === 'name' ? {} : { sort }),
    ...(offset <= 0 ? {} : { offset: String(offset) }),
  });
  return query.size === 0 ? STUDENTS_PATH : `${STUDENTS_PATH}?${query}`;
}

export function studentsFilter(view: ViewContext, asked: StudentsAsked, classes: readonly SchoolClass[]): Html {
  const t = STUDENTS[view.language];
  const ofClass = classChoices(classes, { value: '', text: t.allClasses }, { value: NO_CLASS, text: t.noClass });
  const states = [
    { value: '', text: t.allStates },
    { value: 'active', text: t.active },
    { value: 'suspended', text: t.suspended },
  ];
  const sorts = SORTS.map((sort) => ({ value: sort, text: t.sorts[sort] }));
  return html`<div class="filters"><form class="fields" method="get" action="${STUDENTS_PATH}" role="search">
${textField({ name: 'q', label: t.search, type: 'search', value: asked.name, maxLength: MAX_SEARCHED })}
${selectField({ name: 'class', label: t.schoolClass, value: asked.schoolClass, choices: ofClass })}
${selectField({ name: 'state', label: t.state, value: asked.state, choices: states })}
${selectField({ name: 'sort', label: t.sort, value: asked.sort, choices: sorts })}
${submit(t.show, 'plain')}
</form></div>`;
}

/** Links to the rows before and after; null when all are on the page. */
export function studentsPager(
  { language }: ViewContext,
  asked: StudentsAsked,
  shown: number,
  total: number,
): Html | null {
  const t = STUDENTS[language];
  if (shown === total) return null;
  const { offset } = asked;
  const before =
    offset > 0 ? html`<a rel="prev" href="${studentsPath(asked, offset - ROWS_A_PAGE)}">${t.before}</a>` : null;
  const after =
    offset + shown < total ? html`<a rel="next" href="${studentsPath(asked, offset + shown)}">${t.after}</a>` : null;
  return html`<nav class="pager" aria-label="${CONTROLS[language].pages}">${before}${after}<span class="quiet-text">${t.range(offset + 1, offset + shown, total)}</span></nav>`;
}
