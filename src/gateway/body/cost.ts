/**
 * What the parts of a large body cost in all, from its bytes to those that are sent. In nanoseconds of CPU, measured where a
 * megabyte of token numbers takes 8.5 ms. Limits for each kind alone let a body have as many of every kind.
 */

/** A megabyte of short messages has 10 ms, one of function schemas as well. */
export const MAX_COST_NS = 12_000_000;
/** An object that has no layout in common with others is a hash table. */
export const CONTAINER_NS = 350;
export const COMMA_NS = 55;
export const NAME_NS = 80;
/** More, of a name with an escape or one that begins with a digit. */
export const ODD_NAME_NS = 350;
export const TEXT_NS = 100;
/** The parser keeps one of each short text and looks it up. */
export const NEW_SHORT_TEXT_NS = 100;
export const MAX_SHORT_LENGTH = 10;
/** More different names have no layouts. */
export const MAX_COMMON_NAMES = 200;
export const UNCOMMON_NAME_NS = 500;
/** Of a number with a point or an exponent. */
export const FRACTION_NS = 450;
export const ODD_NUMBER_NS = 2000;

export const CHARACTER_NS = 2;
export const ESCAPE_NS = 18;
/** More: one without its other half is written as an escape again. */
export const SURROGATE_NS = 60;
