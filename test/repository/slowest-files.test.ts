import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SLOWEST } from '../support/slowest-files.ts';

test('every file that is tested first is there, once', () => {
  const root = join(import.meta.dirname, '../..');
  expect(SLOWEST.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  expect(new Set(SLOWEST).size).toBe(SLOWEST.length);
});
