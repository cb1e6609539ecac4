import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import { CHAT, CHAT_STREAM } from '../../../src/endpoints/chat.ts';
import { Drains } from '../../../src/gateway/answers/drains.ts';
import { exchange } from '../../../src/gateway/answers/exchange.ts';
import type { ExchangeOptions } from '../../../src/gateway/answers/exchange-options.ts';
import { FairQueue } from '../../../src/limits/fair-queue.ts';
import { NO_RATE_LIMITS } from '../../../src/upstream/keys/rate-limit-headers.ts';
import { type Upstream, UpstreamError, type UpstreamListener } from '../../../src/upstream/upstream.ts';

const HEAD = { contentType: 'text/event-stream', rateLimits: NO_RATE_LIMITS, requestId: null };
const event = (data: object) => Buffer.from(`data: ${JSON.stringify(data)}\n\n`);
const delta = (content: string) => event({ choices: [{ index: 0, delta: { content }, finish_reason: null }] });
const FINISH = event({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
const USAGE = event({ choices: [], usage: { prompt_tokens: 10, completion_tokens: 5 } });
const DONE = Buffer.from('data: [DONE]\n\n');

let written: string[] = [];
let aborted = 0;
beforeEach(() => {
  written = [];
  aborted = 0;
});

/** An exchange whose upstream events the test sends by hand; what it does to the response is in `written`. */
function begin({
  withoutKey = (bytes: Buffer) => bytes,
  answerBytes = 1_000_000,
  cancels = false,
  writes = false,
} = {}) {
  let listener: UpstreamListener | undefined;
  const nothing = () => {};
  const abort = () => {
    aborted++;
    queueMicrotask(() => listener?.onError(new UpstreamError('aborted')));
  };
  const upstream: Partial<Upstream> = {
    send: (_path, _body, heard) => {
      listener = heard;
      return { pause: nothing, resume: nothing, release: nothing, abort };
    },
    withoutKey,
  };
  const request = Object.assign(new IncomingMessage(new Socket()), { httpVersionMajor: 1, httpVersionMinor: 1 });
  const response = new ServerResponse(request);
  if (!writes) {
    response.write = (bytes: unknown) => written.push(String(bytes)) > 0;
    response.flushHeaders = () => written.push('(flush)');
  }
  const options: Partial<ExchangeOptions> = {
    ...{
      upstream: upstream as Upstream,
      response,
      stops: null,
      showUsage: false,
      candidates: 1,
      studentId: 1,
      cancels,
    },
    endpoint: { path: '/chat/completions', readUsage: CHAT.readUsage, shape: CHAT.shape },
    ...{ body: Buffer.from('{}'), stream: CHAT_STREAM, costUsdOf: () => 0, startStream: () => written.push('(head)') },
    limits: { streamMs: 60_000, answerBytes, drainMs: 60_000, keepAliveMs: 0, unreadMs: 60_000 },
    ...{ drains: new Drains(1), answerQueue: new FairQueue() },
  };
  const exchanged = exchange(options as ExchangeOptions);
  if (listener === undefined) throw new Error('nothing was sent');
  listener.onSent();
  return { exchanged, listener, response };
}

test('writes the head and all events of one turn at once', async () => {
  const { exchanged, listener } = begin();
  listener.onHeaders(200, HEAD);
  for (const chunk of [delta('a'), delta('b'), FINISH, USAGE, DONE]) listener.onData(chunk);
  expect(written).toEqual([]);
  expect((await exchanged).exit).toMatchObject({ kind: 'finished', usage: { tokens: { outputTokens: 5 } } });
  expect(written).toEqual(['(head)', `${delta('a')}${delta('b')}${FINISH}${DONE}`]);
});

test('sends the last events and the end of the response in one packet', async () => {
  const packets: string[] = [];
  const socket = new Duplex({
    read: () => {},
    write: (bytes, _encoding, done) => {
      packets.push(String(bytes));
      done();
    },
    writev: (parts, done) => {
      packets.push(parts.map(({ chunk }) => String(chunk)).join(''));
      done();
    },
  });
  const { exchanged, listener, response } = begin({ writes: true });
  response.assignSocket(socket as Socket);
  listener.onHeaders(200, HEAD);
  listener.onData(delta('a'));
  await nextTurn();
  // As undici reads: in a tick, behind which other ticks come before any promise.
  process.nextTick(() => {
    for (const chunk of [FINISH, USAGE, DONE]) listener.onData(chunk);
    listener.onEnd();
  });
  await exchanged;
  response.end();
  await nextTurn();
  expect(packets).toHaveLength(2);
  expect(packets[1]).toMatch(/data: \[DONE\]\n\n\r\n0\r\n\r\n$/);
});

test('sends the head by itself when no event comes in the same turn', async () => {
  const { listener } = begin();
  listener.onHeaders(200, HEAD);
  listener.onData(delta('a').subarray(0, 5));
  await nextTurn();
  expect(written).toEqual(['(head)', '(flush)']);
  listener.onData(delta('a').subarray(5));
  await nextTurn();
  expect(written).toEqual(['(head)', '(flush)', `${delta('a')}`]);
});

test('passes what came in the same turn before the end of the body', async () => {
  const { exchanged, listener } = begin();
  listener.onHeaders(200, HEAD);
  for (const chunk of [delta('a'), FINISH, USAGE]) listener.onData(chunk);
  listener.onEnd();
  expect((await exchanged).exit).toMatchObject({ kind: 'finished', usage: { tokens: { inputTokens: 10 } } });
  expect(written.join('')).toBe(`(head)${delta('a')}${FINISH}${DONE}`);
});

test('counts a usage that came in the turn in which the connection broke', async () => {
  const { exchanged, listener } = begin();
  listener.onHeaders(200, HEAD);
  for (const chunk of [delta('a'), FINISH, USAGE]) listener.onData(chunk);
  listener.onError(new UpstreamError('died'));
  const { exit, streaming } = await exchanged;
  expect(exit).toMatchObject({ kind: 'broken', usage: { tokens: { outputTokens: 5 } } });
  expect(streaming).toBe(true);
  expect(written.join('')).toBe(`(head)${delta('a')}${FINISH}`);
});

test('counts a usage that came in the turn in which the student hung up', async () => {
  const { exchanged, listener, response } = begin({ cancels: true });
  listener.onHeaders(200, HEAD);
  for (const chunk of [delta('a'), FINISH, USAGE]) listener.onData(chunk);
  response.emit('close');
  expect((await exchanged).exit).toMatchObject({ kind: 'cancelled', usage: { tokens: { outputTokens: 5 } } });
});

test('is no hang-up when the last event came in the turn in which the student closes', async () => {
  const { exchanged, listener, response } = begin({ cancels: true });
  listener.onHeaders(200, HEAD);
  for (const chunk of [delta('a'), FINISH, USAGE, DONE]) listener.onData(chunk);
  response.emit('close');
  expect(await exchanged).toMatchObject({ exit: { kind: 'finished' }, hungUp: false });
});

test('passes nothing of a turn behind an error event, and ends the call', async () => {
  const { exchanged, listener } = begin();
  listener.onHeaders(200, HEAD);
  for (const chunk of [delta('a'), event({ error: { message: 'org-Owner' } }), delta('b'), DONE])
    listener.onData(chunk);
  expect((await exchanged).exit).toMatchObject({ kind: 'broken', by: 'upstream' });
  expect(written.join('')).toBe(`(head)${delta('a')}`);
  expect(aborted).toBe(1);
});

test('aborts at the chunk with which an answer becomes too large', async () => {
  const { exchanged, listener } = begin({ answerBytes: 200 });
  listener.onHeaders(200, HEAD);
  for (let count = 0; count < 10; count++) listener.onData(delta('a'));
  expect((await exchanged).exit).toMatchObject({ kind: 'broken', by: 'upstream', usage: null });
  expect(aborted).toBe(1);
});

test('ends the call, and no process, when the gateway’s own code fails in a turn', async () => {
  const { exchanged, listener } = begin({
    withoutKey: () => {
      throw new Error('a gateway error');
    },
  });
  listener.onHeaders(200, HEAD);
  listener.onData(delta('a'));
  expect((await exchanged).exit).toMatchObject({ kind: 'broken', by: 'upstream', usage: null });
  expect(written).toEqual(['(head)']);
});

test('takes the secret out of a turn whose chunks are cut within it', async () => {
  const seen: string[] = [];
  const { listener } = begin({
    withoutKey: (bytes) => {
      seen.push(String(bytes));
      return bytes;
    },
  });
  listener.onHeaders(200, HEAD);
  const bytes = delta('sk-proj-secret');
  for (let at = 0; at < bytes.length; at += 3) listener.onData(bytes.subarray(at, at + 3));
  await nextTurn();
  expect(seen).toEqual([bytes.toString()]);
});
