import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type NoSlot, type ProviderSlot, ProviderSlots } from '../../src/limits/provider-slots.ts';

const STAYS = new AbortController().signal;
const LIMITS = { callsInFlight: 2, queueMs: 10_000 };

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** Takes a slot, or waits; what became of it is known after settled(). */
function ask(slots: ProviderSlots, student: number, left: AbortSignal = STAYS) {
  const asked: { result: ProviderSlot | NoSlot | null } = { result: slots.take(student) };
  if (asked.result === null) {
    void slots.wait(student, left).then((result) => {
      asked.result = result;
    });
  }
  return asked;
}

async function settled(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

/** Enough for what a step resolved; timers do not move. */
async function queued(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await Promise.resolve();
}

function release({ result }: { result: ProviderSlot | NoSlot | null }): void {
  if (result === null || typeof result === 'string') throw new Error(`no slot to release: ${result}`);
  result.release();
}

describe('ProviderSlots', () => {
  test('keeps the last slot for a student who has none', () => {
    const slots = new ProviderSlots(LIMITS);
    expect(slots.take(1)).not.toBeNull();
    expect(slots.take(1)).toBeNull();
    expect(slots.take(2)).not.toBeNull();
    expect(slots.take(3)).toBeNull();
    expect(slots.taken).toBe(2);
  });

  test('gives a free slot to the student without a running call before the one who waits longer with one', async () => {
    const slots = new ProviderSlots(LIMITS);
    const [first, other] = [ask(slots, 1), ask(slots, 2)];
    const second = ask(slots, 1);
    const late = ask(slots, 3);
    release(other);
    await settled();
    expect(late.result).toHaveProperty('release');
    expect(second.result).toBeNull();
    release(first);
    release(late);
    await settled();
    expect(second.result).toHaveProperty('release');
    expect([slots.taken, slots.waiting]).toEqual([1, 0]);
  });

  test('lets a student with one call go before the second one of a burst', async () => {
    const slots = new ProviderSlots({ ...LIMITS, callsInFlight: 1 });
    const burst = Array.from({ length: 5 }, () => ask(slots, 1));
    const other = ask(slots, 2);
    release(burst[0] ?? other);
    await settled();
    expect(other.result).toHaveProperty('release');
  });

  test('frees a slot once, however often it is released', () => {
    const slots = new ProviderSlots(LIMITS);
    const slot = slots.take(1);
    slots.take(2);
    slot?.release();
    slot?.release();
    expect(slots.taken).toBe(1);
  });

  test('ends a wait that is too long, at once when the student leaves, and never gives a slot to it', async () => {
    const slots = new ProviderSlots({ ...LIMITS, callsInFlight: 1 });
    const running = ask(slots, 1);
    const leaving = new AbortController();
    const [late, left] = [ask(slots, 2), ask(slots, 3, leaving.signal)];
    leaving.abort();
    await settled();
    expect([left.result, slots.waiting]).toEqual(['left', 1]);
    await vi.advanceTimersByTimeAsync(9_999);
    expect(late.result).toBeNull();
    await vi.advanceTimersByTimeAsync(1);
    expect(late.result).toBe('late');
    release(running);
    expect([slots.taken, slots.waiting]).toEqual([0, 0]);
  });

  test('does not let a student wait who has left already', async () => {
    const slots = new ProviderSlots({ ...LIMITS, callsInFlight: 1 });
    ask(slots, 1);
    expect(await slots.wait(2, AbortSignal.abort())).toBe('left');
    expect(slots.waiting).toBe(0);
  });

  test('lets nobody wait where there is no queue', async () => {
    const slots = new ProviderSlots({ callsInFlight: 1, queueMs: 0 });
    ask(slots, 1);
    expect(await slots.wait(2, STAYS)).toBe('full');
  });

  test('keeps a slot in a full queue for a student who does not wait', async () => {
    const slots = new ProviderSlots({ ...LIMITS, callsInFlight: 1, maxWaiting: 4 });
    ask(slots, 1);
    const burst = Array.from({ length: 9 }, () => ask(slots, 2));
    await settled();
    expect(burst.filter(({ result }) => result === null)).toHaveLength(2);
    expect(burst.filter(({ result }) => result === 'full')).toHaveLength(7);
    const other = ask(slots, 3);
    await settled();
    expect([other.result, slots.waiting]).toEqual([null, 3]);
  });

  test('ends every wait when the process stops, and lets running calls end', async () => {
    const slots = new ProviderSlots({ ...LIMITS, callsInFlight: 1 });
    const running = ask(slots, 1);
    const waiting = [ask(slots, 2), ask(slots, 2), ask(slots, 3)];
    slots.stop();
    await settled();
    expect(waiting.map(({ result }) => result)).toEqual(['stopped', 'stopped', 'stopped']);
    expect(await slots.wait(4, STAYS)).toBe('stopped');
    release(running);
    expect([slots.taken, slots.waiting]).toEqual([0, 0]);
  });
});

type Step =
  | { readonly ask: number }
  | { readonly end: number }
  | { readonly leave: number }
  | { readonly finish: number };

/** Plays steps against a simple model of who runs and who waits. */
class Played {
  readonly slots: ProviderSlots;
  readonly max: number;
  readonly calls: { student: number; result: ProviderSlot | NoSlot | null; leave: () => void; isOver: boolean }[] = [];

  constructor(max: number) {
    this.max = max;
    this.slots = new ProviderSlots({ callsInFlight: max, queueMs: 10_000, maxWaiting: 1000 });
  }

  async do(step: Step): Promise<void> {
    if ('ask' in step) {
      const leaving = new AbortController();
      const call = {
        student: step.ask,
        result: this.slots.take(step.ask) as ProviderSlot | NoSlot | null,
        isOver: false,
      };
      this.calls.push(Object.assign(call, { leave: () => leaving.abort() }));
      const added = this.calls.at(-1);
      if (call.result === null && added !== undefined) {
        void this.slots.wait(step.ask, leaving.signal).then((result) => {
          added.result = result;
        });
      }
    } else if ('end' in step) {
      const call = this.running[step.end % Math.max(1, this.running.length)];
      if (call !== undefined) {
        call.isOver = true;
        release(call);
      }
    } else if ('finish' in step) {
      for (const call of this.running.filter(({ student }) => student === step.finish)) {
        call.isOver = true;
        release(call);
      }
    } else {
      this.waiting[step.leave % Math.max(1, this.waiting.length)]?.leave();
    }
    await queued();
  }

  get running() {
    return this.calls.filter(({ result, isOver }) => result !== null && typeof result !== 'string' && !isOver);
  }

  get waiting() {
    return this.calls.filter(({ result }) => result === null);
  }

  runningOf(student: number): number {
    return this.running.filter((call) => call.student === student).length;
  }
}

const STEP = fc.oneof(
  fc.record({ ask: fc.integer({ min: 0, max: 4 }) }),
  fc.record({ end: fc.nat(20) }),
  fc.record({ leave: fc.nat(20) }),
);

describe('any burst, hang-up and end of calls', () => {
  test('keeps the limit, counts right, and leaves nobody waiting who has room', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5 }), fc.array(STEP, { maxLength: 60 }), async (max, steps) => {
        const played = new Played(max);
        for (const step of steps) {
          await played.do(step);
          const { slots, running, waiting } = played;
          expect([slots.taken, slots.waiting]).toEqual([running.length, waiting.length]);
          expect(slots.taken).toBeLessThanOrEqual(max);
          const free = max - slots.taken;
          expect(waiting.filter(({ student }) => played.runningOf(student) < free)).toEqual([]);
        }
      }),
    );
  });
});

