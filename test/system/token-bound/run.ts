import { parseArgs } from 'node:util';
import { chanceFrom } from '../crash/seeded-chance.ts';
import { IMAGE_LIMITS } from './image-limits.ts';
import { COUNTINGS, searchWorst } from './search.ts';
import { worstSize } from './worst-image.ts';

/**
 * The long form of token-bound.test.ts: `npm run test:bound -- --seconds 600 --seed 7`. Searches for requests that take
 * more tokens than their bound, in every rendering and encoding in turn, from new seeds until the time is over.
 */
const STEPS = 100;
/** Sizes of images take less long to search than texts do. */
const IMAGE_MS = 10_000;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(1 + (Date.now() % 1_000_000)) },
  },
});
const endsAt = performance.now() + 1000 * wholeNumber('seconds', values.seconds);
const firstSeed = wholeNumber('seed', values.seed);

const worst = new Map<string, number>();
let failures = 0;
let searches = 0;
for (let seed = firstSeed; searches === 0 || performance.now() < endsAt; seed++) {
  for (const counting of COUNTINGS) {
    if (searches > 0 && performance.now() > endsAt) break;
    const name = `${counting.rendering.name}, ${counting.encoding}`;
    const { ratio, tokens, limit, body } = searchWorst(counting, ({ bound }) => bound, STEPS, chanceFrom(seed));
    searches++;
    worst.set(name, Math.max(ratio, worst.get(name) ?? 0));
    if (ratio <= 1) continue;
    failures++;
    console.error(`FAILED with --seed ${seed}: ${tokens} tokens, the bound is ${limit}: ${name}`);
    console.error(JSON.stringify(body));
  }
}
let images = 0;
const imagesEndAt = performance.now() + IMAGE_MS;
for (let seed = firstSeed; images === 0 || performance.now() < imagesEndAt; seed++) {
  for (const [name, { rule, limit }] of IMAGE_LIMITS) {
    const { tokens, width, height } = worstSize(rule, STEPS, chanceFrom(seed));
    images++;
    worst.set(name, Math.max(tokens / limit, worst.get(name) ?? 0));
    if (tokens <= limit) continue;
    failures++;
    console.error(
      `FAILED with --seed ${seed}: ${width}x${height} is ${tokens} tokens, the constant is ${limit}: ${name}`,
    );
  }
}
console.log(
  `${searches + images} searches from seed ${firstSeed}; the most tokens that were found for each token of the bound:`,
);
console.table(Object.fromEntries([...worst].map(([name, ratio]) => [name, ratio.toFixed(3)])));
console.log(failures === 0 ? 'ok' : `${failures} FAILED`);
process.exit(failures === 0 ? 0 : 1);

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  console.error(`--${name} takes a whole number above zero`);
  process.exit(2);
}
