import { APIError } from 'openai';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { startAppFixture, type TestStudent } from '../../support/app-fixture.ts';
import { connectRaw } from '../../support/raw-client.ts';
import { responses, responsesUsage, type ScriptedStream } from '../../support/responses-scripts.ts';
import { OWNER_SECRETS } from '../../support/upstream-errors.ts';
import { expectExit } from '../exits/exit-check.ts';
import { clientOf, eventsIn, lastHold, post, sent, sentBytes } from './endpoint-calls.ts';

const fixture = await startAppFixture({ env: { JIGAP_ALLOWED_MODELS: 'gpt-3.5-turbo,gpt-6-luna' } });
const { upstream } = fixture;
afterAll(() => fixture.stop());
beforeEach(async () => {
  // The client has its answer a moment before the call has ended.
  await fixture.callsInFlight(0);
  upstream.reset();
});

const ASK = { model: 'gpt-3.5-turbo', input: 'hi', max_output_tokens: 1000 };
const STREAM = { ...ASK, stream: true };
const USAGE = responsesUsage(10, 5);
/** gpt-3.5-turbo: 500 nano-USD an input token, 1,500 an output token. */
const COST = 10 * 500 + 5 * 1500;
/** Bytes of what was sent and 64 tokens of slack, and the cap. */
const held = () => (sentBytes(fixture) + 64) * 500 + 1000 * 1500;

const KINDS = [
  'response.created',
  'response.in_progress',
  'response.output_item.added',
  'response.content_part.added',
  'response.output_text.delta',
  'response.output_text.delta',
  'response.output_text.done',
  'response.content_part.done',
  'response.output_item.done',
];

async function ask(body: unknown, script: ScriptedStream, student?: TestStudent) {
  const asking = student ?? (await fixture.addStudent());
  upstream.next(responses(script));
  return { student: asking, answer: await post(fixture, asking, '/responses', body) };
}

describe('a JSON response', () => {
  test('passes as the provider sent it, with its cost, and costs exactly its usage', async () => {
    const { student, answer } = await ask(ASK, { usage: USAGE });
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ object: 'response', status: 'completed', usage: USAGE });
    expect(answer.headers.get('x-jigap-cost-usd')).toBe('0.0000125');
    expect(lastHold(fixture)).toBe(held());
    await expectExit(fixture, student, {
      ...{ as: 'settle', outcome: 'ok', incident: null },
      ...{ cost: COST, tokens: [10, 5], held: held() },
    });
    expect(await fixture.recordsOf(student)).toMatchObject([{ endpoint: 'responses', model: 'gpt-3.5-turbo' }]);
  });

  test('costs cached input, and input written to the cache, at their own prices', async () => {
    const usage = responsesUsage(1000, 50, 400, 200);
    const { student } = await ask({ model: 'gpt-6-luna', input: 'hi', max_output_tokens: 1000 }, { usage });
    const [record] = await fixture.recordsOf(student);
    expect(record).toMatchObject({ cachedInputTokens: 400, cacheWriteTokens: 200, outcome: 'ok' });
    expect(record?.cost).toBe(400 * 100 + 400 * 10 + 200 * 125 + 50 * 500);
  });

  test('that reached its cap is whole, and costs exactly its usage', async () => {
    const { student, answer } = await ask(ASK, { usage: USAGE, status: 'incomplete' });
    expect(answer.json).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } });
    expect(await fixture.recordsOf(student)).toMatchObject([{ cost: COST, outcome: 'ok' }]);
  });

  test('that failed is the gateway’s error, and costs its usage', async () => {
    const error = { code: 'server_error', message: `Trouble in ${OWNER_SECRETS.organization}` };
    const { student, answer } = await ask(ASK, { usage: USAGE, status: 'failed', error });
    expect(answer.status).toBe(502);
    expect(answer.json.error).toMatchObject({ type: 'server_error', code: 'upstream_error' });
    expect(answer.text).not.toContain(OWNER_SECRETS.organization);
    expect(await fixture.recordsOf(student)).toMatchObject([{ cost: COST }]);
  });

  test.each([
    ['null', null],
    ['missing', undefined],
  ])('with a usage that is %s costs its bytes, and raises an incident', async (_, usage) => {
    const { student, answer } = await ask(ASK, { usage });
    const cost = (sentBytes(fixture) + 64) * 500 + Buffer.byteLength(answer.text) * 1500;
    expect(answer.status).toBe(200);
    await expectExit(fixture, student, {
      ...{ as: 'settle', outcome: 'no_usage', incident: 'no_usage' },
      ...{ cost, held: held() },
    });
  });

  test('gives the OpenAI client its text', async () => {
    upstream.next(responses({ usage: USAGE, text: 'The sky scatters blue.' }));
    const { data, request_id } = await clientOf(fixture, await fixture.addStudent())
      .responses.create({ model: 'gpt-3.5-turbo', input: 'Why is the sky blue?' })
      .withResponse();
    expect(data.output_text).toBe('The sky scatters blue.');
    expect(request_id).toMatch(/^req_[0-9a-f]{32}$/);
  });
});

