import type { Model } from '../ledger/prices.ts';
import type { JsonObject } from '../upstream/json/json-object.ts';
import type { Endpoint } from './endpoint.ts';
import { checkImages, IMAGES } from './images.ts';
import { checkSchema } from './parameters/check-schema.ts';
import type { CheckedCall } from './parameters/checked-call.ts';
import { ParameterError } from './parameters/parameter-error.ts';
import { DROPPED, request, required, text } from './parameters/schema.ts';

/** Of the box alone: it is for a sentence or two. */
export const MAX_DRAWN_CHARACTERS = 500;

const TRY_IMAGE_REQUEST = request({
  model: DROPPED,
  message: required(text({ notEmpty: false, maxCharacters: MAX_DRAWN_CHARACTERS })),
});

/** What the box sends that has a picture drawn: one of the default size and quality, as a small file. @throws ParameterError */
function checkTryImage(body: JsonObject, model: Model): CheckedCall {
  const { message } = checkSchema(body, TRY_IMAGE_REQUEST) as { readonly message: string };
  const prompt = message.trim();
  if (prompt === '') throw new ParameterError('missing', 'message');
  return checkImages({ prompt, output_format: 'jpeg' }, model);
}

/** Where the box of the student's page sends to. */
export const TRY_IMAGE_PATH = '/me/try-image';

export const TRY_IMAGE: Endpoint<'images'> = { ...IMAGES, check: checkTryImage };
