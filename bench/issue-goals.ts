import type { Window } from './case-result.ts';
import { difference, figure, type Goal, highest, largestFigure, ratio } from './goals.ts';
import { AT_THE_SAME_RATE } from './half-saturation-case.ts';
import { LATER_LATENCY, LATER_MEMORY } from './long-case.ts';
import { ANSWER, EMPTY, FULL, WAIT } from './million-cases.ts';
import { MEMORY_PER_STREAM } from './open-streams-case.ts';
import { REFUSALS } from './refusal-cases.ts';
import { AT_REST, FIRST_ANSWER } from './start-case.ts';

const cpu = (window: Window) => window.cpuMicros;
const p99 = (window: Window) => window.p99Ms;

/** The goals of the issue, in its order. */
export const GOALS: readonly Goal[] = [
  {
    figure: 'CPU per JSON call, to the bare pass-through',
    ...{ unit: 'x', reach: 2.2, stretch: 1.6, value: ratio('json-32', 'jigap', 'bare', cpu) },
  },
  {
    figure: 'the same, both at half of jigap’s saturation',
    ...{ unit: 'x', reach: 2.2, stretch: 1.6, value: ratio('half-saturation', 'jigap', AT_THE_SAME_RATE, cpu) },
  },
  {
    figure: 'CPU per stream of 50 chunks, to the bare pass-through',
    ...{ unit: 'x', reach: 1.25, stretch: 1.1, value: ratio('stream-50', 'jigap', 'bare', cpu) },
  },
  {
    figure: 'requests/s, to Portkey',
    ...{ unit: 'x', reach: 4, stretch: 6, atLeast: true },
    value: ratio('json-32', 'jigap', 'portkey', (window) => window.perSecond),
  },
  {
    figure: 'added time to the first byte of a stream, p50',
    ...{ unit: 'ms', reach: 1, stretch: 0.3 },
    value: difference('first-byte', 'jigap', 'bare', (window) => window.firstByteP50Ms),
  },
  {
    figure: 'added time to the first byte of a stream, p99',
    ...{ unit: 'ms', reach: 5, stretch: 2 },
    value: difference('first-byte', 'jigap', 'bare', (window) => window.firstByteP99Ms),
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
    figure: 'memory at rest',
    ...{ unit: 'MB', reach: 120, stretch: 90, value: figure('start', 'jigap', AT_REST) },
  },
  {
    figure: 'memory under load, the most in any case on one process',
    ...{
      unit: 'MB',
      reach: 200,
      stretch: 150,
      value: highest(/^(?:json|korean|prompt|stream-\d|first|burst)/, 'jigap'),
    },
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
  ...REFUSALS.map(
    (refusal): Goal => ({
      figure: `CPU of a refused call (${refusal}), to a served one`,
      ...{ unit: 'x', reach: 0.5, stretch: 0.3, value: ratio('refusals', refusal, 'served', cpu) },
    }),
  ),
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
