import { randomInt } from 'node:crypto';

/** Without 0 and O, 1, I and L, or U, which sounds like a word: these are read aloud and copied from a board. */
const LETTERS = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const HALF = 4;

/** What leads a student to a class, such as K7M2-Q9XP: one of 6 * 10^11. */
export function newJoinCode(): string {
  return `${half()}-${half()}`;
}

function half(): string {
  return Array.from({ length: HALF }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}
