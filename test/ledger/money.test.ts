import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatUsd, MAX_NANO_USD, nanoToUsd, usdToNano } from '../../src/ledger/money.ts';

const amounts = fc.oneof(
  fc.integer({ min: 0, max: MAX_NANO_USD }),
  fc.integer({ min: 0, max: 2_000_000_000 }),
  fc.constantFrom(0, 1, 999_999_999, 1_000_000_000, MAX_NANO_USD - 1, MAX_NANO_USD),
);

describe('money', () => {
  it('keeps every amount through a JSON number of USD and back', () => {
    fc.assert(
      fc.property(amounts, (nano) => {
        const overTheWire = JSON.parse(JSON.stringify({ usd: nanoToUsd(nano) })).usd as number;
        expect(usdToNano(overTheWire)).toBe(nano);
      }),
    );
  });

  it('writes an amount as a plain decimal, exact to the nano-USD', () => {
    fc.assert(
      fc.property(amounts, fc.boolean(), (size, negative) => {
        const nano = negative && size !== 0 ? -size : size;
        const text = formatUsd(nano);
        expect(text).toMatch(/^-?(0|[1-9]\d*)(\.\d{0,8}[1-9])?$/);
        const [whole = '', fraction = ''] = text.replace('-', '').split('.');
        const read = Number(BigInt(whole) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0')));
        expect(text.startsWith('-') ? -read : read).toBe(nano);
      }),
    );
  });

  it('writes amounts as people read them', () => {
    expect([12_345, 5_000_000_000, -500_000_000, 0, 10, MAX_NANO_USD].map(formatUsd)).toEqual([
      '0.000012345',
      '5',
      '-0.5',
      '0',
      '0.00000001',
      '1000000',
    ]);
  });

  it('reads decimals that no double holds exactly', () => {
    expect([0.1, 0.3, 0.2, 1.005, 999_999.999999999].map(usdToNano)).toEqual([
      100_000_000, 300_000_000, 200_000_000, 1_005_000_000, 999_999_999_999_999,
    ]);
  });

  it('refuses a text that is not an amount of money', () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, -0.01, 1_000_000.000000001, 1e12, 1e-10, 0.1234567891]) {
      expect(() => usdToNano(bad), String(bad)).toThrow(RangeError);
    }
  });

  it('reads minus zero, which JSON can carry, as zero', () => {
    expect(Object.is(usdToNano(JSON.parse('-0')), 0)).toBe(true);
  });
});
