import { cpuMs } from '../../support/cpu-time.ts';
import { REFUSED, TAKEN } from './hostile-bodies.ts';
import { type Body, ORDINARY } from './megabyte-bodies.ts';
import { takeBody } from './take-body.ts';

/**
 * Measures what bodies cost, as a program of its own: on Node's loader, as in production. A test runner's loader looks
 * imports up at each use, which makes ordinary bodies slower than they are.
 *
 * In each round every body is taken once, in another order: other work on the machine, the garbage of the bodies before and
 * what V8 compiled meet all of them alike. Medians are compared. A body that seems too slow is measured again, beside the
 * ordinary ones: a slow body stays slow.
 */

/** A body and the CPU of each round, in ms. */
interface Measured {
  readonly body: Body;
  readonly ms: number[];
}

const MAX_RATIO = Number(process.argv[2] ?? 2);
const WARM_UP_ROUNDS = 2;
const ROUNDS = 9;
const MAX_ROUNDS = 45;
/** Of the ordinary bodies in each round: what all are compared with is measured best. */
const ORDINARY_TIMES = 3;

const ordinary = ORDINARY.map(measured);
const hostile = [...REFUSED, ...TAKEN].map(([what, body]) => ({ what, ...measured(body) }));

run(hostile, WARM_UP_ROUNDS);
for (const { ms } of [...ordinary, ...hostile]) ms.length = 0;
run(hostile, ROUNDS);
for (let rounds = ROUNDS; rounds < MAX_ROUNDS; rounds += ROUNDS) {
  const slow = hostile.filter((one) => ratioOf(one) >= MAX_RATIO);
  if (slow.length === 0) break;
  run(slow, ROUNDS);
}
process.stdout.write(
  JSON.stringify({
    ordinary: ordinary.map(({ body, ms }) => ({ answer: takeBody(...body), ms: median(ms) })),
    hostile: hostile.map((one) => ({
      what: one.what,
      answer: takeBody(...one.body),
      ms: median(one.ms),
      ratio: ratioOf(one),
    })),
  }),
);

function measured(body: Body): Measured {
  return { body, ms: [] };
}

function run(bodies: readonly Measured[], rounds: number): void {
  const all = [...bodies, ...Array<readonly Measured[]>(ORDINARY_TIMES).fill(ordinary).flat()];
  for (let round = 0; round < rounds; round++) {
    for (const { body, ms } of shuffled(all)) {
      const before = cpuMs();
      takeBody(...body);
      ms.push(cpuMs() - before);
    }
  }
}

/** Of the dearest ordinary body. */
function ratioOf({ ms }: Measured): number {
  return median(ms) / Math.max(...ordinary.map((one) => median(one.ms)));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

function shuffled<Item>(items: readonly Item[]): readonly Item[] {
  return items
    .map((item) => ({ item, order: Math.random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item);
}
