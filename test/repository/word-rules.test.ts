import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findOldWords } from './word-rules.ts';

const ROOT = join(import.meta.dirname, '../..');
/** What the rules themselves are made of. */
const RULES = /^test\/repository\/word-rules\./;

/** Files of the repository that people write, with slashes. */
function writtenFiles(): string[] {
  const roots = readdirSync(ROOT).filter(
    (name) => /\.(?:md|ts|json|ya?ml)$|^Dockerfile$/.test(name) && !/lock/.test(name),
  );
  const below = ['src', 'test', 'bench', 'docs', '.ci', '.github'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/node_modules|\/results/.test(entry.parentPath))
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(ROOT.length + 1)
          .replaceAll('\\', '/'),
      ),
  );
  return [...roots, ...below].filter(
    (path) => /\.(?:[cm]?[jt]s|css|md|py|go|java|ya?ml)$|^\.ci\/run$|Dockerfile$/.test(path) && !RULES.test(path),
  );
}

test('no file has a word that STYLE replaced', () => {
  const files = writtenFiles();
  expect(files).toEqual(expect.arrayContaining(['ARCHITECTURE.md', 'src/ledger/money.ts', 'docs/guarantee.md']));
  expect(files.flatMap((path) => findOldWords(path, readFileSync(join(ROOT, path), 'utf8')))).toEqual([]);
});

describe('findOldWords', () => {
  test.each([
    ['a constant', 'const MOST_TOKENS = 1;', 'MAX_'],
    ['a class', 'class LargeBodies {}', 'body-queue'],
    ['a variable', 'const ruleBook = 1;', 'effective-rules'],
    ['an import', `import x from './html-holes.ts';`, 'html-context'],
    ['an error', 'class ParseFault {}', 'Error'],
    ['a parameter', 'function show(wish: Choice) {}', 'choice'],
    ['a comment', '// The way of a call.', 'request flow'],
    ['a text', `title: 'In all'`, 'Total'],
  ])('reports %s, with the line and what to write', (_what, line, instead) => {
    expect(findOldWords('src/x.ts', `\n${line}`)).toEqual([
      expect.stringMatching(new RegExp(`^src/x\\.ts:2: ".*"; write .*${instead}`)),
    ]);
  });

  test.each(['src/store/spent.ts', 'src/pages/who.ts', 'test/ledger/stand-ins.test.ts', 'bench/stage.ts'])(
    'reports the name of %s',
    (path) => {
      expect(findOldWords(path, '')).toEqual([expect.stringContaining('the name of the file')]);
    },
  );

  test.each([
    'const { faults } = await check();',
    'by default',
    'the most tokens, spent by itself, in all',
    'a visitor who is welcome',
    'money that is spent',
  ])('leaves %j alone', (line) => {
    expect(findOldWords('src/x.ts', line)).toEqual([]);
  });

  test('leaves Docker its stages', () => {
    expect(findOldWords('test/system/docker/dockerfile.ts', 'the stage of a build')).toEqual([]);
  });
});
