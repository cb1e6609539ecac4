import type { Model } from '../ledger/prices.ts';
import { isObject, type JsonObject } from '../upstream/json/json-object.ts';
import { knownFields } from '../upstream/json/known-fields.ts';
import { readUsage } from '../upstream/read-usage.ts';
import { CHOICE_FIELDS, COMPLETION_FIELDS, MESSAGE_FIELDS, USAGE_FIELDS } from './answers/answer-fields.ts';
import { CHUNK_DIALECT, writeChunks, writeErrorChunk } from './answers/chunk-stream.ts';
import { objectsIn, pickFields } from './answers/pick-fields.ts';
import type { StreamFormat } from './answers/stream-format.ts';
import { CHAT_IMAGE, MESSAGES } from './chat/messages.ts';
import { ANSWER_FORMAT, FUNCTION, FUNCTION_CHOICE, TOOL, TOOL_CHOICE } from './chat/tools.ts';
import type { Endpoint } from './endpoint.ts';
import { checkSchema } from './parameters/check-schema.ts';
import type { CheckedCall, OutputCap } from './parameters/checked-call.ts';
import { instructChat } from './parameters/class-instructions.ts';
import { generationFields } from './parameters/gateway-fields.ts';
import { readCap } from './parameters/output-cap.ts';
import { ParameterError } from './parameters/parameter-error.ts';
import { surplusOfCalls, surplusOfFields } from './parameters/rendering-surplus.ts';
import { asksForSameAnswer } from './parameters/same-answer.ts';
import {
  BOOLEAN,
  choice,
  DROPPED,
  INTEGER,
  integer,
  list,
  NUMBER,
  object,
  refused,
  request,
  required,
  servedChoice,
  union,
} from './parameters/schema.ts';
import {
  ACCOUNT_FIELDS,
  EFFORT,
  LOGIT_BIAS,
  STOP,
  STREAM_OPTIONS,
  TOP_LOGPROBS,
  VERBOSITY,
} from './parameters/shared-schemas.ts';
import { takeStreamWithUsage } from './parameters/stream-request.ts';
import { imageBytesIn, refuseImages, takeImages } from './parameters/take-images.ts';

const MAX_CANDIDATES = 128;

/**
 * Every parameter of OpenAI's specification of 2026-08-21; one that is not here is refused. `null` counts as absent,
 * as it does at OpenAI.
 */
export const CHAT_REQUEST = request({
  messages: required(MESSAGES),
  n: integer(1, MAX_CANDIDATES),
  stream: BOOLEAN,
  stream_options: object(STREAM_OPTIONS),
  tools: list(TOOL),
  tool_choice: union('choice', { text: choice('none', 'auto', 'required'), object: TOOL_CHOICE }),
  parallel_tool_calls: BOOLEAN,
  functions: list(FUNCTION),
  function_call: union('choice', { text: choice('none', 'auto'), object: FUNCTION_CHOICE }),
  response_format: ANSWER_FORMAT,
  modalities: list(servedChoice('not-text', 'text')),
  seed: INTEGER,
  stop: STOP,
  temperature: NUMBER,
  top_p: NUMBER,
  frequency_penalty: NUMBER,
  presence_penalty: NUMBER,
  logit_bias: LOGIT_BIAS,
  logprobs: BOOLEAN,
  top_logprobs: TOP_LOGPROBS,
  // Only a reasoning model takes them.
  reasoning_effort: EFFORT,
  verbosity: VERBOSITY,
  // Read by readChatCap; written once it is known what is affordable.
  max_tokens: DROPPED,
  max_completion_tokens: DROPPED,
  // The model that answers is written instead.
  model: DROPPED,
  ...ACCOUNT_FIELDS,
  // Their cost has no bound, or they hold the data of others.
  audio: refused('unsupported'),
  prediction: refused('unsupported'),
  web_search_options: refused('unsupported'),
  moderation: refused('unsupported'),
});

