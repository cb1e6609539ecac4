import type { Model } from '../ledger/prices.ts';
import type { JsonObject } from '../upstream/json/json-object.ts';
import { isText } from '../upstream/json/long-text.ts';
import { CHAT, CHAT_STREAM, checkChat } from './chat.ts';
import type { Endpoint } from './endpoint.ts';
import { checkSchema } from './parameters/check-schema.ts';
import type { CheckedCall } from './parameters/checked-call.ts';
import { bytesOfUrl, isImageDataUrl } from './parameters/image-url.ts';
import { ParameterError } from './parameters/parameter-error.ts';
import { DROPPED, IMAGE_URL, request, required, TEXT } from './parameters/schema.ts';

const TRY_IT_REQUEST = request({ model: DROPPED, message: required(TEXT), image: IMAGE_URL });

/** Enough for a short answer; where the model reasons first, for the reasoning too. */
const MAX_TOKENS = 200;
const MAX_TOKENS_WITH_REASONING = 1000;

/**
 * What the try-it box of the student's page sends: a model, one message, and perhaps an image. The gateway adds the rest: a stream, and a
 * small cap that is lowered to what is affordable. @throws ParameterError
 */
function checkTryIt(body: JsonObject, model: Model): CheckedCall {
  const { message, image } = checkSchema(body, TRY_IT_REQUEST) as {
    readonly message: string;
    readonly image?: unknown;
  };
  const text = message.trim();
  if (text === '') throw new ParameterError('missing', 'message');
  const content =
    image === undefined
      ? text
      : [
          { type: 'text', text },
          { type: 'image_url', image_url: { url: image } },
        ];
  const effort = model.leastEffort === undefined ? {} : { reasoning_effort: model.leastEffort };
  const checked = checkChat({ messages: [{ role: 'user', content }], stream: true, ...effort }, model);
  const reasons = model.reasoning && model.leastEffort === undefined;
  const field = model.reasoning ? 'max_completion_tokens' : 'max_tokens';
  return {
    ...checked,
    stream: {
      ...CHAT_STREAM,
      // The page then loads what the call cost.
      lastEvent: (recordId) => `event: settled\ndata: {"record":${recordId}}\n\n`,
    },
    cap: { field, requested: null, defaultCap: reasons ? MAX_TOKENS_WITH_REASONING : MAX_TOKENS },
  };
}

/** Where the try-it box of the student's page sends to. */
export const TRY_IT_PATH = '/me/try';

/** A short streamed chat. */
export const TRY_IT: Endpoint<'chat'> = {
  ...CHAT,
  check: checkTryIt,
  imageBytes: ({ image }) => (isText(image) && isImageDataUrl(image) ? bytesOfUrl(image) : 0),
};
