import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { BodyMemory, type BodyShare, type NoMemory } from '../../src/limits/body-memory.ts';

const STAYS = new AbortController().signal;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

interface Asked {
  result: BodyShare | NoMemory | null;
}

/** Takes memory, or waits; what became of it is known after queued(). */
function ask(memory: BodyMemory, student: number, bytes: number, left: AbortSignal = STAYS): Asked {
  const asked: Asked = { result: memory.take(student, bytes) };
  if (asked.result !== null) return asked;
  void memory.wait(student, bytes, left).then((result) => {
    asked.result = result;
  });
  return asked;
}

/** Enough for what a step resolved; timers do not move. */
async function queued(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await Promise.resolve();
}

function shareOf({ result }: Asked): BodyShare {
  if (result === null || typeof result === 'string') throw new Error(`no share: ${result}`);
  return result;
}

describe('BodyMemory', () => {
  test('gives one student half of it at most, and leaves room for each smaller body of another', () => {
    const memory = new BodyMemory(64);
    const first = Array.from({ length: 9 }, () => memory.take(1, 8));
    expect(first.filter((share) => share !== null)).toHaveLength(4);
    expect(memory.take(2, 8)).not.toBeNull();
    expect(memory.take(3, 8)).not.toBeNull();
    expect(memory.take(4, 8)).not.toBeNull();
    expect(memory.take(5, 8)).toBeNull();
    expect(memory.take(5, 4)).not.toBeNull();
    expect(memory.take(6, 2)).not.toBeNull();
    expect(memory.held).toBe(62);
  });

  test('gives a body that is larger than half of it all of it, once nobody has any', async () => {
    const memory = new BodyMemory(10);
    const small = ask(memory, 1, 1);
    const large = ask(memory, 2, 30);
    await queued();
    expect(large.result).toBeNull();
    shareOf(small).release();
    await queued();
    expect(shareOf(large).bytes).toBe(30);
  });

  test('lets the student with the fewest bytes go first, then the one who waits longer for a turn', async () => {
    const memory = new BodyMemory(16);
    const [one, two] = [ask(memory, 1, 4), ask(memory, 2, 4)];
    const [again, third, fourth] = [ask(memory, 1, 8), ask(memory, 3, 8), ask(memory, 4, 8)];
    shareOf(two).release();
    shareOf(one).release();
    await queued();
    expect([again.result, shareOf(third).bytes, fourth.result]).toEqual([null, 8, null]);
    shareOf(third).release();
    await queued();
    expect([again.result, shareOf(fourth).bytes]).toEqual([null, 8]);
    shareOf(fourth).release();
    await queued();
    expect(shareOf(again).bytes).toBe(8);
  });

  test('counts a body anew when it is shorter than it was taken for, and gives the rest to one who waits', async () => {
    const memory = new BodyMemory(16);
    const chunked = ask(memory, 1, 8);
    const waiting = ask(memory, 2, 6);
    shareOf(chunked).shrinkTo(9);
    expect(memory.held).toBe(8);
    shareOf(chunked).shrinkTo(1);
    await queued();
    expect([shareOf(chunked).bytes, shareOf(waiting).bytes, memory.held]).toEqual([1, 6, 7]);
    shareOf(chunked).release();
    shareOf(chunked).release();
    expect(memory.held).toBe(6);
  });

  test('ends a wait that is too long, and at once one whose student left, so that those behind it may go on', async () => {
    const memory = new BodyMemory(16);
    const held = ask(memory, 1, 8);
    const leaving = new AbortController();
    const left = ask(memory, 2, 8, leaving.signal);
    const late = ask(memory, 3, 8);
    leaving.abort();
    await queued();
    expect([left.result, late.result, memory.waiting]).toEqual(['left', null, 1]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect([late.result, memory.waiting]).toEqual(['late', 0]);
    expect(await memory.wait(4, 8, AbortSignal.abort())).toBe('left');
    shareOf(held).release();
    expect(memory.held).toBe(0);
  });

  test('lets nobody wait while the process stops', async () => {
    const memory = new BodyMemory(16);
    const held = ask(memory, 1, 8);
    const waiting = ask(memory, 2, 8);
    memory.stop();
    await queued();
    expect([waiting.result, await memory.wait(3, 8, STAYS)]).toEqual(['stopped', 'stopped']);
    shareOf(held).release();
    expect(memory.held).toBe(0);
  });

  test('never gives more than there is, and gives all of it back, whatever happens in which order', async () => {
    const step = fc.record({ student: fc.nat(4), bytes: fc.integer({ min: 1, max: 50 }), end: fc.nat(9) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const memory = new BodyMemory(100);
        const asked: Asked[] = [];
        for (const { student, bytes, end } of steps) {
          asked.push(ask(memory, student, bytes));
          const ended = asked.splice(end, 1)[0];
          if (ended !== undefined && ended.result !== null) shareOf(ended).release();
          else if (ended !== undefined) asked.push(ended);
          await queued();
          expect(memory.held).toBeLessThanOrEqual(100);
        }
        for (let at = 0; at < asked.length; at++) {
          await queued();
          const next = asked.find(({ result }) => result !== null && shareOf({ result }).bytes > 0);
          if (next !== undefined) shareOf(next).release();
        }
        await queued();
        expect([memory.held, memory.waiting]).toEqual([0, 0]);
      }),
    );
  });
});
