import { describe, expect, test } from 'vitest';
import { holdsInfinity, nestsTooDeep } from '../../src/gateway/large-bodies.ts';
import { cpuMs } from '../support/cpu-time.ts';

/** What looking at a body may take, ms of CPU. Each of these bodies took five times as long in some form of the look. */
const MOST_MS = 100;

function cpuOf(look: () => unknown): number {
  const before = cpuMs();
  look();
  return cpuMs() - before;
}

describe('a body of a megabyte is looked at in no time', () => {
  test.each([
    ['numbers just below those that are too long', `${'1'.repeat(308)},`.repeat(3300)],
    ['letters that might be an exponent', '1e'.repeat(500_000)],
    ['zeros behind them', `1e${'0'.repeat(300)}x`.repeat(3300)],
    ['quotes', '\\"'.repeat(500_000)],
    ['backslashes', '\\'.repeat(1_000_000)],
  ])('of %s', (_what, text) => {
    expect(cpuOf(() => holdsInfinity(text, [1]))).toBeLessThan(MOST_MS);
    expect(cpuOf(() => nestsTooDeep(`"${text}"`))).toBeLessThan(MOST_MS);
  });
});

test('depth is counted outside of texts only, and below 200 it is fine', () => {
  const padding = ' '.repeat(70_000);
  const nested = (depth: number) => `${padding}${'['.repeat(depth)}${']'.repeat(depth)}`;
  expect([nestsTooDeep(nested(200)), nestsTooDeep(nested(201))]).toEqual([false, true]);
  expect(nestsTooDeep(`${padding}["${'['.repeat(500)}\\"${'{'.repeat(500)}"]`)).toBe(false);
  expect(nestsTooDeep(`${padding}["\\\\"${nested(201)}]`)).toBe(true);
});
