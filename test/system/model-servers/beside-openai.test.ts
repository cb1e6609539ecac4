import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { scheduledMs } from '../../support/scheduled-time.ts';
import { makeTempFolder, remove } from '../../support/temp-folder.ts';
import { NOBODY } from '../../support/unreachable-url.ts';
import { type LlamaServer, startLlamaServer } from './llama-server.ts';
import { modelEntry } from './local-class.ts';
import { type Relay, startRelay } from './relay.ts';

const MAX_FREEING_MS = 200;
const ROUNDS = 5;

const HELLO = [{ role: 'user', content: 'Hello!' }] as const;

const OPENAI_EMBEDDINGS = {
  object: 'list',
  model: 'text-embedding-3-small',
  data: [0, 1].map((index) => ({ object: 'embedding', index, embedding: [0.5, 0.25] })),
  usage: { prompt_tokens: 4, total_tokens: 4 },
};

/** One jigap, one token: the scripted OpenAI of the tests beside real model servers. */
describe('OpenAI and the servers of a lab behind one address and one token', () => {
  const folder = makeTempFolder();
  const servers: LlamaServer[] = [];
  let llama: LlamaServer;
  let relay: Relay;
  let app: RunningApp;
  let student: { readonly id: number };
  let client: OpenAI;

  beforeAll(async () => {
    llama = await startLlamaServer('llama');
    servers.push(
      llama,
      await startLlamaServer('phi3'),
      await startLlamaServer('gemma'),
      await startLlamaServer('bert'),
    );
    relay = await startRelay(llama.baseUrl);
    const lab = servers.map((server) => {
      const { baseUrl } = server === llama ? relay : server;
      return { name: server.model, base_url: baseUrl, openai_fields: false };
    });
    const down = { name: 'down', base_url: NOBODY, openai_fields: false };
    const astray = { name: 'astray', base_url: llama.baseUrl.replace('/v1', '/api/v9'), openai_fields: false };
    const entries = [
      ...servers.map(({ model }) => ({ ...modelEntry(model), provider: model })),
      { ...modelEntry('tiny-llama'), id: 'on-a-stopped-server', provider: 'down' },
      { ...modelEntry('tiny-llama'), id: 'at-a-wrong-address', provider: 'astray' },
    ];
    const providersFile = join(folder, 'providers.json');
    const modelsFile = join(folder, 'more-models.json');
    writeFileSync(providersFile, JSON.stringify({ providers: [...lab, down, astray] }));
    writeFileSync(modelsFile, JSON.stringify({ models: entries }));
    const names = ['gpt-6-luna', 'text-embedding-3-small', ...entries.map(({ id }) => id)];
    app = await startApp({
      env: {
        JIGAP_PROVIDERS_FILE: providersFile,
        JIGAP_MORE_MODELS_FILE: modelsFile,
        JIGAP_ALLOWED_MODELS: names.join(','),
      },
    });
    const made = await app.newStudent();
    student = made.student;
    client = new OpenAI({ apiKey: made.token, baseURL: `${app.url}/v1`, maxRetries: 0 });
  });
  afterAll(async () => {
    await app.stop();
    await relay.stop();
    for (const server of servers) await server.stop();
    remove(folder);
  });

  const ask = (model: string) => ({ model, messages: [...HELLO], max_tokens: 12 });
  const newest = async () => (await app.recordsOf(student.id))[0];
  const incidents = async (): Promise<{ kind: string; detail: string }[]> =>
    (await app.api('GET', '/api/incidents')).json.data;

  it.each([
    ['gpt-6-luna', false],
    ['tiny-llama', true],
    ['tiny-phi3', true],
    ['tiny-gemma', true],
  ])('%s answers, at once and as a stream (free of charge: %s)', async (model, isFree) => {
    const { data, response } = await client.chat.completions.create(ask(model)).withResponse();
    expect(data.choices[0]?.message.role).toBe('assistant');
    expect(response.headers.get('x-jigap-served-model')).toBe(model);
    const chunks = [];
    for await (const chunk of await client.chat.completions.create({ ...ask(model), stream: true })) chunks.push(chunk);
    expect(chunks.length).toBeGreaterThan(1);
    const record = await newest();
    expect(record).toMatchObject({ outcome: 'ok', served_model: model });
    expect(record.cost_usd === 0).toBe(isFree);
  });

  it('the models of both are in one list', async () => {
    const ids = [];
    for await (const { id } of client.models.list()) ids.push(id);
    expect(ids).toEqual(expect.arrayContaining(['gpt-6-luna', 'tiny-llama', 'tiny-phi3', 'tiny-gemma', 'tiny-bert']));
  });

  it('embeddings come from either', async () => {
    app.upstream.next((_call, act) => act.json(200, OPENAI_EMBEDDINGS));
    for (const model of ['text-embedding-3-small', 'tiny-bert']) {
      const { data } = await client.embeddings.create({ model, input: ['Hello', 'you'] });
      expect(data.map(({ index }) => index)).toEqual([0, 1]);
      for (const { embedding } of data) expect(embedding.length).toBeGreaterThan(0);
      expect(await newest()).toMatchObject({ outcome: 'ok', model });
    }
  });

  it('nothing of OpenAI’s key reaches a server of the lab, nor a call for it OpenAI', async () => {
    const before = app.upstream.calls.length;
    await client.chat.completions.create(ask('tiny-phi3'));
    expect(app.upstream.calls).toHaveLength(before);
  });

  it('a hang-up frees the slot of the local server within 0.2 s, and OpenAI answers meanwhile', async () => {
    const closedAfterMs: number[] = [];
    const freedAfterMs: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const stream = await client.chat.completions.create({ ...ask('tiny-llama'), max_tokens: 16_000, stream: true });
      await llama.slotsAreBusy(1);
      const hungUpAt = performance.now();
      const closed = relay.lastCallsClosed(1);
      closedAfterMs.push(
        await scheduledMs(() => {
          stream.controller.abort();
          return closed;
        }),
      );
      await llama.slotsAreBusy(0);
      freedAfterMs.push(performance.now() - hungUpAt);
      await client.chat.completions.create(ask('gpt-6-luna'));
    }
    expect(closedAfterMs.filter((ms) => ms >= MAX_FREEING_MS)).toEqual([]);
    // The quickest: what follows the closing is the server's own, and a busy machine may keep any of them waiting.
    expect(Math.min(...freedAfterMs)).toBeLessThan(MAX_FREEING_MS);
  });

  it('discovers what the lab’s servers offer, as they say it themselves', async () => {
    const { status, json } = await app.api('POST', '/api/models/discover', { address: llama.baseUrl, name: 'lab' });
    expect(status).toBe(200);
    expect(json).toMatchObject({
      kind: 'llama.cpp',
      models: [{ id: 'tiny-llama', context_window: 16_384, context_window_is_guessed: false, endpoints: ['chat'] }],
      calls_in_flight_are_guessed: false,
      providers_file: { providers: [{ name: 'lab', base_url: llama.baseUrl, calls_in_flight: 2 }] },
    });
    const bert = servers.find(({ model }) => model === 'tiny-bert');
    const other = await app.api('POST', '/api/models/discover', { address: bert?.baseUrl });
    expect(other.json.models).toMatchObject([
      { context_window: 512, endpoints: ['embeddings'], endpoints_are_guessed: false, embedding_size: 64 },
    ]);
    const bare = await app.api('POST', '/api/models/discover', { address: llama.baseUrl.replace('/v1', '') });
    expect(bare.status).toBe(400);
    expect(bare.json.error.message).toContain(`Did you mean ${llama.baseUrl}?`);
  });

  it.each([
    ['on-a-stopped-server', 'upstream_unreachable', 'cannot be reached', 'upstream_down', 'down'],
    ['at-a-wrong-address', 'upstream_misconfigured', 'set wrong', 'upstream_address', 'astray'],
  ])('%s gives the student a sentence and the owner an incident', async (model, code, sentence, kind, provider) => {
    for (let tries = 0; tries < 2; tries++) {
      const error = await client.chat.completions.create(ask(model)).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ status: 502, code });
      expect((error as Error).message).toContain(sentence);
      expect(await newest()).toMatchObject({ cost_usd: 0, model });
    }
    const raised = (await incidents()).filter((incident) => incident.kind === kind);
    expect(raised).toHaveLength(1);
    expect(raised[0]?.detail).toContain(`the provider ${provider} `);
    await client.chat.completions.create(ask('tiny-llama'));
    await client.chat.completions.create(ask('gpt-6-luna'));
  });
});
