import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StopMatcher, StopStrings } from '../../../src/gateway/stop/stop-matcher.ts';
import { cutAtStop } from './stop-reference.ts';

function matched(pieces: readonly string[], stops: readonly string[]) {
  const matcher = new StopMatcher(new StopStrings(stops));
  const passed = pieces.map((piece) => matcher.push(piece));
  return { passed, rest: matcher.end(), stopped: matcher.stopped };
}

/** Few letters, so that stop strings occur, overlap, and begin without ending. */
const sign = fc.constantFrom('a', 'b', '\n', '가', '😀', '\ud83d', '\ude00', '"');
const stops = fc.array(fc.string({ unit: sign, minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 });
const pieces = fc.array(fc.string({ unit: sign, maxLength: 6 }), { maxLength: 12 });

describe('StopMatcher', () => {
  test('passes exactly the text before the first stop string, however it is cut into pieces', () => {
    fc.assert(
      fc.property(pieces, stops, (texts, strings) => {
        const { passed, rest, stopped } = matched(texts, strings);
        expect({ text: passed.join('') + rest, stopped }).toEqual(cutAtStop(texts.join(''), strings));
      }),
      { numRuns: 3000 },
    );
  });

  test('holds text back only while it may be the beginning of a stop string', () => {
    fc.assert(
      fc.property(pieces, stops, (texts, strings) => {
        const { passed } = matched(texts, strings);
        let text = '';
        let out = '';
        for (const [n, piece] of texts.entries()) {
          text += piece;
          out += passed[n];
          const cut = cutAtStop(text, strings);
          const mayBegin = (end: string) => strings.some((one) => one.length > end.length && one.startsWith(end));
          const ends = Array.from({ length: text.length + 1 }, (_, at) => text.slice(at));
          const held = cut.stopped ? '' : (ends.find(mayBegin) ?? '');
          expect(out).toBe(cut.text.slice(0, cut.text.length - held.length));
        }
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['the one that is complete first', 'xabcde', ['abcde', 'cd'], 'xab'],
    ['the longer of two that end at the same place', 'xab', ['b', 'ab'], 'x'],
    ['one that begins inside of its own beginning', 'aab', ['ab'], 'a'],
    ['one of several lines', 'Thought\nObservation: 3', ['\nObservation:'], 'Thought'],
    ['one at the very beginning', 'stop', ['stop'], ''],
    ['none', 'sto', ['stop'], 'sto'],
  ])('cuts at %s', (_, text, strings, left) => {
    const { passed, rest } = matched([...text], strings);
    expect(passed.join('') + rest).toBe(left);
  });

  test('takes time linear in the text and the stop strings', () => {
    const long = 'a'.repeat(200_000);
    const strings = [`${long}b`, `${long}c`, `b${long}b`, `${long}${long}`];
    const started = process.cpuUsage();
    expect(matched([long, 'x', long, 'x'], strings)).toMatchObject({ stopped: false });
    // A model that repeats itself, a letter at a time.
    expect(matched([...long, ...long], strings)).toMatchObject({ stopped: true });
    // The naive search, and joining what is held back at each piece, take minutes.
    expect(process.cpuUsage(started).user).toBeLessThan(5_000_000);
  });
});
