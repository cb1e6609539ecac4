import {
  choice,
  DROPPED,
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

/**
 * The messages of a chat. Answers come back as they were given, with what the SDKs put into them: `parse()` and
 * `stream()` add what they have read (`parsed`, `parsed_arguments`), those who gather a stream add the `index`, local
 * models their thoughts. OpenAI refuses some of these, and none says anything to a model.
 */

/** The OpenAI Agents SDK for Node writes the other fields of an answer into its parts, beside where they belong. */
const REST_OF_ANSWER = { role: DROPPED, annotations: DROPPED, tool_calls: DROPPED, reasoning_content: DROPPED };

/** An image, a sound or a file costs what no count of bytes bounds, and may name what others have stored. */
const PART = tagged(
  'type',
  { text: { text: required(TEXT), ...REST_OF_ANSWER }, refusal: { refusal: required(TEXT), ...REST_OF_ANSWER } },
  { problem: 'not-text' },
);

const CALLED_FUNCTION = object({ name: TEXT, arguments: TEXT, parsed_arguments: DROPPED });

/** What the model called in an earlier answer. */
const CALL = tagged(
  'type',
  {
    function: { id: TEXT, index: DROPPED, function: required(CALLED_FUNCTION) },
    custom: { id: TEXT, index: DROPPED, custom: required(object({ name: TEXT, input: TEXT })) },
  },
  { defaultTag: 'function' },
);

/** Only the address of a page; other kinds name a file, and files are everyone's. */
const ANNOTATION = tagged('type', {
  url_citation: { url_citation: required(object({ url: TEXT, title: TEXT, start_index: NUMBER, end_index: NUMBER })) },
});

const MESSAGE = object({
  role: required(choice('system', 'developer', 'user', 'assistant', 'tool', 'function')),
  content: orNull(union('text-or-list', { text: TEXT, list: list(PART) })),
  name: TEXT,
  refusal: orNull(TEXT),
  tool_calls: list(CALL),
  tool_call_id: TEXT,
  function_call: orNull(CALLED_FUNCTION),
  annotations: list(ANNOTATION),
  // An earlier spoken answer is kept upstream, for everyone who shares the account.
  audio: orNull(refused('not-text')),
  parsed: DROPPED,
  reasoning: DROPPED,
  reasoning_content: DROPPED,
});

export const MESSAGES = list(MESSAGE, { notEmpty: true });
