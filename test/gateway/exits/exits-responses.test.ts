import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { startAppFixture, type TestStudent } from '../../support/app-fixture.ts';
import type { RawClient } from '../../support/raw-client.ts';
import type { Script } from '../../support/scripted-upstream.ts';
import { parseSse } from '../../support/sse.ts';
import { errorOf, expectExit } from './exit-check.ts';

const fixture = await startAppFixture();
const { upstream } = fixture;
afterAll(() => fixture.stop());
beforeEach(() => upstream.reset());

const ASKED = { model: 'gpt-3.5-turbo', input: 'hi', max_output_tokens: 1000 };
/** (226 + 64) x 500 + 1,000 x 1,500 nano-USD; a stream is a byte shorter. */
const HELD = 1_645_000;
const HELD_STREAM = 1_644_500;
const INPUT = 145_000;
const INPUT_STREAM = 144_500;

const REAL = { as: 'settle', cost: 12_500, incident: null, tokens: [10, 5] } as const;
const LOST = { as: 'settle', cost: HELD_STREAM, incident: 'uncertain', held: HELD_STREAM } as const;
const USAGE = '"usage":{"input_tokens":10,"output_tokens":5,"total_tokens":15}';

const event = (type: string, more = '') => `event: ${type}\ndata: {"type":"${type}"${more}}\n\n`;
const CREATED = event('response.created', ',"response":{"id":"resp_1","usage":null}');
const DELTA = event('response.output_text.delta', ',"delta":"hi"');
const last = (type: string, usage = USAGE) => event(`response.${type}`, `,"response":{"id":"resp_1",${usage}}`);

const ask = (student: TestStudent, stream: boolean): Promise<RawClient> =>
  fixture.ask(student, stream ? { ...ASKED, stream } : ASKED, '/v1/responses');

const streaming =
  (...events: string[]): Script =>
  async (_call, act) => {
    act.head(200, { 'content-type': 'text/event-stream' });
    for (const text of events) await act.write(text);
    act.end();
  };

async function streamed(student: TestStudent, ...events: string[]): Promise<string> {
  upstream.next(streaming(...events));
  const client = await ask(student, true);
  const { body } = await client.response();
  client.hangUp();
  return body.toString();
}

function expectErrorAtTheEnd(body: string): void {
  const events = parseSse(body);
  expect(events.at(-1)?.event).toBe('error');
  expect(JSON.parse(events.at(-1)?.data ?? '')).toMatchObject({ type: 'error', code: 'upstream_error' });
  expect(events.slice(0, -1).filter(({ event: name }) => /error|failed|completed/.test(name ?? ''))).toEqual([]);
}

