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

/** Red, green, blue and transparency; a picture that no format makes smaller. */
const BYTES_PER_PIXEL = 4;
/** Of what a file has beside its pixels, and an answer beside its pictures. */
const FRAME_BYTES = 1024 * 1024;

/** No answer with these images is larger: each as base64, in a stream with its partial images. */
export function maxAnswerBytes({ count, size, partialImages }: ImageOrder): number {
  const file = size.width * size.height * BYTES_PER_PIXEL + FRAME_BYTES;
  return count * (1 + partialImages) * Math.ceil((file * 4) / 3) + FRAME_BYTES;
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
