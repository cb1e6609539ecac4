import { describe, expect, test } from 'vitest';
import { JobQueue } from '../../../src/store/postgres/ledger/job-queue.ts';

const KINDS = {
  call: { isChange: false, isRead: false },
  change: { isChange: true, isRead: false },
  read: { isChange: false, isRead: true },
};

/** A queue of jobs, which have the numbers from 1 on. */
function queueOf(...kinds: readonly (keyof typeof KINDS)[]): JobQueue {
  const queue = new JobQueue();
  for (const kind of kinds) {
    const work = () => [][Symbol.iterator]() as never;
    queue.add({ work, needs: null, warmUp: () => [], isAwaited: true, ...KINDS[kind] }).catch(() => {});
  }
  return queue;
}

const numbersOf = (jobs: readonly { readonly number: number }[]) => jobs.map(({ number }) => number);

describe('JobQueue', () => {
  test('takes the reads that came before the first change, and no other job', () => {
    const queue = queueOf('call', 'read', 'call', 'read', 'change', 'read');
    expect(numbersOf(queue.takeReads())).toEqual([2, 4]);
    expect(queue.takeReads()).toEqual([]);
    expect(numbersOf(queue.take(9))).toEqual([1, 3, 5]);
    expect(numbersOf(queue.takeReads())).toEqual([6]);
    expect(queue.isEmpty).toBe(true);
  });

  test('puts reads back behind the calls that came before them, for which others still wait', () => {
    const queue = queueOf('call', 'read', 'call');
    queue.putBack(queue.takeReads());
    expect(queue.oldestNumber).toBe(1);
    expect(numbersOf(queue.take(9))).toEqual([1, 2, 3]);
  });

  test('puts a group back before all that came after it', () => {
    const queue = queueOf('call', 'change', 'call');
    const group = queue.take(2);
    queue.putBack(group);
    expect(numbersOf(queue.take(9))).toEqual([1, 2]);
  });
});
