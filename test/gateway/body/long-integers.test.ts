import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readJson } from '../../../src/gateway/body/read-json.ts';

const LONG = '9007199254740993';

function rewritten(json: string): string {
  const read = readJson(json);
  return read.is === 'read' ? JSON.stringify(read.value) : read.is;
}

describe('long integers', () => {
  test.each([
    LONG,
    `-${LONG}`,
    `[${LONG}]`,
    `[[${LONG}]]`,
    `[-${LONG},1,"${LONG}"]`,
    `{"a":${LONG},"b":{"c":[${LONG},${LONG}1]}}`,
    `{"${LONG}":${LONG}}`,
    `{"__proto__":${LONG}}`,
    `{"__proto__":{"a":${LONG}}}`,
    `["\\"${LONG}",${LONG}]`,
    `[1.5,1e5,${LONG},${'9'.repeat(300)}]`,
  ])('are written with the digits that came: %s', (json) => {
    expect(rewritten(json)).toBe(json.replace('1e5', '100000'));
  });

  test('keep what is there once of a name that is there twice', () => {
    expect(rewritten(`{"a":${LONG},"a":2}`)).toBe('{"a":2}');
    expect(rewritten(`{"a":2,"a":${LONG}}`)).toBe(`{"a":${LONG}}`);
  });

  test.each([
    `{${LONG}:1}`,
    `{"a":1,${LONG}:2}`,
    `{"a":1,${LONG}}`,
    `[0${LONG}]`,
    `[--${LONG}]`,
    `[- ${LONG}]`,
    `[+${LONG}]`,
    `[${LONG}a]`,
    `[a${LONG}]`,
    `[${LONG}"a"]`,
    `["a"${LONG}]`,
    `[1 ${LONG}]`,
    `[1-${LONG}]`,
    `[${LONG}-${LONG}]`,
    `[${LONG}.]`,
    `${LONG}${' '}${LONG}`,
  ])('are refused where JSON has no number: %s', (json) => {
    expect(rewritten(json)).toBe('not-json');
  });

  test('leave every JSON as JSON, and everything else as what it is', () => {
    const tokens = fc.constantFrom(
      '[',
      ']',
      '{',
      '}',
      ',',
      ':',
      '"a"',
      '""',
      '1',
      '-',
      ' ',
      '.',
      'e',
      '0',
      LONG,
      '"',
      '\\',
    );
    fc.assert(
      fc.property(fc.array(tokens, { maxLength: 9 }), (some) => {
        const json = some.join('');
        const { is } = readJson(json);
        if (is !== 'too-large-number') expect(is).toBe(isNoJson(json) ? 'not-json' : 'read');
      }),
      { numRuns: 20_000 },
    );
  });
});

function isNoJson(json: string): boolean {
  try {
    JSON.parse(json);
    return false;
  } catch {
    return true;
  }
}
