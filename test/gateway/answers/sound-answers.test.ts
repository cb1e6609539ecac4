import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { startAppFixture } from '../../support/app-fixture.ts';
import { UPSTREAM_KEY } from '../../support/running-app.ts';
import type { Script } from '../../support/scripted-upstream.ts';
import { errorOf, expectExit } from '../exits/exit-check.ts';

const MAX_BYTES = 1024 * 1024;
const fixture = await startAppFixture({
  env: {
    JIGAP_ALLOWED_MODELS: 'tts-1',
    JIGAP_UNREAD_SECONDS: '1',
    JIGAP_ANSWER_BYTES: String(MAX_BYTES),
    JIGAP_STREAM_SECONDS: '3',
  },
});
const { upstream } = fixture;
afterAll(() => fixture.stop());
beforeEach(() => upstream.reset());

const PATH = '/v1/audio/speech';
const BODY = { model: 'tts-1', input: 'Hello', voice: 'alloy' };
const HELD = 5 * 15_000;
const PAID = { as: 'settle', cost: HELD, outcome: 'ok', incident: null, held: HELD, tokens: [0, 0] } as const;
const LOST = { ...PAID, outcome: 'upstream_died', incident: 'uncertain' } as const;
/** What raw samples look like: mostly silence, with bytes of any value. */
const PCM = Buffer.concat([Buffer.from('{"\u0000\u0001\u0000'), Buffer.alloc(400_000, 0xfe)]);

function answering(type: string | null, ...pieces: readonly (string | Uint8Array)[]): Script {
  return async (_call, act) => {
    act.head(200, type === null ? {} : { 'content-type': type });
    for (const piece of pieces) await act.write(piece);
    act.end();
  };
}

describe('a sound', () => {
  test.each([
    ['audio/mpeg', 'audio/mpeg'],
    ['Audio/PCM; rate=24000', 'audio/pcm'],
    ['audio/x-wav;owner=org-abcdef', 'audio/x-wav'],
    ['audio/sk-proj-TheRealKeyOfTheOwner0123456789abcdef', 'application/octet-stream'],
  ])('passes byte by byte, with its type and none of its parameters: %s', async (type, passed) => {
    const student = await fixture.addStudent();
    const response = await fixture.callWith(answering(type, PCM.subarray(0, 3), PCM.subarray(3)), student, BODY, PATH);
    expect([response.status, response.headers['content-type']]).toEqual([200, passed]);
    expect(response.body.equals(PCM)).toBe(true);
    expect(response.headers).toMatchObject({
      'x-request-id': expect.stringMatching(/^req_/),
      'x-jigap-cost-usd': '0.000075',
      'x-jigap-served-model': 'tts-1',
    });
    await expectExit(fixture, student, PAID);
  });

  test('passes before the provider has sent all of it', async () => {
    const student = await fixture.addStudent();
    upstream.next(async (_call, act) => {
      act.head(200, { 'content-type': 'audio/pcm' });
      await act.write(PCM.subarray(0, 1000));
      await act.gate('rest');
      await act.write(PCM.subarray(1000));
      act.end();
    });
    const client = await fixture.ask(student, BODY, PATH);
    await client.atLeast(1000);
    upstream.open('rest');
    expect((await client.response()).body.equals(PCM)).toBe(true);
    client.hangUp();
    await expectExit(fixture, student, PAID);
  });

  test('of fewer bytes than are judged at once passes', async () => {
    const student = await fixture.addStudent();
    const response = await fixture.callWith(answering('audio/mpeg', Buffer.from([255, 251])), student, BODY, PATH);
    expect([...response.body]).toEqual([255, 251]);
    await expectExit(fixture, student, PAID);
  });
});

describe('what is no sound', () => {
  const key = 'sk-proj-TheRealKeyOfTheOwner0123456789abcdef';
  test.each<[string, Script]>([
    ['JSON under 200', answering('application/json', JSON.stringify({ error: { message: key } }))],
    ['JSON that is called a sound', answering('audio/mpeg', `{"error":{"message":"bad key ${key}"}}`)],
    ['a text that is called a sound', answering('audio/mpeg', `오류: ${key}`)],
    ['a short text that is called a sound', answering('audio/wav', 'no')],
    ['JSON that comes in small pieces', answering('audio/mpeg', '{"err', 'or":', `"${key}"}`)],
    ['a page', answering('text/html', `<html>${key}</html>`)],
    ['a page that is called a sound', answering('audio/mpeg', `\n<!doctype html><p>${key}</p>`)],
    ['a sound without a type', answering(null, PCM)],
    ['a sound of another type', answering('application/octet-stream', PCM)],
    ['events', answering('text/event-stream', 'data: {"type":"speech.audio.delta","audio":"AAAA"}\n\n')],
    ['a type of two lines', answering('audio/ mpeg', PCM)],
    ['nothing', answering('audio/mpeg')],
    ['nothing, and no type', answering(null)],
  ])('never passes, and is charged as a lost answer: %s', async (_what, script) => {
    const student = await fixture.addStudent();
    const response = await fixture.callWith(script, student, BODY, PATH);
    expect([response.status, errorOf(response).code]).toEqual([502, 'upstream_error']);
    expect(response.headers['content-type']).toContain('application/json');
    expect(response.headers['x-should-retry']).toBe('false');
    expect(response.body.toString()).not.toContain(key.slice(3));
    await expectExit(fixture, student, LOST);
  });
});

