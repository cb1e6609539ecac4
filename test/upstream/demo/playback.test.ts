import { expect, test } from 'vitest';
import { DEMO_ANSWERS } from '../../../src/endpoints/demo-answers.ts';
import { createDemoUpstream } from '../../../src/upstream/demo/demo.ts';
import { NO_RATE_LIMITS } from '../../../src/upstream/keys/rate-limit-headers.ts';
import { listen, quiet, type ReceivedAnswer } from './listener.ts';

const upstream = createDemoUpstream({ answers: DEMO_ANSWERS, chunkDelayMs: 0 });
const HI = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'Hello, who are you?' }] };
const settled = (received: ReceivedAnswer) => received.events.filter((event) => event === 'end' || event === 'error');

test('DemoPlayback calls its listener only after send returned: sent, headers, data, end', async () => {
  const { received, over } = listen(upstream, HI);
  expect(received.events).toEqual([]);
  await over;
  expect(received.events).toEqual(['sent', 'headers', 'data', 'end']);
  expect(received.headers).toMatchObject({
    rateLimits: NO_RATE_LIMITS,
    requestId: expect.stringMatching(/^req_demo_\w+$/),
  });
});

test('DemoPlayback reports exactly one error after an abort in mid-stream, and no data after it', async () => {
  let eventsAtAbort: string[] = [];
  const { received, over } = listen(upstream, { ...HI, stream: true }, (call) => {
    if (received.chunks.length !== 3) return;
    call.abort();
    call.abort();
    eventsAtAbort = [...received.events];
  });
  await over;
  await quiet();
  expect(eventsAtAbort).toEqual(['sent', 'headers', 'data', 'data', 'data']);
  expect(received.events).toEqual([...eventsAtAbort, 'error']);
  expect(received.errors[0]?.reason).toBe('aborted');
});

test('DemoPlayback sends nothing after an abort at once, and reports nothing after an abort at the end', async () => {
  const early = listen(upstream, HI);
  early.call.abort();
  expect((await early.over).events).toEqual(['error']);
  const late = listen(upstream, HI);
  await late.over;
  late.call.abort();
  await quiet();
  expect(settled(late.received)).toEqual(['end']);
});

test('DemoPlayback keeps data and end back while paused, and loses nothing', async () => {
  const unhindered = await listen(upstream, { ...HI, stream: true }).over;
  const { received, call, over } = listen(upstream, { ...HI, stream: true }, (own, soFar) => {
    if (soFar.chunks.length === 2) own.pause();
  });
  await quiet();
  expect(received.chunks.length).toBe(2);
  expect(settled(received)).toEqual([]);
  call.resume();
  await over;
  expect(received.chunks.at(-1)?.toString()).toBe('data: [DONE]\n\n');
  expect(received.chunks.length).toBe(unhindered.chunks.length);
});

test('DemoPlayback reports the error of an abort while paused', async () => {
  const { received, call, over } = listen(upstream, { ...HI, stream: true }, (own) => own.pause());
  await quiet();
  call.abort();
  await over;
  expect(settled(received)).toEqual(['error']);
});

test('close of the demo aborts the calls in flight, waits for them, and answers nothing afterwards', async () => {
  const closing = createDemoUpstream({ answers: DEMO_ANSWERS, chunkDelayMs: 60_000 });
  const { received } = listen(closing, HI);
  await quiet(2);
  await closing.close();
  expect(received.events).toEqual(['sent', 'error']);
  const after = await listen(closing, HI).over;
  expect(after.events).toEqual(['error']);
  expect(after.errors[0]?.reason).toBe('unreachable');
  await closing.close();
});
