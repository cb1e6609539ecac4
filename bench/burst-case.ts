import { comparison, JSON_SCRIPT, SHORT_BODY } from './comparison.ts';

const STUDENTS = 30;
const BURSTS_PER_SECOND = 25;

/** A lesson's "now all of you": every student of a class calls at one instant, and all are held in its one budget. */
export const BURST = comparison({
  name: 'burst-30',
  title: '30 students of one class call at once, again and again',
  ...{ script: JSON_SCRIPT, body: SHORT_BODY, connections: STUDENTS, targets: ['bare', 'jigap', 'portkey'] },
  pace: (seconds) => ({ kind: 'together', times: Math.max(1, Math.round(seconds * BURSTS_PER_SECOND)) }),
  warmUp: { kind: 'together', times: 5 },
});
