import type { MediaSize } from './estimate.ts';
import { IMAGE_TEXT_SLACK_TOKENS, type ImageSize, imageTokens, PARTIAL_IMAGE_TOKENS } from './image-tokens.ts';

/** The images that a call asks for. */
export interface ImageOrder {
  readonly count: number;
  readonly size: ImageSize;
  /** Of the quality. */
  readonly grid: number;
  /** Of each image, at most: a fast one has fewer. */
  readonly partialImages: number;
  /** The formula tells what they take, not only an upper bound. */
  readonly isExact: boolean;
}

/** What they take at most. */
export function boundOfImages({ count, size, grid, partialImages }: ImageOrder): MediaSize {
  const each = imageTokens(grid, size) + partialImages * PARTIAL_IMAGE_TOKENS + IMAGE_TEXT_SLACK_TOKENS;
  return { images: count, outputTokens: count * each, characters: 0 };
}

/** Whether a usage is one that the formula allows. @param imageTokensSaid output tokens of all images */
export function agreesWithFormula(
  imageTokensSaid: number,
  { count, size, grid, partialImages, isExact }: ImageOrder,
): boolean {
  if (!isExact) return true;
  const ofPartialImages = imageTokensSaid - count * imageTokens(grid, size);
  if (ofPartialImages < 0 || ofPartialImages % PARTIAL_IMAGE_TOKENS !== 0) return false;
  return ofPartialImages / PARTIAL_IMAGE_TOKENS <= count * partialImages;
}
