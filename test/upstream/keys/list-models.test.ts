import { expect, it } from 'vitest';
import { errorJson, type Script } from '../../support/scripted-upstream.ts';
import { byKey, startKeys } from './key-fixture.ts';

const LIST: Script = (_call, act) => act.json(200, { data: [{ id: 'gpt-4o' }] });
const REFUSED = errorJson(401, 'invalid_api_key', 'Incorrect API key');
const LISTED = [{ id: 'gpt-4o', shutdownDate: null }];

it('reads the list of models with the next key when one is refused', async () => {
  const { upstream, provider, used } = await startKeys('ab');
  provider.always(byKey({ a: REFUSED }, LIST));
  expect(await upstream.listModels()).toEqual(LISTED);
  expect(used()).toBe('ab');
});

it('says that the key is refused only when the provider refuses every key', async () => {
  const { upstream, provider, used } = await startKeys('ab');
  provider.always(REFUSED);
  expect(await upstream.listModels()).toEqual({ keyRefused: 401 });
  expect(used()).toBe('ab');
});

it('asks with one key when that is not refused', async () => {
  const { upstream, provider, used } = await startKeys('ab');
  provider.always(LIST);
  expect(await upstream.listModels()).toEqual(LISTED);
  provider.always(errorJson(500, null, 'broken'));
  expect(await upstream.listModels()).toBeNull();
  expect(used()).toBe('aa');
});
