import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHUNK_DIALECT } from '../../../src/endpoints/answers/chunk-stream.ts';
import { EVENT_DIALECT } from '../../../src/endpoints/responses/event-dialect.ts';
import type { PlainEvents } from '../../../src/upstream/stream/plain-events.ts';
import { endOfEvent } from '../../../src/upstream/stream/sse-framing.ts';
import type { StreamDialect } from '../../../src/upstream/stream/stream-dialect.ts';

const scalar = fc.oneof(
  fc.constantFrom(
    null,
    '',
    'error',
    'response.completed',
    'response.output_text.delta',
    '"choices":[',
    '\\',
    'a\nb',
    0,
    -1.5,
  ),
  fc.string({ maxLength: 8 }),
);
const NAMES =
  'id object choices usage error type message index delta content finish_reason response text organization'.split(' ');
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 4 }),
  ),
}));
/** Most of what comes is ordinary: from there to what is not it is one step. */
const chunk = fc.record({
  id: fc.constant('x'),
  choices: fc.array(fc.record({ index: fc.nat(2), delta: value }), { maxLength: 2 }),
});
const typed = fc.record({ type: fc.constantFrom('response.output_text.delta', 'response.x', 'other'), delta: value });
const data = fc
  .tuple(fc.oneof(chunk, typed, value), fc.dictionary(fc.constantFrom(...NAMES), value, { maxKeys: 1 }))
  .map(([body, more]) =>
    typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body, ...more } : body,
  );
const event = fc
  .tuple(
    data,
    fc.constantFrom(
      'data: ',
      'data:',
      'event: response.x\ndata: ',
      'event: error\ndata: ',
      ': x\ndata: ',
      'id: 1\ndata: ',
    ),
    fc.constantFrom('\n', '\r\n', '\r'),
    fc.constantFrom(undefined, 1),
  )
  .map(([body, head, end, indent]) => {
    const json = JSON.stringify(body, null, indent)?.replaceAll(/\n\s*/g, ' ') ?? '';
    return `${head}${json}\n\n`.replaceAll('\n', end);
  });

/** What the slow look at one event finds: nothing that the meter must know, and nothing that may not pass. */
function passesAsItCame(text: string, dialect: StreamDialect, hideUsage: boolean): boolean {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => line !== '');
  if (!lines.every((line) => /^data:|^event: response\.x$/.test(line))) return false;
  const body = lines
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice(5))
    .join('\n');
  const facts = dialect.factsOf(JSON.parse(body), hideUsage);
  return (
    facts.passes === 'as it came' && facts.usage === null && facts.finished.length === 0 && !facts.failed && !facts.ends
  );
}

describe.each([
  ['chunks', CHUNK_DIALECT],
  ['typed events', EVENT_DIALECT],
] as const)('PlainEvents of %s', (_name, dialect) => {
  it.each([true, false])('are only events in which parsing finds nothing (usage hidden: %s)', (hideUsage) => {
    const plain = hideUsage ? dialect.plain.withoutUsage : dialect.plain.withUsage;
    let passed = 0;
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 3 }), (texts) => {
        const block = Buffer.from(texts.join(''));
        const run = block.subarray(0, plain.endOfRun(block));
        if (run.length > 0) passed++;
        for (let at = 0; at < run.length; at = endOfEvent(run, at)) {
          const one = run.subarray(at, endOfEvent(run, at));
          expect(passesAsItCame(one.toString(), dialect, hideUsage), one.toString()).toBe(true);
          expect(one.toString()).not.toMatch(/"(?:error|organization)"\s*:/);
        }
      }),
      { numRuns: 4000 },
    );
    expect(passed).toBeGreaterThan(10);
  });
});

function isOneRun(plain: PlainEvents, text: string): boolean {
  return text !== '' && plain.endOfRun(Buffer.from(text)) === Buffer.byteLength(text);
}

describe('PlainEvents.endOfRun', () => {
  const one = 'data: {"id":"x","choices":[{"index":0,"delta":{"content":"hi"},"finish_reason":null}],"usage":null}\n\n';
  const areChunks = (text: string) => isOneRun(CHUNK_DIALECT.plain.withoutUsage, text);

  it.each(['\n', '\r\n'])('goes through ordinary chunks with lines ended by %j', (end) => {
    expect(areChunks((one + one).replaceAll('\n', end))).toBe(true);
  });

  it('ends before the first event that is not plain, and begins anew behind it', () => {
    const other = 'data: [DONE]\n\n';
    const block = Buffer.from(`${one}${one}\n${other}${one}`);
    const { withoutUsage } = CHUNK_DIALECT.plain;
    expect(withoutUsage.endOfRun(block)).toBe(2 * one.length + 1);
    expect(withoutUsage.endOfRun(block, 2 * one.length + 1)).toBe(2 * one.length + 1);
    expect(withoutUsage.endOfRun(block, 2 * one.length + 1 + other.length)).toBe(block.length);
  });

  it.each([
    ['an event of another shape between two', `${one}data: {"id":"x"}\n\n${one}`],
    ['a mark that is a token, not a name', `${one}data: {"id":"x","content":"choices"}\n\n`],
    ['a usage', one.replace('"usage":null', '"usage":{}')],
    ['an end', one.replace('"finish_reason":null', '"finish_reason":"stop"')],
    ['no choices', one.replace(/\[.*\]/, '[ ]')],
    ['a name spelled with an escape', one.replace('"usage"', '"\\u0075sage"')],
    ['an unlisted name', one.replace('"id"', '"organization"')],
    ['an error that is null', one.replace('"id":"x"', '"error":null')],
    ['an event without data', `event: response.done\n\n${one}`],
    ['a mark deeper than the event', `${one}data: {"id":{"choices":[{}]}}\n\n`],
    ['nothing but an empty line', '\n'],
    ['a comment', `: hello\n\n${one}`],
    ['a lone CR', one.replaceAll('\n', '\r')],
    ['data that goes on in a second line', one.replace(',"usage"', '\ndata: ,"usage"')],
    ['[DONE]', `${one}data: [DONE]\n\n`],
    ['half a string', one.slice(0, 40)],
  ])('does not go through %s', (_what, text) => {
    expect(areChunks(text)).toBe(false);
  });
});

describe('PlainEvents.endOfRun of the Responses API', () => {
  it.each(['response.completed', 'response.incomplete', 'response.failed'])(
    'is not plain when it has a %s without a response',
    (type) => {
      expect(isOneRun(EVENT_DIALECT.plain.withUsage, `data: {"type":"${type}","delta":{}}\n\n`)).toBe(false);
    },
  );
});
