import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { CHAT, STREAM, startAppFixture } from '../../support/app-fixture.ts';
import {
  brokenJson,
  closeMidStream,
  endlessStream,
  errorJson,
  garbage,
  noUsageJson,
  resetMidStream,
  type Script,
  shortBody,
  usageOf,
} from '../../support/scripted-upstream.ts';
import { errorOf, eventsOf, expectBrokenStream, expectExit, HELD_JSON, HELD_STREAM } from './exit-check.ts';

const fixture = await startAppFixture({ env: { JIGAP_ANSWER_BYTES: '65536' } });
const { upstream } = fixture;
afterAll(() => fixture.stop());
beforeEach(() => upstream.reset());

/** The exit of a call that was sent and lost. */
const LOST = { as: 'settle', outcome: 'upstream_died', incident: 'uncertain' } as const;
const RELEASED = { as: 'release', cost: 0, outcome: 'upstream_refused', incident: null } as const;

/** A head that promises chunks, and then these bytes of them. */
const chunked =
  (bytes: string): Script =>
  (_call, act) => {
    act.raw(`HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n${bytes}`);
    act.close();
  };
const PIECE = 'data: {"choices":[{"index":0,"delta":{"content":"hi"}}]}\n\n';
const END = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n';
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;

describe('a provider that breaks off before its answer: the full hold, uncertain, a 502', () => {
  test.each<[string, Script]>([
    ['resets', (_call, act) => act.reset()],
    ['closes', (_call, act) => act.close()],
    ['does not speak HTTP', garbage],
    [
      'closes in the middle of its head',
      (_call, act) => {
        act.raw('HTTP/1.1 200 OK\r\ncontent-ty');
        act.close();
      },
    ],
    [
      'answers in a coding that was not requested',
      (_call, act) => {
        act.head(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
        void act.write(gzipSync(`{"choices":[],"usage":${JSON.stringify(usageOf(10, 5))}}`));
        act.end();
      },
    ],
  ])('%s', async (_name, script) => {
    for (const [body, held] of [[CHAT, HELD_JSON] as const, [STREAM, HELD_STREAM] as const]) {
      const student = await fixture.addStudent();
      const response = await fixture.callWith(script, student, body);
      expect([response.status, errorOf(response).code]).toEqual([502, 'upstream_error']);
      expect(response.headers['x-should-retry']).toBe('false');
      await expectExit(fixture, student, { ...LOST, cost: held, held });
    }
  });
});

describe('a JSON answer that breaks off: the full hold, uncertain, a 502', () => {
  test.each<[string, Script]>([
    ['fewer bytes than promised', shortBody],
    [
      'reset in the middle',
      async (_call, act) => {
        act.head(200, { 'content-type': 'application/json', 'content-length': '1000' });
        await act.write('{"choices":[],"usage":{"prompt_tokens":10,"completion_tokens":5}');
        act.reset();
      },
    ],
    [
      'never stops',
      async (_call, act) => {
        act.head(200, { 'content-type': 'application/json' });
        while (!act.gone) await act.write(' '.repeat(10_000));
      },
    ],
  ])('%s', async (_name, script) => {
    const student = await fixture.addStudent();
    const response = await fixture.callWith(script, student, CHAT);
    expect([response.status, errorOf(response).code]).toEqual([502, 'upstream_error']);
    await expectExit(fixture, student, { ...LOST, cost: HELD_JSON, held: HELD_JSON });
  });

  test('does not harm the next call', async () => {
    const student = await fixture.addStudent();
    expect((await fixture.callWith(brokenJson, student, CHAT)).status).toBe(502);
    expect((await fixture.callWith(noUsageJson, student, CHAT)).status).toBe(200);
    expect(await fixture.ledger.resolutionsOf(student.id, 2)).toHaveLength(2);
  });
});

describe('a stream that breaks off: the full hold, uncertain, ends in an error', () => {
  const ROWS: [string, Script, number][] = [
    ['nothing but its head came', chunked(''), 0],
    ['half a chunk came', chunked(`${chunk(PIECE)}100\r\ndata: {"choices":[{"in`), 1],
    ['the size of a chunk makes no sense', chunked(`${chunk(PIECE)}zz\r\n`), 1],
    ['a whole event came, but not the end of its chunk', chunked(`1000\r\n${PIECE}`), 1],
    ['whole events came', chunked(chunk(PIECE + PIECE)), 2],
    ['its last words are half an event', chunked(chunk(`${PIECE}data: {"choices"`)), 1],
    [
      'it had said a usage with a piece, as if it went on counting',
      chunked(chunk(`data: {"choices":[{"index":0}],"usage":{"prompt_tokens":10,"completion_tokens":1}}\n\n`)),
      1,
    ],
  ];

  test.each(ROWS)('%s', async (_name, script, pieces) => {
    const student = await fixture.addStudent();
    const response = await fixture.callWith(script, student, STREAM);
    expectBrokenStream(response, 'upstream_error');
    expect(eventsOf(response)).toHaveLength(pieces + 1);
    await expectExit(fixture, student, { ...LOST, cost: HELD_STREAM, held: HELD_STREAM });
  });

  test.each([
    ['closed', closeMidStream(), 'close'],
    ['reset', resetMidStream(), 'reset'],
  ])('it was %s after the student had seen a piece', async (_name, script, gate) => {
    const student = await fixture.addStudent();
    upstream.next(script);
    const client = await fixture.ask(student, STREAM);
    await client.until('"hel"');
    upstream.open(gate);
    const response = await client.response();
    expectBrokenStream(response, 'upstream_error');
    expect(eventsOf(response)).toHaveLength(3);
    client.hangUp();
    await expectExit(fixture, student, { ...LOST, cost: HELD_STREAM, held: HELD_STREAM });
  });

  test.each<[string, Script]>([
    ['never stops', endlessStream()],
    [
      'never ends its first event',
      async (_call, act) => {
        await act.event('once upon a time', '');
        while (!act.gone) await act.write(' and then'.repeat(100));
      },
    ],
  ])('it %s, and is cut off at the longest answer', async (_name, script) => {
    const student = await fixture.addStudent();
    const response = await fixture.callWith(script, student, STREAM);
    expectBrokenStream(response, 'upstream_error');
    expect(response.body.length).toBeLessThan(65_536 + 1_000);
    await (await upstream.called()).socketClosed;
    await expectExit(fixture, student, { ...LOST, cost: HELD_STREAM, held: HELD_STREAM });
  });

  test('costs its usage when that came after the last event', async () => {
    const usage = `data: {"choices":[],"usage":${JSON.stringify(usageOf(10, 5))}}\n\n`;
    const student = await fixture.addStudent();
    const response = await fixture.callWith(chunked(chunk(PIECE) + chunk(END) + chunk(usage)), student, STREAM);
    expectBrokenStream(response, 'upstream_error');
    const exit = { as: 'settle', cost: 12_500, outcome: 'upstream_died', incident: null } as const;
    await expectExit(fixture, student, { ...exit, tokens: [10, 5], held: HELD_STREAM });
  });
});

describe('a provider that refuses: nothing is charged', () => {
  test.each([
    [400, 400, 'bad'],
    [401, 502, 'upstream_auth_failed'],
    [402, 402, 'upstream_out_of_money'],
    [403, 502, 'upstream_auth_failed'],
    [404, 502, 'upstream_model_not_found'],
    [405, 502, 'upstream_misconfigured'],
    [409, 400, 'invalid_request'],
    [422, 400, 'invalid_request'],
    [429, 429, 'upstream_rate_limit'],
    [500, 502, 'upstream_error'],
    [501, 400, 'unsupported_operation'],
    [502, 502, 'upstream_error'],
    [503, 502, 'upstream_error'],
    [301, 502, 'upstream_misconfigured'],
    [304, 502, 'upstream_misconfigured'],
    [307, 502, 'upstream_misconfigured'],
  ])('with %i', async (status, shown, code) => {
    const script = errorJson(status, 'bad', 'no', { location: 'http://127.0.0.1:1/' });
    for (const [body, held] of [[CHAT, HELD_JSON] as const, [STREAM, HELD_STREAM] as const]) {
      const student = await fixture.addStudent();
      const response = await fixture.callWith(script, student, body);
      expect([response.status, errorOf(response).code]).toEqual([shown, code]);
      await expectExit(fixture, student, { ...RELEASED, held });
    }
    expect(upstream.calls).toHaveLength(2);
  });

  test.each<[string, Script]>([
    ['in a stream of events', (_call, act) => act.json(500, 'data: no\n\n', { 'content-type': 'text/event-stream' })],
    ['with a web page', (_call, act) => act.json(500, '<h1>no</h1>', { 'content-type': 'text/html' })],
    ['in a coding', (_call, act) => act.json(500, 'no', { 'content-encoding': 'gzip' })],
    [
      'and breaks off',
      async (_call, act) => {
        act.head(500, { 'content-length': '1000' });
        await act.write('{"error"');
        act.close();
      },
    ],
    [
      'and never stops',
      async (_call, act) => {
        act.head(500);
        while (!act.gone) await act.write('no '.repeat(1_000));
      },
    ],
  ])('%s', async (_name, script) => {
    const student = await fixture.addStudent();
    const response = await fixture.callWith(script, student, STREAM);
    expect([response.status, errorOf(response).code]).toEqual([502, 'upstream_error']);
    await expectExit(fixture, student, { ...RELEASED, held: HELD_STREAM });
  });
});
