/*
 * How many output tokens a generated image is billed as. Sources: OpenAI's image cost calculator (the formula; its eight
 * published readings are met exactly) and usages of real calls (196, 158 and 205 tokens), read 2026-11-25.
 */

export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** What a model draws, and what it takes for it. */
export interface ImageRules {
  /** Quality -> the grid of the formula; the qualities that the model takes. */
  readonly grid: ReadonlyMap<string, number>;
  /** `false`: the grid is only an upper bound, and a usage below it is no news. */
  readonly isExact: boolean;
  /** Images in one call. */
  readonly maxPerCall: number;
}

/** Of a call that names none. Written into what is sent: the provider's own is `auto`, whose cost nobody knows before. */
export const DEFAULT_IMAGE_SIZE = '1024x1024';
export const DEFAULT_IMAGE_QUALITY = 'low';

/** Of a quality. Larger ones than the models have are a mistake; they would still be counted exactly. */
export const MAX_GRID = 1000;
/** The provider's own limit of `n`. */
export const MAX_IMAGES = 10;

const SIDE_STEP = 16;
const MAX_SIDE = 3840;
const MIN_PIXELS = 655_360;
const MAX_PIXELS = 8_294_400;
const MAX_RATIO = 3;

/** The provider's own limit of `partial_images`. */
export const MAX_PARTIAL_IMAGES = 3;
/** Each partial image that a stream shows, according to OpenAI's guide to image generation. */
export const PARTIAL_IMAGE_TOKENS = 100;
/**
 * A usage may name text tokens beside those of the image (`output_tokens_details.text_tokens` in OpenAI's specification of
 * 2026-08-21); no page says how many at most, and no real usage had any. Held with every image, and given back.
 */
export const IMAGE_TEXT_SLACK_TOKENS = 1000;

const PIXEL_OFFSET = 2_000_000;
const DIVISOR = 4_000_000;

/** Output tokens of one image. Every step is exact: the largest product is far below 2^53. */
export function imageTokens(grid: number, { width, height }: ImageSize): number {
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  const shortGrid = divideHalfToEven(grid * short, long);
  return Math.ceil((grid * shortGrid * (PIXEL_OFFSET + width * height)) / DIVISOR);
}

/** No image of a model takes more, its partial images and text too: a square of the most pixels would take as much. */
export function maxImageTokens({ grid }: ImageRules): number {
  const finest = Math.max(0, ...grid.values());
  const tokens = Math.ceil((finest * finest * (PIXEL_OFFSET + MAX_PIXELS)) / DIVISOR);
  return tokens + MAX_PARTIAL_IMAGES * PARTIAL_IMAGE_TOKENS + IMAGE_TEXT_SLACK_TOKENS;
}

/** Whether the models draw this size. */
export function isImageSize({ width, height }: ImageSize): boolean {
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  const pixels = width * height;
  const isStepped = width % SIDE_STEP === 0 && height % SIDE_STEP === 0;
  return isStepped && long <= MAX_SIDE && long <= MAX_RATIO * short && MIN_PIXELS <= pixels && pixels <= MAX_PIXELS;
}

const SIZE = /^([1-9]\d{1,3})x([1-9]\d{1,3})$/;

/** "1536x1024"; null for what no model draws, `auto` too. */
export function parseImageSize(text: string): ImageSize | null {
  const [, width, height] = SIZE.exec(text) ?? [];
  const size = { width: Number(width), height: Number(height) };
  return isImageSize(size) ? size : null;
}

/** Of two whole numbers; a half goes to the even neighbour, as the calculator rounds. */
function divideHalfToEven(dividend: number, divisor: number): number {
  const whole = Math.floor(dividend / divisor);
  const twice = 2 * (dividend - whole * divisor);
  if (twice < divisor || (twice === divisor && whole % 2 === 0)) return whole;
  return whole + 1;
}
