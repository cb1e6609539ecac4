import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IMAGE_STREAM } from '../../../src/endpoints/images/stream.ts';
import { AnswerSecrets } from '../../../src/upstream/answers/answer-secrets.ts';
import { LargeEventError, LargeEvents } from '../../../src/upstream/stream/large-events.ts';
import type { LargeEventRules } from '../../../src/upstream/stream/passing-event.ts';

const KEY = 'sk-proj-0123456789abcdefghij0123456789';
const RULES = IMAGE_STREAM.dialect as LargeEventRules;
const SECRETS = new AnswerSecrets([KEY]);
const LARGE = 'A'.repeat(40_000);
const FACTS = { background: 'opaque', output_format: 'png', quality: 'low', size: '1024x1024' };
const USAGE = { total_tokens: 216, input_tokens: 20, output_tokens: 196, input_tokens_details: { text_tokens: 20 } };

function event(data: object, name = (data as { type?: string }).type): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

const partial = (b64_json = LARGE) => ({
  type: 'image_generation.partial_image',
  b64_json,
  created_at: 1,
  ...FACTS,
  partial_image_index: 0,
});
const completed = (b64_json = LARGE) => ({
  type: 'image_generation.completed',
  b64_json,
  created_at: 1,
  ...FACTS,
  usage: USAGE,
});
const WHOLE = event(partial()) + event(completed());

interface Metered {
  readonly passed: string;
  readonly meter: LargeEvents;
}

function meter(pieces: readonly (string | Buffer)[], { ends = true } = {}): Metered {
  const events = new LargeEvents(RULES, () => SECRETS.newFilter());
  const passed = pieces.map((piece) => events.push(Buffer.from(piece)));
  if (ends) passed.push(events.end());
  return { passed: Buffer.concat(passed).toString(), meter: events };
}

/** The bytes, cut at every so many. */
function cut(text: string, size: number): Buffer[] {
  const bytes = Buffer.from(text);
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
}

describe('LargeEvents', () => {
  test('passes pictures as they came, and reads the usage of the last event', () => {
    const { passed, meter: events } = meter([WHOLE]);
    expect(passed).toBe(WHOLE);
    expect(events).toMatchObject({ done: true, failed: false, isWhole: true, isOver: true, isMidEvent: false });
    expect(events.usage).toMatchObject({ tokens: { inputTokens: 20, outputTokens: 196, imageOutputTokens: 196 } });
    expect(events.finalUsage).toEqual(events.usage);
  });

  test('passes the same however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.constantFrom('\n', '\r\n', '\r'), (size, lineEnd) => {
        const { passed, meter: events } = meter(cut(WHOLE.replaceAll('\n', lineEnd), size));
        expect(passed).toBe(WHOLE);
        expect(events.usage?.tokens.outputTokens).toBe(196);
      }),
      { numRuns: 60 },
    );
  });

  test('passes the bytes of a picture before its event ends', () => {
    const events = new LargeEvents(RULES, () => SECRETS.newFilter());
    const [first = ''] = WHOLE.split('"created_at"');
    expect(events.push(Buffer.from(first)).length).toBeGreaterThan(16 * 1024);
    expect(events.isMidEvent).toBe(true);
  });

  test('passes listed fields only, and no key that is in one of them, wherever the bytes are cut', () => {
    const secret = { ...completed(`${KEY}${LARGE}${KEY}`), safety_identifier: 'student', organization: 'org-1' };
    for (const size of [7, 97, 4096, 1_000_000]) {
      const { passed } = meter(cut(event(secret), size));
      expect(passed).toContain(`"b64_json":"[hidden]${LARGE}[hidden]"`);
      expect(passed).not.toMatch(/sk-proj|student|org-1|organization/);
      expect(JSON.parse(passed.split('data: ')[1] ?? '')).toEqual(completed(`[hidden]${LARGE}[hidden]`));
    }
  });

  test('passes nothing behind the last event', () => {
    const { passed } = meter([event(completed('a')) + event(partial('b'))]);
    expect(passed).toBe(event(completed('a')));
  });

  test('ends an answer whose last event lacks its blank line', () => {
    const { passed, meter: events } = meter([event(completed('a')).trimEnd()]);
    expect(passed).toBe(event(completed('a')));
    expect(events.isWhole).toBe(true);
  });

  test.each([
    ['an event of another type', event({ type: 'keepalive', b64_json: 'x' })],
    ['a comment', ': keep-alive\n\n'],
    ['an id', 'id: 7\nretry: 10\n\n'],
    ['an event without data', 'event: image_generation.partial_image\n\n'],
  ])('leaves out %s', (_, other) => {
    const { passed, meter: events } = meter([other + WHOLE]);
    expect(passed).toBe(WHOLE);
    expect(events.isWhole).toBe(true);
  });

  test.each([
    ['an error event', event({ type: 'error', error: { message: 'secret of the account' } }, 'error')],
    ['an error event without its object', event({ type: 'error', message: 'secret of the account' }, 'error')],
    ['an error without a type', 'data: {"error":{"message":"secret of the account"}}\n\n'],
    ['a text', 'data: secret of the account\n\n'],
    ['a list', 'data: [{"secret":"of the account"}]\n\n'],
    ['the end of another protocol', 'data: [DONE]\n\n'],
    ['half an object', 'data: {"type":"image_generation.completed"\n\n'],
    ['two objects', 'data: {"type":"image_generation.completed"} {}\n\n'],
  ])('fails at %s, and passes nothing of it', (_, broken) => {
    const { passed, meter: events } = meter([event(partial('a')) + broken + WHOLE]);
    expect(passed).toBe(event(partial('a')));
    expect(events).toMatchObject({ failed: true, done: false, isWhole: false, isMidEvent: false, usage: null });
  });

  test('fails in the middle of a large event that turns out to be none', () => {
    const { meter: events } = meter([`data: {"b64_json":"${LARGE}","type":"other"}\n\n`]);
    expect(events).toMatchObject({ failed: true, isMidEvent: true });
  });

  test.each([
    ['a field without an end', `event: ${'x'.repeat(2000)}`],
    ['data of several lines', 'data: {"type":\ndata: "image_generation.completed"}\n\n'],
  ])('cannot read %s', (_, bytes) => {
    const events = new LargeEvents(RULES, () => SECRETS.newFilter());
    const push = () => {
      events.push(Buffer.from(bytes));
      if (events.failed) throw new LargeEventError('failed');
    };
    expect(push).toThrow(LargeEventError);
  });

  test('is not whole when the body ends in the middle, and keeps what it knows', () => {
    const { meter: before } = meter([event(partial('a'))]);
    expect(before).toMatchObject({ isWhole: false, usage: null, isMidEvent: false });
    const cutOff = meter([event(completed()).slice(0, -2)], { ends: false });
    expect(cutOff.meter).toMatchObject({ isWhole: false, isMidEvent: true, usage: null });
    const withData = meter([event(completed()).slice(0, -1)], { ends: false });
    expect(withData.meter.finalUsage).toMatchObject({ tokens: { outputTokens: 196 } });
  });
});
