import { APIConnectionError, APIError, APIUserAbortError } from 'openai';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { UPSTREAM_KEY } from '../../support/running-app.ts';
import {
  chatStream,
  chatStreamText,
  closeMidStream,
  errorEvent,
  OWNER_SECRETS,
  resetMidStream,
  type Script,
  usageOf,
} from '../../support/scripted-upstream.ts';
import { CHAT, COST_USD, startSdkFixture, type TestCaller } from './sdk-fixture.ts';

const fixture = await startSdkFixture();
const { upstream } = fixture.app;
afterAll(() => fixture.stop());
beforeEach(() => {
  upstream.reset();
  fixture.wire.reset();
});

const STREAM = { ...CHAT, stream: true as const };

/** Pieces, then nothing until the test opens the gate, then the rest with its usage. */
const pausing: Script = async (call, act) => {
  const [role = '', first = '', ...rest] = chatStreamText(call, { usage: usageOf(10, 5) });
  act.head(200, { 'content-type': 'text/event-stream' });
  await act.write(role + first);
  await act.gate('rest');
  await act.write(rest.join(''));
  act.end();
};

async function readAll(caller: TestCaller, options: object = {}) {
  const chunks = [];
  for await (const chunk of await caller.client.chat.completions.create({ ...STREAM, ...options })) chunks.push(chunk);
  return chunks;
}

describe('a stream', () => {
  test('comes in pieces, without a usage chunk that the client did not request', async () => {
    const caller = await fixture.addCaller();
    const chunks = await readAll(caller);
    expect(chunks.map(({ choices }) => choices.length)).toEqual(chunks.map(() => 1));
    expect(chunks.every(({ usage }) => usage === null || usage === undefined)).toBe(true);
    expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe('Why is the sky blue?');
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('stop');
    expect(await fixture.recordsOf(caller)).toMatchObject([{ outcome: 'ok', cost_usd: COST_USD }]);
    expect(fixture.wire.requests).toHaveLength(1);
  });

  test('has its usage when the client requested it', async () => {
    const chunks = await readAll(await fixture.addCaller(), { stream_options: { include_usage: true } });
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: usageOf(10, 5) });
    expect(chunks.slice(0, -1).every(({ usage }) => usage === null)).toBe(true);
  });

  test('shows what is left in its headers', async () => {
    const { client } = await fixture.addCaller();
    const { data, response } = await client.chat.completions.create(STREAM).withResponse();
    expect(Number(response.headers.get('x-jigap-remaining-usd'))).toBeGreaterThan(0.4);
    expect(response.headers.get('content-type')).toMatch('text/event-stream');
    for await (const chunk of data) expect(chunk.choices).toHaveLength(1);
  });
});

describe('a provider that leaves its connection open after the end', () => {
  const staying =
    (...events: object[]): Script =>
    async (_call, act) => {
      for (const data of events) await act.event(data);
      if ('choices' in (events[0] ?? {})) await act.event('[DONE]');
      await act.hang();
    };
  const choices = [{ index: 0, delta: { content: 'hi' }, finish_reason: 'stop' }];

  test('does not keep a stream of chat from ending', async () => {
    const caller = await fixture.addCaller();
    upstream.next(staying({ choices }, { choices: [], usage: usageOf(10, 5) }));
    expect(await readAll(caller)).toEqual([{ choices }]);
    expect(await fixture.recordsOf(caller)).toMatchObject([{ outcome: 'ok', cost_usd: COST_USD }]);
  });

  test('does not keep a stream of a response from ending', async () => {
    const caller = await fixture.addCaller();
    const last = { type: 'response.completed', response: { usage: { input_tokens: 10, output_tokens: 5 } } };
    upstream.next(staying({ type: 'response.output_text.delta', delta: 'hi' }, last));
    const types = [];
    const request = { model: CHAT.model, input: 'hi', stream: true } as const;
    for await (const { type } of await caller.client.responses.create(request)) types.push(type);
    expect(types).toEqual(['response.output_text.delta', 'response.completed']);
    expect(await fixture.recordsOf(caller)).toMatchObject([{ outcome: 'ok', cost_usd: COST_USD }]);
  });

  test('does not make a hang-up of a client that stops at [DONE], as the SDK does', async () => {
    const caller = await fixture.addCaller();
    upstream.next(staying({ choices }));
    expect(await readAll(caller)).toEqual([{ choices }]);
    await fixture.app.callsInFlight(0);
    expect(await fixture.recordsOf(caller)).toMatchObject([{ outcome: 'no_usage' }]);
  });
});

test('a stream of a server that ends without [DONE], its usage in the last chunk, is read to its end', async () => {
  const caller = await fixture.addCaller();
  const choices = [{ index: 0, delta: { content: 'hi' }, finish_reason: 'stop' }];
  upstream.next(async (_call, act) => {
    await act.event({ choices, usage: usageOf(10, 5) });
    act.end();
  });
  expect(await readAll(caller)).toEqual([{ choices, usage: usageOf(10, 5) }]);
  expect(await fixture.recordsOf(caller)).toMatchObject([{ outcome: 'ok', cost_usd: COST_USD }]);
});

