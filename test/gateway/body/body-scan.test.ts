import { describe, expect, test } from 'vitest';
import { scanBody } from '../../../src/gateway/body/body-scan.ts';

const LARGE = ' '.repeat(70_000);
const FINE = { is: 'fine', longIntegers: [] };
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const times = (part: string, count: number) => `[${Array(count).fill(part).join(',')}]`;

describe('scanBody: depth', () => {
  test('allows a nesting of 200 in bodies of any size', () => {
    expect([scanBody(nested(200)), scanBody(LARGE + nested(200))]).toEqual([FINE, FINE]);
    expect([scanBody(nested(201)).is, scanBody(LARGE + nested(201)).is]).toEqual(['too-complex', 'too-complex']);
  });

  test('counts the nesting outside of texts only', () => {
    expect(scanBody(`["${'['.repeat(500)}\\"${'{'.repeat(500)}"]`)).toEqual(FINE);
    expect(scanBody(`["\\\\"${nested(201)}]`).is).toBe('too-complex');
    expect(scanBody(`["\\\\\\"${'['.repeat(500)}"]`)).toEqual(FINE);
    expect(scanBody(`["a\\"","${'['.repeat(500)}"]`)).toEqual(FINE);
  });
});

describe('scanBody: numbers', () => {
  test.each([
    '1e999',
    '1E+309',
    '2e308',
    '-1e309',
    '1.8e308',
    '9'.repeat(309),
    `${'9'.repeat(309)}.5`,
    `0.1e${'9'.repeat(50)}`,
  ])('%s is too large', (number) => {
    expect(scanBody(`[${number}]`)).toEqual({ is: 'too-large-number', number: number.replace('-', '') });
    expect(Number.isFinite(Number(number))).toBe(false);
  });

  test.each([
    '1e308',
    '1.7976931348623157e308',
    '0e999',
    '1e-999',
    '9'.repeat(308),
    `0.${'1'.repeat(5000)}`,
    '1e0000000005',
  ])('%s is not too large', (number) => {
    expect(scanBody(`{"a":${number}}`).is).toBe('fine');
  });

  test.each(['9007199254740993', '-9007199254740993', '18446744073709551615', '1'.repeat(300)])(
    '%s is a long integer',
    (number) => {
      expect(scanBody(`[${number}]`)).toEqual({ is: 'fine', longIntegers: [1, 1 + number.length] });
      expect(scanBody(`["${number}"]`)).toEqual(FINE);
      expect(scanBody(`{"${number}":1}`)).toEqual(FINE);
    },
  );

  test.each(['9007199254740991', '9007199254740992', '123456789012345', '-0', '0.30000000000000004', '1e20'])(
    '%s is serialised unchanged',
    (number) => {
      expect(scanBody(`[${number}]`)).toEqual(FINE);
    },
  );
});

describe('scanBody: parts', () => {
  test.each<[string, string]>([
    ['lists', times('[]', 40_001)],
    ['objects', times('{}', 40_001)],
    ['names', times('{"a":1,"b":1}', 25_001)],
    ['different names', `${LARGE}[${Array.from({ length: 4200 }, (_, index) => `{"${index}":1}`).join()}]`],
    ['texts', times('""', 60_001)],
    ['commas', times('1', 250_002)],
    ['fractions', times('0.5', 20_001)],
    ['long fractions', times('0.1000000000000000055511151231257827', 20_001)],
    ['odd numbers', times('18446744073709551615', 5001)],
    ['zeros with an exponent', times('0e999', 5001)],
    ['different short texts', `[${Array.from({ length: 50_000 }, (_, index) => `"${index}"`).join()}]`],
    [
      'objects and texts and numbers together',
      `[${times('{"a":1}', 12_000)},${times('""', 30_000)},${times('1', 100_000)}]`,
    ],
    ['names in no common order', `[${Array.from({ length: 14_000 }, (_, index) => `{"${index % 3000}":1}`).join()}]`],
    ['escapes', `["${'\\\\'.repeat(700_000)}"]`],
    ['long integers among many values', `[18446744073709551615,${times('1', 20_001)}]`],
  ])('too many %s are refused', (_what, body) => {
    expect(scanBody(body).is).not.toBe('fine');
  });

  test.each<[string, string]>([
    ['of token numbers', times('50256', 170_000)],
    [
      'of messages',
      times('{"role":"user","content":"Explain why the sky is blue, as to a first-year student."}', 12_000),
    ],
    ['of text', `["${'Why? '.repeat(200_000)}"]`],
    [
      'of messages in Korean that are written in ASCII',
      times(`{"role":"user","content":"${'\\ud558\\ub298\\uc740 '.repeat(8)}"}`, 5700),
    ],
    ['of text with escapes', `["${'\\"\\n\\\\'.repeat(160_000)}"]`],
    [
      'of the properties of schemas',
      times(
        '{ "name": { "type": "string", "description": "What the student is called, as it stands in the register of the class" } }',
        8000,
      ),
    ],
  ])('a megabyte %s is fine', (_what, body) => {
    expect(scanBody(body)).toEqual(FINE);
  });
});
