import { describe, expect, test } from 'vitest';
import { changeText } from '../../src/cli/commands/audit.ts';
import {
  formatDecimalUsd,
  formatDetails,
  formatJson,
  formatLocalInstant,
  formatShortUsd,
  formatTable,
  textWidth,
} from '../../src/cli/output.ts';
import { plainDocument, plainLine, withoutSecrets } from '../../src/cli/safe-text.ts';

describe('textWidth', () => {
  test.each([
    ['Ann', 3],
    ['김지우', 6],
    ['김지우'.normalize('NFD'), 6],
    ['ｶﾅ', 2],
    ['Ａ', 2],
    ['学生', 4],
    ['é'.normalize('NFD'), 1],
    ['👩‍🏫', 2],
    ['❤️', 2],
    ['\u200b', 0],
  ])('%s takes %i columns', (text, width) => {
    expect(textWidth(text)).toBe(width);
  });
});

describe('formatTable', () => {
  interface Row {
    name: string;
    calls: number | null;
    cost: number;
  }
  const columns = [
    { title: 'NAME', cell: (row: Row) => row.name },
    { title: 'CALLS', kind: 'count' as const, cell: (row: Row) => row.calls },
    { title: 'COST USD', kind: 'usd' as const, cell: (row: Row) => row.cost },
  ];

  test('Korean names keep the columns in line', () => {
    const rows = [
      { name: '김지우', calls: 2, cost: 1e-9 },
      { name: 'Ann', calls: null, cost: 12 },
    ];
    expect(formatTable(columns, rows)).toBe(
      [
        'NAME    CALLS   COST USD', //
        '김지우      2  <0.000001',
        'Ann         -  12.000000',
        '',
      ].join('\n'),
    );
  });

  test.each([
    [
      [0.5, 12],
      ['0.50', '12.00'],
    ],
    [
      [0.125, 0],
      ['0.125', '0.000'],
    ],
    [
      [0.123456789, 6e-7, 0],
      ['0.123457', '<0.000001', '0.000000'],
    ],
    [
      [-0.25, -1e-9],
      ['-0.250000', '>-0.000001'],
    ],
    [[1e-9], ['<0.000001']],
    [[1e-6], ['0.000001']],
  ])('a column of %j has one precision, and never shows a cost as nothing', (amounts, cells) => {
    const rows = amounts.map((cost) => ({ name: 'x', calls: 1, cost }));
    const shown = formatTable(columns, rows).trim().split('\n').slice(1);
    expect(shown.map((line) => line.split(/ +/).at(-1))).toEqual(cells);
  });

  test('a name cannot steer the terminal or forge a row', () => {
    const hostile = '\u001b[2J\u001b]0;owned\u0007Ann\r\nBob\u009b31m\u202e';
    const text = formatTable(columns, [{ name: hostile, calls: 1, cost: 0 }]);
    expect(text.split('\n')).toHaveLength(3);
    expect(text).toContain('Ann Bob');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is the guarantee
    expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
  });
});

test('formatDetails aligns the values and shows what is missing', () => {
  expect(formatDetails([['id', 1] as const, ['time zone', null] as const])).toBe('id         1\ntime zone  -\n');
});

test('USD is exact to the nano-dollar, without an exponent', () => {
  expect([1e-9, 5e-7, 0.1 + 0.2, 999_999.999999999, -0.5].map(formatDecimalUsd)).toEqual([
    '0.000000001',
    '0.0000005',
    '0.3',
    '999999.999999999',
    '-0.5',
  ]);
});

test('a short amount has at most six decimal places and no zeros at its end', () => {
  expect([0.5, 10, 0, 0.3799995, 1e-9, 100].map(formatShortUsd)).toEqual([
    '0.5',
    '10',
    '0',
    '0.38',
    '<0.000001',
    '100',
  ]);
});

test('an instant is shown on the local clock', () => {
  expect(formatLocalInstant('2026-11-29T15:00:00.000Z', 'Asia/Seoul')).toBe('2026-11-30 00:00 +09:00');
  expect(formatLocalInstant('2026-11-29T15:00:00.000Z', 'UTC')).toBe('2026-11-29 15:00 +00:00');
});

describe('JSON', () => {
  const answer = { cost_usd: 5e-7, list: [1e-9, 2], name: 'x: 5e-7', other: 1.5e-12 };

  test('keeps every value and spells small amounts out', () => {
    const text = formatJson(answer);
    expect(JSON.parse(text)).toEqual(answer);
    expect(text).toContain('"cost_usd": 0.0000005,');
    expect(text).toContain('0.000000001,');
    expect(text).toContain('"x: 5e-7"');
  });

  test('escapes the control characters that JSON leaves raw', () => {
    const text = formatJson({ name: '\u001b[31m\u009b31m' });
    expect(text).toBe('{\n  "name": "\\u001b[31m\\u009b31m"\n}\n');
  });
});

test('a document keeps its lines', () => {
  expect(plainDocument('a,b\r\n\u001b[31mc\u0007\td\n')).toBe('a,b\r\nc\td\n');
  expect(plainLine('a\tb')).toBe('a b');
});

test('secrets are cut out of error texts, but their prefixes stay', () => {
  const text = withoutSecrets('jgp_7k2m9 jgp_7k2m9zzzzzzz sk-proj-abcdefgh my own word', ['my own word', null, '']);
  expect(text).toBe('jgp_7k2m9 jgp_[secret] sk-[secret] [secret]');
});

test('the audit shows only what changed', () => {
  expect(changeText({ period: 'week', limit_usd: 0.25 }, { period: 'week', limit_usd: 0.5 }, 'gone')).toBe(
    'limit_usd: 0.25 -> 0.5',
  );
  expect(changeText(null, { refunded_usd: 5e-7 }, 'gone')).toBe('refunded_usd: 0.0000005');
  expect(changeText({ name: 'Ann' }, null, 'gone')).toBe('name: "Ann" -> gone');
  expect(changeText(null, null, 'gone')).toBeNull();
});
