import type { Model } from '../../ledger/prices.ts';
import {
  BOOLEAN,
  choice,
  choiceHere,
  DROPPED,
  list,
  NUMBER,
  object,
  refused,
  request,
  required,
  TEXT,
  union,
} from './parameter-schema.ts';
import { type CheckedCall, type JsonObject, namedCap, ParameterError } from './parameters.ts';
import { INPUT } from './responses-items.ts';
import { checkSchema } from './schema-check.ts';
import { ACCOUNT_FIELDS, EFFORT, sayStream, TOP_LOGPROBS, VERBOSITY } from './shared-schemas.ts';
import { RESPONSES_CHOICE, RESPONSES_FORMAT, RESPONSES_TOOL } from './tool-schemas.ts';

const SUMMARY = choice('auto', 'concise', 'detailed');

/** Nothing is stored, so reasoning that clients send back must bring what was reasoned. */
const ENCRYPTED_REASONING = 'reasoning.encrypted_content';

/**
 * The policy of POST /responses (OpenAI's specification of 2026-08-21). Nothing stored is referred to, nothing is
 * stored, and every tool runs at the student's: so that the bytes sent bound the tokens billed.
 */
export const RESPONSES_REQUEST = request({
  input: required(INPUT),
  // As a list of items it could refer to what is stored.
  instructions: TEXT,
  text: object({ format: RESPONSES_FORMAT, verbosity: VERBOSITY }),
  reasoning: object({
    effort: EFFORT,
    summary: SUMMARY,
    generate_summary: SUMMARY,
    // The "pro" mode runs several answers for one.
    mode: choiceHere('unsupported', 'standard'),
    context: choice('auto', 'current_turn', 'all_turns'),
  }),
  tools: list(RESPONSES_TOOL),
  tool_choice: union('choice', { text: choice('none', 'auto', 'required'), object: RESPONSES_CHOICE }),
  parallel_tool_calls: BOOLEAN,
  include: list(choiceHere('unsupported', ENCRYPTED_REASONING, 'message.output_text.logprobs')),
  stream: BOOLEAN,
  stream_options: object({ include_obfuscation: BOOLEAN }),
  // Queued answers are fetched later, from where everyone's are kept.
  background: BOOLEAN,
  temperature: NUMBER,
  top_p: NUMBER,
  top_logprobs: TOP_LOGPROBS,
  truncation: choice('auto', 'disabled'),
  // Read below, and said anew once it is known what is affordable.
  max_output_tokens: DROPPED,
  // The model that answers is said instead.
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

/** The provider takes no smaller one. */
const MIN_CAP = 16;

/** @throws ParameterError */
export function checkResponses(body: JsonObject, model: Model): CheckedCall {
  const fields = checkSchema(body, RESPONSES_REQUEST);
  if (!model.reasoning) {
    refuseReasoning(fields);
    fields.input = withoutReasoning(fields.input);
  }
  if (fields.background === true) throw new ParameterError('unsupported', 'background');
  delete fields.background;
  const included = includedFor(model, fields.include as readonly string[] | undefined);
  if (included.length > 0) fields.include = included;
  else delete fields.include;
  const stream = sayStream(fields);
  if (fields.stream_options !== undefined && !stream) throw new ParameterError('not-streaming', 'stream_options');
  return {
    fields,
    stream,
    showUsage: true,
    inputs: 1,
    candidates: 1,
    cap: {
      field: 'max_output_tokens',
      ...namedCap(body.max_output_tokens, 'max_output_tokens', model.maxOutput, MIN_CAP),
      lowest: MIN_CAP,
    },
  };
}

/** Wherever there is reasoning it is asked for, and nowhere else: a model without it refuses to be asked. */
function includedFor(model: Model, named: readonly string[] = []): readonly string[] {
  const others = named.filter((name) => name !== ENCRYPTED_REASONING);
  return model.reasoning ? [...others, ENCRYPTED_REASONING] : others;
}

/** A model without it refuses that of another, to whom the conversation belonged before. */
function withoutReasoning(input: unknown): unknown {
  return Array.isArray(input) ? input.filter((item: JsonObject) => item.type !== 'reasoning') : input;
}

/** Clients that say nothing may say it with nulls, which are left out by now. */
function refuseReasoning(fields: Record<string, unknown>): void {
  const { reasoning, text } = fields as { readonly reasoning?: JsonObject; readonly text?: JsonObject };
  if (text?.verbosity !== undefined) throw new ParameterError('only-reasoning', 'text.verbosity');
  if (reasoning !== undefined && Object.keys(reasoning).length > 0) {
    throw new ParameterError('only-reasoning', 'reasoning');
  }
  delete fields.reasoning;
}