describe('a streamed response', () => {
  test.each(['completed', 'incomplete'] as const)(
    'that ends in response.%s passes whole, and costs exactly its usage',
    async (status) => {
      const { student, answer } = await ask(STREAM, { usage: USAGE, status });
      const events = eventsIn(answer);
      expect(events.map(({ type }) => type)).toEqual([...KINDS, `response.${status}`]);
      expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, index) => index));
      expect(events.at(-1).response.usage).toEqual(USAGE);
      expect(answer.text).not.toContain('[DONE]');
      await expectExit(fixture, student, {
        ...{ as: 'settle', outcome: 'ok', incident: null },
        ...{ cost: COST, tokens: [10, 5], held: held() },
      });
    },
  );

  test.each([
    ['null', null],
    ['missing', undefined],
  ])('that is whole with a usage that is %s costs its bytes, and raises an incident', async (_, usage) => {
    const { student, answer } = await ask(STREAM, { usage });
    const cost = Math.min(held(), (sentBytes(fixture) + 64) * 500 + Buffer.byteLength(answer.text) * 1500);
    expect(eventsIn(answer).at(-1).type).toBe('response.completed');
    await expectExit(fixture, student, {
      ...{ as: 'settle', outcome: 'no_usage', incident: 'no_usage' },
      ...{ cost, held: held() },
    });
  });

  test('does not cost a usage that comes before its end', async () => {
    const { student } = await ask(STREAM, { usage: USAGE, earlyUsage: responsesUsage(9000, 9000) });
    expect(await fixture.recordsOf(student)).toMatchObject([{ cost: COST, outcome: 'ok' }]);
  });
});

/** Expects the gateway's typed error as the last event, without any text of the provider. */
function expectTypedError(answer: Awaited<ReturnType<typeof post>>): void {
  const events = eventsIn(answer);
  expect(events.slice(0, KINDS.length).map(({ type }) => type)).toEqual(KINDS);
  expect(events.slice(KINDS.length)).toEqual([
    {
      type: 'error',
      code: 'upstream_error',
      message: 'The model provider broke off its answer. The call was charged; your teacher can refund it.',
      param: null,
      sequence_number: expect.any(Number),
    },
  ]);
  expect(answer.text).toMatch(/\nevent: error\ndata: [^\n]+\n\n$/);
  expect(answer.text).not.toContain(OWNER_SECRETS.organization);
}

