import { describe, expect, test } from 'vitest';
import { RESULT_TYPES, readInt8 } from '../../../src/store/postgres/engine/result-types.ts';
import { numberedQuery, numberPlaceholders } from '../../../src/store/postgres/engine/statements.ts';

describe('numberPlaceholders', () => {
  test.each([
    ['SELECT 1', 'SELECT 1', null],
    ['a = ? AND b IN (?, ?)', 'a = $1 AND b IN ($2, $3)', null],
    ['a = @id AND b = @at OR c = @id', 'a = $1 AND b = $2 OR c = $1', ['id', 'at']],
    ["a = '?' AND b = 'it''s @x ?' AND c = ?", "a = '?' AND b = 'it''s @x ?' AND c = $1", null],
    ['SELECT ? AS "what?" FROM "a""?b"', 'SELECT $1 AS "what?" FROM "a""?b"', null],
    ['SELECT ? -- why? @me\n, ?', 'SELECT $1 -- why? @me\n, $2', null],
    ['SELECT /* ? @a */ ?', 'SELECT /* ? @a */ $1', null],
    [
      'SELECT substring(after from \'"studentId":([0-9]+)\') = @id',
      'SELECT substring(after from \'"studentId":([0-9]+)\') = $1',
      ['id'],
    ],
  ])('%s', (text, numbered, names) => {
    expect(numberPlaceholders(text)).toEqual({ text: numbered, names });
  });

  test('numbers more than nine placeholders', () => {
    expect(numberPlaceholders(Array(12).fill('?').join()).text).toBe('$1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12');
  });

  test('refuses a statement with both kinds', () => {
    expect(() => numberPlaceholders('a = ? AND b = @b')).toThrow('both ? and @b');
  });
});

describe('numberedQuery', () => {
  test('gives the values by name in the order of the numbers', () => {
    const query = numberedQuery({ text: 'b = @b AND a = @a AND b > @b', values: [{ a: 1, b: null }] });
    expect(query).toMatchObject({ text: 'b = $1 AND a = $2 AND b > $1', values: [null, 1] });
  });

  test('gives each text one name, and no two texts the same', () => {
    const [first, again, other] = ['SELECT 11', 'SELECT 11', 'SELECT 12'].map((text) =>
      numberedQuery({ text, values: [] }),
    );
    expect(first?.name).toBe(again?.name);
    expect(first?.name).not.toBe(other?.name);
  });

  test('gives no name to texts beyond what a connection should keep', () => {
    const queries = Array.from({ length: 700 }, (_, n) => numberedQuery({ text: `SELECT ${n} AS n`, values: [] }));
    expect(queries.at(-1)).toEqual({ text: 'SELECT 699 AS n', values: [] });
  });

  test('refuses a value that is missing, where it would be read as NULL', () => {
    expect(() => numberedQuery({ text: 'a = @a', values: [{ b: 1 }] })).toThrow('no value for @a');
    expect(() => numberedQuery({ text: 'a = @a', values: [] })).toThrow('no values by name');
  });
});

describe('RESULT_TYPES', () => {
  test('reads BIGINT as a number, and refuses one that a number cannot hold', () => {
    expect(readInt8('9007199254740991')).toBe(Number.MAX_SAFE_INTEGER);
    expect(() => readInt8('9007199254740992')).toThrow('too large');
    expect(() => readInt8('-9007199254740993')).toThrow('too large');
  });

  test('refuses NUMERIC, which would come as text', () => {
    expect(() => RESULT_TYPES.getTypeParser(1700)('1')).toThrow('cast the sum');
  });
});