/** The rest is sent only when the gateway knows that the client has gone. */
async function expectPaidAfterRest(caller: TestCaller): Promise<void> {
  await fixture.app.callsInFlight(0);
  const settled = fixture.nextSettlement();
  upstream.open('rest');
  await settled;
  expect(await fixture.recordsOf(caller)).toMatchObject([
    { outcome: 'hung_up', input_tokens: 10, output_tokens: 5, cost_usd: COST_USD },
  ]);
  expect(await fixture.budgetsOf(caller)).toMatchObject([{ spent_usd: COST_USD, held_usd: 0 }]);
  expect(fixture.wire.requests).toHaveLength(1);
  expect(upstream.calls).toHaveLength(1);
}

describe('a client that stops', () => {
  test('reading a stream by break pays the real cost once', async () => {
    const caller = await fixture.addCaller();
    upstream.next(pausing);
    for await (const chunk of await caller.client.chat.completions.create(STREAM)) {
      if (chunk.choices[0]?.delta.content === 'hel') break;
    }
    await expectPaidAfterRest(caller);
  });

  test('a stream by its controller pays the real cost once', async () => {
    const caller = await fixture.addCaller();
    upstream.next(pausing);
    const stream = await caller.client.chat.completions.create(STREAM);
    const texts = [];
    for await (const chunk of stream) {
      texts.push(chunk.choices[0]?.delta.content);
      if (texts.length === 2) stream.controller.abort();
    }
    expect(texts).toEqual(['', 'hel']);
    await expectPaidAfterRest(caller);
  });

  test('waiting for a JSON answer pays the real cost once, and gets the error of the client', async () => {
    const caller = await fixture.addCaller();
    upstream.next(async (_call, act) => {
      await act.gate('rest');
      act.json(200, { choices: [], usage: usageOf(10, 5) });
    });
    const controller = new AbortController();
    const refused = fixture.refused(() => caller.client.chat.completions.create(CHAT, { signal: controller.signal }));
    await upstream.waitsAt('rest');
    controller.abort();
    expect((await refused).error).toBeInstanceOf(APIUserAbortError);
    await expectPaidAfterRest(caller);
  });
});

const SAID_TO_THE_OWNER = {
  message: `Rate limit of ${OWNER_SECRETS.organization} in ${OWNER_SECRETS.project}, key ${UPSTREAM_KEY}`,
  type: 'tokens',
  param: null,
  code: 'rate_limit_exceeded',
};

describe('a provider that breaks off a stream', () => {
  const ENDS: Record<string, Script> = {
    'with an error event': errorEvent(SAID_TO_THE_OWNER),
    'with a reset': resetMidStream(),
    'in the middle of its body': closeMidStream(),
    'without saying that it is done': chatStream({ done: false }),
  };

  test.each(Object.entries(ENDS))('%s: what came is kept, and one error ends it', async (_how, script) => {
    const caller = await fixture.addCaller();
    upstream.next(script);
    for (const gate of ['reset', 'close']) upstream.open(gate);
    const texts: unknown[] = [];
    const { error, sent } = await fixture.refused(async () => {
      for await (const { choices } of await caller.client.chat.completions.create(STREAM)) {
        texts.push(choices[0]?.delta.content);
      }
    });
    expect(texts.slice(0, 2)).toEqual(['', 'hel']);
    expect(error).not.toBeInstanceOf(APIConnectionError);
    expect(error).toMatchObject({
      message: 'The model provider broke off its answer. The call was charged; your teacher can refund it.',
      ...{ type: 'server_error', code: 'upstream_error', param: null },
    });
    expect(sent).toBe(1);
    expect(fixture.wire.answers.map(({ body }) => body.includes('[DONE]'))).toEqual([false]);
  });

  test.each(Object.entries(ENDS))('%s: the full hold is charged, and the owner is told', async (_how, script) => {
    const caller = await fixture.addCaller();
    upstream.next(script);
    for (const gate of ['reset', 'close']) upstream.open(gate);
    await fixture.refused(() => readAll(caller, { max_tokens: 100 }));
    const [record, ...others] = await fixture.recordsOf(caller);
    expect(others).toEqual([]);
    expect(record).toMatchObject({ outcome: 'upstream_died', cost_usd: record.held_usd });
    const incidents = (await fixture.incidents()).filter(({ student_id }) => student_id === caller.student.id);
    expect(incidents).toMatchObject([{ kind: 'uncertain' }]);
  });

  test('does not pass the provider’s words about the owner', async () => {
    const caller = await fixture.addCaller();
    upstream.next(errorEvent(SAID_TO_THE_OWNER));
    const { error } = await fixture.refused(() => readAll(caller));
    const seen = [JSON.stringify(error), JSON.stringify(fixture.wire.answers), ...fixture.app.logLines].join('\n');
    for (const secret of [...Object.values(OWNER_SECRETS), UPSTREAM_KEY, 'Rate limit of']) {
      expect(seen).not.toContain(secret);
    }
  });
});

test('a stream that fails before its first chunk raises the error of its status', async () => {
  const caller = await fixture.addCaller();
  upstream.next((_call, act) => act.reset());
  const { error, sent } = await fixture.refused(() => readAll(caller));
  expect(error).toBeInstanceOf(APIError);
  expect(error).toMatchObject({ status: 502, code: 'upstream_error' });
  expect(sent).toBe(1);
});
