import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const FOLDER = join(import.meta.dirname, '../../../src/store/sql');

/** What PostgreSQL 15 does not take; sql/engine-words.ts has the words for what cannot be written for both. */
const SQLITE_ONLY =
  /\bINDEXED BY\b|\bINSERT OR\b|\bON CONFLICT DO\b|\binstr\(|\biif\(|json_each|json_insert|json_extract|LIMIT -1|\bGLOB\b/;

test('SQL that engines share has no word of SQLite', () => {
  const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  expect(files.length).toBeGreaterThan(10);
  const offenders = files
    .filter((name) => name !== 'engine-words.ts')
    .filter((name) => SQLITE_ONLY.test(readFileSync(join(FOLDER, name), 'utf8')));
  expect(offenders).toEqual([]);
});
