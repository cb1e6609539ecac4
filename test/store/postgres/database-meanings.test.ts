import pg from 'pg';
import { expect, test } from 'vitest';
import { asStorageError, isConnectionLost } from '../../../src/store/postgres/engine/database-errors.ts';

function errorOf(code: string): pg.DatabaseError {
  return Object.assign(new pg.DatabaseError('what PostgreSQL says', 20, 'error'), { code, detail: 'a row' });
}

test.each([
  ['53100', 'its disk is full'],
  ['53300', 'no connection left'],
  ['57P03', 'starting, stopping or recovering'],
  ['25006', 'must name the primary'],
  ['28P01', 'refuses the user or the password'],
  ['42501', 'must own the tables'],
])('the error %s of PostgreSQL tells the owner that %s', (code, sentence) => {
  const told = String(asStorageError(errorOf(code)));
  expect(told).toContain(sentence);
  expect(told).toContain(`what PostgreSQL says) (${code})`);
  expect(told).not.toContain('a row');
});

test('a database that became a standby is looked for again', () => {
  expect(isConnectionLost(errorOf('25006'))).toBe(true);
});
