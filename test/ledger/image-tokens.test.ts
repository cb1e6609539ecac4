import { describe, expect, test } from 'vitest';
import { agreesWithFormula, boundOfImages, type ImageOrder } from '../../src/ledger/image-order.ts';
import {
  type ImageSize,
  imageTokens,
  isImageSize,
  maxImageTokens,
  parseImageSize,
} from '../../src/ledger/image-tokens.ts';

function size(text: string): ImageSize {
  const [width = 0, height = 0] = text.split('x').map(Number);
  return { width, height };
}

/** Every size that a model draws. */
function* legalSizes(): Generator<ImageSize> {
  for (let width = 16; width <= 3840; width += 16) {
    for (let height = 16; height <= 3840; height += 16) if (isImageSize({ width, height })) yield { width, height };
  }
}

describe('imageTokens', () => {
  test.each([
    [16, { '1024x1024': 196, '1536x1024': 158, '2048x2048': 397, '3840x2160': 371 }],
    [24, { '1024x1024': 439, '1536x1024': 343, '2048x2048': 892, '3840x2160': 865 }],
    [48, { '1024x1024': 1756, '1536x1024': 1372, '2048x2048': 3568, '3840x2160': 3336 }],
    [64, { '1024x1024': 3122, '1536x1024': 2459, '2048x2048': 6343, '3840x2160': 5930 }],
    [96, { '1024x1024': 7024, '1536x1024': 5488, '2048x2048': 14272, '3840x2160': 13342 }],
  ])('is what the calculator says for the grid %i', (grid, published) => {
    for (const [text, tokens] of Object.entries(published)) expect(imageTokens(grid, size(text)), text).toBe(tokens);
  });

  test('is the same for a picture and for the same picture upright', () => {
    for (const { width, height } of legalSizes()) {
      if (width > height)
        expect(imageTokens(48, { width, height })).toBe(imageTokens(48, { width: height, height: width }));
    }
  });

  test.each([
    [16, 659],
    [24, 1483],
    [48, 5930],
    [64, 10_542],
    [96, 23_719],
  ])('is at most what is published, over every legal size, for the grid %i', (grid, most) => {
    let max = 0;
    for (const one of legalSizes()) max = Math.max(max, imageTokens(grid, one));
    expect(max).toBe(most);
    expect(maxImageTokens({ grid: new Map([['q', grid]]), isExact: true, maxPerCall: 1 })).toBeGreaterThanOrEqual(max);
  });

  test('is exact: the same as with integers of any size, also where a half is rounded', () => {
    let halves = 0;
    for (const one of legalSizes()) {
      for (const grid of [16, 24, 48, 64, 96]) {
        expect(imageTokens(grid, one)).toBe(exactTokens(grid, one));
        if ((2 * grid * Math.min(one.width, one.height)) % Math.max(one.width, one.height) === 0) halves++;
      }
    }
    expect(halves).toBeGreaterThan(100);
  });
});

/** The formula once more, without a floating-point number in it. */
function exactTokens(grid: number, { width, height }: ImageSize): number {
  const [q, w, h] = [BigInt(grid), BigInt(width), BigInt(height)];
  const [short, long] = w < h ? [w, h] : [h, w];
  const whole = (q * short) / long;
  const twice = 2n * ((q * short) % long);
  const rounded = twice > long || (twice === long && whole % 2n === 1n) ? whole + 1n : whole;
  return Number((q * rounded * (2_000_000n + w * h) + 3_999_999n) / 4_000_000n);
}

describe('parseImageSize', () => {
  test.each(['1024x1024', '1536x1024', '1024x1536', '3840x2160', '816x816', '1440x480'])('takes %s', (text) => {
    expect(parseImageSize(text)).toEqual(size(text));
  });

  test.each([
    ['a side that is no multiple of 16', '1000x1000'],
    ['too few pixels', '512x512'],
    ['too many pixels', '3840x3840'],
    ['a longer side', '3856x1600'],
    ['a ratio above 3 to 1', '1536x496'],
    ['auto', 'auto'],
    ['nothing', ''],
    ['a leading zero', '01024x1024'],
    ['a space', '1024 x1024'],
    ['a second size', '1024x1024x1024'],
    ['a fraction', '1024.0x1024'],
    ['a hexadecimal number', '0x400x1024'],
  ])('refuses %s', (_, text) => {
    expect(parseImageSize(text)).toBeNull();
  });
});

describe('an order of images', () => {
  const ORDER: ImageOrder = { count: 2, size: size('1024x1024'), grid: 16, partialImages: 1, isExact: true };

  test('is bounded by the formula, its partial images and the slack for text, for each image', () => {
    expect(boundOfImages(ORDER)).toEqual({ images: 2, outputTokens: 2 * (196 + 100 + 1000), characters: 0 });
  });

  test.each([
    [392, true],
    [492, true],
    [592, true],
    [391, false],
    [393, false],
    [692, false],
    [0, false],
  ])('agrees with %i output tokens: %s', (tokens, agrees) => {
    expect(agreesWithFormula(tokens, ORDER)).toBe(agrees);
  });

  test('agrees with everything where the grid is only an upper bound', () => {
    expect(agreesWithFormula(1, { ...ORDER, isExact: false })).toBe(true);
  });
});
