import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { connectRaw } from '../../support/raw-client.ts';
import { startApp } from '../../support/running-app.ts';

const app = await startApp();
const { upstream } = app;
const { token } = await app.newStudent();
afterAll(() => app.stop());
beforeEach(() => upstream.reset());

const CHAT = '{"model":"gpt-3.5-turbo","messages":[{"role":"user","content":"hi"}]}';

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly body?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

async function send({ method = 'POST', path = '/v1/chat/completions', body = CHAT, headers = {} }: Sent) {
  const client = await connectRaw(app.url);
  await client.request({
    ...{ method, path, body },
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
  });
  const response = await client.response();
  client.hangUp();
  return { status: response.status, text: response.body.toString() };
}

describe('what real clients send', () => {
  test('serves a body that begins with a byte order mark', async () => {
    expect((await send({ body: `\ufeff${CHAT}` })).status).toBe(200);
    expect((await upstream.called()).body.startsWith('{"model"')).toBe(true);
  });

  test.each(['identity', 'Identity', ' identity '])('serves a body with content-encoding: %j', async (encoding) => {
    expect((await send({ headers: { 'content-encoding': encoding } })).status).toBe(200);
    expect((await upstream.called()).headers).not.toHaveProperty('content-encoding');
  });

  test.each(['/v1/models', '/models', '/v1/models/gpt-3.5-turbo', '/api/me'])(
    'serves GET %s with a query string, and forwards none of it',
    async (path) => {
      const plain = await send({ method: 'GET', path, body: '' });
      const answer = await send({ method: 'GET', path: `${path}?client_version=1&x=%00`, body: '' });
      expect([answer.status, answer.text]).toEqual([200, plain.text]);
      expect(upstream.calls).toEqual([]);
    },
  );

  test.each(['/v1/chat/completions', '/v1/responses', '/v1/embeddings', '/me/try'])(
    'refuses POST %s with a query string',
    async (path) => {
      const { status, text } = await send({ path: `${path}?beta=true` });
      expect([400, 401]).toContain(status);
      expect(['unsupported_parameter', 'no_session']).toContain(JSON.parse(text).error.code);
      expect(upstream.calls).toEqual([]);
    },
  );
});

describe('an integer that JavaScript would round', () => {
  const withSchema = (number: string) =>
    `{"tools":[{"type":"function","function":{"name":"f","parameters":{"maximum":${number}}}}],${CHAT.slice(1)}`;

  test.each([
    ...['9007199254740993', '-9007199254740993', '9223372036854775807', '-9223372036854775808', '18446744073709551615'],
    ...[
      '1000000000000000000000000',
      `${'9'.repeat(308)}`,
      '9007199254740991',
      '0',
      '-1',
      '1.5',
      '1e30',
      '123456789012345',
    ],
  ])('%s keeps its digits in a schema', async (number) => {
    expect((await send({ body: withSchema(number) })).status).toBe(200);
    const { body } = await upstream.called();
    const written = /"maximum":([^}]*)/.exec(body)?.[1];
    expect(written).toBe(number === '1e30' ? '1e+30' : number);
  });

  test('an integer that JavaScript would round keeps its digits in an enum, beside texts that hold as many digits', async () => {
    const schema =
      '{"enum":[9007199254740993,"9007199254740993",[9007199254740995]],"description":"18446744073709551615"}';
    const body = `{"tools":[{"type":"function","function":{"name":"f","parameters":${schema}}}],${CHAT.slice(1)}`;
    expect((await send({ body })).status).toBe(200);
    expect((await upstream.called()).body).toContain(`"parameters":${schema}`);
  });

  test.each<[string, string, string]>([
    ['a seed', `{"seed":9007199254740993,${CHAT.slice(1)}`, 'seed'],
    ['a temperature', `{"temperature":9007199254740993,${CHAT.slice(1)}`, 'temperature'],
    ['a cap', `{"max_tokens":9007199254740993,${CHAT.slice(1)}`, 'max_tokens'],
    ['a bias', `{"logit_bias":{"5":-9007199254740993},${CHAT.slice(1)}`, 'logit_bias.5'],
    [
      'a schema itself',
      CHAT.replace('{', '{"functions":[{"name":"f","parameters":9007199254740993}],'),
      'functions[0].parameters',
    ],
    ['a text', CHAT.replace('"hi"', '9007199254740993'), 'messages[0].content'],
    ['a list of messages', '{"model":"gpt-3.5-turbo","messages":9007199254740993}', 'messages'],
  ])('an integer that JavaScript would round is refused as %s, with its place', async (_what, body, param) => {
    const { status, text } = await send({ body });
    expect(JSON.parse(text).error).toMatchObject({ code: 'invalid_value', param });
    expect(status).toBe(400);
    expect(upstream.calls).toEqual([]);
  });

  test('an integer that JavaScript would round is refused in a body too large to keep its digits', async () => {
    const schema = `{"maximum":18446744073709551615,"enum":[${'1,'.repeat(60_000)}1]}`;
    const body = `{"tools":[{"type":"function","function":{"name":"f","parameters":${schema}}}],${CHAT.slice(1)}`;
    const { status, text } = await send({ body });
    expect(JSON.parse(text).error.message).toContain('18446744073709551615');
    expect(status).toBe(400);
    expect(upstream.calls).toEqual([]);
  });

  test.each(['1e999', '-2.5E+0999', '9'.repeat(400)])(
    'a number that JavaScript cannot hold is refused by name: %s',
    async (number) => {
      const { status, text } = await send({ body: withSchema(number) });
      const [digits] = /\d.{0,30}/.exec(number) ?? [''];
      expect(JSON.parse(text).error.message).toContain(digits);
      expect(status).toBe(400);
      expect(text.length).toBeLessThan(400);
      expect(upstream.calls).toEqual([]);
    },
  );
});