const ONLY_REASONING = ['reasoning_effort', 'verbosity'];

/** @throws ParameterError */
export function checkChat(body: JsonObject, model: Model): CheckedCall {
  refuseImages(body.messages, 'messages', CHAT_IMAGE, model);
  const fields = checkSchema(body, CHAT_REQUEST);
  for (const name of ONLY_REASONING) {
    if (fields[name] !== undefined && !model.reasoning) throw new ParameterError('only-reasoning', name);
  }
  const { items, pictures } = takeImages(fields.messages as readonly unknown[], 'messages', CHAT_IMAGE, model);
  fields.messages = items;
  const candidates = (fields.n as number | undefined) ?? 1;
  const ofPictures = pictures === null ? {} : { pictures };
  return {
    fields,
    inputs: 1,
    ...ofPictures,
    candidates,
    cap: readChatCap(body, model),
    ...takeStreamWithUsage(fields, CHAT_STREAM),
  };
}

/** At most one cap, under the name that the served model takes, and never above the model's maximum. */
function readChatCap(body: JsonObject, model: Model): OutputCap {
  const [deprecated, current] = [body.max_tokens ?? null, body.max_completion_tokens ?? null];
  if (deprecated !== null && current !== null) throw new ParameterError('both-caps', 'max_tokens');
  const name = deprecated === null ? 'max_completion_tokens' : 'max_tokens';
  const field = model.reasoning ? 'max_completion_tokens' : 'max_tokens';
  const read = readCap(deprecated ?? current, name, { max: model.maxOutput });
  return { field, fieldElsewhere: 'max_tokens', name, ...read };
}

const DELTA_FIELDS = ['role', 'content', 'refusal', 'function_call', 'reasoning_content', 'reasoning'];

export const CHAT_STREAM: StreamFormat = {
  dialect: CHUNK_DIALECT,
  answerEvents: (answer, showUsage) =>
    writeChunks(answer, 'chat.completion.chunk', objectsIn(answer.choices).flatMap(choicesOfChunks), showUsage),
  errorEvent: writeErrorChunk,
};

/** The choices of two chunks: all that a choice says, and why it ended. */
function choicesOfChunks(choice: JsonObject, at: number): object[] {
  const { index = at, logprobs = null, finish_reason = 'stop' } = choice;
  const delta = deltaOf(isObject(choice.message) ? choice.message : {});
  return [
    { index, delta, logprobs, finish_reason: null },
    { index, delta: {}, logprobs: null, finish_reason },
  ];
}

/** In a stream, each call has its index. */
function deltaOf(message: JsonObject): JsonObject {
  const calls = objectsIn(message.tool_calls).map((call, index) => ({ index, ...call }));
  return { ...pickFields(message, DELTA_FIELDS), ...(calls.length === 0 ? {} : { tool_calls: calls }) };
}

/** Objects and lists that the provider does not render anew for the model. */
const NOT_RENDERED = new Set(['messages', 'stop', 'stream_options', 'logit_bias', 'modalities']);

export const CHAT: Endpoint<'chat'> = {
  kind: 'chat',
  path: '/chat/completions',
  writesText: true,
  reportsUsage: true,
  check: checkChat,
  hasSameAnswer: asksForSameAnswer,
  gatewayFields: generationFields,
  effortFields: (effort) => ({ reasoning_effort: effort }),
  textParam: 'messages',
  instruct: instructChat,
  imageBytes: ({ messages }) => imageBytesIn(messages, CHAT_IMAGE),
  surplusTokens: (fields, stringify) =>
    surplusOfFields(fields, NOT_RENDERED, stringify) + surplusOfCalls(fields.messages),
  shape: {
    list: 'choices',
    fields: knownFields(COMPLETION_FIELDS, {
      choices: knownFields(CHOICE_FIELDS, { message: MESSAGE_FIELDS }),
      usage: USAGE_FIELDS,
    }),
  },
  readUsage,
  usageList: 'completions',
};
