import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const DECISIONS = readdirSync(join(ROOT, 'docs/decisions')).map((name) => `docs/decisions/${name}`);
const DOCUMENTS = ['ARCHITECTURE.md', 'CONTRIBUTING.md', 'README.md', 'SECURITY.md', 'docs/guarantee.md', ...DECISIONS];
/** A path in backticks: with a slash, and without anything that a shell or a pattern would need. */
const PATH = /`((?:[\w.-]+\/)+[\w.-]*)`/g;
const TOP_FOLDERS = ['src', 'test', 'bench', 'config', 'docs', 'migrations', '.github', '.ci'];

/** Paths of source files may be written from src/ on, as in `ledger/exits.ts`. */
function missingPaths(text: string): string[] {
  const named = [...text.matchAll(PATH)].map(([, path = '']) => path);
  const own = named.filter((path) => isOfThisProject(path));
  return own.filter((path) => !existsSync(join(ROOT, path)) && !existsSync(join(ROOT, 'src', path)));
}

function isOfThisProject(path: string): boolean {
  const [top = ''] = path.split('/');
  return TOP_FOLDERS.includes(top) || readdirSync(join(ROOT, 'src')).includes(top);
}

describe('documents', () => {
  test.each(DOCUMENTS)('%s names only paths that exist', (document) => {
    expect(missingPaths(readFileSync(join(ROOT, document), 'utf8'))).toEqual([]);
  });

  test('a path that does not exist is found', () => {
    expect(missingPaths('see `ledger/exits.ts`, `src/app.ts`, `a/b` and `ledger/no-such-file.ts`')).toEqual([
      'ledger/no-such-file.ts',
    ]);
  });
});
