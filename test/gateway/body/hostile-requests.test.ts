import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { connectRaw } from '../../support/raw-client.ts';
import { startApp } from '../../support/running-app.ts';

const app = await startApp();
const { upstream } = app;
const { token } = await app.newStudent();
afterAll(() => app.stop());
beforeEach(() => upstream.reset());

const CHAT_PATH = '/v1/chat/completions';
const CHAT = '{"model":"gpt-3.5-turbo","messages":[{"role":"user","content":"hi"}]}';
const REST = CHAT.slice(1);
const JSON_TYPE = { 'content-type': 'application/json' };

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly body?: string | Uint8Array;
  /** Instead of application/json. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Raw bytes: a client library would correct them. */
async function send({ method = 'POST', path = CHAT_PATH, body = CHAT, headers = JSON_TYPE }: Sent) {
  const client = await connectRaw(app.url);
  await client.request({ method, path, body, headers: { authorization: `Bearer ${token}`, ...headers } });
  const response = await client.response();
  client.hangUp();
  return { ...response, text: response.body.toString() };
}

/** Expects an error in OpenAI's format with a request id, no retry, and no call to the provider. */
async function expectRefused(sent: Sent, status: number, code: string): Promise<void> {
  const response = await send(sent);
  expect(response.status, response.text).toBe(status);
  expect(JSON.parse(response.text)).toEqual({
    error: { message: expect.stringMatching(/^\S.+\S$/), type: 'invalid_request_error', param: null, code },
  });
  expect(response.headers).toMatchObject({
    ...{ 'x-request-id': expect.stringMatching(/^req_[0-9a-f]{32}$/), 'x-should-retry': 'false' },
    'content-type': 'application/json; charset=utf-8',
  });
  expect(upstream.calls).toEqual([]);
  expect(app.logLines.join()).not.toContain('"level":50');
}

const nested = (depth: number, open: string, close: string) => `${open.repeat(depth)}1${close.repeat(depth)}`;

