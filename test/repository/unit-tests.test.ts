import { describe, expect, test } from 'vitest';
import { findTests, findUnitTests, impurityCheck, LONG_SEARCHES } from '../support/unit-tests.ts';

const SOURCES: Readonly<Record<string, string>> = {
  'test/pure.test.ts': `import { add } from '../src/add.ts';`,
  'test/reads.test.ts': `import { existsSync, readFileSync } from 'node:fs';`,
  'test/writes.test.ts': `import { readFileSync, rmSync } from 'node:fs';`,
  'test/all-of-fs.test.ts': `import * as fs from 'node:fs';`,
  'test/socket.test.ts': `import { createServer } from 'node:http';`,
  'test/far-socket.test.ts': `import { near } from './near.ts';`,
  'test/near.ts': `export * from '../src/far.ts';`,
  'test/late.test.ts': `const { spawn } = await import('node:child_process');`,
  'test/types.test.ts': `import type { FastifyInstance } from 'fastify';`,
  'test/circle.test.ts': `import './circle.test.ts';`,
  'src/add.ts': '',
  'src/far.ts': `import Database from 'better-sqlite3';`,
};

describe('impurityCheck', () => {
  const isImpure = impurityCheck((path) => SOURCES[path] ?? null);

  test.each([
    ['test/pure.test.ts', false],
    ['test/reads.test.ts', false],
    ['test/writes.test.ts', true],
    ['test/all-of-fs.test.ts', true],
    ['test/socket.test.ts', true],
    ['test/far-socket.test.ts', true],
    ['test/late.test.ts', true],
    ['test/types.test.ts', false],
    ['test/circle.test.ts', false],
  ])('judges %s by everything that it imports', (path, expected) => {
    expect(isImpure(path)).toBe(expected);
  });
});

describe('the unit tests', () => {
  test('are the pure ones of the repository', () => {
    const unit = findUnitTests();
    expect(unit).toEqual(expect.arrayContaining(['test/ledger/money.test.ts', 'test/access/api-tokens.test.ts']));
    expect(unit).not.toContain('test/gateway/endpoints/chat-completions.test.ts');
    expect(findTests()).toEqual(expect.arrayContaining(unit));
  });

  test('leave out long searches by names that exist', () => {
    expect(findTests()).toEqual(expect.arrayContaining(LONG_SEARCHES));
  });
});
