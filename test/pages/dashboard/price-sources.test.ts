import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { priceSource } from '../../../src/pages/dashboard/settings/price-sources.ts';

const CATALOGUE = readFileSync(join(import.meta.dirname, '../../../config/models.json'), 'utf8');
const SOURCES = [...new Set([...CATALOGUE.matchAll(/"source": "([^"]*)"/g)].map(([, source = '']) => source))];

describe('the source of a price', () => {
  it.each(SOURCES)('is in Korean on a Korean page: %s', (source) => {
    const text = priceSource(source, 'ko').toString();
    expect(text).not.toContain('lang="en"');
    expect(text).not.toMatch(/\b(?:read|pages?|price|window|add|of)\b|\d{4}-\d\d/);
    expect(priceSource(source, 'en').toString()).not.toMatch(/\p{Script=Hangul}/u);
  });

  it('is shown as it is where it is the owner’s own', () => {
    expect(priceSource('our contract <b>', 'ko').toString()).toBe('<span lang="en">our contract &lt;b&gt;</span>');
  });
});