test('the key never passes in a sound, wherever its bytes are cut', async () => {
  const head = Buffer.from('ID3\u0004\u0000\u0000\u0000\u0000TXXX\u0000\u0000\u0000\u0000authorization\u0000Bearer ');
  const key = Buffer.from(UPSTREAM_KEY);
  for (const cut of [0, 1, 20, key.length]) {
    const student = await fixture.addStudent();
    const script = answering('audio/mpeg', Buffer.concat([head, key.subarray(0, cut)]), key.subarray(cut), PCM, key);
    const { status, body } = await fixture.callWith(script, student, BODY, PATH);
    expect([
      status,
      body.equals(Buffer.concat([head, Buffer.alloc(key.length), PCM, Buffer.alloc(key.length)])),
    ]).toEqual([200, true]);
    await expectExit(fixture, student, PAID);
  }
});

describe('a sound that does not end well', () => {
  test('ends in a reset when it breaks off', async () => {
    const student = await fixture.addStudent();
    upstream.next(async (_call, act) => {
      act.head(200, { 'content-type': 'audio/mpeg' });
      await act.write(PCM.subarray(0, 5000));
      await act.gate('break');
      act.reset();
    });
    const client = await fixture.ask(student, BODY, PATH);
    await client.atLeast(5000);
    upstream.open('break');
    expect((await client.closed).error).toBe('ECONNRESET');
    await expectExit(fixture, student, LOST);
  });

  test('is cut when it is larger than any answer may be', async () => {
    const student = await fixture.addStudent();
    upstream.next(async (_call, act) => {
      act.head(200, { 'content-type': 'audio/mpeg' });
      while (!act.gone) await act.write(PCM);
    });
    const client = await fixture.ask(student, BODY, PATH);
    expect((await client.closed).error).toBe('ECONNRESET');
    expect(client.received().length).toBeLessThan(2 * MAX_BYTES);
    await expectExit(fixture, student, LOST);
  });

  test('is cut when it takes longer than any answer may', async () => {
    const student = await fixture.addStudent();
    upstream.next(async (_call, act) => {
      act.head(200, { 'content-type': 'audio/mpeg' });
      await act.write(PCM.subarray(0, 5000));
      await act.hang();
    });
    const client = await fixture.ask(student, BODY, PATH);
    expect((await client.closed).error).toBe('ECONNRESET');
    await expectExit(fixture, student, { ...LOST, outcome: 'upstream_timeout' });
  });
});

describe('a student who leaves', () => {
  test.each(['hangUp', 'reset'] as const)('pays the price, and the connection is closed at once: %s', async (leave) => {
    const student = await fixture.addStudent();
    upstream.next(async (_call, act) => {
      act.head(200, { 'content-type': 'audio/mpeg' });
      await act.write(PCM.subarray(0, 5000));
      await act.hang();
    });
    const client = await fixture.ask(student, BODY, PATH);
    await client.atLeast(5000);
    client[leave]();
    await upstream.calls.at(-1)?.socketClosed;
    await expectExit(fixture, student, { ...PAID, outcome: 'cancelled' });
  });

  test('pays the price also before the first byte', async () => {
    const student = await fixture.addStudent();
    upstream.next(async (_call, act) => {
      await act.gate('never');
    });
    const client = await fixture.ask(student, BODY, PATH);
    await upstream.waitsAt('never');
    client.reset();
    await expectExit(fixture, student, { ...PAID, outcome: 'cancelled' });
  });
});

describe('a student who does not read', async () => {
  const roomy = await startAppFixture({ env: { JIGAP_ALLOWED_MODELS: 'tts-1', JIGAP_UNREAD_SECONDS: '1' } });
  afterAll(() => roomy.stop());
  const PIECES = 16;
  const PIECE = Buffer.alloc(1024 * 1024, 0xfe);
  const large: Script = async (_call, act) => {
    act.head(200, { 'content-type': 'audio/mpeg' });
    for (let piece = 0; piece < PIECES && !act.gone; piece++) await act.write(PIECE);
    act.end();
  };

  test('is disconnected, and pays the price', async () => {
    const student = await roomy.addStudent();
    roomy.upstream.next(large);
    const client = await roomy.ask(student, BODY, PATH);
    await client.atLeast(1000);
    client.pause();
    await expectExit(roomy, student, { ...PAID, outcome: 'cancelled' });
    client.resume();
    expect((await client.closed).received.length).toBeLessThan(PIECES * PIECE.length);
  });

  test('and goes on in time gets all of it', async () => {
    const student = await roomy.addStudent();
    roomy.upstream.next(large);
    const client = await roomy.ask(student, BODY, PATH);
    await client.atLeast(1000);
    client.pause();
    await new Promise((resolve) => setTimeout(resolve, 300));
    client.resume();
    expect((await client.response()).body.length).toBe(PIECES * PIECE.length);
  });
});
