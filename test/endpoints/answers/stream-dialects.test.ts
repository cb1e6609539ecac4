import { describe, expect, test } from 'vitest';
import { CHUNK_DIALECT } from '../../../src/endpoints/answers/chunk-stream.ts';
import { EVENT_DIALECT } from '../../../src/endpoints/responses/event-dialect.ts';
import type { StreamDialect } from '../../../src/upstream/stream/stream-dialect.ts';
import { UsageMeter } from '../../../src/upstream/usage-meter.ts';

const SECRET = 'org-Ab12Cd34Ef56Gh78';
const WORDS = { message: `failed in ${SECRET}`, code: 'server_error' };
const event = (data: unknown, name = '') => `${name}data: ${JSON.stringify(data)}\n\n`;

/** What passes of one event that comes alone, so that no other makes the meter look closer. */
function passed(dialect: StreamDialect, text: string): { text: string; failed: boolean; meter: UsageMeter } {
  const meter = new UsageMeter(dialect, { hideUsage: true, candidates: 1 });
  const bytes = meter.push(Buffer.from(text));
  return { text: bytes.toString(), failed: meter.failed, meter };
}

describe.each([
  ['chunks', CHUNK_DIALECT],
  ['events', EVENT_DIALECT],
])('an error of the provider in a stream of %s', (_, dialect) => {
  test.each<[string, string]>([
    ['an object', event({ error: WORDS })],
    ['a text', event({ error: WORDS.message })],
    ['a list', event({ error: [WORDS] })],
    ['a flat one', event({ type: 'error', ...WORDS })],
    ['a flat one under its name', event({ type: 'error', ...WORDS }, 'event: error\n')],
    ['one that is only named so', event(WORDS, 'event: error\n')],
    ['one that is only named so, without a blank', event(WORDS, 'event:error\r\n')],
  ])('never passes as %s', (_name, text) => {
    expect(passed(dialect, text)).toMatchObject({ text: '', failed: true });
  });
});

describe('a model’s words that look like an error', () => {
  const says = '"error": {"message": "event: error", "type": "error"}';
  test.each<[string, StreamDialect, string]>([
    ['a chunk', CHUNK_DIALECT, event({ choices: [{ index: 0, delta: { content: says } }] })],
    [
      'a chunk of a tool',
      CHUNK_DIALECT,
      event({ choices: [{ delta: { tool_calls: [{ type: 'error', error: 'x' }] } }] }),
    ],
    ['a chunk that says that nothing is wrong', CHUNK_DIALECT, event({ choices: [], error: null })],
    ['a delta', EVENT_DIALECT, event({ type: 'response.output_text.delta', delta: says, sequence_number: 1 })],
    [
      'a tool that takes an error',
      EVENT_DIALECT,
      event({ type: 'response.created', response: { tools: [{ error: {} }] } }),
    ],
    ['a response without an error', EVENT_DIALECT, event({ type: 'response.created', response: { error: null } })],
  ])('pass in %s', (_, dialect, text) => {
    expect(passed(dialect, text)).toMatchObject({ text, failed: false });
  });
});

describe('the last event of a response', () => {
  const usage = { input_tokens: 10, output_tokens: 5, total_tokens: 15 };
  test.each([
    ['response.completed', false],
    ['response.incomplete', false],
    ['response.failed', true],
  ])('is %s, and its usage is final', (type, failed) => {
    const { meter } = passed(EVENT_DIALECT, event({ type, response: { usage } }));
    expect(meter).toMatchObject({ done: true, failed });
    expect(meter.finalUsage?.tokens).toMatchObject({ inputTokens: 10, outputTokens: 5 });
  });

  test.each(['response.created', 'response.in_progress', 'response.queued'])('is not %s', (type) => {
    const { meter } = passed(EVENT_DIALECT, event({ type, response: { usage } }));
    expect(meter).toMatchObject({ done: false, failed: false, usage: null });
  });
});
