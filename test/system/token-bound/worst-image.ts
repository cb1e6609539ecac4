import { type ImageRule, MAX_SIDE, type Size } from './image-rules.ts';

export interface WorstSize extends Size {
  readonly tokens: number;
}

/** Where rules change: limits of sides, multiples of patches and tiles, and the sizes beside them. */
const EDGES = [1, 2, 31, 32, 33, 256, 511, 512, 513, 767, 768, 769, 1024, 1600, 2047, 2048, 2049, 4096, MAX_SIDE];
const FINE_STEPS = [1, 2, 3, 16, 31, 32, 33, 64, 512];

/** The size with the most tokens that a search finds: the edges, then many climbs from random sizes. */
export function worstSize(rule: ImageRule, steps: number, chance: () => number): WorstSize {
  let worst: WorstSize = { width: 1, height: 1, tokens: rule({ width: 1, height: 1 }) };
  const look = (width: number, height: number) => {
    const size = { width: clamp(width), height: clamp(height) };
    const tokens = rule(size);
    if (tokens > worst.tokens) worst = { ...size, tokens };
    return tokens;
  };
  for (const width of EDGES) for (const height of EDGES) look(width, height);
  for (let side = 1; side <= 4200; side++) for (const other of EDGES) look(side, other);
  for (let step = 0; step < steps; step++) {
    let [width, height] = [randomSide(chance), randomSide(chance)];
    let tokens = look(width, height);
    for (let move = 0; move < steps; move++) {
      const by = FINE_STEPS[Math.floor(chance() * FINE_STEPS.length)] ?? 1;
      const [wide, high] = [width + by * sign(chance), height + by * sign(chance)];
      const next = look(wide, high);
      if (next < tokens) continue;
      [width, height, tokens] = [clamp(wide), clamp(high), next];
    }
  }
  return worst;
}

/** As many small ones as large ones. */
function randomSide(chance: () => number): number {
  return clamp(Math.round(MAX_SIDE ** chance()));
}

function clamp(side: number): number {
  return Math.min(Math.max(side, 1), MAX_SIDE);
}

function sign(chance: () => number): -1 | 0 | 1 {
  const at = chance();
  if (at < 1 / 3) return -1;
  return at < 2 / 3 ? 0 : 1;
}
