import { PageError } from './page-error.ts';

/** The row id in a text; null when it is none, so that no row can have it. */
export function findId(text: string): number | null {
  const id = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(id) ? id : null;
}

/** The row id in a path. @throws PageError 404 when the text is no id */
export function parseId(text: string): number {
  const id = findId(text);
  if (id === null) throw new PageError(404);
  return id;
}
