import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CHUNK_DIALECT } from '../../../src/endpoints/answers/chunk-stream.ts';
import { EVENT_DIALECT } from '../../../src/endpoints/responses/event-dialect.ts';
import type { StreamDialect } from '../../../src/upstream/stream/stream-dialect.ts';
import { UsageMeter } from '../../../src/upstream/usage-meter.ts';

const USAGE = { prompt_tokens: 10, completion_tokens: 5 };
const choice = (content: string, more: object = {}) => ({ index: 0, delta: { content }, finish_reason: null, ...more });
/** What a provider may send, ordinary and not, each as the data of an event. */
const data = fc.oneof(
  fc.string({ maxLength: 6 }).map((text) => JSON.stringify({ id: 'x', choices: [choice(text)], usage: null })),
  fc.constantFrom(
    '[DONE]',
    '',
    'half a text',
    ...[
      { id: 'x', choices: [choice('"usage":{"prompt_tokens":1}\n\ndata: [DONE]')] },
      { id: 'x', choices: [choice('', { finish_reason: 'stop' })] },
      { id: 'x', choices: [choice('한글 🙂')], organization: 'org-Owner' },
      { id: 'x', choices: [choice('a', { usage: USAGE })], usage: USAGE },
      { id: 'x', choices: [], usage: USAGE },
      { usage: USAGE },
      { choices: [choice('', { error: { message: 'no' } })] },
      { error: { message: 'no' } },
      { type: 'response.output_text.delta', delta: 'a' },
      { type: 'response.completed', response: { output: [], usage: { input_tokens: 3, output_tokens: 2 } } },
    ].map((one) => JSON.stringify(one)),
    '{"id":"x","choices":[{"index":0,"delta":{"content":"a"}}],"\\u0075sage":{"prompt_tokens":1}}',
    '{ "id" : "x" , "choices" : [ { "index" : 0 } ] }',
  ),
);
const event = fc
  .tuple(
    data,
    fc.constantFrom('data: ', 'data:', ': x\ndata: ', 'id: 1\ndata: ', 'event: response.x\ndata: '),
    fc.nat(2),
  )
  .map(([text, head, blankLines]) => `${head}${text}\n${'\n'.repeat(blankLines + 1)}`);
const stream = fc
  .tuple(fc.array(event, { maxLength: 6 }), fc.constantFrom('\n', '\r\n', '\r'))
  .map(([events, end]) => Buffer.from(events.join('').replaceAll('\n', end)));
const cuts = fc.array(fc.nat(400), { maxLength: 12 });

function meter(bytes: Buffer, dialect: StreamDialect, hideUsage: boolean, offsets: readonly number[]) {
  const one = new UsageMeter(dialect, { hideUsage, candidates: 1, costUsdOf: () => 0.5 });
  const passed: Buffer[] = [];
  let at = 0;
  for (const end of [...offsets.toSorted((a, b) => a - b).filter((offset) => offset < bytes.length), bytes.length]) {
    passed.push(one.push(bytes.subarray(at, end)));
    at = end;
  }
  passed.push(one.end());
  const { usage, finalUsage, isWhole, isOver, holdsAnswers, done, failed } = one;
  return { events: eventsIn(Buffer.concat(passed)), usage, finalUsage, isWhole, isOver, holdsAnswers, done, failed };
}

/** As a client reads them: it does not see how many blank lines are between two. */
function eventsIn(bytes: Buffer): string[] {
  const lines = bytes.toString().replaceAll(/\r\n?/g, '\n');
  return lines
    .split(/\n{2,}/)
    .map((event) => event.trim())
    .filter((event) => event !== '');
}

it.each([
  ['chunks', CHUNK_DIALECT, true],
  ['chunks', CHUNK_DIALECT, false],
  ['typed events', EVENT_DIALECT, false],
] as const)('UsageMeter passes and reads the same of %s wherever a stream is cut', (_name, dialect, hideUsage) => {
  fc.assert(
    fc.property(stream, cuts, (bytes, offsets) => {
      const everyByte = Array.from(bytes, (_byte, at) => at);
      const whole = meter(bytes, dialect, hideUsage, []);
      expect(meter(bytes, dialect, hideUsage, offsets)).toEqual(whole);
      expect(meter(bytes, dialect, hideUsage, everyByte)).toEqual(whole);
    }),
    { numRuns: 1000 },
  );
});
