import type { ClassSort } from '../../../store/class-overview.ts';
import { parseOffset } from '../../web/parse-offset.ts';
import { CLASSES_PATH } from '../class/class-path.ts';

export const ROWS_A_PAGE = 50;
export const MAX_SEARCH_CHARACTERS = 200;
/** Some of the store's, whose values pages do not import. */
export const SORTS = ['name', 'spend', 'students', 'state', 'created'] as const satisfies readonly ClassSort[];

/** Which classes are listed, as the address of the page says. */
export interface ClassesQuery {
  readonly name: string;
  readonly sort: (typeof SORTS)[number];
  readonly offset: number;
  /** The archived ones instead of the others. */
  readonly isArchived: boolean;
}

/** A value that is not valid counts as missing. */
export function parseClassesQuery(query: URLSearchParams): ClassesQuery {
  const given = (name: string) => query.get(name)?.trim() ?? '';
  return {
    name: given('q').slice(0, MAX_SEARCH_CHARACTERS),
    sort: SORTS.find((sort) => sort === given('sort')) ?? 'name',
    offset: parseOffset(query.get('offset')),
    isArchived: query.has('archived'),
  };
}

/** The address of the same list from another row on. */
export function classesPath({ name, sort, isArchived }: ClassesQuery, offset: number): string {
  const search = new URLSearchParams({
    ...(isArchived ? { archived: 'yes' } : {}),
    ...(name === '' ? {} : { q: name }),
    ...(sort === 'name' ? {} : { sort }),
    ...(offset <= 0 ? {} : { offset: String(offset) }),
  });
  return search.size === 0 ? CLASSES_PATH : `${CLASSES_PATH}?${search}`;
}
