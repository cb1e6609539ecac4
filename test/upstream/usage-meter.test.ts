import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CHUNK_DIALECT } from '../../src/endpoints/answers/chunk-stream.ts';
import { EVENT_DIALECT } from '../../src/endpoints/responses/event-dialect.ts';
import { maxMeteredUsage } from '../../src/upstream/read-usage.ts';
import { EndlessEventError } from '../../src/upstream/stream/event-pieces.ts';
import { UsageMeter } from '../../src/upstream/usage-meter.ts';
import { cpuMs } from '../support/cpu-time.ts';

const KIB = 1024;
const MIB = KIB * KIB;

function passedInPieces(meter: UsageMeter, bytes: Buffer, pieceBytes: number): Buffer {
  const passed: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) passed.push(meter.push(bytes.subarray(at, at + pieceBytes)));
  return Buffer.concat([...passed, meter.end()]);
}

const usage = { prompt_tokens: 10, completion_tokens: 5 };
const event = (data: object, end: string) => `data: ${JSON.stringify(data)}${end}`;

describe('UsageMeter on fields that are not data', () => {
  const chunk = { choices: [{ index: 0, delta: { content: 'hi: \nid: 5' } }] };
  test.each([
    [': of org-Owner, do not tell\n\n', ':\n\n'],
    [`: of org-Owner\ndata: ${JSON.stringify(chunk)}\n\n`, event(chunk, '\n\n')],
    [`id: org-Owner\nretry: 5\n${event(chunk, '\n\n')}`, event(chunk, '\n\n')],
    [`${event(chunk, '\n')}id: org-Owner\n\n`, event(chunk, '\n\n')],
    [`data: [DONE]\n: of org-Owner\n\n`, 'data: [DONE]\n\n'],
    [`\ufeff${event(chunk, '\n\n')}`, `\ufeff${event(chunk, '\n\n')}`],
    [`event: org-Owner\n${event(chunk, '\n\n')}`, event(chunk, '\n\n')],
    [`event: response.done\n${event(chunk, '\n\n')}`, `event: response.done\n${event(chunk, '\n\n')}`],
    [event(chunk, '\r\n\r\n'), event(chunk, '\r\n\r\n')],
    // openai-python parses the data of every event, and dies of one without any.
    ['data:\n\n', ''],
    ['data: \n\n', ''],
    ['data:   \n\n', ''],
    ['data\n\n', ''],
    ['data:\r\rdata: \r\r', ''],
    [`data:\n\n${event(chunk, '\n\n')}data:\n\n`, event(chunk, '\n\n')],
    [`data:\ndata:\n\n${event(chunk, '\n\n')}`, event(chunk, '\n\n')],
    [`: a comment\ndata:\n\n${event(chunk, '\n\n')}`, `:\n\n${event(chunk, '\n\n')}`],
    [`event: response.done\n\n${event(chunk, '\n\n')}`, event(chunk, '\n\n')],
    [`id: 1\n\nretry: 1\n\n${event(chunk, '\n\n')}`, event(chunk, '\n\n')],
  ])('does not pass %j on', (stream, passed) => {
    for (const size of [1, 3, stream.length]) {
      expect(
        passedInPieces(
          new UsageMeter(CHUNK_DIALECT, { hideUsage: false, candidates: 1 }),
          Buffer.from(stream),
          size,
        ).toString(),
      ).toBe(passed);
    }
  });

  test('ends the stream at an error inside a choice, as at any other error', () => {
    const meter = new UsageMeter(CHUNK_DIALECT, { hideUsage: false, candidates: 1 });
    const broken = { choices: [{ index: 0, delta: {}, finish_reason: 'error', error: { message: 'org-Owner' } }] };
    expect(meter.push(Buffer.from(event(chunk, '\n\n') + event(broken, '\n\n'))).toString()).toBe(event(chunk, '\n\n'));
    expect(meter.failed).toBe(true);
  });
});

