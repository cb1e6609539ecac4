import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { CHAT, STREAM, startAppFixture } from '../../support/app-fixture.ts';
import { LONG_RUN } from '../../support/long-run.ts';
import { chatBody, chatStreamText, errorJson, type Script, usageOf } from '../../support/scripted-upstream.ts';
import { readChatStream } from '../../support/sse.ts';
import { expectBrokenStream, expectExit, HELD_STREAM } from '../exits/exit-check.ts';

const fixture = await startAppFixture({ env: { JIGAP_KEEP_ALIVE_SECONDS: '1' } });
const { upstream } = fixture;
afterAll(() => fixture.stop());
beforeEach(() => upstream.reset());

const COMMENT = ': keep-alive\n\n';
const OK = { as: 'settle', cost: 12_500, outcome: 'ok', incident: null, tokens: [10, 5], held: HELD_STREAM } as const;

/** Bytes, then silence until the test opens the gate, then bytes. */
const pausing =
  (before: string, after: string): Script =>
  async (_call, act) => {
    if (before !== '') {
      act.head(200, { 'content-type': 'text/event-stream' });
      await act.write(before);
    }
    await act.gate('rest');
    if (before === '') act.head(200, { 'content-type': 'text/event-stream' });
    await act.write(after);
    act.end();
  };

const WHOLE = chatStreamText({ json: STREAM }, { usage: usageOf(10, 5) }).join('');
const SHOWN = chatStreamText({ json: STREAM }, { usage: usageOf(10, 5) })
  .filter((text) => !text.includes('"choices":[],'))
  .join('');

describe('a silent stream', () => {
  for (const [where, at] of [
    ['before its first byte', 0],
    ['in the middle of an event', 40],
    ['in the middle of the mark of a usage event', WHOLE.indexOf('"choices":[],') + 5],
    ['between two events', WHOLE.indexOf('\n\n') + 2],
  ] as const)
    test(
      `gets a comment after each silence, between whole events, at the same cost: ${where}`,
      at === 0 || at === 40 ? {} : LONG_RUN,
      async () => {
        const student = await fixture.addStudent();
        upstream.next(pausing(WHOLE.slice(0, at), WHOLE.slice(at)));
        const client = await fixture.ask(student, STREAM);
        await client.until(COMMENT, 2);
        upstream.open('rest');
        const response = await client.response();
        client.hangUp();
        expect(response.status).toBe(200);
        expect(response.body.toString().replaceAll(COMMENT, '')).toBe(SHOWN);
        expect(readChatStream(response.body)).toMatchObject({ text: 'hello', done: true });
        await expectExit(fixture, student, OK);
      },
    );

  test('gets no comment inside a byte order mark', async () => {
    const student = await fixture.addStudent();
    upstream.next(pausing('', `\ufeff${WHOLE}`));
    const client = await fixture.ask(student, STREAM);
    await client.until(COMMENT);
    upstream.open('rest');
    expect((await client.response()).body.toString().replaceAll(COMMENT, '')).toBe(SHOWN);
    client.hangUp();
  });
});

describe('after a comment, before the provider answered', () => {
  async function afterComment(script: Script) {
    const student = await fixture.addStudent();
    upstream.next(async (call, act) => {
      await act.gate('go');
      await script(call, act);
    });
    const client = await fixture.ask(student, STREAM);
    await client.until(COMMENT);
    upstream.open('go');
    const response = await client.response();
    client.hangUp();
    return { student, response };
  }

  test.each([
    [400, 'bad', 'upstream_refused'],
    [401, 'upstream_auth_failed', 'upstream_refused'],
    [429, 'upstream_rate_limit', 'upstream_refused'],
  ])('a refusal with %i is an error event of the gateway, and costs nothing', async (status, code, outcome) => {
    const { student, response } = await afterComment(errorJson(status, 'bad', 'of org-Owner1234567890'));
    const events = response.body.toString().replaceAll(COMMENT, '');
    expect(JSON.parse(events.replace('data: ', ''))).toMatchObject({ error: { code } });
    expect(events).not.toContain('org-Owner1234567890');
    expect(await fixture.recordsOf(student)).toMatchObject([{ outcome, cost: 0 }]);
  });

  test('a provider that dies ends the stream in an error, and costs the hold', async () => {
    const { student, response } = await afterComment((_call, act) => act.reset());
    expectBrokenStream(response, 'upstream_error');
    await expectExit(fixture, student, {
      ...{ as: 'settle', cost: HELD_STREAM, outcome: 'upstream_died', incident: 'uncertain', held: HELD_STREAM },
    });
  });

  test('a JSON answer becomes the stream', async () => {
    const { student, response } = await afterComment((call, act) =>
      act.json(200, chatBody(call, { usage: usageOf(10, 5) })),
    );
    expect(readChatStream(response.body)).toMatchObject({ text: 'hello', done: true });
    await expectExit(fixture, student, OK);
  });

  test('the answer of a student who hangs up is read on', async () => {
    const student = await fixture.addStudent();
    upstream.next(pausing('', WHOLE));
    const client = await fixture.ask(student, STREAM);
    await client.until(COMMENT);
    client.reset();
    await fixture.callsInFlight(0);
    upstream.open('rest');
    await expectExit(fixture, student, { ...OK, outcome: 'hung_up' });
  });
});

test('a student who does not read gets no comments, and the whole stream when reading again', async () => {
  const student = await fixture.addStudent();
  const big = 'x'.repeat(500_000);
  const chunks = Array.from({ length: 30 }, () => `data: {"choices":[{"index":0,"delta":{"content":"${big}"}}]}\n\n`);
  upstream.next(pausing(chunks.join(''), WHOLE));
  const client = await fixture.ask(student, STREAM);
  await client.until('text/event-stream');
  client.pause();
  // Two silences long: what the sockets hold is full.
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  upstream.open('rest');
  client.resume();
  const { body } = await client.response();
  client.hangUp();
  expect(body.toString().replaceAll(COMMENT, '')).toBe(chunks.join('') + SHOWN);
  await expectExit(fixture, student, OK);
});

test('a slow JSON answer gets nothing before it', LONG_RUN, async () => {
  const student = await fixture.addStudent();
  upstream.next(async (call, act) => {
    await act.gate('json');
    act.json(200, chatBody(call, { usage: usageOf(10, 5) }));
  });
  const client = await fixture.ask(student, CHAT);
  await upstream.waitsAt('json');
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(client.received()).toHaveLength(0);
  upstream.open('json');
  expect((await client.response()).status).toBe(200);
  client.hangUp();
});

describe('without keep-alive comments', async () => {
  const quiet = await startAppFixture({ env: { JIGAP_KEEP_ALIVE_SECONDS: '0' } });
  afterAll(() => quiet.stop());

  test('sends nothing while the provider is silent', LONG_RUN, async () => {
    const student = await quiet.addStudent();
    quiet.upstream.next(pausing('', WHOLE));
    const client = await quiet.ask(student, STREAM);
    await quiet.upstream.waitsAt('rest');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(client.received()).toHaveLength(0);
    quiet.upstream.open('rest');
    expect((await client.response()).body.toString()).toBe(SHOWN);
    client.hangUp();
  });
});
