import type { Page } from '../../paging.ts';

/** Cuts a page out of rows that were read with one more than the limit. */
export function cutPage<Row extends { id: number }, Item>(
  rows: Row[],
  limit: number,
  itemFrom: (row: Row) => Item,
): Page<Item> {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { rows: page.map(itemFrom), next: rows.length > limit && last !== undefined ? last.id : null };
}
