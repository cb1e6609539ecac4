import { expect, onTestFinished, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { incidentNoteIn } from '../../src/language/incident-notes.ts';
import { createLogger } from '../../src/ops/logging.ts';
import { checkModels, ModelWatch, type WatchedUpstream } from '../../src/ops/model-watch.ts';
import type { KeyRefused, ListedModel } from '../../src/upstream/upstream.ts';
import { openAiUpstream } from '../support/openai-upstream.ts';
import { startScriptedUpstream } from '../support/scripted-upstream.ts';

const NOW = Date.parse('2026-11-23T03:00:00Z');

function providerThatLists(listModels: WatchedUpstream['listModels'], name = 'openai'): WatchedUpstream {
  return { name, kind: 'openai', keySetting: 'OPENAI_API_KEY', listModels };
}

async function incidentsOf(listed: readonly ListedModel[] | KeyRefused | null, env: Record<string, string> = {}) {
  const raised: [string, string][] = [];
  await checkModels(
    providerThatLists(async () => listed),
    {
      journal: { raiseIncident: async (kind, detail) => void raised.push([kind, detail]) },
      models: () => loadConfig({ OPENAI_API_KEY: 'sk-test', ...env }).models,
      logger: createLogger('silent', 'json'),
      now: () => NOW,
    },
  );
  // A Korean owner reads them, too.
  for (const [, detail] of raised) expect(incidentNoteIn('ko', detail), detail).not.toBeNull();
  return raised;
}

test('an allowed model that the provider does not list is an incident with the command to run', async () => {
  expect(await incidentsOf([{ id: 'gpt-6-luna', shutdownDate: null }])).toEqual([
    [
      'model_missing',
      'the provider openai does not serve gpt-3.5-turbo: let another model answer on the settings page, or run: jigap model alias gpt-3.5-turbo=gpt-6-luna',
    ],
  ]);
});

test('the advice names a model that the provider lists, for each model that it does not list', async () => {
  const env = {
    JIGAP_ALLOWED_MODELS: 'lecture,gpt-3.5-turbo,text-embedding-3-small,omni-moderation-latest',
    JIGAP_MODEL_ALIASES: 'lecture=gpt-4o',
  };
  const listed = ['gpt-4o', 'gpt-6-sol', 'text-embedding-3-large'].map((id) => ({ id, shutdownDate: null }));
  const run = 'let another model answer on the settings page, or run: jigap model alias';
  expect(await incidentsOf(listed, env)).toEqual([
    ['model_missing', `the provider openai does not serve gpt-3.5-turbo: ${run} gpt-3.5-turbo=gpt-6-sol`],
    [
      'model_missing',
      `the provider openai does not serve text-embedding-3-small: ${run} text-embedding-3-small=text-embedding-3-large`,
    ],
    [
      'model_missing',
      'the provider openai does not serve omni-moderation-latest: the catalogue has no other for moderations; choose other models on the settings page, or run: jigap model disallow omni-moderation-latest',
    ],
  ]);
});

test('an alias is looked up as the model that serves it', async () => {
  const env = { JIGAP_MODEL_ALIASES: 'gpt-3.5-turbo=gpt-6-luna' };
  expect(await incidentsOf([{ id: 'gpt-6-luna', shutdownDate: null }], env)).toEqual([]);
});

test('a model that Ollama lists as its latest is listed by the name that serves it', async () => {
  // Source: ollama, openai/openai.go, ToListCompletion: the id is the full name with its tag.
  expect(await incidentsOf([{ id: 'gpt-3.5-turbo:latest', shutdownDate: null }])).toEqual([]);
  expect(await incidentsOf([{ id: 'gpt-3.5-turbo:7b', shutdownDate: null }])).toEqual([
    ['model_missing', expect.stringContaining('the provider openai does not serve gpt-3.5-turbo')],
  ]);
});

test('a shutdown within two months is an incident, a later one is not', async () => {
  expect(await incidentsOf([{ id: 'gpt-3.5-turbo', shutdownDate: '2027-01-14' }])).toEqual([
    ['model_retiring', expect.stringContaining('gpt-3.5-turbo is shut down on 2027-01-14')],
  ]);
  expect(await incidentsOf([{ id: 'gpt-3.5-turbo', shutdownDate: '2027-03-01' }])).toEqual([]);
});

test('the dates of the catalogue are used when the provider does not list its models', async () => {
  expect(await incidentsOf(null)).toEqual([
    ['model_retiring', expect.stringContaining('gpt-3.5-turbo is shut down on 2026-10-23')],
  ]);
});

test('a refused key is an incident before any student calls', async () => {
  const retiring = ['model_retiring', expect.any(String)];
  expect(await incidentsOf({ keyRefused: 401 })).toEqual([
    ['upstream_key_refused', "the provider openai refused its key (OPENAI_API_KEY, 401): students' calls will fail"],
    retiring,
  ]);
  expect(await incidentsOf({ keyRefused: 403 })).toEqual([
    [
      'upstream_key_refused',
      expect.stringMatching(/^the provider openai refused its key \(OPENAI_API_KEY, 403\): .* may fail/),
    ],
    retiring,
  ]);
});

test('the list is read with the key, and an answer of any other form is not used', async () => {
  const provider = await startScriptedUpstream();
  const upstream = openAiUpstream({ baseUrl: provider.url, key: 'sk-test', timeoutMs: 60_000 });
  onTestFinished(async () => {
    await upstream.close();
    await provider.stop();
  });
  const answers: [number, string][] = [
    [200, JSON.stringify({ data: [{ id: 'a', shutdown_date: '2027-01-14' }, { id: 7 }, null, { id: 'b' }] })],
    [200, 'not JSON'],
    [401, JSON.stringify({ error: { message: 'Incorrect API key' } })],
    [403, JSON.stringify({ error: { message: 'Missing scopes' } })],
  ];
  const read: unknown[] = [];
  for (const [status, body] of answers) {
    provider.next((_call, act) => act.json(status, body));
    read.push(await upstream.listModels());
  }
  expect(read).toEqual([
    [
      { id: 'a', shutdownDate: '2027-01-14' },
      { id: 'b', shutdownDate: null },
    ],
    null,
    { keyRefused: 401 },
    { keyRefused: 403 },
  ]);
  expect(provider.calls[0]).toMatchObject({
    method: 'GET',
    path: '/v1/models',
    headers: { authorization: 'Bearer sk-test' },
  });
});

test("the last answer of the provider is available for the owner's page", async () => {
  const answers = {
    listed: [
      { id: 'gpt-3.5-turbo', shutdownDate: '2027-01-14' },
      { id: 'gpt-4o', shutdownDate: null },
      { id: 'ft:gpt-4o:secret-club::abc123', shutdownDate: null },
    ],
    unlisted: null,
    key_refused: { keyRefused: 401 },
  } as const;
  const dates = new Map([
    ['gpt-3.5-turbo', '2027-01-14'],
    ['gpt-4o', null],
  ]);
  for (const [answer, said] of Object.entries(answers)) {
    const watch = new ModelWatch({
      upstreams: [providerThatLists(async () => said)],
      journal: { raiseIncident: async () => {} },
      models: () => loadConfig({ OPENAI_API_KEY: 'sk-test' }).models,
      logger: createLogger('silent', 'json'),
      now: () => NOW,
    });
    onTestFinished(() => watch.stop());
    expect(watch.last('openai')).toBeNull();
    watch.start();
    await expect
      .poll(() => watch.last('openai'), { timeout: 120_000 })
      .toEqual({ at: NOW, answer, ...(answer === 'listed' ? { models: 3, dates } : { models: null, dates: null }) });
  }
});

test('each provider is asked for its own models, and one that is down delays no other', async () => {
  const raised: string[] = [];
  const catalogue = new Map(loadConfig({}).models.catalogue);
  const luna = catalogue.get('gpt-6-luna');
  if (luna === undefined) throw new Error('the catalogue has no gpt-6-luna');
  catalogue.set('llama', { ...luna, id: 'llama', provider: 'lab' });
  catalogue.set('gemma', { ...luna, id: 'gemma', provider: 'lab' });
  const listed = async () => [{ id: 'gpt-6-luna', shutdownDate: null }];
  const watch = new ModelWatch({
    upstreams: [
      providerThatLists(() => new Promise(() => undefined), 'down'),
      providerThatLists(listed),
      providerThatLists(async () => [{ id: 'gemma', shutdownDate: null }], 'lab'),
    ],
    journal: { raiseIncident: async (_kind, detail) => void raised.push(detail) },
    models: () => ({ catalogue, allowed: ['gpt-6-luna', 'llama', 'gemma'], aliases: new Map() }),
    logger: createLogger('silent', 'json'),
    now: () => NOW,
  });
  void watch.run();
  await expect.poll(() => watch.last('lab')).not.toBeNull();
  expect(['openai', 'lab', 'down'].map((name) => watch.last(name)?.models)).toEqual([1, 1, undefined]);
  expect(raised).toEqual([expect.stringMatching(/^the provider lab does not serve llama: /)]);
});
