import { describe, expect, it } from 'vitest';
import { StudentRequests } from '../../src/limits/student-requests.ts';
import { WindowCounts } from '../../src/limits/window-counts.ts';

const PER_MINUTE = 3;

function requestsAt(clock: { now: number }) {
  const requests = new StudentRequests(PER_MINUTE, () => clock.now);
  return (student: number, ofClass?: number | null) => requests.count(student, ofClass);
}

describe('the requests of a student', () => {
  it('pass so many times in a minute; the next one is told how long to wait', () => {
    const clock = { now: 1000 };
    const count = requestsAt(clock);
    expect([count(1), count(1), count(1)]).toEqual([null, null, null]);
    clock.now += 20_500;
    expect(count(1)).toBe(40);
  });

  it('begin anew a minute after the first one', () => {
    const clock = { now: 0 };
    const count = requestsAt(clock);
    for (let i = 0; i < 4; i++) count(1);
    clock.now = 59_999;
    expect(count(1)).toBe(1);
    clock.now = 60_000;
    expect(count(1)).toBeNull();
  });

  it('are counted apart from those of others', () => {
    const count = requestsAt({ now: 0 });
    for (let i = 0; i < 4; i++) count(1);
    expect(count(2)).toBeNull();
  });

  it('keep the lower one of two limits', () => {
    const count = requestsAt({ now: 0 });
    expect([count(1, 1), count(1, 1)]).toEqual([null, 60]);
    expect([1, 2, 3, 4].map(() => count(2, 9))).toEqual([null, null, null, 60]);
  });
});

it('counts no more than 20,000 keys, and forgets the oldest', () => {
  const counts = new WindowCounts<number>(1000);
  for (let key = 0; key <= 20_000; key++) counts.count(key, 0);
  expect([0, 1, 20_000].map((key) => counts.countOf(key, 0))).toEqual([0, 1, 1]);
});
