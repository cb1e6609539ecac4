import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ENDPOINTS, findEndpoint, SERVED_ROUTES } from '../../src/endpoints/endpoints.ts';
import { TRY_IMAGE, TRY_IMAGE_PATH } from '../../src/endpoints/try-image.ts';
import { TRY_IT, TRY_IT_PATH } from '../../src/endpoints/try-it.ts';
import { TRY_SPEECH, TRY_SPEECH_PATH } from '../../src/endpoints/try-speech.ts';
import { parseCatalogue } from '../../src/ledger/catalogue.ts';

const FOLDER = new URL('../../src/endpoints/', import.meta.url);
const MODELS = new URL('../../config/models.json', import.meta.url);

function isEndpoint(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value && 'path' in value;
}

describe('ENDPOINTS', () => {
  test('lists every endpoint that a file of the folder exports', async () => {
    const files = readdirSync(FOLDER).filter((name) => name.endsWith('.ts'));
    const modules = await Promise.all(files.map((name) => import(new URL(name, FOLDER).href)));
    const endpoints = modules.flatMap((exported: object) => Object.values(exported)).filter(isEndpoint);
    const listed: unknown[] = [...ENDPOINTS, TRY_IT, TRY_SPEECH, TRY_IMAGE];
    expect(endpoints.length).toBe(listed.length);
    expect(endpoints.every((endpoint) => listed.includes(endpoint))).toBe(true);
  });

  test('has every kind and every path once', () => {
    expect(new Set(ENDPOINTS.map(({ kind }) => kind)).size).toBe(ENDPOINTS.length);
    expect(new Set(ENDPOINTS.map(({ path }) => path)).size).toBe(ENDPOINTS.length);
  });

  test.each(ENDPOINTS.map(({ kind }) => kind))('has a model of the shipped catalogue for %s', (kind) => {
    const catalogue = parseCatalogue(JSON.parse(readFileSync(MODELS, 'utf8')), ENDPOINTS);
    expect([...catalogue.values()].some(({ endpoints }) => endpoints.includes(kind))).toBe(true);
  });
});

describe('findEndpoint', () => {
  test.each(ENDPOINTS.map((endpoint) => [endpoint.path, endpoint] as const))(
    'finds %s with and without /v1',
    (path, endpoint) => {
      expect(findEndpoint(path)).toBe(endpoint);
      expect(findEndpoint(`/v1${path}`)).toBe(endpoint);
    },
  );

  test('finds the try-it box at its path', () => {
    expect(findEndpoint(TRY_IT_PATH)).toBe(TRY_IT);
    expect(findEndpoint(TRY_SPEECH_PATH)).toBe(TRY_SPEECH);
    expect(findEndpoint(TRY_IMAGE_PATH)).toBe(TRY_IMAGE);
  });

  test.each([undefined, '/v1/models', '/v1/images/edits', '/v1'])('finds nothing at %s', (route) => {
    expect(findEndpoint(route)).toBeNull();
  });
});

test('SERVED_ROUTES names every endpoint with /v1', () => {
  for (const { path } of ENDPOINTS) expect(SERVED_ROUTES).toContain(`POST /v1${path}`);
});
