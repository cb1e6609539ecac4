import { afterAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { connectRaw, type RawClient } from './raw-client.ts';
import * as u from './scripted-upstream.ts';
import { parseSse, readChatStream } from './sse.ts';

const upstream = await u.startScriptedUpstream();
afterAll(() => upstream.stop());
beforeEach(() => upstream.reset());

const CHAT = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'hello there' }] };

async function call(body: unknown = CHAT): Promise<RawClient> {
  const client = await connectRaw(upstream.url);
  await client.request({ path: '/v1/chat/completions', body: JSON.stringify(body) });
  return client;
}

async function answerTo(body: unknown) {
  const client = await call(body);
  const { status, body: bytes } = await client.response();
  client.hangUp();
  return { status, json: JSON.parse(bytes.toString()) };
}

async function streamFor(body: unknown) {
  const client = await call(body);
  const { body: bytes } = await client.response();
  client.hangUp();
  return readChatStream(bytes);
}

describe('a well-behaved model', () => {
  test('says the last message back and counts the same every time', async () => {
    const { status, json } = await answerTo({ ...CHAT, n: 2, max_tokens: 3 });
    expect(status).toBe(200);
    expect(json.choices).toEqual([u.choice(0, 'hello there'), u.choice(1, 'hello there')]);
    expect(json.usage).toEqual(u.usageOf(10, 6));
    expect(json.model).toBe('gpt-3.5-turbo');
  });

  test('counts at most five tokens an answer, whichever cap is named', async () => {
    expect((await answerTo(CHAT)).json.usage).toEqual(u.usageOf(10, 5));
    expect((await answerTo({ ...CHAT, max_completion_tokens: 2, max_tokens: 4 })).json.usage).toEqual(u.usageOf(10, 2));
  });

  test('streams, with usage only when it is asked to', async () => {
    const silent = await streamFor({ ...CHAT, stream: true });
    expect(silent).toMatchObject({ text: 'hello there', done: true, usage: null });
    expect(silent.chunks.every((chunk) => !('usage' in chunk))).toBe(true);
    const counted = await streamFor({ ...CHAT, stream: true, stream_options: { include_usage: true } });
    expect(counted).toMatchObject({ text: 'hello there', done: true, usage: u.usageOf(10, 5) });
    expect(counted.chunks.slice(0, -1).every((chunk) => chunk.usage === null)).toBe(true);
    expect(counted.chunks.at(-1)).toMatchObject({ choices: [] });
  });

  test('lists its models and knows no other path', async () => {
    const client = await connectRaw(upstream.url);
    await client.request({ method: 'GET', path: '/v1/models' });
    expect((await client.response()).status).toBe(200);
    await client.request({ method: 'GET', path: '/v1/files' });
    expect((await client.response()).status).toBe(404);
    client.hangUp();
    expect(upstream.calls.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /v1/models', 'GET /v1/files']);
  });
});

describe('what reached it', () => {
  test('is kept whole, and the end of its connection can be awaited', async () => {
    const alone = await u.startScriptedUpstream();
    onTestFinished(() => alone.stop());
    const client = await connectRaw(alone.url);
    await client.request({ path: '/v1/chat/completions', headers: { 'X-Odd': 'é' }, body: '{"a":1}' });
    const seen = await alone.called();
    expect(seen).toMatchObject({ method: 'POST', path: '/v1/chat/completions', body: '{"a":1}', json: { a: 1 } });
    expect(seen).toMatchObject({ complete: true, headers: { 'content-length': '7' } });
    expect(seen.rawHeaders).toContain('X-Odd');
    expect(alone.connections).toBe(1);
    client.reset();
    await seen.socketClosed;
    expect(alone.connections).toBe(0);
  });

  test('shows a call that broke off in its body', async () => {
    const client = await connectRaw(upstream.url);
    await client.send('POST /v1/x HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\nonly this');
    client.hangUp();
    expect(await upstream.called()).toMatchObject({ complete: false, body: 'only this', json: undefined });
  });

  test('scripts are used in order, then the default, and reset forgets them', async () => {
    upstream.next(u.errorJson(500, null, 'first'));
    upstream.next(u.errorJson(503, 'server_is_overloaded', 'second', { 'retry-after': '2' }));
    upstream.always(u.errorJson(418, null, 'always'));
    const statuses = [await answerTo(CHAT), await answerTo(CHAT), await answerTo(CHAT)].map(({ status }) => status);
    expect(statuses).toEqual([500, 503, 418]);
    expect(upstream.calls).toHaveLength(3);
    upstream.reset();
    expect(upstream.calls).toHaveLength(0);
    expect((await answerTo(CHAT)).status).toBe(200);
  });
});

describe('streams', () => {
  const script = { chunks: ['안', '녕 👋'], usage: u.usageOf(10, 2), serviceTier: 'default' };

  test.each(u.FRAMINGS)('can be framed with %j', async (framing) => {
    upstream.next(u.chatStream({ ...script, framing, before: `: hello${framing}` }));
    const client = await call({ ...CHAT, stream: true });
    const { body } = await client.response();
    client.hangUp();
    expect(body.toString()).toContain(`data: [DONE]${framing}`);
    expect(readChatStream(body)).toMatchObject({ text: '안녕 👋', done: true, usage: u.usageOf(10, 2) });
  });

  test.each([1, 7, 64])('can be cut after every %i bytes, one chunk on the wire each', async (split) => {
    upstream.next(u.chatStream(script));
    const whole = (await (await call()).response()).body;
    upstream.next(u.chatStream({ ...script, split }));
    const client = await call();
    expect((await client.response()).body).toEqual(whole);
    const chunkHeads =
      client
        .received()
        .toString('latin1')
        .split(`\r\n${split.toString(16)}\r\n`).length - 1;
    expect(chunkHeads).toBeGreaterThanOrEqual(Math.floor(whole.length / split) - 1);
  });

  test('can end without [DONE], and without usage', async () => {
    upstream.next(u.chatStream({ done: false }));
    expect(await streamFor(CHAT)).toMatchObject({ done: false, usage: null, text: 'hello' });
    upstream.next(u.noUsageStream);
    expect(await streamFor(CHAT)).toMatchObject({ done: true, usage: null, text: 'for free?' });
  });

  test('can say usage twice', async () => {
    upstream.next(u.usageTwice(u.usageOf(1, 1), u.usageOf(10, 5)));
    const { chunks } = await streamFor(CHAT);
    expect(chunks.map((chunk) => chunk.usage ?? null).filter(Boolean)).toEqual([u.usageOf(1, 1), u.usageOf(10, 5)]);
  });

  test('can break off with an error event', async () => {
    const error = { message: 'overloaded', type: 'server_error', param: null, code: null };
    upstream.next(u.errorEvent(error));
    const { chunks, done, text } = await streamFor(CHAT);
    expect({ done, text, last: chunks.at(-1) }).toEqual({ done: false, text: 'hel', last: { error } });
  });

  test('can go on until the caller hangs up', async () => {
    upstream.next(u.endlessStream());
    const client = await call();
    await client.until('on and on', 100);
    client.hangUp();
    await (await upstream.called()).socketClosed;
  });
});

describe('broken connections', () => {
  test('RST in the middle of a stream, when the test says so', async () => {
    upstream.next(u.resetMidStream());
    const client = await call();
    await client.until('"hel"');
    await upstream.waitsAt('reset');
    upstream.open('reset');
    expect((await client.closed).error).toBe('ECONNRESET');
  });

  test('FIN in the middle of a stream, when the test says so', async () => {
    upstream.next(u.closeMidStream());
    upstream.open('close');
    const client = await call();
    const { received, error } = await client.closed;
    expect(error).toBeNull();
    expect(received.toString()).toContain('"hel"');
    expect(received.toString()).not.toMatch(/\r\n0\r\n\r\n$/);
    await expect(client.response()).rejects.toThrow('the connection ended before a whole response');
  });

  test('fewer bytes than promised', async () => {
    upstream.next(u.shortBody);
    await expect((await call()).response()).rejects.toThrow('the connection ended before a whole response');
  });

  test('no word until the caller gives up', async () => {
    upstream.next((_call, act) => act.hang());
    const client = await call();
    const seen = await upstream.called();
    client.reset();
    await seen.socketClosed;
    expect(client.received()).toHaveLength(0);
  });

  test('an answer before the body of the call', async () => {
    upstream.next(u.beforeBody(u.errorJson(413, null, 'too much')));
    const client = await connectRaw(upstream.url);
    await client.send('POST /v1/x HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\n');
    expect((await client.response()).status).toBe(413);
    await client.send('123456789');
    expect(await upstream.called()).toMatchObject({ body: '123456789' });
    client.hangUp();
  });

  test('something that is not HTTP', async () => {
    upstream.next(u.garbage);
    const { received } = await (await call()).closed;
    expect(received.toString()).toBe('220 mail.example ESMTP ready\r\n');
  });
});

describe('odd answers', () => {
  test.each(Object.entries(u.STRANGE_USAGES))('a usage that is %s', async (_name, usage) => {
    upstream.next(u.chatJson({ usage }));
    expect((await answerTo(CHAT)).json.usage).toEqual(usage);
  });

  test('no usage; another model and tier', async () => {
    upstream.next(u.noUsageJson);
    expect((await answerTo(CHAT)).json).not.toHaveProperty('usage');
    upstream.next(u.chatJson({ model: 'gpt-3.5-turbo-0125', serviceTier: 'priority', content: 'x' }));
    expect((await answerTo(CHAT)).json).toMatchObject({ model: 'gpt-3.5-turbo-0125', service_tier: 'priority' });
  });

  test('a whole answer, a byte at a time', async () => {
    upstream.next(u.stutter);
    const client = await call();
    expect(JSON.parse((await client.response()).body.toString()).usage).toEqual(u.usageOf(10, 5));
    expect(client.received().toString().split('\r\n1\r\n').length).toBeGreaterThan(100);
    client.hangUp();
  });

  test('a web page, a redirect, JSON that is cut', async () => {
    upstream.next(u.webPage);
    upstream.next(u.redirect('http://elsewhere.test/'));
    upstream.next(u.brokenJson);
    const client = await call();
    expect(await client.response()).toMatchObject({ status: 200, headers: { 'content-type': 'text/html' } });
    await client.request({ path: '/v1/x' });
    expect(await client.response()).toMatchObject({ status: 307, headers: { location: 'http://elsewhere.test/' } });
    await client.request({ path: '/v1/x' });
    const { body } = await client.response();
    expect(() => JSON.parse(body.toString())).toThrow(SyntaxError);
    client.hangUp();
  });

  test.each([200, 401, 429])('the owner’s secrets in headers and body, status %i', async (status) => {
    upstream.next(u.echoEverything(status));
    const client = await connectRaw(upstream.url);
    const body = JSON.stringify({ ...CHAT, stream: true });
    await client.request({ path: '/v1/chat/completions', headers: { authorization: 'Bearer sk-x' }, body });
    const response = await client.response();
    client.hangUp();
    expect(response.status).toBe(status);
    expect(response.headers['openai-organization']).toBe(u.OWNER_SECRETS.organization);
    expect(response.headers['x-authorization-echo']).toBe('Bearer sk-x');
    for (const secret of ['Bearer sk-x', ...Object.values(u.OWNER_SECRETS)]) {
      expect(response.body.toString()).toContain(secret);
    }
  });
});

test('a script that throws fails the test file, not silently', async () => {
  const other = await u.startScriptedUpstream();
  other.next(() => {
    throw new Error('bad script');
  });
  const client = await connectRaw(other.url);
  await client.request({ path: '/v1/x' });
  expect((await client.closed).error).toBe('ECONNRESET');
  await expect(other.stop()).rejects.toThrow(AggregateError);
});

describe('the reader of streams is strict', () => {
  test.each([
    ['an end in the middle of an event', 'data: 1\n'],
    ['mixed line ends', 'data: 1\n\ndata: 2\r\n\r\n'],
    ['a field that no provider sends', 'id: 1\ndata: 1\n\n'],
    ['an event without data', 'event: error\n\n'],
    ['a line without a field', 'hello\n\n'],
  ])('%s', (_name, text) => {
    expect(() => parseSse(text)).toThrow();
  });

  test('bytes that are not UTF-8', () => {
    expect(() => parseSse(Buffer.from([0x64, 0xff, 0x0a, 0x0a]))).toThrow(TypeError);
  });

  test('several lines of data are one, comments are nothing, and a name is kept', () => {
    const text = ': hi\n\nevent: error\ndata: a\ndata:b\n\n';
    expect(parseSse(text)).toEqual([{ event: 'error', data: 'a\nb' }]);
    expect(parseSse('')).toEqual([]);
  });

  test('something after [DONE]', () => {
    expect(() => readChatStream('data: [DONE]\n\ndata: {}\n\n')).toThrow('something follows [DONE]');
  });
});
