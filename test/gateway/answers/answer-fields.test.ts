import { afterAll, beforeEach, expect, test } from 'vitest';
import { startAppFixture } from '../../support/app-fixture.ts';
import { ALL_MODELS, ASKS, statusOfWords } from '../../system/secrecy/calls.ts';
import { post } from '../endpoints/endpoint-calls.ts';

const fixture = await startAppFixture({ env: { JIGAP_ALLOWED_MODELS: ALL_MODELS } });
const { upstream } = fixture;
afterAll(() => fixture.stop());
beforeEach(() => upstream.reset());

const JSON_ASKS = ASKS.filter(({ stream }) => !stream);
const LISTS: Readonly<Record<string, string>> = {
  '/v1/responses': 'output',
  '/v1/embeddings': 'data',
  '/v1/moderations': 'results',
  '/v1/images/generations': 'data',
};
/** Answers of drawn images have neither an id nor a model. */
const UNNAMED = ['/v1/images/generations'];
/** Fields of providers that are not meant for students. */
const UNLISTED = {
  organization: 'org-of-somebody',
  project: 'proj_of-somebody',
  account: { limit_usd: 50 },
  billing: { payer: 'developer' },
  warning: 'your credit is nearly used up',
  x_ratelimit: { remaining: 7 },
  provider: 'somebody',
  cost: 0.25,
};

test.each([
  ['a small answer', 1],
  ['a large one', 200],
])('drops unlisted fields from %s, from its choices and from its usage', async (_size, count) => {
  const student = await fixture.addStudent();
  for (const ask of JSON_ASKS) {
    const { path, body } = ask;
    const list = LISTS[path] ?? 'choices';
    const one = {
      index: 0,
      type: 'message',
      ...UNLISTED,
      status: 'completed',
      text: 'x'.repeat(6000),
      id: 'x'.repeat(6000),
    };
    const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15, ...UNLISTED };
    upstream.next((_call, act) =>
      act.json(200, { ...UNLISTED, id: 'a', [list]: Array(count).fill(one), ...UNLISTED, model: 'm', usage }),
    );
    const answer = await post(fixture, student, path.slice('/v1'.length), body);
    expect(answer.status, path).toBe(statusOfWords(ask));
    for (const name of Object.keys(UNLISTED)) expect(answer.text).not.toContain(`"${name}"`);
    if (answer.status !== 200) continue;
    const names = UNNAMED.includes(path) ? {} : { id: 'a', model: 'm' };
    expect(answer.json).toMatchObject({ ...names, usage: { prompt_tokens: 10, total_tokens: 15 } });
    expect(answer.json[list]).toHaveLength(count);
  }
});

test('passes every field that clients read, also those of compatible servers', async () => {
  const message = {
    ...{ role: 'assistant', content: 'hi', refusal: null, annotations: [], tool_calls: [{ id: 'a', function: {} }] },
    ...{ reasoning_content: 'so', reasoning: 'so', reasoning_details: [{ text: 'so' }], audio: null },
  };
  const choice = { index: 0, message, logprobs: { content: [{ token: 'hi', bytes: null }] }, finish_reason: 'stop' };
  const usage = {
    prompt_tokens: 10,
    completion_tokens: 5,
    total_tokens: 15,
    prompt_tokens_details: { cached_tokens: 1 },
  };
  const answer = {
    ...{
      id: 'a',
      object: 'chat.completion',
      created: 1,
      model: 'm',
      service_tier: 'default',
      system_fingerprint: 'fp',
    },
    ...{ choices: [{ ...choice, stop_reason: null }], usage, metadata: { topic: 'x' }, timings: { predicted_ms: 1.5 } },
  };
  upstream.next((_call, act) => act.json(200, answer));
  const { json } = await post(fixture, await fixture.addStudent(), '/chat/completions', {
    model: 'gpt-3.5-turbo',
    messages: [{ role: 'user', content: 'hi' }],
  });
  expect(json).toEqual(answer);
});

test.each([
  ['an error text beside a valid answer', '{"choices":[],"organization":"o","error":"no money"}'],
  ['an error that a later one takes back', '{"choices":[],"error":{"message":"no money"},"error":null}'],
  ['an answer nested beyond every list', `{"choices":${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
])('does not pass %s', async (_what, text) => {
  upstream.next((_call, act) => act.json(200, text));
  const body = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'hi' }] };
  const answer = await post(fixture, await fixture.addStudent(), '/chat/completions', body);
  expect(answer.status).toBe(502);
  expect(answer.text).not.toContain('no money');
});

const GOOD = '"output":[{"type":"message","content":[]}],"usage":{"input_tokens":3,"output_tokens":2}';
const OUTPUT = '"output":[{"type":"message","content":[],"organization":"no money"}]';
test.each([
  ['an error', `{"error":{"message":"no money"},"error":null,${GOOD}}`, 502],
  ['an error with its name in escapes', `{"\\u0065rror":{"message":"no money"},"error":null,${GOOD}}`, 502],
  ['a list', `{${OUTPUT},${GOOD}}`, 200],
  ['a list with its name in escapes', `{"outpu\\u0074":[{"project":"no money"}],${GOOD}}`, 200],
  ['a usage', `{"usage":{"project":"no money"},${GOOD}}`, 200],
  ['a usage of another kind', `{"usage":[{"project":"no money"}],${GOOD}}`, 200],
])('does not pass %s when a later member of the same name overrides it', async (_what, text, status) => {
  upstream.next((_call, act) => act.json(200, text));
  const answer = await post(fixture, await fixture.addStudent(), '/responses', { model: 'gpt-3.5-turbo', input: 'hi' });
  expect(answer.status).toBe(status);
  expect(answer.text).not.toContain('no money');
});

test('passes a list with more values than a function may have arguments', async () => {
  const logprobs = { content: Array(400_000).fill(1) };
  const output = [{ type: 'message', content: [{ type: 'output_text', text: 'hi', logprobs }] }];
  upstream.next((_call, act) => act.json(200, { output, usage: { input_tokens: 3, output_tokens: 2 } }));
  const answer = await post(fixture, await fixture.addStudent(), '/responses', { model: 'gpt-3.5-turbo', input: 'hi' });
  expect(answer.status).toBe(200);
  expect(answer.json.output).toEqual(output);
});