describe('a hostile body', () => {
  test.each<[string, string | Uint8Array]>([
    ['that is empty', ''],
    ['of blanks', '  \n'],
    ['cut short', CHAT.slice(0, -1)],
    ['with more behind it', `${CHAT}{}`],
    ['that begins with two byte order marks', `\ufeff\ufeff${CHAT}`],
    ['that is nothing but a byte order mark', '\ufeff'],
    ['that is not JSON', 'model=gpt-3.5-turbo'],
    ['with comments', `/* hi */${CHAT}`],
    ['with NaN', `{"temperature":NaN,${REST}`],
    ['in UTF-16', Buffer.from(CHAT, 'utf16le')],
    ['that is a list', `[${CHAT}]`],
    ['that is null', 'null'],
    ['that is a text', '"hi"'],
  ])('%s is refused as no JSON', async (_what, body) => {
    await expectRefused({ body }, 400, 'invalid_json');
  });

  test.each<[string, string]>([
    ['a schema of a small body', `{"tools":[{"type":"function","function":${nested(300, '{"a":', '}')}}],${REST}`],
    ['nothing but lists', nested(100_000, '[', ']')],
    ['objects', `{"logit_bias":${nested(100_000, '{"a":', '}')},${REST}`],
    ['lists', `{"stop":${nested(100_000, '[', ']')},${REST}`],
    ['a schema', `{"tools":[{"type":"function","function":${nested(100_000, '{"a":', '}')}}],${REST}`],
  ])('nested deeper than any request (%s) is refused', async (_what, body) => {
    await expectRefused({ body }, 400, 'invalid_request');
  });

  test.each<[string, string]>([
    ['an exponent', '1e400'],
    ['a negative one', '-2.5E+0999'],
    ['four hundred digits', '9'.repeat(400)],
    ['as many after a point of their own', `9${'0'.repeat(400)}.5`],
    ['one in a schema', '[{"type":"function","function":{"name":"f","parameters":{"maximum":1e999}}}]'],
  ])('with a number that would be sent as null (%s) is refused', async (_what, number) => {
    const field = number.startsWith('[') ? 'tools' : 'temperature';
    await expectRefused({ body: `{"${field}":${number},${REST}` }, 400, 'invalid_request');
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ['text/plain', { 'content-type': 'text/plain' }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['a form with files', { 'content-type': 'multipart/form-data; boundary=x' }],
    ['no type', {}],
    ['no type of this world', { 'content-type': ';;;' }],
    ['something like JSON', { 'content-type': 'application/jsonp' }],
    ...['gzip', 'deflate', 'br', 'zstd', 'gzip, identity', 'identity, gzip'].map(
      (encoding): [string, Record<string, string>] => [
        `JSON that says it is encoded (${encoding})`,
        { ...JSON_TYPE, 'content-encoding': encoding },
      ],
    ),
  ])('labelled as %s is refused', async (_what, headers) => {
    await expectRefused({ headers }, 415, 'unsupported_media_type');
  });

  test('that is gzipped is refused', async () => {
    const sent = { body: gzipSync(CHAT), headers: { ...JSON_TYPE, 'content-encoding': 'gzip' } };
    await expectRefused(sent, 415, 'unsupported_media_type');
  });

  test.each(['close', 'keep-alive'])('that is larger than allowed is refused (connection: %s)', async (connection) => {
    const body = `{"messages":"${'x'.repeat(4 * 1024 * 1024)}"}`;
    await expectRefused({ body, headers: { ...JSON_TYPE, connection } }, 413, 'request_too_large');
  });

  test('that is larger than allowed without a content-length is refused', async () => {
    const client = await connectRaw(app.url);
    const head = `POST ${CHAT_PATH} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`;
    const size = 1024 * 1024 + 1;
    await client.send(`${head}${size.toString(16)}\r\n${'x'.repeat(size)}\r\n0\r\n\r\n`);
    expect((await client.response()).status).toBe(413);
    expect(upstream.calls).toEqual([]);
    client.hangUp();
  });

  test.each<[string, string, string]>([
    ['at the top', `{"__proto__":{"model":"gpt-4"},${REST}`, '__proto__'],
    ['in a message', CHAT.replace('"role"', '"__proto__":{"role":"user"},"role"'), 'messages[0].__proto__'],
    ['instead of everything', '{"__proto__":{"model":"gpt-3.5-turbo"}}', 'model'],
  ])('with a __proto__ %s is refused', async (_where, body, param) => {
    const { status, text } = await send({ body });
    expect(status).toBe(400);
    expect(JSON.parse(text).error.param).toBe(param);
    expect(upstream.calls).toEqual([]);
  });

  test.each<[string, string, object]>([
    ['says a key twice, the last one counts', `{"max_tokens":9,"max_tokens":3,${REST}`, { max_tokens: 3 }],
    ['names a forbidden model first, the last one counts', `{"model":"gpt-4",${REST}`, { model: 'gpt-3.5-turbo' }],
    ['says a large number in words', CHAT.replace('hi', '1e400'), { messages: [{ role: 'user', content: '1e400' }] }],
    [
      'holds numbers of many digits',
      `{"temperature":0.${'1'.repeat(1000)},${REST}`,
      { temperature: 0.1111111111111111 },
    ],
    [
      'holds half a surrogate pair, it stays escaped',
      CHAT.replace('hi', '\\ud800'),
      { messages: [{ role: 'user', content: '\ud800' }] },
    ],
    [
      'holds a __proto__ where anything may be',
      `{"logit_bias":{"__proto__":5},${REST}`,
      { logit_bias: JSON.parse('{"__proto__":5}') },
    ],
  ])('that %s: the gateway and the provider read the same', async (_what, body, read) => {
    expect((await send({ body })).status).toBe(200);
    const call = await upstream.called();
    expect(call.json).toMatchObject(read);
    for (const name of Object.keys(read)) expect(call.body.split(`"${name}":`)).toHaveLength(2);
  });

  test('that names a forbidden model last is refused', async () => {
    const { status } = await send({ body: `${CHAT.slice(0, -1)},"model":"gpt-4"}` });
    expect(status).toBe(404);
    expect(upstream.calls).toEqual([]);
  });

  test('whose bytes are not UTF-8 is sent as it was decoded', async () => {
    const [before = '', after = ''] = CHAT.split('hi');
    await send({ body: Buffer.concat([Buffer.from(before), Buffer.from([0xff, 0xc0]), Buffer.from(after)]) });
    expect(upstream.calls.map(({ json }) => json)).toMatchObject([{ messages: [{ content: '\ufffd\ufffd' }] }]);
  });
});

describe('a hostile address', () => {
  test.each([
    ...['/v1/chat/completions/', '//v1/chat/completions', '/v1//chat/completions', '/v1/chat//completions'],
    ...['/v1/chat%2Fcompletions', '/v1%2fchat/completions', '/v1/chat%5Ccompletions', '/v1/chat/completions%20'],
    ...['/v1/./chat/completions', '/v1/../v1/chat/completions', '/v1/x/../chat/completions', '/v1/%2e%2e/models'],
    ...['/v1/chat/completions;x', '/V1/chat/completions', '/v1/chat/Completions', '/v1/v1/chat/completions'],
    ...['/v1/chat', '/v1', '/v2/chat/completions', '/v1/chat/completions/chatcmpl-1', '/v1/chat/completions%00'],
    ...['/%zz', '/v1/chat/%', '/v1/%c0%af', `/v1/models/${'m'.repeat(2000)}`, '/v1/audio', '/v1/images/generations/1'],
    ...['/openai/deployments/gpt-35/chat/completions', 'http://elsewhere.test/v1/files', '*'],
  ])('%s is not served', async (path) => {
    await expectRefused({ path }, 404, 'unknown_url');
  });

  test.each([
    ...['/v1/files', '/v1/realtime', '/v1/assistants', '/v1/batches', '/v1/files/../chat/completions', '/v1/files/%zz'],
    ...[
      '/v1/organization/usage/completions',
      '/v1/audio/transcriptions/',
      '/v1/files?limit=1',
      '/v1/files//',
      '/files',
    ],
  ])('%s is of a service that is not served', async (path) => {
    await expectRefused({ path }, 404, path.endsWith('%zz') ? 'unknown_url' : 'service_not_served');
  });

  test.each(['?', '?api-version=2024-10-21', '?beta=true', '?model=gpt-4', '?/../..'])(
    'with %s is refused',
    async (query) => {
      await expectRefused({ path: CHAT_PATH + query }, 400, 'unsupported_parameter');
    },
  );

  test.each(['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'])('%s is not served', async (method) => {
    await expectRefused({ method }, 404, 'unknown_url');
  });

  test.each(['POST', 'DELETE', 'PUT'])('%s of a model is not served', async (method) => {
    await expectRefused({ method, path: '/v1/models/gpt-3.5-turbo' }, 404, 'unknown_url');
  });

  test('is not read for its body when it is not served', async () => {
    await expectRefused({ path: '/v1/files', body: 'not JSON' }, 404, 'service_not_served');
    await expectRefused(
      { path: '/v1/files', headers: { 'content-type': 'multipart/form-data' } },
      404,
      'service_not_served',
    );
  });

  test('is decoded once', async () => {
    expect((await send({ path: '/v1/%63hat/completions' })).status).toBe(200);
    expect(upstream.calls.map(({ path }) => path)).toEqual(['/v1/chat/completions']);
    upstream.reset();
    await expectRefused({ path: '/v1/%2563hat/completions' }, 404, 'unknown_url');
  });

  test('is not upgraded', async () => {
    const headers = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-key': 'eA==' };
    const { status } = await send({ method: 'GET', path: '/v1/realtime', body: '', headers });
    expect(status).toBe(404);
    expect(upstream.calls).toEqual([]);
  });
});
