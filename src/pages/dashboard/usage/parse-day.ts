import { isLocalDay } from '../../../ledger/periods.ts';

/** Between these, a table of months still fits into a page. */
const FIRST_DAY = '2000-01-01';
const LAST_DAY = '2199-12-31';

/** A day of a query, YYYY-MM-DD; null for anything else. */
export function parseDay(text: string): string | null {
  return isLocalDay(text) && text >= FIRST_DAY && text <= LAST_DAY ? text : null;
}
