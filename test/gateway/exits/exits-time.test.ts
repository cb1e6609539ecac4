import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { CHAT, STREAM, startAppFixture } from '../../support/app-fixture.ts';
import { LONG_RUN } from '../../support/long-run.ts';
import { chatStreamText, type Script, usageOf } from '../../support/scripted-upstream.ts';
import { errorOf, eventsOf, expectBrokenStream, expectExit, HELD_JSON, HELD_STREAM } from './exit-check.ts';

const LATE = { as: 'settle', outcome: 'upstream_timeout', incident: 'uncertain' } as const;
const USAGE = usageOf(10, 5);

describe('a provider that falls silent is aborted, and costs the full hold', async () => {
  const fixture = await startAppFixture({ env: { JIGAP_UPSTREAM_TIMEOUT_SECONDS: '1' } });
  const { upstream } = fixture;
  afterAll(() => fixture.stop());
  beforeEach(() => upstream.reset());

  test('before its head', async () => {
    upstream.always((_call, act) => act.hang());
    for (const [body, held] of [[CHAT, HELD_JSON] as const, [STREAM, HELD_STREAM] as const]) {
      const student = await fixture.addStudent();
      const client = await fixture.ask(student, body);
      const response = await client.response();
      client.hangUp();
      expect([response.status, errorOf(response).code]).toEqual([504, 'upstream_timeout']);
      expect(response.headers['x-should-retry']).toBe('false');
      await expectExit(fixture, student, { ...LATE, cost: held, held });
    }
  });

  test('in the middle of a JSON answer', LONG_RUN, async () => {
    upstream.next(async (_call, act) => {
      act.head(200, { 'content-type': 'application/json' });
      await act.write('{"choices":[],"usage":{"prompt_tokens":10');
      await act.hang();
    });
    const student = await fixture.addStudent();
    const client = await fixture.ask(student, CHAT);
    const response = await client.response();
    client.hangUp();
    expect([response.status, errorOf(response).code]).toEqual([504, 'upstream_timeout']);
    await expectExit(fixture, student, { ...LATE, cost: HELD_JSON, held: HELD_JSON });
  });

  test('in the middle of a stream', async () => {
    upstream.next(async (call, act) => {
      const [role = '', hel = ''] = chatStreamText(call, {});
      act.head(200, { 'content-type': 'text/event-stream' });
      await act.write(role + hel);
      await act.hang();
    });
    const student = await fixture.addStudent();
    const client = await fixture.ask(student, STREAM);
    const response = await client.response();
    client.hangUp();
    expectBrokenStream(response, 'upstream_timeout');
    expect(eventsOf(response)).toHaveLength(3);
    await (await upstream.called()).socketClosed;
    await expectExit(fixture, student, { ...LATE, cost: HELD_STREAM, held: HELD_STREAM });
  });

  test('costs its usage when silent after its last event', async () => {
    upstream.next(async (_call, act) => {
      await act.event({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
      await act.usageChunk(USAGE);
      await act.hang();
    });
    const student = await fixture.addStudent();
    const client = await fixture.ask(student, STREAM);
    expectBrokenStream(await client.response(), 'upstream_timeout');
    client.hangUp();
    const exit = { ...LATE, cost: 12_500, incident: null, tokens: [10, 5] } as const;
    await expectExit(fixture, student, { ...exit, held: HELD_STREAM });
  });

  test('is aborted for silence after a hang-up, too', LONG_RUN, async () => {
    upstream.next(async (_call, act) => {
      await act.gate('silence');
      await act.hang();
    });
    const student = await fixture.addStudent();
    const client = await fixture.ask(student, STREAM);
    await upstream.waitsAt('silence');
    client.hangUp();
    await expectExit(fixture, student, { ...LATE, cost: HELD_STREAM, held: HELD_STREAM });
  });
});

/** How fast the provider talks: far from silent. */
const PACE_MS = 10;

describe('an answer above the time limit is aborted, and costs the full hold', async () => {
  const fixture = await startAppFixture({ env: { JIGAP_STREAM_SECONDS: '1' } });
  const { upstream } = fixture;
  afterAll(() => fixture.stop());
  beforeEach(() => upstream.reset());

  test('when it never fell silent', async () => {
    upstream.next(async (_call, act) => {
      while (!act.gone) {
        await act.event({ choices: [] });
        await setTimeout(PACE_MS);
      }
    });
    const student = await fixture.addStudent();
    const client = await fixture.ask(student, STREAM);
    const response = await client.response();
    client.hangUp();
    expectBrokenStream(response, 'upstream_timeout');
    expect(eventsOf(response).length).toBeGreaterThan(2);
    await (await upstream.called()).socketClosed;
    await expectExit(fixture, student, { ...LATE, cost: HELD_STREAM, held: HELD_STREAM });
  });

  test('when it is JSON', LONG_RUN, async () => {
    upstream.next(async (_call, act) => {
      act.head(200, { 'content-type': 'application/json' });
      while (!act.gone) {
        await act.write(' ');
        await setTimeout(PACE_MS);
      }
    });
    const student = await fixture.addStudent();
    const client = await fixture.ask(student, CHAT);
    const response = await client.response();
    client.hangUp();
    expect([response.status, errorOf(response).code]).toEqual([504, 'upstream_timeout']);
    await expectExit(fixture, student, { ...LATE, cost: HELD_JSON, held: HELD_JSON });
  });

  test('when its student does not read: the provider is slowed down, not buffered, and then aborted', async () => {
    const piece = `data: {"choices":[{"index":0,"delta":{"content":"${'x'.repeat(64 * 1024)}"}}]}\n\n`;
    let written = 0;
    upstream.next(async (_call, act) => {
      act.head(200, { 'content-type': 'text/event-stream' });
      while (!act.gone) {
        await act.write(piece);
        written += piece.length;
      }
    });
    const student = await fixture.addStudent();
    const client = await fixture.ask(student, STREAM);
    await client.until('text/event-stream');
    client.pause();
    await expectExit(fixture, student, { ...LATE, cost: HELD_STREAM, held: HELD_STREAM });
    // What the buffers of two connections take, and far from the 64 MiB at which it would have been cut off for its size.
    expect(written).toBeLessThan(48 * 1024 * 1024);
    client.resume();
    const { body } = await client.response();
    client.hangUp();
    const [last = ''] = body.subarray(-1_000).toString().split('\n\n').slice(-2);
    expect(JSON.parse(last.replace('data: ', ''))).toMatchObject({ error: { code: 'upstream_timeout' } });
  });
});

describe('a student who reads slowly', async () => {
  const fixture = await startAppFixture();
  const { upstream } = fixture;
  afterAll(() => fixture.stop());
  beforeEach(() => upstream.reset());

  /** More than the buffers on the way. */
  const PIECES = 160;
  const piece = `data: {"choices":[{"index":0,"delta":{"content":"${'x'.repeat(64 * 1024)}"}}]}\n\n`;
  const long =
    (after: string): Script =>
    async (_call, act) => {
      act.head(200, { 'content-type': 'text/event-stream' });
      for (let sent = 0; sent < PIECES; sent++) await act.write(piece);
      await act.write(after);
      act.end();
    };

  test('gets the whole answer at its real cost', async () => {
    upstream.next(long(`data: {"choices":[],"usage":${JSON.stringify(USAGE)}}\n\ndata: [DONE]\n\n`));
    const student = await fixture.addStudent();
    const client = await fixture.ask(student, STREAM);
    await client.until('text/event-stream');
    client.pause();
    await upstream.called();
    client.resume();
    const { body } = await client.response();
    client.hangUp();
    expect(body.length).toBe(PIECES * piece.length + 'data: [DONE]\n\n'.length);
    const exit = { as: 'settle', cost: 12_500, outcome: 'ok', incident: null, tokens: [10, 5] } as const;
    await expectExit(fixture, student, { ...exit, held: HELD_STREAM });
  });

  test('and hangs up while the provider waits pays the real cost', async () => {
    upstream.next(long(`data: {"choices":[],"usage":${JSON.stringify(USAGE)}}\n\ndata: [DONE]\n\n`));
    const student = await fixture.addStudent();
    const client = await fixture.ask(student, STREAM);
    await client.until('text/event-stream');
    client.pause();
    client.reset();
    const exit = { as: 'settle', cost: 12_500, outcome: 'hung_up', incident: null, tokens: [10, 5] } as const;
    await expectExit(fixture, student, { ...exit, held: HELD_STREAM });
  });
});
