import { describe, expect, it } from 'vitest';
import { createRateLimits } from '../../src/limits/rate-limits.ts';
import { WindowCounts } from '../../src/limits/window-counts.ts';

const SETTINGS = { addressFailuresPerMinute: 2, studentRequestsPerMinute: 3 };

function limitsAt(clock: { now: number }) {
  const { count } = createRateLimits(SETTINGS, () => clock.now);
  return (who: number, lowerMax?: number | null) => count('request', who, lowerMax);
}

describe('a rate limit', () => {
  it('lets so many requests pass in a minute, and says how long the next one waits', () => {
    const clock = { now: 1000 };
    const count = limitsAt(clock);
    expect([count(1), count(1), count(1)]).toEqual([null, null, null]);
    clock.now += 20_500;
    expect(count(1)).toBe(40);
  });

  it('begins anew a minute after the first request', () => {
    const clock = { now: 0 };
    const count = limitsAt(clock);
    for (let i = 0; i < 4; i++) count(1);
    clock.now = 59_999;
    expect(count(1)).toBe(1);
    clock.now = 60_000;
    expect(count(1)).toBeNull();
  });

  it('counts each student and each limit apart', () => {
    const { count } = createRateLimits(SETTINGS, () => 0);
    for (let i = 0; i < 4; i++) count('request', 1);
    expect(count('request', 2)).toBeNull();
    expect(count('page-view', 1)).toBeNull();
  });

  it('takes the lower one of two limits', () => {
    const count = limitsAt({ now: 0 });
    expect([count(1, 1), count(1, 1)]).toEqual([null, 60]);
    expect([1, 2, 3, 4].map(() => count(2, 9))).toEqual([null, null, null, 60]);
  });
});

it('counts no more than 20,000 keys, and forgets the oldest', () => {
  const counts = new WindowCounts<number>(1000);
  for (let key = 0; key <= 20_000; key++) counts.count(key, 0);
  expect([0, 1, 20_000].map((key) => counts.countOf(key, 0))).toEqual([0, 1, 1]);
});
