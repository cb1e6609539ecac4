import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const FOLDER = join(import.meta.dirname, '../../../src/store/sql');

/** What PostgreSQL 15 does not take; sql/engine-words.ts has the words for what cannot be written for both. */
const SQLITE_ONLY =
  /\bINDEXED BY\b|\bINSERT OR\b|\bON CONFLICT DO\b|\binstr\(|\biif\(|json_each|json_insert|json_extract|LIMIT -1|\bGLOB\b/;

/** PostgreSQL gives such a column without its capitals: a field of the row is then missing, without an error. */
const UNQUOTED_CAPITALS = /\bAS [a-z]\w*[A-Z]/;

const FILES = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, text: readFileSync(join(FOLDER, name), 'utf8') }));
const namesOf = (pattern: RegExp) => FILES.filter(({ text }) => pattern.test(text)).map(({ name }) => name);

test('SQL that engines share has no word of SQLite', () => {
  expect(FILES.length).toBeGreaterThan(10);
  expect(namesOf(SQLITE_ONLY)).toEqual(['engine-words.ts']);
});

test('SQL that engines share quotes the names of columns with capitals', () => {
  expect(namesOf(UNQUOTED_CAPITALS)).toEqual([]);
});
