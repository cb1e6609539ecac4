import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const DOCUMENTS = [
  ...['ARCHITECTURE.md', 'CONTRIBUTING.md', 'README.md', 'README.ko.md', 'SECURITY.md'],
  ...markdownIn('docs'),
  ...markdownIn('docs/decisions'),
];
/** A path in backticks: with a slash, and without anything that a shell or a pattern would need. */
const PATH = /`((?:[\w.-]+\/)+[\w.-]*)`/g;
/** The target of a link or picture, without its #section. */
const LINK = /(?:\]\(|src=")([^)#"\s]+)/g;
const TOP_FOLDERS = ['src', 'test', 'bench', 'config', 'docs', 'migrations', '.github', '.ci'];

function markdownIn(folder: string): string[] {
  const names = readdirSync(join(ROOT, folder)).filter((name) => name.endsWith('.md'));
  return names.map((name) => `${folder}/${name}`);
}

/** Paths of source files may be written from src/ on, as in `ledger/exits.ts`. */
function missingPaths(text: string): string[] {
  const named = [...text.matchAll(PATH)].map(([, path = '']) => path);
  const own = named.filter((path) => isOfThisProject(path));
  return own.filter((path) => !existsSync(join(ROOT, path)) && !existsSync(join(ROOT, 'src', path)));
}

/** Links are relative to the document that has them; those with a scheme lead out of the project. */
function missingLinks(document: string, text: string): string[] {
  const targets = [...text.matchAll(LINK)].map(([, target = '']) => target);
  const relative = targets.filter((target) => !/^[a-z]+:/.test(target));
  return relative.filter((target) => !existsSync(join(ROOT, dirname(document), target)));
}

function isOfThisProject(path: string): boolean {
  const [top = ''] = path.split('/');
  return TOP_FOLDERS.includes(top) || readdirSync(join(ROOT, 'src')).includes(top);
}

describe('documents', () => {
  test.each(DOCUMENTS)('%s names only paths that exist', (document) => {
    expect(missingPaths(readFileSync(join(ROOT, document), 'utf8'))).toEqual([]);
  });

  test.each(DOCUMENTS)('%s links only to files that exist', (document) => {
    expect(missingLinks(document, readFileSync(join(ROOT, document), 'utf8'))).toEqual([]);
  });

  test('the README of src/store names every file of that folder', () => {
    const folder = join(ROOT, 'src/store');
    const text = readFileSync(join(folder, 'README.md'), 'utf8');
    const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && name !== 'store.ts');
    expect(files.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });

  test('a link to a file that does not exist is found', () => {
    const text =
      '[a](guarantee.md#x), [b](../README.md), ![c](pages/none.png), <img src="none.png">, [d](https://a.example/)';
    expect(missingLinks('docs/performance.md', text)).toEqual(['pages/none.png', 'none.png']);
  });

  test('a path that does not exist is found', () => {
    expect(missingPaths('see `ledger/exits.ts`, `src/app.ts`, `a/b` and `ledger/no-such-file.ts`')).toEqual([
      'ledger/no-such-file.ts',
    ]);
  });
});
