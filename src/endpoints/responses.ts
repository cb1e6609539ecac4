import type { Model } from '../ledger/prices.ts';
import type { JsonObject } from '../upstream/json/json-object.ts';
import { readUsage } from '../upstream/read-usage.ts';
import type { StreamFormat } from './answers/stream-format.ts';
import type { Endpoint } from './endpoint.ts';
import { checkSchema } from './parameters/check-schema.ts';
import type { CheckedCall } from './parameters/checked-call.ts';
import { instructResponse } from './parameters/class-instructions.ts';
import { generationFields } from './parameters/gateway-fields.ts';
import { readCap } from './parameters/output-cap.ts';
import { ParameterError } from './parameters/parameter-error.ts';
import { surplusOfCalls, surplusOfFields } from './parameters/rendering-surplus.ts';
import { asksForSameAnswer } from './parameters/same-answer.ts';
import {
  BOOLEAN,
  choice,
  DROPPED,
  list,
  NUMBER,
  object,
  refused,
  request,
  required,
  servedChoice,
  TEXT,
  union,
} from './parameters/schema.ts';
import { ACCOUNT_FIELDS, EFFORT, TOP_LOGPROBS, VERBOSITY } from './parameters/shared-schemas.ts';
import { takeStream } from './parameters/stream-request.ts';
import { imageBytesIn, refuseImages, takeImages } from './parameters/take-images.ts';
import { writeErrorEvent, writeResponseEvents } from './responses/answer-events.ts';
import { RESPONSE_SHAPE } from './responses/answer-shape.ts';
import { EVENT_DIALECT } from './responses/event-dialect.ts';
import { INPUT, INPUT_IMAGE } from './responses/input-items.ts';
import { ANSWER_FORMAT, TOOL, TOOL_CHOICE } from './responses/tools.ts';

const SUMMARY = choice('auto', 'concise', 'detailed');

/** Nothing is stored, so reasoning that clients send back must hold its content. */
const ENCRYPTED_REASONING = 'reasoning.encrypted_content';

/**
 * Every parameter of OpenAI's specification of 2026-08-21. Nothing stored is referred to, nothing is stored, and every
 * tool runs at the student's, so that the bytes sent bound the tokens billed.
 */
export const RESPONSES_REQUEST = request({
  input: required(INPUT),
  // A list of items could refer to a stored one.
  instructions: TEXT,
  text: object({ format: ANSWER_FORMAT, verbosity: VERBOSITY }),
  reasoning: object({
    effort: EFFORT,
    summary: SUMMARY,
    generate_summary: SUMMARY,
    // The "pro" mode runs several answers for one.
    mode: servedChoice('unsupported', 'standard'),
    context: choice('auto', 'current_turn', 'all_turns'),
  }),
  tools: list(TOOL),
  tool_choice: union('choice', { text: choice('none', 'auto', 'required'), object: TOOL_CHOICE }),
  parallel_tool_calls: BOOLEAN,
  include: list(servedChoice('unsupported', ENCRYPTED_REASONING, 'message.output_text.logprobs')),
  stream: BOOLEAN,
  stream_options: object({ include_obfuscation: BOOLEAN }),
  // A queued answer is stored, for everyone who shares the account.
  background: BOOLEAN,
  temperature: NUMBER,
  top_p: NUMBER,
  top_logprobs: TOP_LOGPROBS,
  truncation: choice('auto', 'disabled'),
  // Read by checkResponses; written once it is known what is affordable.
  max_output_tokens: DROPPED,
  // The model that answers is written instead.
  model: DROPPED,
  max_tool_calls: DROPPED,
  ...ACCOUNT_FIELDS,
  // They name what is stored in the account, which everyone shares.
  previous_response_id: refused('stored'),
  conversation: refused('stored'),
  prompt: refused('unsupported'),
  context_management: refused('unsupported'),
  moderation: refused('unsupported'),
});

/** The provider's minimum. */
const MIN_CAP_TOKENS = 16;

/** @throws ParameterError */
function checkResponses(body: JsonObject, model: Model): CheckedCall {
  refuseImages(body.input, 'input', INPUT_IMAGE, model);
  const fields = checkSchema(body, RESPONSES_REQUEST);
  if (!model.reasoning) {
    refuseReasoning(fields);
    fields.input = withoutReasoning(fields.input);
  }
  if (fields.background === true) throw new ParameterError('unsupported', 'background');
  delete fields.background;
  const included = includedFields(model, fields.include as readonly string[] | undefined);
  if (included.length > 0) fields.include = included;
  else delete fields.include;
  const items = Array.isArray(fields.input) ? fields.input : [];
  const taken = takeImages(items, 'input', INPUT_IMAGE, model);
  if (taken.pictures !== null) fields.input = taken.items;
  const stream = takeStream(fields);
  return {
    fields,
    stream: stream ? RESPONSES_STREAM : null,
    showUsage: true,
    inputs: 1,
    ...(taken.pictures === null ? {} : { pictures: taken.pictures }),
    candidates: 1,
    cap: {
      field: 'max_output_tokens',
      ...readCap(body.max_output_tokens, 'max_output_tokens', { max: model.maxOutput, min: MIN_CAP_TOKENS }),
      minimum: MIN_CAP_TOKENS,
    },
  };
}

/** Encrypted reasoning is requested from every reasoning model; another model refuses the request. */
function includedFields(model: Model, named: readonly string[] = []): readonly string[] {
  const others = named.filter((name) => name !== ENCRYPTED_REASONING);
  return model.reasoning ? [...others, ENCRYPTED_REASONING] : others;
}

/** A model without reasoning refuses the reasoning items of the model that answered before. */
function withoutReasoning(input: unknown): unknown {
  return Array.isArray(input) ? input.filter((item: JsonObject) => item.type !== 'reasoning') : input;
}

/** Nulls were dropped before: many clients send them. */
function refuseReasoning(fields: Record<string, unknown>): void {
  const { reasoning, text } = fields as { readonly reasoning?: JsonObject; readonly text?: JsonObject };
  if (text?.verbosity !== undefined) throw new ParameterError('only-reasoning', 'text.verbosity');
  if (reasoning !== undefined && Object.keys(reasoning).length > 0) {
    throw new ParameterError('only-reasoning', 'reasoning');
  }
  delete fields.reasoning;
}

const RESPONSES_STREAM: StreamFormat = {
  dialect: EVENT_DIALECT,
  answerEvents: writeResponseEvents,
  errorEvent: writeErrorEvent,
};

/** Objects and lists that the provider does not render anew for the model. */
const NOT_RENDERED = new Set(['input', 'stream_options', 'include', 'reasoning']);

export const RESPONSES: Endpoint<'responses'> = {
  kind: 'responses',
  path: '/responses',
  writesText: true,
  reportsUsage: true,
  check: checkResponses,
  hasSameAnswer: asksForSameAnswer,
  gatewayFields: generationFields,
  effortFields: (effort) => ({ reasoning: { effort } }),
  textParam: 'input',
  instruct: instructResponse,
  imageBytes: ({ input }) => imageBytesIn(input, INPUT_IMAGE),
  hasTurns: true,
  surplusTokens: (fields, stringify) => surplusOfFields(fields, NOT_RENDERED, stringify) + surplusOfCalls(fields.input),
  shape: RESPONSE_SHAPE,
  readUsage,
  usageList: 'completions',
};