describe('UsageMeter on a chunk without choices', () => {
  const chunk = event({ choices: [{ index: 0, delta: { content: 'hi' } }] }, '\n\n');
  test.each([
    ['an empty list', { id: 'c', choices: [], usage }],
    ['none', { id: 'c', usage }],
    ['null', { id: 'c', choices: null, usage }],
    ['none, and none of a usage either', { id: 'c', usage: null }],
    ['null, and none of a usage either', { id: 'c', choices: null, usage: null }],
  ])('reads the usage of %s, and shows it only to clients that requested it', (_name, data) => {
    for (const end of ['\n\n', '\r\n\r\n', '\r\r']) {
      const stream = Buffer.from(chunk + event(data, end));
      for (const size of [1, 7, stream.length]) {
        const hiding = new UsageMeter(CHUNK_DIALECT, { hideUsage: true, candidates: 1 });
        expect(passedInPieces(hiding, stream, size).toString().replace('data: [DONE]\n\n', '')).toBe(chunk);
        const showing = new UsageMeter(CHUNK_DIALECT, { hideUsage: false, candidates: 1 });
        const passing = passedInPieces(showing, stream, size).toString().replace('data: [DONE]\n\n', '');
        expect(passing).toBe(chunk + event({ ...data, choices: [] }, end));
        for (const { usage } of [hiding, showing]) {
          expect(usage?.tokens ?? null).toEqual(
            data.usage === null ? null : expect.objectContaining({ inputTokens: 10 }),
          );
        }
      }
    }
  });

  test.each([
    ['null', null],
    ['a text', 'hi'],
    ['an object', {}],
  ])('drops a chunk with %s as its choices and no usage, because no client can read it', (_name, choices) => {
    const stream = Buffer.from(chunk + event({ id: 'c', choices }, '\n\n'));
    expect(
      passedInPieces(new UsageMeter(CHUNK_DIALECT, { hideUsage: false, candidates: 1 }), stream, 9).toString(),
    ).toBe(chunk);
  });
});

describe('UsageMeter on the last event', () => {
  test.each(['\n\n', '\r\n\r\n', '\r\r'])(
    'passes as soon as it came, wherever it was cut; nothing after it does: %j',
    (end) => {
      const whole = `${event({ choices: [{ index: 0, delta: { content: '[DONE]' } }], usage }, end)}data: [DONE]${end}`;
      const stream = Buffer.from(
        `${whole}${event({ choices: [{ index: 0, delta: { content: 'more' } }] }, end)}: more${end}`,
      );
      for (let at = 0; at <= stream.length; at++) {
        const meter = new UsageMeter(CHUNK_DIALECT, { hideUsage: true, candidates: 1 });
        const passed = [meter.push(stream.subarray(0, at))];
        if (at >= whole.length) expect(meter.isOver).toBe(true);
        passed.push(meter.push(stream.subarray(at)), meter.end());
        expect(Buffer.concat(passed).toString(), `cut at ${at}`).toBe(whole);
        expect(meter).toMatchObject({ isOver: true, failed: false });
      }
    },
  );

  test('passes the last event of the Responses API without a further byte when its lines end in a CR', () => {
    const stream = `event: response.completed\rdata: ${JSON.stringify({ type: 'response.completed', response: {} })}\r\r`;
    const meter = new UsageMeter(EVENT_DIALECT, { hideUsage: false, candidates: 1 });
    expect(passedInPieces(meter, Buffer.from(stream), 1).toString()).toBe(stream);
    expect(meter.isOver).toBe(true);
  });

  test('ignores an error after the last event', () => {
    const meter = new UsageMeter(CHUNK_DIALECT, { hideUsage: true, candidates: 1 });
    const stream = `data: [DONE]\n\n${event({ error: { message: 'org-Owner' } }, '\n\n')}`;
    expect(passedInPieces(meter, Buffer.from(stream), 5).toString()).toBe('data: [DONE]\n\n');
    expect(meter.failed).toBe(false);
  });
});

