import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ENDPOINTS } from '../../src/endpoints/endpoints.ts';
import { UNSERVED_SERVICES } from '../../src/gateway/refusals/unserved-services.ts';
import { LANGUAGES } from '../../src/language/languages.ts';
import { type ImageSize, imageTokens, parseImageSize } from '../../src/ledger/image-tokens.ts';

interface CatalogueRow {
  readonly id: string;
  readonly shutdown_date: string | null;
  readonly voices?: readonly string[];
  readonly drawing?: { readonly grid: Readonly<Record<string, number>> };
  readonly prices: readonly { readonly per_character?: number; readonly image_output?: number }[];
}

const { models } = JSON.parse(readFileSync(new URL('../../config/models.json', import.meta.url), 'utf8')) as {
  models: CatalogueRow[];
};
const speaking = models.filter(({ prices }) => prices.some((price) => price.per_character !== undefined));
const drawing = models.filter((model) => model.drawing !== undefined);
const dates = (text: string) => text.match(/\d{4}-\d\d-\d\d/g) ?? [];

describe.each(LANGUAGES)('docs/services.%s.md', (language) => {
  const text = readFileSync(new URL(`../../docs/services.${language}.md`, import.meta.url), 'utf8');
  const sections = text.split(/^## /m);
  const [served = '', images = '', unserved = ''] = [1, 2, 4].map((at) => sections[at]);

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

  test('has what an image costs at each quality, by the formula and the prices of the catalogue', () => {
    const rows = images.split('\n').flatMap((line) => {
      const [, grid, ...prices] = /^\| .* \| (\d+)(?:; \d+)? \| (.*) \| (.*) \| (.*) \| .* \|$/.exec(line) ?? [];
      return grid === undefined ? [] : [{ grid: Number(grid), prices }];
    });
    const grids = new Set(drawing.flatMap(({ drawing: rules }) => Object.values(rules?.grid ?? {})));
    expect(rows.map(({ grid }) => grid)).toEqual([...grids].sort((a, b) => a - b));
    for (const { grid, prices } of rows) {
      const sizes = ['1024x1024', '1536x1024', '3840x2160'].map(parseImageSize);
      const expected = sizes.map((size) => `$${((imageTokens(grid, size as ImageSize) * 30) / 1e6).toFixed(3)}`);
      expect(prices).toEqual(expected);
    }
    for (const { id, prices } of drawing) {
      expect(images).toContain(id);
      expect(prices.at(-1)?.image_output).toBe(30_000_000);
    }
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
