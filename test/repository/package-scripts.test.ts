import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const SCRIPTS: Readonly<Record<string, string>> = JSON.parse(read('package.json')).scripts;
/** The script itself writes here: a clone has none of it. */
const WRITTEN = 'node_modules/.cache/';
/** Scripts that a page, a workflow or .ci/run tells somebody to run: "npm run NAME", and the suites of .ci/run. */
const NAMED = [
  ...['.ci/run', 'CONTRIBUTING.md', 'README.md', '.github/workflows/ci.yml', '.github/workflows/release.yml'].flatMap(
    (path) => [...read(path).matchAll(/npm run ([a-z][a-z:]*)/g)].map(([, name = '']) => name),
  ),
  ...[...read('.ci/run').matchAll(/^ {2}'[^|]+\|([a-z:]+)/gm)].map(([, name = '']) => name),
];

describe('the scripts of package.json', () => {
  test.each(Object.entries(SCRIPTS))('%s names only files that exist', (_name, command) => {
    const paths = command
      .split(' ')
      .filter((word) => /\/|\.ts$/.test(word) && !word.startsWith('-') && !word.startsWith(WRITTEN));
    expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  test('have every script that .ci/run, the workflows and the pages name', () => {
    expect(NAMED).toContain('test:crash');
    expect(NAMED.filter((name) => !(name in SCRIPTS))).toEqual([]);
  });

  test('run each test in npm test or in test:long, and .ci/run has both', () => {
    expect(SCRIPTS.test).toBe('vitest run --tags-filter=!long');
    expect(SCRIPTS['test:long']).toBe('vitest run --tags-filter=long');
    expect(SCRIPTS.check).toMatch(/ && npm test$/);
    expect(NAMED).toEqual(expect.arrayContaining(['check', 'test:long']));
  });
});
