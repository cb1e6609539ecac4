import { describe, expect, test } from 'vitest';
import { CHUNK_DIALECT } from '../../../src/endpoints/answers/chunk-stream.ts';
import { EVENT_DIALECT } from '../../../src/endpoints/responses/event-dialect.ts';
import type { StreamDialect } from '../../../src/upstream/stream/stream-dialect.ts';
import { UsageMeter } from '../../../src/upstream/usage-meter.ts';

const SECRET = 'Somebody, 50 USD left';
const DELTA = '{"index":0,"delta":{"content":"hi"}}';
const CHUNK = `{"id":"a","choices":[${DELTA}]}`;
const TEXT = '{"type":"response.output_text.delta","delta":"hi"}';

/** What passes of the data of some events that come as one block, and event by event. */
function passed(dialect: StreamDialect, datas: readonly string[]): { text: string; failed: boolean }[] {
  const events = datas.map((data) => `data: ${data}\n\n`);
  return [[events.join('')], events].map((pieces) => {
    const meter = new UsageMeter(dialect, { hideUsage: true, candidates: 1 });
    const text = pieces.map((piece) => meter.push(Buffer.from(piece)).toString()).join('');
    return { text, failed: meter.failed };
  });
}

const asEvents = (...datas: readonly string[]) => datas.map((data) => `data: ${data}\n\n`).join('');

describe('an unknown field of an event', () => {
  test.each<[string, StreamDialect, string, string]>([
    ['at its outside', CHUNK_DIALECT, `{"organization":"${SECRET}","choices":[${DELTA}]}`, `{"choices":[${DELTA}]}`],
    ['at its end', CHUNK_DIALECT, `{"choices":[${DELTA}],"project":{"id":"${SECRET}"}}`, `{"choices":[${DELTA}]}`],
    [
      'in a choice',
      CHUNK_DIALECT,
      `{"choices":[{"index":0,"project":"${SECRET}","delta":{}}]}`,
      '{"choices":[{"index":0,"delta":{}}]}',
    ],
    [
      'in a delta',
      CHUNK_DIALECT,
      `{"choices":[{"delta":{"content":"hi","account":"${SECRET}"}}]}`,
      '{"choices":[{"delta":{"content":"hi"}}]}',
    ],
    [
      'with its name in escapes',
      CHUNK_DIALECT,
      `{"\\u006frganization":"${SECRET}","choices":[${DELTA}]}`,
      `{"choices":[${DELTA}]}`,
    ],
    [
      'behind blanks',
      CHUNK_DIALECT,
      `{"organization" \t: "${SECRET}", "choices": [${DELTA}]}`,
      `{ "choices": [${DELTA}]}`,
    ],
    ['of a typed event', EVENT_DIALECT, `{"organization":"${SECRET}",${TEXT.slice(1)}`, TEXT],
    [
      'of the response in it',
      EVENT_DIALECT,
      `{"type":"response.created","response":{"id":"a","organization":"${SECRET}"}}`,
      '{"type":"response.created","response":{"id":"a"}}',
    ],
    [
      'of the response that ends it',
      EVENT_DIALECT,
      `{"type":"response.completed","response":{"id":"a","output":[{"id":"b","project":"${SECRET}"}]}}`,
      '{"type":"response.completed","response":{"id":"a","output":[{"id":"b"}]}}',
    ],
    [
      'of a part',
      EVENT_DIALECT,
      `{"type":"response.content_part.done","part":{"type":"output_text","account":"${SECRET}"}}`,
      '{"type":"response.content_part.done","part":{"type":"output_text"}}',
    ],
  ])('is dropped %s', (_where, dialect, data, left) => {
    for (const result of passed(dialect, [data])) expect(result).toEqual({ text: asEvents(left), failed: false });
  });

  test('is dropped without the name of the event', () => {
    const meter = new UsageMeter(EVENT_DIALECT, { hideUsage: true, candidates: 1 });
    const event = `event: response.created\r\ndata: {"type":"response.created","project":"${SECRET}"}\r\n\r\n`;
    const left = 'event: response.created\ndata: {"type":"response.created"}\r\n\r\n';
    expect(meter.push(Buffer.from(event)).toString()).toBe(left);
  });
});

describe('an error of the provider in an event', () => {
  const error = `{"message":"${SECRET}"}`;
  test.each<[string, StreamDialect, string, string]>([
    ['when a later one takes it back', CHUNK_DIALECT, CHUNK, `{"error":${error},"error":null,"choices":[${DELTA}]}`],
    ['when its name is in escapes', CHUNK_DIALECT, CHUNK, `{"\\u0065rror":${error},"error":null,"choices":[${DELTA}]}`],
    [
      'when a choice takes it back',
      CHUNK_DIALECT,
      CHUNK,
      `{"choices":[{"index":0,"error":${error},"error":null,"delta":{}}]}`,
    ],
    [
      'when a typed event takes it back',
      EVENT_DIALECT,
      TEXT,
      `{"type":"response.output_text.delta","error":${error},"error":null}`,
    ],
    [
      'in a response that is said to be complete',
      EVENT_DIALECT,
      TEXT,
      `{"type":"response.completed","response":{"error":${error},"output":[]}}`,
    ],
    [
      'in a response that takes it back',
      EVENT_DIALECT,
      TEXT,
      `{"type":"response.in_progress","response":{"error":${error},"error":null}}`,
    ],
  ])('does not pass %s', (_how, dialect, before, data) => {
    for (const result of passed(dialect, [before, data]))
      expect(result).toEqual({ text: asEvents(before), failed: true });
  });

  test.each([`{"detail":"${SECRET}"}`, `{"choices_left":0,"detail":"${SECRET}"}`, `"${SECRET}"`, `["${SECRET}"]`])(
    'in a shape of its own, behind a token that says "choices": %s',
    (data) => {
      const token =
        '{"choices":[{"index":0,"delta":{"content":"choices"},"logprobs":{"content":[{"token":"choices"}]}}]}';
      for (const { text } of passed(CHUNK_DIALECT, [token, data])) expect(text).toBe(asEvents(token));
    },
  );
});

test('an event of known fields passes as it came', () => {
  const chunk =
    '{"id":"a","object":"chat.completion.chunk","created":1,"model":"m","service_tier":"default","system_fingerprint":"f",' +
    '"choices":[{"index":0,"delta":{"role":"assistant","content":"\\"error\\": 1, \\u003c","refusal":null,"reasoning":"x",' +
    '"tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"f","arguments":"{\\"a\\":1}"}}]},' +
    '"logprobs":{"content":[{"token":"a","logprob":-1,"bytes":[97],"top_logprobs":[]}]},"finish_reason":null}],' +
    '"usage":null,"obfuscation":"xyz","error":null}';
  for (const { text } of passed(CHUNK_DIALECT, [chunk, chunk])) expect(text).toBe(asEvents(chunk, chunk));
  const item =
    '{"type":"response.output_item.done","output_index":0,"sequence_number":3,"item":{"id":"m","type":"message","status":' +
    '"completed","role":"assistant","content":[{"type":"output_text","annotations":[],"logprobs":[],"text":"hi"}]}}';
  for (const { text } of passed(EVENT_DIALECT, [item, item])) expect(text).toBe(asEvents(item, item));
});
