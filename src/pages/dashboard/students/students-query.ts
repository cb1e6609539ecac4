import type { StudentSearch } from '../../../admin/find-students.ts';
import type { StudentListState, StudentSort } from '../../../store/student-overview.ts';
import { parseOffset } from '../../web/parse-offset.ts';
import { STUDENTS_PATH } from '../student/student-path.ts';

export const ROWS_A_PAGE = 50;

/** The value of `class` for students without one. */
export const NO_CLASS = 'none';
export const MAX_SEARCH_CHARACTERS = 200;

/** Which students are listed, as the address of the page says. */
export interface StudentsQuery {
  readonly name: string;
  /** An id, NO_CLASS, or '' for all. */
  readonly schoolClass: string;
  readonly state: '' | (typeof STATES)[number];
  readonly sort: StudentSort;
  readonly offset: number;
}

/** A value that is not valid counts as missing. */
export function parseStudentsQuery(query: URLSearchParams): StudentsQuery {
  const given = (name: string) => query.get(name)?.trim() ?? '';
  return {
    name: given('q').slice(0, MAX_SEARCH_CHARACTERS),
    schoolClass: /^(?:none|[1-9]\d{0,14})$/.test(given('class')) ? given('class') : '',
    state: STATES.find((state) => state === given('state')) ?? '',
    sort: SORTS.find((sort) => sort === given('sort')) ?? 'name',
    offset: parseOffset(query.get('offset')),
  };
}

/** As in the store, whose values pages do not import. */
export const STATES = ['active', 'suspended', 'no_token'] as const satisfies readonly StudentListState[];
export const SORTS = ['name', 'spend', 'last_call', 'created'] as const satisfies readonly StudentSort[];

/** Whether the list leaves out any student. */
export function isNarrowed({ name, schoolClass, state }: StudentsQuery): boolean {
  return name !== '' || schoolClass !== '' || state !== '';
}

export function searchOf(query: StudentsQuery): StudentSearch {
  return {
    ...(query.name === '' ? {} : { search: query.name }),
    ...(query.schoolClass === '' ? {} : { classId: query.schoolClass === NO_CLASS ? null : Number(query.schoolClass) }),
    ...(query.state === '' ? {} : { state: query.state }),
    sort: query.sort,
    offset: query.offset,
    limit: ROWS_A_PAGE,
  };
}

/** The address of the same list from another row on. */
export function studentsPath({ name, schoolClass, state, sort }: StudentsQuery, offset: number): string {
  const search = new URLSearchParams({
    ...(name === '' ? {} : { q: name }),
    ...(schoolClass === '' ? {} : { class: schoolClass }),
    ...(state === '' ? {} : { state }),
    ...(sort === 'name' ? {} : { sort }),
    ...(offset <= 0 ? {} : { offset: String(offset) }),
  });
  return search.size === 0 ? STUDENTS_PATH : `${STUDENTS_PATH}?${search}`;
}
