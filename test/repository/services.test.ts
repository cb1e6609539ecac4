import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ENDPOINTS } from '../../src/endpoints/endpoints.ts';
import { UNSERVED_SERVICES } from '../../src/gateway/refusals/unserved-services.ts';
import { LANGUAGES } from '../../src/language/languages.ts';

interface CatalogueRow {
  readonly id: string;
  readonly shutdown_date: string | null;
  readonly voices?: readonly string[];
  readonly prices: readonly { readonly per_character?: number }[];
}

const { models } = JSON.parse(readFileSync(new URL('../../config/models.json', import.meta.url), 'utf8')) as {
  models: CatalogueRow[];
};
const speaking = models.filter(({ prices }) => prices.some((price) => price.per_character !== undefined));
const dates = (text: string) => text.match(/\d{4}-\d\d-\d\d/g) ?? [];

describe.each(LANGUAGES)('docs/services.%s.md', (language) => {
  const text = readFileSync(new URL(`../../docs/services.${language}.md`, import.meta.url), 'utf8');
  const [, served = '', , unserved = ''] = text.split(/^## /m);

  test('has every endpoint in its first table, and no other', () => {
    const named = new Set([...served.matchAll(/`(\/v1[^`]*)`/g)].map(([, path]) => path));
    expect(named).toEqual(new Set(ENDPOINTS.map(({ path }) => `/v1${path}`)));
  });

  test('has a row for each service that is refused, with the dates of its text', () => {
    const rows = unserved.split('\n').filter((line) => line.startsWith('| ') && line.includes('`/v1'));
    const rowOf = (path: string) => rows.filter((row) => (row.split(' | ')[1] ?? '').includes(`\`/v1${path}\``));
    for (const { paths, why } of UNSERVED_SERVICES) {
      const found = new Set(paths.flatMap(rowOf));
      expect([paths, found.size]).toEqual([paths, 1]);
      for (const date of dates(why[language])) expect([...found][0]).toContain(date);
    }
    expect(rows).toHaveLength(UNSERVED_SERVICES.length);
  });

  test('has the price, the voices and the end of each model that speaks', () => {
    expect(speaking.map(({ id }) => id)).toEqual(['tts-1', 'tts-1-hd']);
    for (const { id, shutdown_date, voices, prices } of speaking) {
      expect(text).toContain(`\`${id}\``);
      expect(text).toContain(`$${(prices.at(-1)?.per_character ?? 0) / 1e6}`);
      expect(text).toContain(`**${shutdown_date}**`);
      expect(text).toContain(voices?.join(', '));
    }
  });
});
