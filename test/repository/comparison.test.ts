import { expect, test } from 'vitest';
import { PAIRS, readDocument } from './document-blocks.ts';

/** In tables, from ten on or with decimals: smaller ones may be words in one language. */
function figuresOf(text: string): string[] {
  const tables = text.split('\n').filter((line) => line.startsWith('|'));
  const figures = tables.flatMap((line) => [...line.matchAll(/\d[\d,]+(?:\.\d+)?|\d\.\d+/g)]);
  return figures.map(([figure]) => figure).sort();
}

const [english, korean] = PAIRS.find(([document]) => document === 'docs/comparison.en.md') ?? ['', ''];

test('the tables of the comparison have the same figures in both languages', () => {
  expect(figuresOf(readDocument(english)).length).toBeGreaterThan(40);
  expect(figuresOf(readDocument(korean))).toEqual(figuresOf(readDocument(english)));
});

test('what the comparison cites from performance.md is there', () => {
  const text = readDocument(english);
  const cited = text.slice(text.indexOf("In jigap's own bench"), text.indexOf('## What each does'));
  const figures = [...cited.replace(/20\d\d-\d\d-\d\d/g, '').matchAll(/\b\d[\d,]*(?:\.\d+)?\b/g)].map(
    ([figure]) => figure,
  );
  expect(figures).toContain('4.84');
  const performance = readDocument('docs/performance.md').replaceAll(',', '');
  const missing = figures.filter((figure) => !performance.includes(figure.replaceAll(',', '')));
  expect(missing).toEqual([]);
});
