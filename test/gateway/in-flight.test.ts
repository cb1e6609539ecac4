import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InFlight, Place } from '../../src/gateway/in-flight.ts';

/** How many places each of these students gets who asks until refused, one after another. */
function greedy(inFlight: InFlight, students: number): number[] {
  return Array.from({ length: students }, (_, student) => {
    let places = 0;
    while (inFlight.enter(student) instanceof Place) places++;
    return places;
  });
}

describe('the places of calls that run', () => {
  it('the places of calls that run are not all taken by four students who take as many as they get', () => {
    const inFlight = new InFlight(64, 16);
    expect(greedy(inFlight, 4)).toEqual([16, 16, 16, 8]);
    expect(
      greedy(inFlight, 30)
        .slice(4)
        .every((places) => places <= 4),
    ).toBe(true);
    expect(inFlight.enter(99)).toBe('full');
  });

  it('the places of calls that run keep one for every student who has none, as long as there is one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 200 }),
        (all, students) => {
          const inFlight = new InFlight(all, 16);
          const running = new Map<number, number>();
          for (const student of students) {
            const free = all - inFlight.inAll;
            const mine = running.get(student) ?? 0;
            const entered = inFlight.enter(student) instanceof Place;
            expect(entered).toBe(mine < 16 && free > mine);
            if (entered) running.set(student, mine + 1);
          }
          if (inFlight.inAll < all) expect(inFlight.enter(99)).toBeInstanceOf(Place);
        },
      ),
    );
  });

  it('the places of calls that run are as many for one student alone as half of all, at most the share', () => {
    expect(greedy(new InFlight(10, 16), 1)).toEqual([5]);
    expect(greedy(new InFlight(1, 1), 1)).toEqual([1]);
    expect(greedy(new InFlight(1024, 16), 1)).toEqual([16]);
  });

  it('the places of calls that run are free again once everybody who stayed has left', () => {
    const inFlight = new InFlight(1, 1);
    const place = inFlight.enter(1);
    if (!(place instanceof Place)) throw new Error('the first place was refused');
    place.stay();
    place.leave();
    expect(inFlight.enter(2)).toBe('full');
    place.leave();
    expect(inFlight.enter(2)).toBeInstanceOf(Place);
  });
});
