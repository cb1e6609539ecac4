import { expect, test } from 'vitest';
import { indexModels, modelsOf } from '../../src/ledger/index-models.ts';
import type { Model } from '../../src/ledger/prices.ts';

const row = (id: string, provider: string, ...snapshots: string[]) => ({ id, provider, snapshots }) as unknown as Model;

test('the models of a provider are its own rows, under the names that it knows', () => {
  const [atLab, atOpenAi] = [row('luna', 'lab'), row('luna', 'openai', 'luna-2026')];
  const catalogue = indexModels([atLab, atOpenAi, row('llama', 'lab'), row('sol', 'openai')], []);
  const namesOf = (provider: string) =>
    [...modelsOf(provider, catalogue)].map(([name, model]) => [name, model.id, model.provider]);
  expect(namesOf('lab')).toEqual([
    ['luna', 'luna', 'lab'],
    ['llama', 'llama', 'lab'],
  ]);
  expect(namesOf('openai')).toEqual([
    ['luna', 'luna', 'openai'],
    ['luna-2026', 'luna', 'openai'],
    ['sol', 'sol', 'openai'],
  ]);
  expect(namesOf('nobody')).toEqual([]);
});