describe('UsageMeter on a stream in pieces', () => {
  test('passes the same bytes and reads the same usage for every cut and every line end', () => {
    const streams = fc.record({
      end: fc.constantFrom('\n\n', '\r\n\r\n', '\r\r'),
      words: fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 5 }),
      pieceBytes: fc.integer({ min: 1, max: 90 }),
    });
    fc.assert(
      fc.property(streams, ({ end, words, pieceBytes }) => {
        const passing = words.map((content) => event({ choices: [{ delta: { content } }], usage: null }, end)).join('');
        const hidden = event({ choices: [], usage }, end);
        const last = `data: [DONE]${end}`;
        const meter = new UsageMeter(CHUNK_DIALECT, { hideUsage: true, candidates: 1 });
        const passed = passedInPieces(meter, Buffer.from(passing + hidden + last), pieceBytes);
        expect(passed.toString()).toBe(passing + last);
        expect(meter.usage?.tokens).toMatchObject({ inputTokens: 10, outputTokens: 5 });
        expect(meter.done).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('needs the same time for every line end', () => {
    const chunk = 'data: {"choices":[{"index":0}]}\r\n\r\n';
    const lines = Buffer.from('\n'.repeat(1_000_000) + chunk);
    const meter = new UsageMeter(CHUNK_DIALECT, { hideUsage: true, candidates: 1 });
    const started = cpuMs();
    expect(meter.push(lines).toString()).toBe(chunk);
    // A look for the next CR at each of the lines would be 500 GB: minutes.
    expect(cpuMs() - started).toBeLessThan(5000);
  });

  test('scans a large event once, however many pieces it comes in', () => {
    const large = Buffer.from(event({ type: 'response.output_text.done', text: 'x'.repeat(2 * MIB) }, '\n\n'));
    const meter = new UsageMeter(EVENT_DIALECT, { hideUsage: false, candidates: 1 });
    const started = cpuMs();
    expect(passedInPieces(meter, large, 64).length).toBe(large.length);
    // Looking through what came before at each of the 32,768 pieces would be 32 GiB: minutes.
    expect(cpuMs() - started).toBeLessThan(5000);
  });
});

describe('UsageMeter on one event', () => {
  test('accepts an event of the Responses API with a whole answer and its log probabilities', () => {
    const large = Buffer.from(event({ type: 'response.output_text.done', text: 'x'.repeat(8 * MIB) }, '\n\n'));
    expect(
      passedInPieces(new UsageMeter(EVENT_DIALECT, { hideUsage: false, candidates: 1 }), large, 64 * KIB).length,
    ).toBe(large.length);
  });

  test('throws at an event without an end before it fills the memory', () => {
    const piece = Buffer.alloc(64 * KIB, 'x');
    for (const [dialect, most] of [
      [CHUNK_DIALECT, MIB],
      [EVENT_DIALECT, 16 * MIB],
    ] as const) {
      const meter = new UsageMeter(dialect, { hideUsage: false, candidates: 1 });
      let pushed = 0;
      expect(() => {
        for (;;) {
          meter.push(piece);
          pushed += piece.length;
        }
      }).toThrow(EndlessEventError);
      expect(pushed).toBe(most);
    }
  });
});

test('maxMeteredUsage never makes a call cheaper when the usage is repeated', () => {
  const usage = (inputTokens: number, cachedInputTokens: number, outputTokens: number, serviceTier: string | null) => ({
    tokens: { inputTokens, cachedInputTokens, cacheWriteTokens: 0, outputTokens },
    serviceTier,
  });
  expect(maxMeteredUsage(usage(100, 0, 50, 'priority'), usage(100, 90, 50, null))).toEqual(
    usage(100, 0, 50, 'priority'),
  );
  expect(maxMeteredUsage(usage(100, 10, 50, null), usage(90, 10, 60, null))).toEqual(usage(100, 10, 60, null));
  expect(maxMeteredUsage(usage(100, 0, 50, null), usage(200, 120, 60, null))).toEqual(usage(200, 120, 60, null));
});
