import { Fields } from './catalogue-fields.ts';
import { IMAGE_DETAILS, type ImageDetail, type InputKind, isImageDetail, type Model } from './prices.ts';

/** A part of a row, and fields that only a model with images may have. */
export type ImageFields = Pick<Model, 'imageTokens' | 'imageDetail' | 'maxImages'>;

/** @param inputs of the same row */
export function readImages(
  fields: Fields,
  inputs: readonly InputKind[],
  where: string,
  problems: string[],
): ImageFields {
  const tokens = fields.optional('image_tokens');
  const detail = fields.optional('image_detail');
  const max = fields.optional('max_images');
  const takesImages = inputs.includes('image');
  if (!takesImages && [tokens, detail, max].some((value) => value !== undefined)) {
    fields.addProblem('image_tokens, image_detail and max_images are only for a model with "image" among its inputs');
  }
  if (!takesImages) return {};
  if (tokens === undefined) {
    fields.addProblem('"image" among the inputs needs image_tokens: the most tokens of one image, for each detail');
    return {};
  }
  const imageTokens = readTokens(tokens, `${where}.image_tokens`, problems);
  const named = detail === undefined ? undefined : fields.text('image_detail', isImageDetail, IMAGE_DETAILS.join(', '));
  const imageDetail = named !== undefined && isImageDetail(named) ? named : undefined;
  if (imageDetail !== undefined && imageTokens[imageDetail] === undefined) {
    fields.addProblem(`image_detail is "${imageDetail}", for which image_tokens has no number`);
  }
  return {
    imageTokens,
    ...(imageDetail === undefined ? {} : { imageDetail }),
    ...(max === undefined ? {} : { maxImages: fields.whole('max_images', 1, MAX_IMAGES) }),
  };
}

/** OpenAI's maximum. */
const MAX_IMAGES = 1500;

function readTokens(entry: unknown, where: string, problems: string[]): NonNullable<Model['imageTokens']> {
  const fields = new Fields(entry, where, problems);
  const original = fields.optional('original');
  const tokens = {
    low: fields.whole('low', 1),
    high: fields.whole('high', 1),
    ...(original === undefined ? {} : { original: fields.whole('original', 1) }),
    source: fields.text('source', (text) => text.trim() !== '', 'the document it was read in, and its date'),
  };
  fields.refuseOthers();
  return tokens satisfies Partial<Record<ImageDetail, number>> & { source: string };
}
