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

  describe('of a class with its own limit', () => {
    const physics = { id: 1, callsInFlight: 6, studentCallsInFlight: 2 };
    const history = { id: 2, callsInFlight: null, studentCallsInFlight: null };

    it('refuses a student at the lower limit of the class, and another one not', () => {
      const callsInFlight = new CallsInFlight(64, 16);
      expect([1, 1, 1].map((student) => typeof callsInFlight.acquire(student, physics))).toEqual([
        'object',
        'object',
        'string',
      ]);
      expect(callsInFlight.acquire(1, physics)).toBe('student-full');
      expect(callsInFlight.acquire(2, physics)).toBeInstanceOf(Slot);
    });

    it('refuses the class at its limit, and no other class', () => {
      const callsInFlight = new CallsInFlight(64, 16);
      for (const student of [1, 2, 3, 4, 5, 6]) {
        expect(callsInFlight.acquire(student, physics)).toBeInstanceOf(Slot);
      }
      expect(callsInFlight.acquire(7, physics)).toBe('class-full');
      expect(callsInFlight.acquire(8, history)).toBeInstanceOf(Slot);
      expect(callsInFlight.acquire(9)).toBeInstanceOf(Slot);
    });

    it('never lifts a limit of the server', () => {
      const callsInFlight = new CallsInFlight(3, 1);
      const generous = { id: 1, callsInFlight: 100, studentCallsInFlight: 100 };
      const students = [1, 1, 2, 3, 4];
      expect(students.map((student) => callsInFlight.acquire(student, generous))).toEqual([
        expect.any(Slot),
        'student-full',
        expect.any(Slot),
        expect.any(Slot),
        'full',
      ]);
    });

    it('frees the slot in the class in which the call began', () => {
      const callsInFlight = new CallsInFlight(64, 16);
      const one = { id: 1, callsInFlight: 1, studentCallsInFlight: null };
      const slot = callsInFlight.acquire(1, one);
      if (!(slot instanceof Slot)) throw new Error('the first slot was refused');
      expect(callsInFlight.acquire(2, one)).toBe('class-full');
      slot.release();
      expect(callsInFlight.acquire(2, one)).toBeInstanceOf(Slot);
      expect(callsInFlight.total).toBe(1);
    });

    it('gives a student of the class without calls a slot as long as the class and the server have one', () => {
      const classOf = (id: number, max: number) => ({ id, callsInFlight: max, studentCallsInFlight: null });
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: 30 }),
          fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 })),
          fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.boolean()), { maxLength: 150 }),
          (all, maxOf, moves) => {
            const callsInFlight = new CallsInFlight(all, 16);
            const open: { student: number; slot: Slot }[] = [];
            for (const [student, begins] of moves) {
              const ofClass = classOf(student % 2, maxOf[student % 2] ?? 0);
              const mine = open.filter((each) => each.student === student).length;
              const ofOurs = open.filter((each) => each.student % 2 === student % 2).length;
              if (begins) {
                const slot = callsInFlight.acquire(student, ofClass);
                const fits = mine < 16 && ofClass.callsInFlight - ofOurs > mine && all - open.length > mine;
                expect(slot instanceof Slot).toBe(fits);
                if (slot instanceof Slot) open.push({ student, slot });
              } else {
                const at = open.findIndex((each) => each.student === student);
                if (at >= 0) open.splice(at, 1)[0]?.slot.release();
              }
              expect(callsInFlight.total).toBe(open.length);
            }
          },
        ),
      );
    });
  });

  it('frees a slot once, although its call begins after its student has left', () => {
    const callsInFlight = new CallsInFlight(4, 4);
    const slot = callsInFlight.acquire(1);
    if (!(slot instanceof Slot)) throw new Error('the slot was refused');
    const freed: string[] = [];
    slot.whenFree(() => freed.push('before'));
    expect(slot.retain()).toBe(true);
    slot.release();
    expect([callsInFlight.total, freed]).toEqual([1, []]);
    slot.release();
    expect([callsInFlight.total, freed]).toEqual([0, ['before']]);
    expect(slot.retain()).toBe(false);
    slot.whenFree(() => freed.push('after'));
    expect([callsInFlight.total, freed]).toEqual([0, ['before', 'after']]);
  });
});
