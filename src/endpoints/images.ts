import { boundOfImages, type ImageOrder, maxAnswerBytes } from '../ledger/image-order.ts';
import {
  DEFAULT_IMAGE_QUALITY,
  DEFAULT_IMAGE_SIZE,
  type ImageSize,
  MAX_IMAGES,
  MAX_PARTIAL_IMAGES,
  parseImageSize,
} from '../ledger/image-tokens.ts';
import type { Model } from '../ledger/prices.ts';
import type { JsonObject } from '../upstream/json/json-object.ts';
import { knownFields } from '../upstream/json/known-fields.ts';
import { readImageUsage } from '../upstream/read-image-usage.ts';
import { USAGE_FIELDS } from './answers/answer-fields.ts';
import type { Endpoint } from './endpoint.ts';
import { IMAGE_FIELDS, IMAGE_STREAM } from './images/stream.ts';
import { checkSchema } from './parameters/check-schema.ts';
import type { CheckedCall } from './parameters/checked-call.ts';
import { ParameterError } from './parameters/parameter-error.ts';
import { surplusOfFields } from './parameters/rendering-surplus.ts';
import {
  BOOLEAN,
  choice,
  DROPPED,
  integer,
  refused,
  request,
  required,
  servedChoice,
  TEXT,
  text,
} from './parameters/schema.ts';
import { takeStream } from './parameters/stream-request.ts';

/** Source: OpenAI's client for Node, 7.57.0. */
const MAX_PROMPT_CHARACTERS = 32_000;

/** Every parameter of OpenAI's client for Node, 7.57.0. */
export const IMAGES_REQUEST = request({
  prompt: required(text({ notEmpty: true, maxCharacters: MAX_PROMPT_CHARACTERS })),
  n: integer(1, MAX_IMAGES),
  size: TEXT,
  quality: TEXT,
  background: choice('transparent', 'opaque', 'auto'),
  output_format: servedChoice('image-format', 'png', 'jpeg', 'webp'),
  output_compression: integer(0, 100),
  moderation: choice('low', 'auto'),
  stream: BOOLEAN,
  partial_images: integer(0, MAX_PARTIAL_IMAGES),
  model: DROPPED,
  user: DROPPED,
  safety_identifier: DROPPED,
  // Of models that are gone: the others always answer with base64.
  response_format: refused('dall-e'),
  style: refused('dall-e'),
  // Only newer models know them, and what they cost is not published.
  complexity: refused('unsupported'),
  frame_count: refused('unsupported'),
  frame_duration_ms: refused('unsupported'),
  svg: refused('unsupported'),
});

interface ImageFields {
  readonly prompt: string;
  readonly n?: number;
  readonly size?: string;
  readonly quality?: string;
  readonly stream?: boolean;
  readonly partial_images?: number;
}

/** @throws ParameterError */
export function checkImages(body: JsonObject, model: Model): CheckedCall {
  const fields = checkSchema(body, IMAGES_REQUEST) as Record<string, unknown> & ImageFields;
  const { drawing } = model;
  if (drawing === undefined) throw new Error(`the catalogue has no drawing of ${model.id}`);
  const {
    n = 1,
    size = DEFAULT_IMAGE_SIZE,
    quality = DEFAULT_IMAGE_QUALITY,
    partial_images: partialImages = 0,
  } = fields;
  if (n > drawing.maxPerCall) throw new ParameterError('image-count', 'n', null, { max: drawing.maxPerCall });
  const grid = drawing.grid.get(quality);
  if (grid === undefined) {
    throw new ParameterError('image-quality', 'quality', null, { choices: [...drawing.grid.keys()].join(', ') });
  }
  const stream = takeStream(fields);
  if (stream && n > 1) throw new ParameterError('image-stream', 'n');
  if (!stream && fields.partial_images !== undefined) throw new ParameterError('not-streaming', 'partial_images');
  const order: ImageOrder = { count: n, size: readSize(size), grid, partialImages, isExact: drawing.isExact };
  return {
    fields: { ...fields, size, quality, n },
    stream: stream ? IMAGE_STREAM : null,
    showUsage: true,
    inputs: 1,
    candidates: n,
    hidesOutput: true,
    cap: null,
    images: order,
    media: boundOfImages(order),
    maxAnswerBytes: maxAnswerBytes(order),
  };
}

function readSize(text: string): ImageSize {
  const size = parseImageSize(text);
  if (size === null) throw new ParameterError('image-size', 'size');
  return size;
}

/** Every field is a text or a number. */
const NOT_RENDERED: ReadonlySet<string> = new Set();

export const IMAGES: Endpoint<'images'> = {
  kind: 'images',
  path: '/images/generations',
  writesText: false,
  reportsUsage: true,
  makes: 'images',
  isSlow: true,
  check: checkImages,
  // Nobody can ask for the same picture: there is no seed.
  hasSameAnswer: () => false,
  gatewayFields: (pseudonym) => ({ safety_identifier: pseudonym }),
  effortFields: () => ({}),
  textParam: 'prompt',
  surplusTokens: (fields, stringify) => surplusOfFields(fields, NOT_RENDERED, stringify),
  shape: {
    list: 'data',
    fields: knownFields(`created ${IMAGE_FIELDS}`, {
      data: knownFields('b64_json revised_prompt'),
      usage: USAGE_FIELDS,
    }),
  },
  readUsage: readImageUsage,
  // The list of images counts pictures, without their tokens.
  usageList: null,
};
