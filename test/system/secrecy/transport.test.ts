import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { LONG_RUN } from '../../support/long-run.ts';
import { openAiUpstream } from '../../support/openai-upstream.ts';
import { NOBODY } from '../../support/unreachable-url.ts';
import { ASKS } from './calls.ts';
import { SECRETS } from './canaries.ts';
import { BROKEN_WIRES, refusal } from './confessions.ts';
import { startSecrecyFixture } from './secrecy-fixture.ts';

const [CHAT, CHAT_STREAM] = ASKS;
if (CHAT === undefined || CHAT_STREAM === undefined) throw new Error('there are no calls');
const BOTH = [CHAT, CHAT_STREAM];
const REDIRECTS = [301, 302, 303, 307, 308];

describe('an error of the transport shows no secret for', () => {
  test('a broken answer of any kind', async () => {
    const fixture = await startSecrecyFixture();
    for (const [what, script] of Object.entries(BROKEN_WIRES)) {
      for (const ask of [...BOTH, ...BOTH]) {
        fixture.app.upstream.next(script);
        expect(await fixture.ask(ask, {}, what), what).toBeGreaterThanOrEqual(400);
      }
    }
    await fixture.expectNothingLeaked();
  });

  test('a port without a listener', async () => {
    const fixture = await startSecrecyFixture({ OPENAI_BASE_URL: NOBODY });
    for (const ask of ASKS) expect(await fixture.ask(ask)).toBe(502);
    await fixture.expectNothingLeaked();
  });

  test('a host name that does not exist', LONG_RUN, async () => {
    const fixture = await startSecrecyFixture({ OPENAI_BASE_URL: `https://${SECRETS.organization}.invalid/v1` });
    for (const ask of BOTH) expect(await fixture.ask(ask)).toBe(502);
    await fixture.expectNothingLeaked();
  });

  test('TLS to a port without TLS, and sends no key in the clear', async () => {
    const received: Buffer[] = [];
    const plain = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', (bytes) => {
        received.push(bytes);
        socket.end(`HTTP/1.1 400 Bad Request\r\n\r\n${SECRETS.key}`);
      });
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => plain.once('listening', resolve));
    const { port } = plain.address() as { port: number };
    const fixture = await startSecrecyFixture({ OPENAI_BASE_URL: `https://127.0.0.1:${port}/v1` });
    for (const ask of BOTH) expect(await fixture.ask(ask)).toBe(502);
    plain.close();
    expect(received.length).toBeGreaterThan(0);
    fixture.got('the wire', Buffer.concat(received));
    await fixture.expectNothingLeaked();
  });
});

describe('a redirect is not followed', () => {
  test('of any status, to any place', async () => {
    const fixture = await startSecrecyFixture();
    const elsewhere = await startSecrecyFixture();
    const locations = [`${elsewhere.app.upstream.url}/chat/completions`, '/v1/chat/completions', '//elsewhere.test/'];
    for (const status of REDIRECTS) {
      for (const location of locations) {
        for (const ask of BOTH) {
          fixture.app.upstream.next((_call, act) =>
            act.json(status, { error: { message: SECRETS.key } }, { location }),
          );
          expect(await fixture.ask(ask, {}, `${status} to ${location}`)).toBe(502);
        }
      }
    }
    expect(elsewhere.app.upstream.calls).toEqual([]);
    expect(fixture.app.upstream.calls).toHaveLength(REDIRECTS.length * locations.length * BOTH.length);
    await fixture.expectNothingLeaked();
  });

  test('at the request for the list of models either', async () => {
    const fixture = await startSecrecyFixture();
    fixture.app.upstream.always(refusal(302, '{}'));
    const upstream = openAiUpstream({ baseUrl: fixture.app.upstream.url, key: SECRETS.key, timeoutMs: 1000 });
    expect(await upstream.listModels()).toBeNull();
    await upstream.close();
    expect(fixture.app.upstream.calls.map(({ path }) => path)).toEqual(['/v1/models']);
  });
});

test('the provider gets only the pseudonym of a student', async () => {
  const fixture = await startSecrecyFixture();
  const names = {
    cookie: 'a=b',
    'x-forwarded-for': '9.9.9.9',
    'openai-organization': 'org-of-a-student',
    te: 'trailers',
  };
  await fixture.ask(CHAT, { ...names, 'x-api-key': 'k', 'openai-beta': 'assistants=v2', 'x-stainless-os': 'MacOS' });
  const call = await fixture.app.upstream.called();
  expect(Object.keys(call.headers).sort()).toEqual([
    ...[
      'accept',
      'accept-encoding',
      'authorization',
      'connection',
      'content-length',
      'content-type',
      'host',
      'user-agent',
    ],
  ]);
  expect(call.headers.authorization).toBe(`Bearer ${SECRETS.key}`);
  expect(call.headers['user-agent']).toBe('jigap');
});
