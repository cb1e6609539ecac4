import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const DECISIONS = filesIn('docs/decisions');
const SECTIONS = ['Context', 'Decision', 'Consequences', 'Alternatives'];

function filesIn(folder: string): { name: string; text: string }[] {
  const names = readdirSync(join(ROOT, folder)).sort();
  return names.map((name) => ({ name, text: readFileSync(join(ROOT, folder, name), 'utf8') }));
}

function numbersOf(folder: string): number[] {
  return filesIn(folder).map(({ name }) => Number(name.slice(0, 4)));
}

/** Documents and sources that may name a decision by its number, in English or Korean. */
function filesThatNameDecisions(): { path: string; text: string }[] {
  const below = ['src', 'docs', 'config'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(?:[cm]?[jt]s|md|ya?ml|env)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1)),
  );
  const top = readdirSync(ROOT).filter((name) => name.endsWith('.md'));
  return [...top, ...below].map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
}

describe('numbered files', () => {
  test.each(['docs/decisions', 'migrations/sqlite', 'migrations/postgres'])(
    '%s counts from 1 without a gap or a number twice',
    (folder) => {
      const numbers = numbersOf(folder);
      expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    },
  );
});

describe('a decision', () => {
  test.each(DECISIONS)('$name has its number, a status with a date and the four sections', ({ name, text }) => {
    expect(text).toMatch(new RegExp(`^# ${Number(name.slice(0, 4))}\\. \\S.*\n\nStatus: \\w.*\\d{4}-\\d\\d-\\d\\d`));
    expect([...text.matchAll(/^## (.+)$/gm)].map(([, title]) => title)).toEqual(SECTIONS);
  });

  test('is there under every number that a document or source names', () => {
    const missing = filesThatNameDecisions().flatMap(({ path, text }) =>
      [...text.matchAll(/(?:decision|결정) (\d+)\b/gi)]
        .filter(([, number]) => DECISIONS[Number(number) - 1] === undefined)
        .map(([found]) => `${path}: ${found}`),
    );
    expect(missing).toEqual([]);
  });

  test('gives a reason for every dependency', () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const reasons = DECISIONS[4]?.text.match(/^\| .+? \|/gm)?.join('\n') ?? '';
    const names = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !name.startsWith('@types/'));
    expect(names.filter((name) => !new RegExp(`[ ]${name}[ ,]`).test(reasons))).toEqual([]);
  });
});
