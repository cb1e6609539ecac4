import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JsonTexts } from '../../../src/gateway/body/json-texts.ts';

/** A second half behind its first is not. @param at behind a backslash */
function isLoneHalf(json: string, at: number): boolean {
  const isSecond =
    /^u[dD][c-fC-F]/.test(json.slice(at)) && /^\\u[dD][89abAB].{2}\\$/s.test(json.slice(Math.max(0, at - 7), at));
  return /^u[dD][89a-fA-F]/.test(json.slice(at)) && !isSecond;
}

/** The ends of all texts, and how many escapes each has, one character after another. */
function endsOf(json: string): unknown[] {
  const ends: unknown[] = [];
  for (let at = 0; at < json.length; at++) {
    if (json[at] !== '"') continue;
    let [escapes, surrogates] = [0, 0];
    for (at++; at < json.length && json[at] !== '"'; at++) {
      if (json[at] !== '\\') continue;
      escapes++;
      at++;
      if (isLoneHalf(json, at)) surrogates++;
    }
    ends.push(at < json.length ? [at, escapes, surrogates] : [json.length]);
  }
  return ends;
}

function foundEnds(json: string): unknown[] {
  const texts = new JsonTexts(json);
  const ends: unknown[] = [];
  for (let at = 0; at < json.length; at++) {
    if (json[at] !== '"') continue;
    at = texts.end(at);
    ends.push(at < json.length ? [at, texts.escapes, texts.surrogates] : [at]);
  }
  return ends;
}

describe('JsonTexts', () => {
  const pieces = fc.constantFrom(
    '"',
    '"',
    '\\',
    '\\"',
    '\\\\',
    '\\u0041',
    '\\ud7ff',
    '\\ud800',
    '\\ud83d\\ude00',
    '\\ude00',
    '\\uDFFF',
    '\\uda',
    'a',
    '하',
    'b'.repeat(15),
    'c'.repeat(40),
  );

  test('finds the end of each text and counts its escapes, whatever is between them', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (some) => {
        expect(foundEnds(some.join(''))).toEqual(endsOf(some.join('')));
      }),
      { numRuns: 3000 },
    );
  });
});
