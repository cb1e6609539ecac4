import { PageError } from './page-error.ts';

/** The row id in a path. @throws PageError 404 when the text is no id: no row can have it */
export function parseId(text: string): number {
  if (!/^[1-9]\d{0,15}$/.test(text) || !Number.isSafeInteger(Number(text))) throw new PageError(404);
  return Number(text);
}
