/**
 * The few words in which the SQL of the engines differs, as SQLite takes them; postgres/engine/engine-words.ts puts
 * PostgreSQL's in their place. Everything else is written so that both take it.
 */

/** The numbers of a JSON array, which is bound, as rows of one column. */
export const NUMBERS_OF_JSON = 'SELECT value FROM json_each(?)';

/** Tells SQLite's planner to use the index of the calls that were not ok. */
export const NOT_OK_INDEX = 'INDEXED BY usage_records_not_ok';

/** A row of `balances` whose thresholds are to be looked at, as the index balances_to_look_at says it. */
export const DUE_BALANCE = 'spent >= notice_at';

/** A number in a JSON object, as the index audit_by_student says it; NULL where there is none. */
export function numberInJson(column: 'before' | 'after', field: string): string {
  return `json_extract(${column}, '$.${field}')`;
}
