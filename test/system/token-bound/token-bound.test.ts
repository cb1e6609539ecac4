import { describe, expect, test } from 'vitest';
import { DEFAULT_INPUT_SLACK_TOKENS } from '../../../src/ledger/estimate.ts';
import { boundRenderedTokens, RENDERING_FRAME_TOKENS } from '../../../src/ledger/rendered-tokens.ts';
import { LONG_RUN } from '../../support/long-run.ts';
import { chanceFrom } from '../crash/seeded-chance.ts';
import { ENCODINGS } from './encodings.ts';
import { chatRequest, endpointOf } from './first-requests.ts';
import { boundInput } from './input-bounds.ts';
import { countPrompt } from './prompt-tokens.ts';
import { RENDERINGS } from './renderings.ts';
import { COUNTINGS, climb, searchWorst } from './search.ts';
import { WORST_REQUESTS } from './worst-requests.ts';

/** `npm run test:bound` takes many more, from other seeds. */
const STEPS = 15;
const SEED = 1;
const PRIMING_TOKENS = 3;
/** A wrapper that some models get so that they may call several tools at once. */
const PARALLEL_CALLS_TOKENS = 200;
const [FIRST_ENCODING] = Object.keys(ENCODINGS);

describe('the bound of input tokens', () => {
  for (const counting of COUNTINGS) {
    const title = `is not exceeded by any body that a search finds: ${counting.rendering.name}, ${counting.encoding}`;
    test(title, counting.encoding === FIRST_ENCODING ? {} : LONG_RUN, () => {
      const worst = searchWorst(counting, ({ bound }) => bound, STEPS, chanceFrom(SEED));
      expect(worst.ratio, JSON.stringify(worst.body)).toBeLessThanOrEqual(1);
    });
  }

  test.each(Object.entries(WORST_REQUESTS))(
    'the bound of input tokens holds where the bytes of the body did not: %s',
    (_, request) => {
      const input = boundInput(request);
      const most = Math.max(
        ...COUNTINGS.map(({ rendering, count }) => countPrompt(input?.sent ?? {}, rendering, count)),
      );
      expect(most).toBeGreaterThan(input?.bytes ?? most);
      expect(most).toBeLessThanOrEqual(input?.bound ?? 0);
    },
  );

  // A search that cannot find the fault that was there proves nothing.
  for (const name of ['TypeScript', "the cookbook's formula", 'JSON in ASCII, indented by 4']) {
    const title = `is exceeded by a body that the same search finds, if bytes are the bound: ${name}`;
    test(title, name === 'TypeScript' ? {} : LONG_RUN, () => {
      const found = COUNTINGS.filter(({ rendering }) => rendering.name === name).map((counting) =>
        searchWorst(counting, ({ bytes }) => bytes, 3 * STEPS, chanceFrom(SEED)),
      );
      expect(Math.max(...found.map(({ ratio }) => ratio))).toBeGreaterThan(1);
    });
  }

  test('the bound of input tokens is near the largest count that is found for plain text', () => {
    const text = chatRequest({ messages: [{ role: 'user', content: '0a'.repeat(500) }] });
    for (const counting of COUNTINGS) {
      const found = climb(text, counting, ({ bound }) => bound, STEPS, chanceFrom(SEED));
      expect(found.ratio).toBeGreaterThan(0.9);
      expect(found.ratio).toBeLessThanOrEqual(1);
    }
  });

  test.each(['chat', 'responses'] as const)(
    'the bound of input tokens counts the instructions of the class, whatever is in them: %s',
    (kind) => {
      const bodies = [
        { model: 'm', messages: [{ role: 'user', content: '' }] },
        { model: 'm', messages: [{ role: 'system', content: '0a' }] },
        { model: 'm', messages: [{ role: 'developer', content: [{ type: 'text', text: '' }] }] },
        { model: 'm', input: '0' },
        { model: 'm', input: '0', instructions: '0a' },
      ].filter((body) => (kind === 'chat') === 'messages' in body);
      for (const instructions of [
        '0a'.repeat(2048),
        '<>&"'.repeat(1024),
        '\n\t'.repeat(2048),
        '한a'.repeat(1024),
        '0',
      ]) {
        for (const body of bodies) {
          const input = boundInput({ endpoint: endpointOf(kind), body, instructions });
          const counts = COUNTINGS.map(({ rendering, count }) => countPrompt(input?.sent ?? {}, rendering, count));
          expect(Math.max(...counts)).toBeLessThanOrEqual(input?.bound ?? 0);
          const alone = boundInput({ endpoint: endpointOf(kind), body });
          expect((input?.bound ?? 0) - (alone?.bound ?? 0)).toBeGreaterThanOrEqual(Buffer.byteLength(instructions));
        }
      }
    },
  );
});

