import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { LeaderJobs } from '../../src/ops/leader-jobs.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Two replicas over one database that says who leads. */
function twoReplicas() {
  const database = { leader: 'A' as 'A' | 'B' | 'nobody' };
  const happened: string[] = [];
  const replica = (name: 'A' | 'B') => {
    const job = {
      start: () => void happened.push(`${name} starts`),
      stop: () => void happened.push(`${name} stops`),
      run: async () => void happened.push(`${name} runs`),
    };
    return new LeaderJobs({ isShared: true, isLeader: () => database.leader === name }, [job]);
  };
  return { database, happened, a: replica('A'), b: replica('B') };
}

describe('jobs of the whole installation', () => {
  test('start in the replica that leads, and in no other one', async () => {
    const { happened, a, b } = twoReplicas();
    a.start();
    b.start();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(happened).toEqual(['A starts']);
    await Promise.all([a.run(), b.run()]);
    expect(happened).toEqual(['A starts', 'A runs']);
  });

  test('start in another replica within a second after it became the leader', async () => {
    const { database, happened, a, b } = twoReplicas();
    a.start();
    b.start();
    a.stop();
    database.leader = 'B';
    await vi.advanceTimersByTimeAsync(1000);
    expect(happened).toEqual(['A starts', 'A stops', 'B starts']);
  });

  test('stop in a replica that no longer leads, and start again when it does', async () => {
    const { database, happened, a, b } = twoReplicas();
    a.start();
    b.start();
    for (const leader of ['nobody', 'B', 'A'] as const) {
      database.leader = leader;
      await vi.advanceTimersByTimeAsync(1000);
    }
    expect([...happened].sort()).toEqual(['A starts', 'A starts', 'A stops', 'B starts', 'B stops']);
    expect(happened[0]).toBe('A starts');
    a.stop();
    b.stop();
    database.leader = 'B';
    await vi.advanceTimersByTimeAsync(10_000);
    expect(happened.filter((each) => each === 'B starts')).toHaveLength(1);
  });

  test('start at once, without a timer, where there is one process', () => {
    const happened: string[] = [];
    const job = {
      start: () => void happened.push('starts'),
      stop: () => void happened.push('stops'),
      run: async () => {},
    };
    const jobs = new LeaderJobs({ isShared: false, isLeader: () => true }, [job]);
    jobs.start();
    expect(happened).toEqual(['starts']);
    expect(vi.getTimerCount()).toBe(0);
    jobs.stop();
    expect(happened).toEqual(['starts', 'stops']);
  });
});