const VICTIM = 0;

/** The most slots that others get while the victim, who has no running call, waits for the first one: each other student. */
async function worstWait(max: number, before: readonly Step[], after: readonly Step[]): Promise<Map<number, number>> {
  const played = new Played(max);
  for (const step of before) await played.do(step);
  await played.do({ ask: VICTIM });
  const overtaking = new Map<number, number>();
  const victim = played.calls.at(-1);
  for (const step of after) {
    if (victim === undefined || victim.result !== null) break;
    const had = new Set(played.running);
    await played.do(step);
    if ((victim.result as unknown) !== null) break;
    for (const { student } of played.running.filter((call) => !had.has(call))) {
      overtaking.set(student, (overtaking.get(student) ?? 0) + 1);
    }
  }
  return overtaking;
}

/** Every sequence of so many of these steps. */
function sequences(steps: readonly Step[], length: number): Step[][] {
  if (length === 0) return [[]];
  return sequences(steps, length - 1).flatMap((rest) => steps.map((step) => [...rest, step]));
}

describe('the worst that others can do to a student without a running call', () => {
  const attacks: readonly Step[] = [{ ask: 1 }, { ask: 2 }, { end: 0 }, { end: 1 }];
  const ownCall: readonly Step[] = [{ ask: VICTIM }, { finish: VICTIM }];

  test('is one turn of each other student before hers, in every sequence of their calls', async () => {
    let worst = 0;
    for (const max of [1, 2]) {
      for (const start of sequences(attacks, 2).flatMap((steps) => [steps, [...ownCall, ...steps]])) {
        for (const after of sequences(attacks, 4)) {
          for (const turns of (await worstWait(max, start, after)).values()) worst = Math.max(worst, turns);
        }
      }
    }
    expect(worst).toBe(1);
  }, 60_000);
});
