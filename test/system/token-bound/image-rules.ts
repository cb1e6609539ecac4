/** How OpenAI sizes an image and counts it, as its guide to images and vision publishes it: the oracle of the catalogue. */

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Tokens of an image of this size. */
export type ImageRule = (size: Size) => number;

/** The longest side that a provider takes, px. */
export const MAX_SIDE = 65_535;
const PATCH = 32;
const TILE = 512;
const TILED_SQUARE = 2048;
const TILED_SHORT_SIDE = 768;

export type Round = (side: number) => number;

/** How a side is rounded is not published. */
export const ROUNDINGS: readonly Round[] = [Math.floor, Math.round];

interface PatchLimits {
  readonly maxPatches: number;
  /** px; absent: no limit on a side. */
  readonly maxSide?: number;
  readonly multiplier: number;
}

/** The image is scaled down into the side and the number of patches, never enlarged. */
function patches({ maxPatches, maxSide = MAX_SIDE, multiplier }: PatchLimits, round: Round): ImageRule {
  return (size) => {
    const within = scaleTo(size, Math.min(1, maxSide / Math.max(size.width, size.height)), round);
    const fitted = countPatches(within) <= maxPatches ? within : scaleTo(within, patchScale(within, maxPatches), round);
    return Math.ceil(countPatches(fitted) * multiplier);
  };
}

function countPatches({ width, height }: Size): number {
  return Math.ceil(width / PATCH) * Math.ceil(height / PATCH);
}

/** By the areas, then down to whole patches on both sides. */
function patchScale({ width, height }: Size, maxPatches: number): number {
  const byArea = Math.sqrt((PATCH * PATCH * maxPatches) / (width * height));
  const whole = (side: number) => {
    const count = (side * byArea) / PATCH;
    return count < 1 ? 1 : Math.floor(count) / count;
  };
  // A side of less than one patch leaves all of them to the other one.
  const forOther = (side: number, other: number) =>
    (side * byArea) / PATCH < 1 ? (PATCH * maxPatches) / other : Number.POSITIVE_INFINITY;
  const scale = byArea * Math.min(whole(width), whole(height));
  return Math.min(scale, forOther(width, height), forOther(height, width));
}

function tiles(base: number, tile: number, round: Round): ImageRule {
  return (size) => {
    const within = scaleTo(size, Math.min(1, TILED_SQUARE / Math.max(size.width, size.height)), round);
    const scaled = scaleTo(within, Math.min(1, TILED_SHORT_SIDE / Math.min(within.width, within.height)), round);
    return base + tile * Math.ceil(scaled.width / TILE) * Math.ceil(scaled.height / TILE);
  };
}

function scaleTo({ width, height }: Size, scale: number, round: Round): Size {
  if (scale >= 1) return { width, height };
  return { width: Math.max(1, round(width * scale)), height: Math.max(1, round(height * scale)) };
}

export type Rules = Readonly<Record<'low' | 'high', (round: Round) => ImageRule>>;

const byPatches = (low: PatchLimits, high: PatchLimits): Rules => ({
  low: (round) => patches(low, round),
  high: (round) => patches(high, round),
});
const byTiles = (base: number, tile: number): Rules => ({
  low: () => () => base,
  high: (round) => tiles(base, tile, round),
});

const SIDE_2048: PatchLimits = { maxPatches: 6144, maxSide: 2048, multiplier: 1.2 };
const NEWEST = byPatches({ maxPatches: 256, multiplier: 1.2 }, { maxPatches: 2500, multiplier: 1.2 });
const BEFORE = byPatches(SIDE_2048, { maxPatches: 2500, multiplier: 1.2 });
const MINI_4_1 = { ...SIDE_2048, multiplier: 1.62 };

/** By the ids of config/models.json. */
export const IMAGE_RULES: Readonly<Record<string, Rules>> = {
  ...{ 'gpt-5.6-sol': NEWEST, 'gpt-5.6-terra': NEWEST, 'gpt-5.6-luna': NEWEST, 'gpt-6-astra': NEWEST },
  ...{ 'gpt-5.4': BEFORE, 'gpt-5.4-mini': BEFORE, 'gpt-5.4-nano': BEFORE },
  'gpt-5.2': byPatches(SIDE_2048, SIDE_2048),
  'gpt-4.1-mini': byPatches(MINI_4_1, MINI_4_1),
  ...{ 'gpt-4o': byTiles(85, 170), 'gpt-4.1': byTiles(85, 170) },
  ...{ 'gpt-5': byTiles(70, 140), 'gpt-5.1': byTiles(70, 140) },
  'gpt-4o-mini': byTiles(2833, 5667),
  o3: byTiles(75, 150),
};
