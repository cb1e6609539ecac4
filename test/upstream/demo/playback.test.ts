import { expect, test } from 'vitest';
import { DEMO_ANSWERS } from '../../../src/endpoints/demo-answers.ts';
import { createDemoUpstream } from '../../../src/upstream/demo/demo.ts';
import { type Heard, listen, quiet } from './listener.ts';

const upstream = createDemoUpstream({ answers: DEMO_ANSWERS, chunkDelayMs: 0 });
const HI = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'Hello, who are you?' }] };
const settled = (heard: Heard) => heard.events.filter((event) => event === 'end' || event === 'error');

test('DemoPlayback calls its listener only after send returned: sent, headers, data, end', async () => {
  const { heard, over } = listen(upstream, HI);
  expect(heard.events).toEqual([]);
  await over;
  expect(heard.events).toEqual(['sent', 'headers', 'data', 'end']);
  expect(heard.headers).toMatchObject({ retryAfter: null, requestId: expect.stringMatching(/^req_demo_\w+$/) });
});

test('DemoPlayback reports exactly one error after an abort in mid-stream, and no data after it', async () => {
  let eventsAtAbort: string[] = [];
  const { heard, over } = listen(upstream, { ...HI, stream: true }, (call) => {
    if (heard.chunks.length !== 3) return;
    call.abort();
    call.abort();
    eventsAtAbort = [...heard.events];
  });
  await over;
  await quiet();
  expect(eventsAtAbort).toEqual(['sent', 'headers', 'data', 'data', 'data']);
  expect(heard.events).toEqual([...eventsAtAbort, 'error']);
  expect(heard.errors[0]?.reason).toBe('aborted');
});

test('DemoPlayback sends nothing after an abort at once, and reports nothing after an abort at the end', async () => {
  const early = listen(upstream, HI);
  early.call.abort();
  expect((await early.over).events).toEqual(['error']);
  const late = listen(upstream, HI);
  await late.over;
  late.call.abort();
  await quiet();
  expect(settled(late.heard)).toEqual(['end']);
});

test('DemoPlayback keeps data and end back while paused, and loses nothing', async () => {
  const unhindered = await listen(upstream, { ...HI, stream: true }).over;
  const { heard, call, over } = listen(upstream, { ...HI, stream: true }, (own, soFar) => {
    if (soFar.chunks.length === 2) own.pause();
  });
  await quiet();
  expect(heard.chunks.length).toBe(2);
  expect(settled(heard)).toEqual([]);
  call.resume();
  await over;
  expect(heard.chunks.at(-1)?.toString()).toBe('data: [DONE]\n\n');
  expect(heard.chunks.length).toBe(unhindered.chunks.length);
});

test('DemoPlayback reports the error of an abort while paused', async () => {
  const { heard, call, over } = listen(upstream, { ...HI, stream: true }, (own) => own.pause());
  await quiet();
  call.abort();
  await over;
  expect(settled(heard)).toEqual(['error']);
});

test('close of the demo aborts the calls in flight, waits for them, and answers nothing afterwards', async () => {
  const closing = createDemoUpstream({ answers: DEMO_ANSWERS, chunkDelayMs: 60_000 });
  const { heard } = listen(closing, HI);
  await quiet(2);
  await closing.close();
  expect(heard.events).toEqual(['sent', 'error']);
  const after = await listen(closing, HI).over;
  expect(after.events).toEqual(['error']);
  expect(after.errors[0]?.reason).toBe('unreachable');
  await closing.close();
});
