import { DUE_BALANCE, NOT_OK_INDEX, NUMBERS_OF_JSON } from '../../sql/engine-words.ts';

const WORDS: readonly (readonly [string, string])[] = [
  [NUMBERS_OF_JSON, 'SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(? AS JSON))'],
  // PostgreSQL's planner is told nothing: it knows by its statistics that few calls are not ok.
  [NOT_OK_INDEX, ''],
  [DUE_BALANCE, 'is_due = 1'],
];

/** What numberInJson() makes for SQLite. */
const NUMBER_IN_JSON = /json_extract\((before|after), '\$\.(\w+)'\)/g;

/** Puts PostgreSQL's words in the place of SQLite's; the same as in the index audit_by_student. */
export function inPostgres(text: string): string {
  const numbers = text.replace(
    NUMBER_IN_JSON,
    (_all, column: string, field: string) => `CAST(substring(${column} from '"${field}":([0-9]{1,15})') AS BIGINT)`,
  );
  return WORDS.reduce((words, [sqlite, postgres]) => words.replaceAll(sqlite, postgres), numbers);
}
