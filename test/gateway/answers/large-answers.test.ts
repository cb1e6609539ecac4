import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { CHAT, startAppFixture } from '../../support/app-fixture.ts';
import type { RawClient } from '../../support/raw-client.ts';
import { cut, type Script, usageOf } from '../../support/scripted-upstream.ts';
import { clientOf } from '../endpoints/endpoint-calls.ts';
import { errorOf, expectExit, HELD_JSON } from '../exits/exit-check.ts';

const fixture = await startAppFixture({
  env: { JIGAP_UNREAD_SECONDS: '1', JIGAP_ANSWER_BYTES: String(64 * 1024 * 1024) },
});
const { upstream } = fixture;
afterAll(() => fixture.stop());
beforeEach(() => upstream.reset());

const WORDS = 'many words, "quoted" and \\ '.repeat(20_000);
const ENVELOPE = { id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'gpt-3.5-turbo' };
const CHOICE = { index: 0, message: { role: 'assistant', content: WORDS }, logprobs: null, finish_reason: 'stop' };
const USAGE = usageOf(10, 5);
const ANSWER = { ...ENVELOPE, choices: [CHOICE], usage: USAGE };
const ANSWER_TEXT = JSON.stringify(ANSWER);
/** Sends the first part of the answer at once, and the rest when the gate is opened. */
const heldBackInTheMiddle: Script = async (_call, act) => {
  act.head(200, { 'content-type': 'application/json' });
  await act.write(ANSWER_TEXT.slice(0, 300_000));
  await act.gate('rest');
  await act.write(ANSWER_TEXT.slice(300_000));
  act.end();
};
const PAID = { as: 'settle', cost: 12_500, outcome: 'ok', incident: null, tokens: [10, 5], held: HELD_JSON } as const;
const LOST = {
  ...({ as: 'settle', cost: HELD_JSON, outcome: 'upstream_died', incident: 'uncertain', held: HELD_JSON } as const),
};

/** In pieces, each of which goes out by itself. */
function inPieces(text: string, size = 50_000): Script {
  return async (_call, act) => {
    act.head(200, { 'content-type': 'application/json' });
    for (const piece of cut(Buffer.from(text), size)) await act.write(piece);
    act.end();
  };
}

describe('a large JSON answer', () => {
  test.each<[string, object]>([
    ['with its usage last', ANSWER],
    ['with its usage first', { usage: USAGE, ...ENVELOPE, choices: [CHOICE] }],
    ['that speaks of usage in its words', { ...ANSWER, id: '"usage":{"prompt_tokens":1},"usage":{}' }],
  ])('passes unchanged, and costs its usage: %s', async (_name, said) => {
    const student = await fixture.addStudent();
    const text = JSON.stringify(said);
    upstream.next(inPieces(text));
    const client = await fixture.ask(student, CHAT);
    const { status, headers, body } = await client.response();
    client.hangUp();
    expect([status, body.toString()]).toEqual([200, text]);
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'transfer-encoding': 'chunked',
      'x-request-id': expect.stringMatching(/^req_/),
    });
    expect(headers).not.toHaveProperty('x-jigap-cost-usd');
    await expectExit(fixture, student, PAID);
  });

  test('passes before the provider has sent all of it', async () => {
    upstream.next(heldBackInTheMiddle);
    const student = await fixture.addStudent();
    const client = await fixture.ask(student, CHAT);
    await client.atLeast(200_000);
    upstream.open('rest');
    expect((await client.response()).body.toString()).toBe(ANSWER_TEXT);
    client.hangUp();
    await expectExit(fixture, student, PAID);
  });

  test('is read by the OpenAI client, with any fields dropped from it', async () => {
    const embedding = Array.from({ length: 1536 }, (_, at) => at / 7);
    const data = Array.from({ length: 20 }, (_, index) => ({ object: 'embedding', index, embedding, owner: 'me' }));
    const usage = { prompt_tokens: 12, total_tokens: 12, cost: 1 };
    const organization = 'org-of-somebody';
    upstream.next(inPieces(JSON.stringify({ organization, object: 'list', data, model: 'm', usage, project: 'p' })));
    const other = await startAppFixture({ env: { JIGAP_ALLOWED_MODELS: 'text-embedding-3-small' }, upstream });
    const client = clientOf(other, await other.addStudent());
    const answer = await client.embeddings.create({
      model: 'text-embedding-3-small',
      input: 'a',
      encoding_format: 'float',
    });
    await other.stop();
    expect(answer).toEqual({
      object: 'list',
      data: data.map(({ owner: _owner, ...one }) => one),
      model: 'm',
      usage: { prompt_tokens: 12, total_tokens: 12 },
    });
  });

  test('costs its bytes without a believable usage', async () => {
    const student = await fixture.addStudent();
    upstream.next(inPieces(JSON.stringify({ ...ANSWER, usage: usageOf(-1, 5) })));
    const client = await fixture.ask(student, CHAT);
    expect((await client.response()).status).toBe(200);
    client.hangUp();
    await expectExit(fixture, student, { ...LOST, outcome: 'no_usage', incident: 'no_usage' });
  });
});

