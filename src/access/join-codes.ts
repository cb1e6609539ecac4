import { randomInt } from 'node:crypto';
import { hasEnded, type SchoolClass } from './classes.ts';

/** Without 0 and O, 1, I and L, or U, which sounds like a word: these are read aloud and copied from a board. */
const LETTERS = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const HALF = 4;
const WRITTEN = new RegExp(`^([${LETTERS}]{${HALF}})([${LETTERS}]{${HALF}})$`);

/** The code with which a student joins a class, such as K7M2-Q9XP: one of 6 * 10^11. */
export function newJoinCode(): string {
  return `${half()}-${half()}`;
}

function half(): string {
  return Array.from({ length: HALF }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}

/** Typed text ("k7m2 q9xp") -> the stored form ("K7M2-Q9XP"); null for anything else. */
export function parseJoinCode(typed: string): string | null {
  const [, first, second] = WRITTEN.exec(typed.replace(/[\s\p{Pd}]/gu, '').toUpperCase()) ?? [];
  return first === undefined ? null : `${first}-${second}`;
}

/** Why the class cannot be joined now; null: there is a place. @param now ms UTC */
export function whyJoiningIsClosed(schoolClass: SchoolClass, now: number): 'class_over' | 'no_place' | null {
  if (hasEnded(schoolClass, now)) return 'class_over';
  return schoolClass.joinPlaces === 0 ? 'no_place' : null;
}
