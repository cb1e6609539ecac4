import type { Window } from './case-result.ts';
import { difference, figure, type Goal, highest, largestFigure, ratio } from './goals.ts';
import { AT_THE_SAME_RATE } from './half-saturation-case.ts';
import { BESIDE, PEAK_MEMORY, QUIET } from './large-answers-case.ts';
import { LATER_LATENCY, LATER_MEMORY } from './long-case.ts';
import { ANSWER, EMPTY, FULL, WAIT } from './million-cases.ts';
import { MEMORY_PER_STREAM } from './open-streams-case.ts';
import type { Refusal } from './refusal-cases.ts';
import { AT_REST, FIRST_ANSWER } from './start-case.ts';

const cpu = (window: Window) => window.cpuMicros;
const perSecond = (window: Window) => window.perSecond;
const p99 = (window: Window) => window.p99Ms;

/** Cases that call the jigap of the whole run; others start a process of their own. */
const ONE_PROCESS = /^(?:json|korean|prompt|image|stream-\d|first|burst|half)/;

/** What a call costs by its bytes and its time: the table of the issue, in its order. */
const BYTES_AND_TIME: readonly Goal[] = [
  {
    figure: 'CPU of a prompt of 64 KB, to the bare pass-through',
    ...{ unit: 'x', reach: 2.5, stretch: 1.8, value: ratio('prompt-64k', 'jigap', 'bare', cpu) },
  },
  {
    figure: 'requests/s with a prompt of 64 KB, to Portkey',
    ...{ unit: 'x', reach: 2, stretch: 3, atLeast: true, value: ratio('prompt-64k', 'jigap', 'portkey', perSecond) },
  },
  {
    figure: 'CPU of a body of 1 MB with an image, to the bare pass-through',
    ...{ unit: 'x', reach: 2, stretch: 1.4, value: ratio('image-1m', 'jigap', 'bare', cpu) },
  },
  {
    figure: 'CPU of a JSON call of 600 bytes at saturation, to the bare pass-through',
    ...{ unit: 'x', reach: 2.6, stretch: 2, value: ratio('json-32', 'jigap', 'bare', cpu) },
  },
  {
    figure: 'CPU of a paced stream of 50 chunks, to the bare pass-through',
    ...{ unit: 'x', reach: 1.3, stretch: 1.15, value: ratio('stream-50', 'jigap', 'bare', cpu) },
  },
  {
    figure: 'the same, unpaced',
    ...{ unit: 'x', reach: 1.7, stretch: 1.3, value: ratio('stream-50-unpaced', 'jigap', 'bare', cpu) },
  },
  {
    figure: 'CPU of a stream of 1,000 chunks, to the bare pass-through',
    ...{ unit: 'x', reach: 1.5, stretch: 1.2, value: ratio('stream-1000', 'jigap', 'bare', cpu) },
  },
  {
    figure: 'added time to the first byte of a stream, p50',
    ...{ unit: 'ms', reach: 0.8, stretch: 0.4 },
    value: difference('first-byte', 'jigap', 'bare', (window) => window.firstByteP50Ms),
  },
  {
    figure: 'added time to the first byte of a stream, p99',
    ...{ unit: 'ms', reach: 3, stretch: 2 },
    value: difference('first-byte', 'jigap', 'bare', (window) => window.firstByteP99Ms),
  },
  {
    figure: 'added time of one call at a time, p50',
    ...{ unit: 'ms', reach: 0.5, stretch: 0.3 },
    value: difference('json-1', 'jigap', 'bare', (window) => window.p50Ms),
  },
  {
    figure: 'memory at rest',
    ...{ unit: 'MB', reach: 120, stretch: 100, value: figure('start', 'jigap', AT_REST) },
  },
  {
    figure: 'memory, the most in any other case on one process',
    ...{ unit: 'MB', reach: 190, stretch: 150, value: highest(ONE_PROCESS, 'jigap') },
  },
  ...refusalGoals(['bad token', 'wrong model'], { reach: 0.45, stretch: 0.3 }),
  {
    figure: 'p95 of another student beside 16 answers of 46 MiB, to quiet',
    ...{ unit: 'x', reach: 3, stretch: 1.5, value: ratio('large-answers', BESIDE, QUIET, (window) => window.p95Ms) },
  },
  {
    figure: 'memory beside 16 answers of 46 MiB',
    ...{ unit: 'MB', reach: 400, stretch: 250, value: figure('large-answers', 'jigap', PEAK_MEMORY) },
  },
];

/** Of earlier issues. */
const KEPT: readonly Goal[] = [
  {
    figure: 'CPU of a JSON call, both at half of jigap’s saturation, to the bare pass-through',
    ...{ unit: 'x', reach: 2.2, stretch: 1.6, value: ratio('half-saturation', 'jigap', AT_THE_SAME_RATE, cpu) },
  },
  {
    figure: 'requests/s of JSON calls, to Portkey',
    ...{ unit: 'x', reach: 4, stretch: 6, atLeast: true },
    value: ratio('json-32', 'jigap', 'portkey', perSecond),
  },
  {
    figure: 'p99 of JSON calls, each at half of its own saturation, to the bare pass-through',
    ...{ unit: 'x', reach: 2.5, stretch: 1.5, value: ratio('half-saturation', 'jigap', 'bare', p99) },
  },
  {
    figure: 'the same, both at half of jigap’s saturation',
    ...{ unit: 'x', reach: 2.5, stretch: 1.5, value: ratio('half-saturation', 'jigap', AT_THE_SAME_RATE, p99) },
  },
  {
    figure: '1,000 streams open: memory per stream',
    ...{ unit: 'KB', reach: 60, stretch: 30, value: figure('streams-open', 'jigap', MEMORY_PER_STREAM) },
  },
  {
    figure: 'start to first answer',
    ...{ unit: 'ms', reach: 1000, stretch: 500, value: figure('start', 'jigap', FIRST_ANSWER) },
  },
  {
    figure: LATER_MEMORY,
    ...{ unit: 'x', reach: 1.1, stretch: 1, value: figure('long', 'jigap', LATER_MEMORY) },
  },
  {
    figure: LATER_LATENCY,
    ...{ unit: 'x', reach: 1.1, stretch: 1, value: figure('long', 'jigap', LATER_LATENCY) },
  },
  ...refusalGoals(['no money'], { reach: 0.5, stretch: 0.3 }),
  {
    figure: 'the slowest thing an owner looks at, a million records',
    ...{ unit: 'ms', reach: 50, stretch: 20, value: largestFigure('owner', ANSWER) },
  },
  {
    figure: 'the longest that a call waits for it',
    ...{ unit: 'ms', reach: 20, stretch: 5, value: largestFigure('owner', WAIT, /^\//) },
  },
  {
    figure: 'CPU of a call with a million records in the file, to an empty one',
    ...{ unit: 'x', reach: 1.1, stretch: 1, value: ratio('million-calls', FULL, EMPTY, cpu) },
  },
];

export const GOALS: readonly Goal[] = [...BYTES_AND_TIME, ...KEPT];

function refusalGoals(refusals: readonly Refusal[], goal: Pick<Goal, 'reach' | 'stretch'>): Goal[] {
  return refusals.map((refusal) => ({
    figure: `CPU of a refused call (${refusal}), to a served one`,
    ...{ unit: 'x', ...goal, value: ratio('refusals', refusal, 'served', cpu) },
  }));
}
