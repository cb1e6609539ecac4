import { expect, test } from 'vitest';
import { bearerSecret } from '../../src/api/bearer-secret.ts';

test.each([
  ['Bearer jgo_a', 'jgo_a'],
  ['bearer  jgo_a ', 'jgo_a'],
  [undefined, null],
  ['', null],
  ['Bearer', null],
  ['Bearer ', null],
  ['Bearer a b', null],
  ['Basic jgo_a', null],
  ['jgo_a', null],
])('bearerSecret reads "Authorization: %s"', (header, secret) => {
  expect(bearerSecret(header)).toBe(secret);
});