describe('a streamed response that broke', () => {
  const message = `The server had an error in ${OWNER_SECRETS.organization}`;
  const failed = { code: 'server_error', message };
  const ends: [string, ScriptedStream][] = [
    ['response.failed without usage', { status: 'failed', error: failed, usage: null }],
    ['a flat error event', { last: { type: 'error', ...failed, param: null } }],
    ['an error object', { last: { error: failed } }],
    ['an error text', { last: { error: message } }],
    ['an error of no known shape', { last: `event: error\ndata: ${JSON.stringify(failed)}\n\n` }],
    ['no end at all', { last: null }],
  ];

  test.each(ends)('by %s ends in the gateway’s error, and costs the whole hold', async (_, script) => {
    const { student, answer } = await ask(STREAM, script);
    expectTypedError(answer);
    await expectExit(fixture, student, {
      ...{ as: 'settle', outcome: 'upstream_died', incident: 'uncertain' },
      ...{ cost: held(), held: held() },
    });
  });

  test('by response.failed with usage ends in the gateway’s error, and costs that usage', async () => {
    const { student, answer } = await ask(STREAM, { status: 'failed', error: failed, usage: USAGE });
    expectTypedError(answer);
    await expectExit(fixture, student, {
      ...{ as: 'settle', outcome: 'upstream_died', incident: null },
      ...{ cost: COST, tokens: [10, 5], held: held() },
    });
  });

  test('raises the client’s error with the gateway’s code and message, and is not retried', async () => {
    const student = await fixture.addStudent();
    upstream.next(responses({ last: { type: 'error', ...failed, param: null } }));
    const kinds: string[] = [];
    const raised = await (async () => {
      const stream = await clientOf(fixture, student).responses.create({ ...ASK, stream: true });
      for await (const event of stream) kinds.push(event.type);
    })().catch((error: unknown) => error);
    expect(kinds).toEqual(KINDS);
    expect(raised).toBeInstanceOf(APIError);
    expect(raised).toMatchObject({
      code: 'upstream_error',
      message: expect.stringContaining('The model provider broke off its answer'),
    });
    expect(upstream.calls).toHaveLength(1);
  });
});

describe('the OpenAI client at /v1/responses', () => {
  test('reads a stream event by event', async () => {
    const student = await fixture.addStudent();
    upstream.next(responses({ usage: USAGE }));
    const stream = clientOf(fixture, student).responses.stream(ASK);
    const deltas: string[] = [];
    stream.on('response.output_text.delta', ({ delta }) => deltas.push(delta));
    const final = await stream.finalResponse();
    expect(deltas).toEqual(['hel', 'lo']);
    expect(final).toMatchObject({ status: 'completed', output_text: 'hello', usage: { input_tokens: 10 } });
    expect(sent(fixture)).toMatchObject({ stream: true, store: false });
  });

  test('that stops in the middle pays the usage once', async () => {
    const student = await fixture.addStudent();
    upstream.next(responses({ usage: USAGE, pauses: true }));
    for await (const event of await clientOf(fixture, student).responses.create({ ...ASK, stream: true })) {
      if (event.type === 'response.output_text.delta') break;
    }
    await fixture.callsInFlight(0);
    upstream.open('rest');
    await expectExit(fixture, student, {
      ...{ as: 'settle', outcome: 'hung_up', incident: null },
      ...{ cost: COST, tokens: [10, 5], held: held() },
    });
  });
});

test('a reset in the middle of a streamed response costs its usage', async () => {
  const student = await fixture.addStudent();
  upstream.next(responses({ usage: USAGE, pauses: true }));
  const raw = await connectRaw(fixture.app.url);
  await raw.request({
    path: '/v1/responses',
    headers: { authorization: `Bearer ${student.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(STREAM),
  });
  await raw.until('"delta":"hel"');
  raw.reset();
  await fixture.callsInFlight(0);
  upstream.open('rest');
  await expectExit(fixture, student, {
    ...{ as: 'settle', outcome: 'hung_up', incident: null },
    ...{ cost: COST, tokens: [10, 5], held: held() },
  });
});

test('/responses is the same endpoint as /v1/responses', async () => {
  const student = await fixture.addStudent();
  upstream.next(responses({ usage: USAGE }));
  const response = await fetch(`${fixture.app.url}/responses`, {
    method: 'POST',
    headers: { authorization: `Bearer ${student.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(ASK),
  });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ object: 'response' });
  expect(upstream.calls[0]?.path).toBe('/v1/responses');
});