describe.each(Object.entries(ENCODINGS))('the facts that the bound rests on, in %s', (_, count) => {
  test('an indentation is one token, and one more for every 64 spaces or 16 tabs', () => {
    for (const [character, run] of [
      [' ', 64],
      ['\t', 16],
    ] as const) {
      for (const next of ['"', '0', 'a', '[', '/']) {
        const base = count(`\n${next}`);
        for (let length = 1; length <= 600; length++) {
          const tokens = count(`\n${character.repeat(length)}${next}`);
          expect(tokens - base).toBeLessThanOrEqual(2 + Math.floor(length / run));
        }
      }
    }
  });

  test('no character takes more tokens than it has bytes', () => {
    for (let code = 0; code <= 0xffff; code += code < 0x300 ? 1 : 97) {
      const character = String.fromCharCode(code);
      expect(count(character)).toBeLessThanOrEqual(Buffer.byteLength(character));
    }
  });

  test('the text around schemas fits into the frame, and the priming of the reply into the slack', () => {
    const frames = RENDERINGS.map(({ frame, frameTokens }) => count(frame) + frameTokens);
    expect(Math.max(...frames) + PARALLEL_CALLS_TOKENS).toBeLessThanOrEqual(RENDERING_FRAME_TOKENS);
    expect(PRIMING_TOKENS).toBeLessThanOrEqual(DEFAULT_INPUT_SLACK_TOKENS);
  });
});

describe('the bound of one rendered JSON', () => {
  test.each([
    ['[]', 6 + 3],
    ['[0,0]', 6 + (1 + 2) + 6 + (1 + 2) + 3],
    ['{"a":"b"}', 6 + 3 + 2 + 3 + 3],
    ['"가"', 2 + 6],
    ['"<"', 2 + 6],
    ['"/"', 2 + 2],
    ['"\n"', 2 + 6],
    ['"\\n"', 2 + 6],
    ['"\\"[,"', 2 + 6 + 2],
    ['[-1.5]', 6 + (4 + 2) + 3],
    ['[1e+308]', 6 + 343 + 3],
    // From the eighth level on an indentation may take another token: on the way in, and on the way out.
    ['[[[[[[[[]]]]]]]]', 8 * (6 + 3) + 2],
  ])('the bound of one rendered JSON of %s is %i tokens', (json, tokens) => {
    expect(boundRenderedTokens(json)).toBe(tokens);
  });

  test('the bound of one rendered JSON is at least the bytes of any text, whether it is JSON or not', () => {
    const chance = chanceFrom(SEED);
    for (let run = 0; run < 2000; run++) {
      const units = Array.from({ length: 20 }, () => '[]{}",:\\0e-. a<\n가é\ud83d\ude00\u007f'.charAt(chance() * 22));
      const text = units.join('');
      expect(boundRenderedTokens(text)).toBeGreaterThanOrEqual(Buffer.byteLength(text));
    }
  });

  test('the bound of one rendered JSON does not overflow the stack, however deep the lists are', () => {
    expect(boundRenderedTokens('['.repeat(1_000_000))).toBeGreaterThan(1_000_000);
  });
});
