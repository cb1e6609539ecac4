import { isLocalDay } from '../../../ledger/periods.ts';

/** Days that a page may be asked about: of these, a table of months is still a page. */
const FIRST_DAY = '2000-01-01';
const LAST_DAY = '2199-12-31';

/** A day of a query or a form, YYYY-MM-DD; null for what is none. */
export function dayFrom(text: string): string | null {
  return isLocalDay(text) && text >= FIRST_DAY && text <= LAST_DAY ? text : null;
}