/** How the connection ended, and the bytes before. */
async function brokenEnd(client: RawClient): Promise<string> {
  const { received, error } = await client.closed;
  expect(error).toBe('ECONNRESET');
  expect(received.toString('latin1', 0, 15)).toBe('HTTP/1.1 200 OK');
  // The last chunk of a whole body.
  expect(received.toString().endsWith('\r\n0\r\n\r\n')).toBe(false);
  return received.toString();
}

describe('a large JSON answer that is broken costs the hold, and is never taken for a whole one', () => {
  const TEXT = JSON.stringify(ANSWER);
  test.each<[string, string]>([
    ['cut at its end', TEXT.slice(0, -1)],
    ['cut in a text', TEXT.slice(0, 400_000)],
    ['with the wrong brackets', `${TEXT.slice(0, -1)}]`],
    ['with more behind it', `${TEXT}{}`],
    ['with an error behind its words', `${TEXT.slice(0, -1)},"error":{"message":"sk-secret"}}`],
    ['with an error in a choice', TEXT.replace('"finish_reason"', '"error":{"message":"sk-secret"},"finish_reason"')],
    ['without its list', JSON.stringify({ id: WORDS, usage: USAGE })],
  ])('%s', async (_name, text) => {
    const student = await fixture.addStudent();
    upstream.next(inPieces(text));
    expect(await brokenEnd(await fixture.ask(student, CHAT))).not.toContain('sk-secret');
    await expectExit(fixture, student, LOST);
  });

  test.each<[string, (text: string) => Script]>([
    [
      'resets the connection',
      (text) => async (_call, act) => {
        act.head(200, { 'content-type': 'application/json' });
        await act.write(text.slice(0, 400_000));
        await act.gate('end');
        act.reset();
      },
    ],
    [
      'closes it before the promised length',
      (text) => async (_call, act) => {
        act.head(200, { 'content-type': 'application/json', 'content-length': text.length });
        await act.write(text.slice(0, 400_000));
        await act.gate('end');
        act.close();
      },
    ],
  ])('the provider %s', async (_name, script) => {
    const student = await fixture.addStudent();
    upstream.next(script(TEXT));
    const client = await fixture.ask(student, CHAT);
    await client.atLeast(200_000);
    upstream.open('end');
    await brokenEnd(client);
    await expectExit(fixture, student, LOST);
  });

  test.each<[string, string]>([
    ['a page', `<!doctype html>${WORDS}`],
    ['a list', `[${TEXT}]`],
    ['an error first', `{"error":{"message":"sk-secret"},${TEXT.slice(1)}`],
    ['a list that is none', `{"choices":{},${TEXT.slice(1)}`],
  ])('is a refusal when its first bytes show an error: %s', async (_name, text) => {
    const student = await fixture.addStudent();
    upstream.next(inPieces(text));
    const client = await fixture.ask(student, CHAT);
    const response = await client.response();
    client.hangUp();
    expect([response.status, errorOf(response).code]).toEqual([502, 'upstream_error']);
    expect(response.body.toString()).not.toContain('sk-secret');
    await expectExit(fixture, student, LOST);
  });
});

describe('a client that leaves a large answer', () => {
  test('pays the usage after a hang-up in the middle', async () => {
    upstream.next(heldBackInTheMiddle);
    const student = await fixture.addStudent();
    const client = await fixture.ask(student, CHAT);
    await client.atLeast(200_000);
    client.reset();
    await fixture.callsInFlight(0);
    upstream.open('rest');
    await expectExit(fixture, student, { ...PAID, outcome: 'hung_up' });
  });

  test('is disconnected when it reads nothing, and pays the usage', async () => {
    const content = 'x'.repeat(16 * 1024 * 1024);
    const large = { ...ANSWER, choices: [{ ...CHOICE, message: { role: 'assistant', content } }] };
    upstream.next(inPieces(JSON.stringify(large), 1024 * 1024));
    const student = await fixture.addStudent();
    const client = await fixture.ask(student, CHAT);
    await client.atLeast(1000);
    client.pause();
    await expectExit(fixture, student, { ...PAID, outcome: 'hung_up' });
    client.resume();
    expect((await client.closed).received.length).toBeLessThan(content.length);
  });
});