describe('a response', () => {
  test.each(['completed', 'incomplete'])('that is %s costs its usage, whole or streamed', async (status) => {
    const one = await fixture.addStudent();
    upstream.next((_call, act) => act.json(200, `{"id":"resp_1","status":"${status}","output":[],${USAGE}}`));
    const client = await ask(one, false);
    expect((await client.response()).status).toBe(200);
    client.hangUp();
    await expectExit(fixture, one, { ...REAL, outcome: 'ok', held: HELD });
    const other = await fixture.addStudent();
    const events = [CREATED, DELTA, last(status)];
    expect(await streamed(other, ...events)).toBe(events.join(''));
    await expectExit(fixture, other, { ...REAL, outcome: 'ok', held: HELD_STREAM });
  });

  test('without a usage costs its input bound and its bytes, and raises an incident', async () => {
    const exit = { as: 'settle', outcome: 'no_usage', incident: 'no_usage' } as const;
    const one = await fixture.addStudent();
    upstream.next((_call, act) => act.json(200, '{"output":[{}]}'));
    const client = await ask(one, false);
    await client.response();
    client.hangUp();
    await expectExit(fixture, one, { ...exit, cost: INPUT + 15 * 1_500, held: HELD });
    const other = await fixture.addStudent();
    const body = await streamed(other, DELTA, last('completed', '"usage":null'));
    await expectExit(fixture, other, { ...exit, cost: INPUT_STREAM + body.length * 1_500, held: HELD_STREAM });
  });

  test('that failed costs its usage, and ends in the gateway’s error', async () => {
    const student = await fixture.addStudent();
    expectErrorAtTheEnd(await streamed(student, CREATED, DELTA, last('failed')));
    await expectExit(fixture, student, { ...REAL, outcome: 'upstream_died', held: HELD_STREAM });
  });

  test.each([
    ['ends without its last event', [CREATED, DELTA]],
    ['ends in the middle of its last event', [CREATED, DELTA, last('completed').slice(0, -20)]],
    ['ends in an error', [CREATED, DELTA, event('error', ',"message":"sk-secret"')]],
    ['fails without a usage', [CREATED, DELTA, last('failed', '"usage":null')]],
  ])('that %s is charged at the full hold, uncertain', async (_name, events) => {
    const student = await fixture.addStudent();
    const body = await streamed(student, ...events);
    expectErrorAtTheEnd(body);
    expect(body).not.toContain('sk-secret');
    await expectExit(fixture, student, { ...LOST, outcome: 'upstream_died' });
  });

  test('that breaks off costs the full hold; after its last event it is whole', async () => {
    for (const [events, exit] of [
      [[CREATED, DELTA], { ...LOST, outcome: 'upstream_died' }] as const,
      [[CREATED, last('completed')], { ...REAL, outcome: 'ok', held: HELD_STREAM }] as const,
    ]) {
      const student = await fixture.addStudent();
      upstream.next(async (_call, act) => {
        act.head(200, { 'content-type': 'text/event-stream' });
        for (const text of events) await act.write(text);
        await act.gate('reset');
        act.reset();
      });
      const client = await ask(student, true);
      await client.until('resp_1', events.length === 2 && events[1] === DELTA ? 1 : 2);
      upstream.open('reset');
      await client.response();
      client.hangUp();
      await expectExit(fixture, student, exit);
    }
  });

  test('that is refused costs nothing', async () => {
    upstream.always((_call, act) => act.json(500, '{"error":{"message":"no"}}'));
    for (const [stream, held] of [[false, HELD] as const, [true, HELD_STREAM] as const]) {
      const student = await fixture.addStudent();
      const client = await ask(student, stream);
      expect(errorOf(await client.response()).code).toBe('upstream_error');
      client.hangUp();
      const exit = { as: 'release', cost: 0, outcome: 'upstream_refused', incident: null } as const;
      await expectExit(fixture, student, { ...exit, held });
    }
  });

  test.each([
    ['before its head', 0, null],
    ['in the middle', 2, '"delta"'],
    ['before its last event', 3, '"delta"'],
  ])('hung up on %s is read on, and costs its usage', async (_name, at, seen) => {
    upstream.next(async (_call, act) => {
      for (const [index, text] of [CREATED, DELTA, DELTA, last('completed')].entries()) {
        if (index === at) await act.gate('go');
        if (!act.headSent) act.head(200, { 'content-type': 'text/event-stream' });
        await act.write(text);
      }
      act.end();
    });
    const student = await fixture.addStudent();
    const client = await ask(student, true);
    await upstream.waitsAt('go');
    if (seen !== null) await client.until(seen);
    client.reset();
    await fixture.callsInFlight(0);
    upstream.open('go');
    await expectExit(fixture, student, { ...REAL, outcome: 'hung_up', held: HELD_STREAM });
  });
});

describe('a response that is hung up on when nothing may be read on', async () => {
  const narrow = await startAppFixture({ env: { JIGAP_DRAINS: '0' } });
  afterAll(() => narrow.stop());

  test('is aborted, and costs the full hold', async () => {
    narrow.upstream.next(async (_call, act) => {
      act.head(200, { 'content-type': 'text/event-stream' });
      await act.write(CREATED);
      await act.hang();
    });
    const student = await narrow.addStudent();
    const client = await narrow.ask(student, { ...ASKED, stream: true }, '/v1/responses');
    await client.until('resp_1');
    client.reset();
    await (await narrow.upstream.called()).socketClosed;
    await expectExit(narrow, student, { ...LOST, outcome: 'abandoned' });
  });
});
