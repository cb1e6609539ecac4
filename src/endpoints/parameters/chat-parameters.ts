import type { Model } from '../../ledger/prices.ts';
import { MESSAGES } from './chat-messages.ts';
import {
  BOOLEAN,
  choice,
  choiceHere,
  DROPPED,
  INTEGER,
  integer,
  list,
  NUMBER,
  object,
  refused,
  request,
  required,
  union,
} from './parameter-schema.ts';
import { type CheckedCall, type JsonObject, namedCap, type OutputCap, ParameterError } from './parameters.ts';
import { checkSchema } from './schema-check.ts';
import {
  ACCOUNT_FIELDS,
  EFFORT,
  LOGIT_BIAS,
  STOP,
  STREAM_OPTIONS,
  streamWithUsage,
  TOP_LOGPROBS,
  VERBOSITY,
} from './shared-schemas.ts';
import { CHAT_CHOICE, CHAT_FORMAT, CHAT_TOOL, OLD_CHOICE, OLD_FUNCTION } from './tool-schemas.ts';

const MAX_CANDIDATES = 128;

/**
 * The policy of POST /chat/completions: every parameter of OpenAI's specification of 2026-08-21, and one that is not
 * here is refused. `null` counts as absent, as it does upstream.
 */
export const CHAT_REQUEST = request({
  messages: required(MESSAGES),
  n: integer(1, MAX_CANDIDATES),
  stream: BOOLEAN,
  stream_options: object(STREAM_OPTIONS),
  tools: list(CHAT_TOOL),
  tool_choice: union('choice', { text: choice('none', 'auto', 'required'), object: CHAT_CHOICE }),
  parallel_tool_calls: BOOLEAN,
  functions: list(OLD_FUNCTION),
  function_call: union('choice', { text: choice('none', 'auto'), object: OLD_CHOICE }),
  response_format: CHAT_FORMAT,
  modalities: list(choiceHere('not-text', 'text')),
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
  // Read below, and said anew once it is known what is affordable.
  max_tokens: DROPPED,
  max_completion_tokens: DROPPED,
  // The model that answers is said instead.
  model: DROPPED,
  ...ACCOUNT_FIELDS,
  // Costs that no bound is known for, or other people's data.
  audio: refused('unsupported'),
  prediction: refused('unsupported'),
  web_search_options: refused('unsupported'),
  moderation: refused('unsupported'),
});

const ONLY_REASONING = ['reasoning_effort', 'verbosity'];

/** @throws ParameterError */
export function checkChat(body: JsonObject, model: Model): CheckedCall {
  const fields = checkSchema(body, CHAT_REQUEST);
  for (const name of ONLY_REASONING) {
    if (fields[name] !== undefined && !model.reasoning) throw new ParameterError('only-reasoning', name);
  }
  const candidates = (fields.n as number | undefined) ?? 1;
  return { fields, inputs: 1, candidates, cap: capOf(body, model), ...streamWithUsage(fields) };
}

/** One cap at most, under the name that the served model knows, and never above what the model can give. */
function capOf(body: JsonObject, model: Model): OutputCap {
  const [old, current] = [body.max_tokens ?? null, body.max_completion_tokens ?? null];
  if (old !== null && current !== null) throw new ParameterError('both-caps', 'max_tokens');
  const name = old === null ? 'max_completion_tokens' : 'max_tokens';
  const field = model.reasoning || current !== null ? 'max_completion_tokens' : 'max_tokens';
  return { field, ...namedCap(old ?? current, name, model.maxOutput) };
}
