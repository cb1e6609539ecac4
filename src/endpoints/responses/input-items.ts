import {
  CONTENT_TEXT,
  choice,
  DROPPED,
  IMAGE_URL,
  list,
  NOT_EMPTY_CONTENT_TEXT,
  NOT_EMPTY_TEXT,
  NUMBER,
  object,
  orNull,
  refused,
  required,
  type Schema,
  TEXT,
  tagged,
  union,
} from '../parameters/schema.ts';
import { IMAGE_DETAIL } from '../parameters/shared-schemas.ts';
import type { ImagePart } from '../parameters/take-images.ts';

/** The `input` of the Responses API: a text, or items that hold their whole texts. None refers to a stored item. */

const STATUS = choice('in_progress', 'completed', 'incomplete');

/** Only the URL of a page: other kinds name a file, and everyone shares the files of the account. */
const ANNOTATION = tagged('type', {
  url_citation: { url: TEXT, title: TEXT, start_index: NUMBER, end_index: NUMBER },
});

const TOP_LOGPROB = { token: TEXT, bytes: orNull(list(NUMBER)), logprob: NUMBER };
const LOGPROB = object({ ...TOP_LOGPROB, top_logprobs: list(object(TOP_LOGPROB)) });

/** With every field of an answer's part, so that it can be sent back as it came. The SDKs add `parsed`. */
const OUTPUT_TEXT = {
  text: required(CONTENT_TEXT),
  annotations: orNull(list(ANNOTATION)),
  logprobs: orNull(list(LOGPROB)),
  parsed: DROPPED,
};

const TEXT_PARTS = {
  input_text: OUTPUT_TEXT,
  output_text: OUTPUT_TEXT,
  refusal: { refusal: required(TEXT), annotations: orNull(list(ANNOTATION)) },
};

const CONTENT = union('text-or-list', {
  text: CONTENT_TEXT,
  list: list(
    tagged(
      'type',
      {
        ...TEXT_PARTS,
        // Everyone shares the files of the account.
        input_image: { image_url: required(IMAGE_URL), detail: IMAGE_DETAIL, file_id: refused('picture-address') },
      },
      { problem: 'not-text' },
    ),
  ),
});

/** How the provider shows the image of a tool to the model is not published. */
const TEXTS = union('text-or-list', {
  text: CONTENT_TEXT,
  list: list(tagged('type', TEXT_PARTS, { problem: 'not-text', problems: new Map([['input_image', 'picture-role']]) })),
});

/** Another caller is a program that ran at the provider. */
const CALLER = tagged('type', { direct: {} });

const CALL = {
  id: orNull(TEXT),
  call_id: TEXT,
  name: TEXT,
  status: orNull(STATUS),
  caller: orNull(CALLER),
  created_by: DROPPED,
  parsed_arguments: DROPPED,
};

const CALL_OUTPUT = {
  id: orNull(TEXT),
  call_id: TEXT,
  output: required(TEXTS),
  status: orNull(STATUS),
  caller: orNull(CALLER),
  created_by: DROPPED,
};

const ITEM: Schema = tagged(
  'type',
  {
    message: {
      role: required(choice('system', 'developer', 'user', 'assistant')),
      content: required(CONTENT),
      id: orNull(TEXT),
      status: orNull(STATUS),
      phase: orNull(choice('commentary', 'final_answer')),
    },
    function_call: { ...CALL, arguments: TEXT },
    custom_tool_call: { ...CALL, input: TEXT },
    function_call_output: CALL_OUTPUT,
    custom_tool_call_output: CALL_OUTPUT,
    reasoning: {
      id: orNull(TEXT),
      summary: orNull(list(tagged('type', { summary_text: { text: required(TEXT) } }, { problem: 'not-text' }))),
      content: orNull(list(tagged('type', { reasoning_text: { text: required(TEXT) } }, { problem: 'not-text' }))),
      // Without it, the provider would look the item up by its id, among the items of everyone.
      encrypted_content: required(NOT_EMPTY_TEXT),
      status: orNull(STATUS),
    },
  },
  { defaultTag: 'message', problems: new Map([['item_reference', 'stored']]) },
);

export const INPUT = union('text-or-list', { text: NOT_EMPTY_CONTENT_TEXT, list: list(ITEM, { notEmpty: true }) });

export const INPUT_IMAGE: ImagePart = { type: 'input_image', inside: null, url: 'image_url' };
