import type { JsonObject } from '../../../src/upstream/json/json-object.ts';
import { type CountTokens, ENCODINGS } from './encodings.ts';
import { FIRST_REQUESTS, INSTRUCTED_REQUESTS, type Request } from './first-requests.ts';
import { type BoundedInput, boundInput } from './input-bounds.ts';
import { type Chance, mutate } from './mutations.ts';
import { countPrompt } from './prompt-tokens.ts';
import { RENDERINGS, type Rendering } from './renderings.ts';

/** One way to count: a search climbs for each alone. */
export interface Counting {
  readonly rendering: Rendering;
  readonly encoding: string;
  readonly count: CountTokens;
}

export const COUNTINGS: readonly Counting[] = RENDERINGS.flatMap((rendering) =>
  Object.entries(ENCODINGS).map(([encoding, count]) => ({ rendering, encoding, count })),
);

export interface Found extends Request {
  readonly tokens: number;
  readonly limit: number;
  readonly ratio: number;
}

/** The tokenizers are slow on large bodies, and what a body repeats shows in a small one. */
const MAX_BODY_LENGTH = 1500;
/** Indented by eight spaces, a line of this depth is 512 of them: enough to show what indentation costs. */
const MAX_DEPTH = 64;
/** A worse body is sometimes the way to a better one. */
const STEP_BACK = 0.02;

/** Tries so many changes of one body, and keeps to those that bring its tokens nearer to the limit, or beyond it. */
export function climb(
  request: Request,
  counting: Counting,
  limitOf: (input: BoundedInput) => number,
  steps: number,
  chance: Chance,
): Found {
  let here = measure(request, counting, limitOf);
  if (here === null) throw new Error(`the first body is refused: ${JSON.stringify(request.body)}`);
  let best = here;
  for (let step = 0; step < steps; step++) {
    const changed = mutate(here.body, chance);
    const next = isSmall(changed) ? measure({ ...request, body: changed }, counting, limitOf) : null;
    if (next === null || next.ratio < here.ratio - STEP_BACK * chance()) continue;
    here = next;
    if (here.ratio > best.ratio) best = here;
  }
  return best;
}

/** The three best climbs go on for so many times as long. */
const BEST = 3;
const LONGER = 5;

/** The worst of all that is found from each first request. */
export function searchWorst(
  counting: Counting,
  limitOf: (input: BoundedInput) => number,
  steps: number,
  chance: Chance,
): Found {
  const first = FIRST_REQUESTS.map((request) => climb(request, counting, limitOf, steps, chance));
  const best = byRatio(first).slice(0, BEST);
  const further = best.map((found) => climb(found, counting, limitOf, LONGER * steps, chance));
  // Apart: their dense texts would take the places of the best.
  const instructed = INSTRUCTED_REQUESTS.map((request) => climb(request, counting, limitOf, steps, chance));
  const [worst] = byRatio([...best, ...further, ...instructed]);
  if (worst === undefined) throw new Error('there is no first request');
  return worst;
}

function byRatio(found: readonly Found[]): Found[] {
  return found.toSorted((a, b) => b.ratio - a.ratio);
}

function measure(
  request: Request,
  { rendering, count }: Counting,
  limitOf: (input: BoundedInput) => number,
): Found | null {
  const input = boundInput(request);
  if (input === null) return null;
  const tokens = countPrompt(input.sent, rendering, count);
  const limit = limitOf(input);
  return { ...request, tokens, limit, ratio: tokens / limit };
}

function isSmall(body: JsonObject): boolean {
  const json = JSON.stringify(body);
  return json.length <= MAX_BODY_LENGTH && depthOf(json) <= MAX_DEPTH;
}

/** Brackets in texts count too: what they hide is found in other bodies. */
function depthOf(json: string): number {
  let depth = 0;
  let most = 0;
  for (const character of json) {
    if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
    most = Math.max(most, depth);
  }
  return most;
}
