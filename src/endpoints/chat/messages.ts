import {
  CONTENT_TEXT,
  choice,
  DROPPED,
  IMAGE_URL,
  list,
  NUMBER,
  object,
  orNull,
  refused,
  required,
  TEXT,
  tagged,
  union,
} from '../parameters/schema.ts';
import { IMAGE_DETAIL } from '../parameters/shared-schemas.ts';
import type { ImagePart } from '../parameters/take-images.ts';

/**
 * The messages of a chat. Clients send answers back as they came, with fields that the SDKs add: `parse()` and `stream()`
 * add `parsed` and `parsed_arguments`, code that joins a stream adds the `index`, local models their reasoning. OpenAI
 * refuses some of these, and none means anything to a model.
 */

/** The OpenAI Agents SDK for Node also writes the other fields of an answer into its parts. */
const ANSWER_FIELDS = { role: DROPPED, annotations: DROPPED, tool_calls: DROPPED, reasoning_content: DROPPED };

/** Nothing bounds the cost of a sound or a file, and each may name one that others stored. */
const PART = tagged(
  'type',
  {
    text: { text: required(CONTENT_TEXT), ...ANSWER_FIELDS },
    refusal: { refusal: required(TEXT), ...ANSWER_FIELDS },
    image_url: { image_url: required(object({ url: required(IMAGE_URL), detail: IMAGE_DETAIL })) },
  },
  { problem: 'not-text' },
);

const FUNCTION_CALL = object({ name: TEXT, arguments: TEXT, parsed_arguments: DROPPED });

/** A call of the model in an earlier answer. */
const TOOL_CALL = tagged(
  'type',
  {
    function: { id: TEXT, index: DROPPED, function: required(FUNCTION_CALL) },
    custom: { id: TEXT, index: DROPPED, custom: required(object({ name: TEXT, input: TEXT })) },
  },
  { defaultTag: 'function' },
);

/** Only the URL of a page: other kinds name a file, and everyone shares the files of the account. */
const ANNOTATION = tagged('type', {
  url_citation: { url_citation: required(object({ url: TEXT, title: TEXT, start_index: NUMBER, end_index: NUMBER })) },
});

const MESSAGE = object({
  role: required(choice('system', 'developer', 'user', 'assistant', 'tool', 'function')),
  content: orNull(union('text-or-list', { text: CONTENT_TEXT, list: list(PART) })),
  name: TEXT,
  refusal: orNull(TEXT),
  tool_calls: list(TOOL_CALL),
  tool_call_id: TEXT,
  function_call: orNull(FUNCTION_CALL),
  annotations: list(ANNOTATION),
  // An earlier spoken answer is stored at the provider, for everyone who shares the account.
  audio: orNull(refused('not-text')),
  parsed: DROPPED,
  reasoning: DROPPED,
  reasoning_content: DROPPED,
});

export const MESSAGES = list(MESSAGE, { notEmpty: true });

export const CHAT_IMAGE: ImagePart = { type: 'image_url', inside: 'image_url', url: 'url' };
