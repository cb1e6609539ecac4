import { afterEach, describe, expect, it } from 'vitest';
import { UPSTREAM_KEY } from '../support/running-app.ts';
import { LAB_KEY, startTwoProviders, type TwoProviders, type TwoProvidersOptions } from '../support/two-providers.ts';

const running: TwoProviders[] = [];
afterEach(async () => {
  for (const each of running.splice(0)) await each.stop();
});

async function start(options?: TwoProvidersOptions) {
  const both = await startTwoProviders(options);
  running.push(both);
  const { student, token } = await both.app.newStudent();
  const chat = (model: string) =>
    both.app.chat(token, { model, max_tokens: 5, messages: [{ role: 'user', content: 'hi' }] });
  return { ...both, student, token, chat };
}

describe('two providers', () => {
  it('answer under one address and token, each with its own key', async () => {
    const { app, lab, chat } = await start();
    expect([(await chat('gpt-3.5-turbo')).status, (await chat('llama')).status]).toEqual([200, 200]);
    expect(app.upstream.calls.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${UPSTREAM_KEY}`]);
    expect(lab.calls.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${LAB_KEY}`]);
  });

  it('are sent the fields of OpenAI only where they want them; the bound is that of what is sent', async () => {
    const { app, lab, chat, token } = await start();
    await chat('gpt-3.5-turbo');
    await chat('llama');
    expect(Object.keys(app.upstream.calls[0]?.json as object)).toEqual(
      expect.arrayContaining(['store', 'service_tier', 'safety_identifier', 'prompt_cache_key']),
    );
    expect(Object.keys(lab.calls[0]?.json as object).toSorted()).toEqual(['max_tokens', 'messages', 'model', 'stream']);
    const dry = await fetch(`${app.url}/v1/dry-run/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'llama', max_tokens: 5, messages: [{ role: 'user', content: 'hi' }] }),
    });
    expect(await dry.json()).toMatchObject({
      input_tokens_bound: Buffer.byteLength(lab.calls[0]?.body ?? '') + 64,
      worst_case_usd: 0,
    });
  });

  it.each([
    ['an older model', { reasoning: false }, {}],
    ['a reasoning model', { reasoning: true }, {}],
    ['a reasoning model, where the client names none', { reasoning: true }, { max_completion_tokens: undefined }],
  ])('read the cap under the only name that Ollama and transformers know: %s', async (_what, labModel, more) => {
    const { app, lab, token } = await start({ labModel });
    const body = { model: 'llama', max_completion_tokens: 5, messages: [{ role: 'user', content: 'hi' }], ...more };
    expect((await app.chat(token, body)).status).toBe(200);
    expect(lab.calls[0]?.json).toMatchObject({ max_tokens: 'max_completion_tokens' in more ? 256 : 5 });
    expect(lab.calls[0]?.json).not.toHaveProperty('max_completion_tokens');
  });

  it('have reasoning models of OpenAI read it under the name that those know', async () => {
    const { lab, app, token } = await start({ labModel: { reasoning: true }, labFields: { openai_fields: true } });
    await app.chat(token, { model: 'llama', max_completion_tokens: 5, messages: [{ role: 'user', content: 'hi' }] });
    expect(lab.calls[0]?.json).toMatchObject({ max_completion_tokens: 5 });
    expect(lab.calls[0]?.json).not.toHaveProperty('max_tokens');
  });

  it.each(['embeddings', 'completions', 'responses'])(
    'send nothing of OpenAI to another server on %s',
    async (path) => {
      const { app, lab, token } = await start();
      await fetch(`${app.url}/v1/${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'llama', ...(path === 'completions' ? { prompt: 'hi' } : { input: 'hi' }) }),
      });
      const sent = Object.keys(lab.calls[0]?.json as object);
      for (const own of ['store', 'service_tier', 'safety_identifier', 'prompt_cache_key', 'user']) {
        expect(sent).not.toContain(own);
      }
    },
  );

  it('add the headers of the owner, and replace none of ours', async () => {
    const { lab, chat } = await start({ labFields: { headers: { 'X-Title': 'AI class' } } });
    expect((await chat('llama')).status).toBe(200);
    expect(lab.calls[0]?.headers).toMatchObject({ 'x-title': 'AI class', 'content-type': 'application/json' });
    expect(lab.calls[0]?.headers['accept-encoding']).toBe('identity');
  });

  it('add the slack of their own to each hold', async () => {
    const { app, token } = await start({ labFields: { input_slack_tokens: 1000 } });
    const bound = async (model: string) => {
      const answer = await fetch(`${app.url}/v1/dry-run/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model, max_tokens: 5, messages: [{ role: 'user', content: 'hi' }] }),
      });
      return ((await answer.json()) as { input_tokens_bound: number }).input_tokens_bound;
    };
    expect(await bound('llama')).toBeGreaterThan(1000);
    expect(await bound('gpt-3.5-turbo')).toBeLessThan(500);
  });
});

describe('the owner', () => {
  it('sees each provider without its path and its key', async () => {
    const { app, lab } = await start({ labFields: { calls_in_flight: 4 } });
    const { status, json, text } = await app.api('GET', '/api/providers');
    expect(status).toBe(200);
    expect(json.data[1]).toEqual({
      ...{
        name: 'lab',
        is_demo: false,
        origin: new URL(lab.url).origin,
        key_count: 1,
        calls_in_flight: 0,
        max_calls_in_flight: 4,
      },
      keys: [{ label: 'LAB_KEY', state: 'working', retry_after: 0 }],
      models: ['llama'],
    });
    expect(json.data[0]).toMatchObject({ name: 'openai', key_count: 1 });
    for (const secret of [LAB_KEY, UPSTREAM_KEY, '/v1']) expect(text).not.toContain(secret);
  });

  it('is told what is wrong with a provider, in the language of the request', async () => {
    const { app, lab } = await start();
    lab.always((_call, act) => act.json(200, { data: [{ id: 'llama:latest' }] }));
    const test = async (name: string) => (await app.api('POST', `/api/providers/${name}/test`, {})).json;
    expect(await test('lab')).toEqual({
      ...{ name: 'lab', ok: true },
      keys: [
        {
          ...{ label: 'LAB_KEY', ok: true, outcome: 'listed', status: 200, models_listed: 1, missing: [] },
          message: 'Works: it lists 1 model(s).',
        },
      ],
    });
    lab.always((_call, act) => act.json(200, { data: [{ id: 'other' }] }));
    expect((await test('lab')).keys[0]).toMatchObject({ ok: false, missing: ['llama'] });
    lab.always((_call, act) => act.json(401, { error: { message: `Incorrect API key: ${LAB_KEY}` } }));
    const refused = await test('lab');
    expect(refused).toMatchObject({ ok: false, keys: [{ outcome: 'key_refused', status: 401 }] });
    expect(JSON.stringify(refused)).not.toContain(LAB_KEY);
    expect((await app.api('POST', '/api/providers/none/test', {})).status).toBe(404);
  });
});
