import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { CHAT } from '../../../src/endpoints/chat.ts';
import { Drains } from '../../../src/gateway/answers/drains.ts';
import { exchange } from '../../../src/gateway/answers/exchange.ts';
import type { ExchangeOptions } from '../../../src/gateway/answers/exchange-options.ts';
import { FairQueue } from '../../../src/limits/fair-queue.ts';
import { NO_RATE_LIMITS } from '../../../src/upstream/keys/rate-limit-headers.ts';
import type { Upstream, UpstreamListener } from '../../../src/upstream/upstream.ts';

/** An exchange whose upstream events the test sends by hand. */
function begin(readUsage: ExchangeOptions['endpoint']['readUsage']) {
  let listener: UpstreamListener | undefined;
  const nothing = () => {};
  const call = { pause: nothing, resume: nothing, abort: nothing, release: nothing };
  const upstream: Partial<Upstream> = {
    send: (_path, _body, heard) => {
      listener = heard;
      return call;
    },
    withoutKey: (bytes) => bytes,
  };
  const options: Partial<ExchangeOptions> = {
    upstream: upstream as Upstream,
    endpoint: { path: '/chat/completions', readUsage, shape: CHAT.shape, hasTurns: true },
    body: Buffer.from('{}'),
    response: new ServerResponse(new IncomingMessage(new Socket())),
    stream: null,
    stops: null,
    limits: { streamMs: 60_000, answerBytes: 1_000_000, drainMs: 60_000, keepAliveMs: 0, unreadMs: 60_000 },
    drains: new Drains(1),
    answerQueue: new FairQueue(),
    studentId: 1,
    cancels: false,
  };
  const exchanged = exchange(options as ExchangeOptions);
  if (listener === undefined) throw new Error('nothing was sent');
  return { exchanged, listener };
}

test('counts a call as lost when the gateway’s own code fails while reading its answer', async () => {
  const { exchanged, listener } = begin(() => {
    throw new Error('a gateway error');
  });
  listener.onSent();
  listener.onHeaders(200, { contentType: 'application/json', rateLimits: NO_RATE_LIMITS, requestId: null });
  listener.onData(Buffer.from('{"choices":[]}'));
  expect(() => listener.onEnd()).toThrow('a gateway error');
  expect((await exchanged).exit).toEqual({ kind: 'broken', by: 'upstream', usage: null });
});

test('counts a call as lost, and ends no process, when the code fails while reading a queued large answer', async () => {
  const { exchanged, listener } = begin(() => {
    throw new Error('a gateway error');
  });
  listener.onSent();
  listener.onHeaders(200, { contentType: 'application/json', rateLimits: NO_RATE_LIMITS, requestId: null });
  listener.onData(Buffer.from(`{"id":"${'x'.repeat(100_000)}","choices":[]}`));
  listener.onEnd();
  expect((await exchanged).exit).toEqual({ kind: 'broken', by: 'upstream', usage: null });
});
