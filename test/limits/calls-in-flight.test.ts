import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CallsInFlight, Slot } from '../../src/limits/calls-in-flight.ts';

/** How many slots each student gets who acquires until refused, one student after another. */
function greedy(callsInFlight: CallsInFlight, students: number): number[] {
  return Array.from({ length: students }, (_, student) => {
    let slots = 0;
    while (callsInFlight.acquire(student) instanceof Slot) slots++;
    return slots;
  });
}

describe('CallsInFlight', () => {
  it('leaves slots for thirty students after four have taken all they can get', () => {
    const callsInFlight = new CallsInFlight(64, 16);
    expect(greedy(callsInFlight, 4)).toEqual([16, 16, 16, 8]);
    expect(
      greedy(callsInFlight, 30)
        .slice(4)
        .every((slots) => slots <= 4),
    ).toBe(true);
    expect(callsInFlight.acquire(99)).toBe('full');
  });

  it('gives a student without calls a slot as long as one is free', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 200 }),
        (all, students) => {
          const callsInFlight = new CallsInFlight(all, 16);
          const running = new Map<number, number>();
          for (const student of students) {
            const free = all - callsInFlight.total;
            const mine = running.get(student) ?? 0;
            const entered = callsInFlight.acquire(student) instanceof Slot;
            expect(entered).toBe(mine < 16 && free > mine);
            if (entered) running.set(student, mine + 1);
          }
          if (callsInFlight.total < all) expect(callsInFlight.acquire(99)).toBeInstanceOf(Slot);
        },
      ),
    );
  });

  it('gives a student alone half of all slots, and never more than the limit per student', () => {
    expect(greedy(new CallsInFlight(10, 16), 1)).toEqual([5]);
    expect(greedy(new CallsInFlight(1, 1), 1)).toEqual([1]);
    expect(greedy(new CallsInFlight(1024, 16), 1)).toEqual([16]);
  });

  it('frees a slot when its last user has released it', () => {
    const callsInFlight = new CallsInFlight(1, 1);
    const slot = callsInFlight.acquire(1);
    if (!(slot instanceof Slot)) throw new Error('the first slot was refused');
    slot.retain();
    slot.release();
    expect(callsInFlight.acquire(2)).toBe('full');
    slot.release();
    expect(callsInFlight.acquire(2)).toBeInstanceOf(Slot);
  });
});
