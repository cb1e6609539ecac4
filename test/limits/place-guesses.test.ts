import { describe, expect, it } from 'vitest';
import { PlaceGuesses } from '../../src/limits/place-guesses.ts';

const HOUR_MS = 60 * 60_000;

function start() {
  let now = 0;
  const guesses = new PlaceGuesses(() => now);
  const guess = (times: number, studentId: number, address = 'one', classId = 1) => {
    for (let n = 0; n < times; n++) guesses.limitFor(address, classId).countWrong([studentId]);
  };
  const mayClaim = (studentId: number, address = 'one', classId = 1) =>
    guesses.limitFor(address, classId).mayClaim(studentId);
  const wait = (ms: number) => {
    now += ms;
  };
  return { guesses, guess, mayClaim, wait };
}

describe('guesses at the places of a roster', () => {
  it('end at five an hour for one student, from wherever they come, and for no other', () => {
    const { guess, mayClaim, wait } = start();
    guess(4, 7);
    expect(mayClaim(7)).toBe(true);
    guess(1, 7, 'two');
    expect([mayClaim(7), mayClaim(7, 'three'), mayClaim(8)]).toEqual([false, false, true]);
    wait(HOUR_MS - 1);
    expect(mayClaim(7)).toBe(false);
    wait(1);
    expect(mayClaim(7)).toBe(true);
  });

  it('end at sixty an hour from one address, and at two hundred in one class', () => {
    const { guess, mayClaim } = start();
    for (let student = 0; student < 60; student++) guess(1, 1000 + student);
    expect([mayClaim(1), mayClaim(1, 'two')]).toEqual([false, true]);
    for (let student = 0; student < 140; student++) guess(1, 2000 + student, `address ${student}`);
    expect([mayClaim(1, 'two'), mayClaim(1, 'two', 2)]).toEqual([false, true]);
  });

  it('do not count when they were near nobody', () => {
    const { guesses, mayClaim } = start();
    for (let n = 0; n < 500; n++) guesses.limitFor('one', 1).countWrong([]);
    expect(mayClaim(1)).toBe(true);
  });

  it('take a bounded memory', () => {
    const { guess, mayClaim } = start();
    guess(60, 1, 'first');
    expect(mayClaim(2, 'first')).toBe(false);
    for (let n = 0; n < 20_000; n++) guess(1, 10 + n, `address ${n}`, 10 + n);
    expect(mayClaim(2, 'first')).toBe(true);
  });
});
