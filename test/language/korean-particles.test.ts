import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const SOURCE = join(import.meta.dirname, '../../src');

/**
 * Particles that change with the sound before them. A name, a model or an amount of money may end in any: "$5.00", "$5.00
 * (7,000원)". Behind a bracket they belong to the word before it, and `.ko` is a word that the source knows.
 */
const CHANGING =
  /\$\{((?:[^{}]|\{[^{}]*\})*)\}["”’]*(?:을|를|이|가|은|는|과|와|으로|로|이나|나|이에요|예요|입니다)(?=[ .,?!`]|$)/gmu;

it('no text has a changing particle behind a value', () => {
  const paths = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  const found = paths.flatMap((path) =>
    [...readFileSync(join(SOURCE, path), 'utf8').matchAll(CHANGING)]
      .filter(([, value = '']) => !value.endsWith('.ko'))
      .map(([text]) => `${path}: ${text}`),
  );
  expect(found).toEqual([]);
});

it('no text offers both forms of a particle', () => {
  const paths = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  const both = /은\(는\)|는\(은\)|이\(가\)|가\(이\)|을\(를\)|를\(을\)|\(으\)로|와\(과\)|과\(와\)/;
  expect(paths.filter((path) => both.test(readFileSync(join(SOURCE, path), 'utf8')))).toEqual([]);
});
