import { DEFAULT_IMAGE_QUALITY, DEFAULT_IMAGE_SIZE, imageTokens, parseImageSize } from './image-tokens.ts';
import type { NanoUsd } from './money.ts';
import { type Model, nanoFromPico, type Price } from './prices.ts';

/** What an image of the default size and quality costs, without its prompt; null for a model that draws none. */
export function usualImagePrice({ drawing }: Model, { imageOutput = 0 }: Price): NanoUsd | null {
  const grid = drawing?.grid.get(DEFAULT_IMAGE_QUALITY);
  const size = parseImageSize(DEFAULT_IMAGE_SIZE);
  if (grid === undefined || size === null) return null;
  return nanoFromPico(imageTokens(grid, size) * imageOutput);
}
