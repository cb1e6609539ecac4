import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Drain, Drains } from '../../../src/gateway/answers/drains.ts';

test('gives the newest slot of the student with most to a student with fewer', () => {
  const drains = new Drains(3);
  const taken: string[] = [];
  const first = drains.begin(1, () => taken.push('first'));
  const second = drains.begin(1, () => taken.push('second'));
  drains.begin(1, () => taken.push('third'));
  expect(drains.begin(2, () => {})).not.toBeNull();
  expect([taken, drains.open]).toEqual([['third'], 3]);
  // Two and one: moving one to the second student would only reverse it.
  expect(drains.begin(2, () => {})).toBeNull();
  expect(drains.begin(3, () => {})).not.toBeNull();
  expect([taken, drains.open]).toEqual([['third', 'second'], 3]);
  if (first === null || second === null) throw new Error('no place');
  drains.end(second);
  expect(drains.open).toBe(3);
  drains.end(first);
  drains.end(first);
  expect(drains.open).toBe(2);
});

test('gives no slot when the limit is 0', () => {
  const drains = new Drains(0);
  expect([drains.begin(1, () => {}), drains.open]).toEqual([null, 0]);
});

/** A student hangs up, or one of the drains ends. */
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ student: fc.integer({ min: 1, max: 5 }) }) },
  { weight: 1, arbitrary: fc.record({ end: fc.nat(20) }) },
);

/** The running drains, as their students see them. */
class Running {
  readonly drains = new Map<number, Drain>();
  #nextId = 0;

  of(studentId: number): number {
    return [...this.drains.values()].filter((drain) => drain.studentId === studentId).length;
  }

  hangUp(studentId: number, drains: Drains): boolean {
    const id = this.#nextId++;
    const drain = drains.begin(studentId, () => this.drains.delete(id));
    if (drain !== null) this.drains.set(id, drain);
    return drain !== null;
  }

  end(nth: number, drains: Drains): void {
    const [id, drain] = [...this.drains][nth % (this.drains.size || 1)] ?? [];
    if (id === undefined || drain === undefined) return;
    this.drains.delete(id);
    drains.end(drain);
  }
}

test('never exceeds the limit, and never lets one student’s hang-ups keep all slots', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 8 }), fc.array(step, { maxLength: 60 }), (max, steps) => {
      const drains = new Drains(max);
      const running = new Running();
      for (const one of steps) {
        if ('end' in one) {
          running.end(one.end, drains);
        } else {
          const before = running.of(one.student);
          // Refused only when every slot is taken and no student has two more.
          if (!running.hangUp(one.student, drains)) {
            expect(running.drains.size).toBe(max);
            expect(Math.max(...[1, 2, 3, 4, 5].map((id) => running.of(id)))).toBeLessThanOrEqual(before + 1);
          } else expect(running.of(one.student)).toBe(before + 1);
        }
        expect(drains.open).toBe(running.drains.size);
        expect(drains.open).toBeLessThanOrEqual(max);
      }
    }),
  );
});
