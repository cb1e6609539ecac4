import type { BenchCase, BenchContext } from './bench-case.ts';
import { BURST } from './burst-case.ts';
import { JSON_CASES, STREAM_CASES } from './call-cases.ts';
import { HALF_SATURATION } from './half-saturation-case.ts';
import { LARGE_ANSWERS } from './large-answers-case.ts';
import { isShortEnough, LONG } from './long-case.ts';
import { MILLION_CALLS, OWNER } from './million-cases.ts';
import { OPEN_STREAMS } from './open-streams-case.ts';
import type { Options } from './options.ts';
import { REFUSED } from './refusal-cases.ts';
import { START } from './start-case.ts';

const CASES: readonly BenchCase[] = [
  ...JSON_CASES,
  ...STREAM_CASES,
  BURST,
  REFUSED,
  HALF_SATURATION,
  OPEN_STREAMS,
  LARGE_ANSWERS,
  START,
  MILLION_CALLS,
  OWNER,
  LONG,
];

/** The main ratios. */
const QUICK = ['json-32', 'prompt-64k', 'image-1m', 'stream-50', 'stream-50-unpaced', 'refusals'];

/** @throws TypeError for a name that is none */
export function chooseCases({ only, quick }: Options): BenchCase[] {
  const unknown = only.find((name) => !CASES.some((one) => one.name === name));
  if (unknown !== undefined) {
    throw new TypeError(`there is no case ${unknown}, only ${CASES.map(({ name }) => name).join(', ')}`);
  }
  if (only.length > 0) return CASES.filter(({ name }) => only.includes(name));
  return CASES.filter(({ name }) => !quick || QUICK.includes(name));
}

/** Why a case that was chosen is left out all the same; null: it is not. */
export function leftOut({ name }: BenchCase, context: BenchContext): string | null {
  const { long, only } = context.options;
  if (name !== LONG.name || long || only.includes(name) || isShortEnough(context)) return null;
  return '200,000 calls take more than a minute here: --long runs them';
}
