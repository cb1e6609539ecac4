import type { Model } from '../ledger/prices.ts';
import {
  type CheckedCall,
  type JsonObject,
  listAt,
  NOT_FOR_REASONING,
  namedCap,
  type OutputCap,
  objectAt,
  onlyKeys,
  ParameterFault,
  positiveIntegerAt,
  streamWithUsage,
  textAt,
} from './parameters.ts';

/**
 * The policy of POST /chat/completions: every parameter of OpenAI's specification of 2026-08-21 is in one of these
 * sets, and one that is in none is refused. `null` counts as absent, as it does upstream.
 */
const PASSED = new Set([
  'tool_choice',
  'parallel_tool_calls',
  'functions',
  'function_call',
  'seed',
  'stop',
  'temperature',
  'top_p',
  'frequency_penalty',
  'presence_penalty',
  'logit_bias',
  'logprobs',
  'top_logprobs',
]);
/** Passed after a look inside. */
const CHECKED = new Set(['messages', 'n', 'stream', 'stream_options', 'tools', 'response_format', 'modalities']);
const CAPS = new Set(['max_tokens', 'max_completion_tokens']);
/** Only a reasoning model takes them. */
const REASONING = new Set(['reasoning_effort', 'verbosity']);
/**
 * Whatever the client says, we say it ourselves or not at all: the tier decides the price, storing publishes to
 * everyone who shares the account, the others tell students apart upstream.
 */
const OURS = new Set([
  'model',
  'service_tier',
  'store',
  'metadata',
  'user',
  'safety_identifier',
  'prompt_cache_key',
  'prompt_cache_retention',
  'prompt_cache_options',
]);
/** Costs that no bound is known for, or other people's data. */
const REFUSED = new Set(['audio', 'prediction', 'web_search_options', 'moderation']);
const MOST_CANDIDATES = 128;
const ROLES = new Set(['system', 'developer', 'user', 'assistant', 'tool', 'function']);
/** With what an answer's message carries (annotations, audio: null), so that it can be sent back as it came. */
const MESSAGE_KEYS = new Set([
  'role',
  'content',
  'name',
  'refusal',
  'tool_calls',
  'tool_call_id',
  'function_call',
  'annotations',
  'audio',
]);
const TEXT_PART_KEYS = new Set(['type', 'text']);
const REFUSAL_PART_KEYS = new Set(['type', 'refusal']);
const TOOL_KINDS = new Set(['function', 'custom']);
const FUNCTION_KEYS = new Set(['name', 'description', 'parameters', 'strict']);
const CUSTOM_KEYS = new Set(['name', 'description', 'format']);
/** Calls of an earlier answer, as they came; clients that gather a stream add the index. */
const CALL_KEYS = new Set(['id', 'type', 'index', 'function', 'custom']);
const CALLED_KEYS = new Set(['name', 'arguments', 'input']);
const CHOICE_KEYS = new Set(['type', 'function', 'custom', 'allowed_tools']);
const FORMATS = new Set(['text', 'json_object', 'json_schema']);
const FORMAT_KEYS = new Set(['type', 'json_schema']);

/** @throws ParameterFault */
export function checkChat(body: JsonObject, model: Model): CheckedCall {
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(body)) {
    if (REFUSED.has(name) && value !== null) throw new ParameterFault('unsupported', name);
    if (REASONING.has(name)) checkReasoning(name, value, model);
    else if (!PASSED.has(name) && !CHECKED.has(name) && !CAPS.has(name) && !OURS.has(name) && !REFUSED.has(name)) {
      throw new ParameterFault('unknown', name);
    }
    if (value === null || CAPS.has(name) || OURS.has(name) || REFUSED.has(name)) continue;
    if (model.reasoning && NOT_FOR_REASONING.has(name)) continue;
    fields[name] = value;
  }
  checkMessages(body.messages);
  checkTools(fields.tools);
  checkChoice(fields.tool_choice);
  checkFormat(fields.response_format);
  checkModalities(fields.modalities);
  const candidates = fields.n === undefined ? 1 : positiveIntegerAt(fields.n, 'n');
  if (candidates > MOST_CANDIDATES) throw new ParameterFault('wrong-type', 'n', 'positive-integer');
  return { fields, inputs: 1, candidates, cap: capOf(body, model), ...streamWithUsage(fields) };
}

function checkReasoning(name: string, value: unknown, model: Model): void {
  if (value !== null && !model.reasoning) throw new ParameterFault('only-reasoning', name);
}

function checkMessages(value: unknown): void {
  if (value === undefined || value === null) throw new ParameterFault('missing', 'messages');
  const messages = listAt(value, 'messages');
  if (messages.length === 0) throw new ParameterFault('missing', 'messages');
  messages.forEach((message, index) => {
    checkMessage(objectAt(message, `messages[${index}]`), `messages[${index}]`);
  });
}

function checkMessage(message: JsonObject, path: string): void {
  // An earlier spoken answer is kept upstream, for everyone who shares the account.
  if ((message.audio ?? null) !== null) throw new ParameterFault('not-text', `${path}.audio`);
  onlyKeys(message, MESSAGE_KEYS, path);
  if (typeof message.role !== 'string' || !ROLES.has(message.role)) {
    throw new ParameterFault('wrong-type', `${path}.role`, 'choice');
  }
  checkCalls(message, path);
  const { content } = message;
  if (content === undefined || content === null || typeof content === 'string') return;
  listAt(content, `${path}.content`).forEach((part, index) => {
    checkPart(objectAt(part, `${path}.content[${index}]`), `${path}.content[${index}]`);
  });
}

/** What the model called in an earlier answer. */
function checkCalls({ tool_calls: calls, function_call: call }: JsonObject, path: string): void {
  if ((call ?? null) !== null) onlyKeys(objectAt(call, `${path}.function_call`), CALLED_KEYS, `${path}.function_call`);
  if ((calls ?? null) === null) return;
  listAt(calls, `${path}.tool_calls`).forEach((one, index) => {
    const at = `${path}.tool_calls[${index}]`;
    const made = objectAt(one, at);
    onlyKeys(made, CALL_KEYS, at);
    for (const kind of TOOL_KINDS) {
      if ((made[kind] ?? null) !== null) onlyKeys(objectAt(made[kind], `${at}.${kind}`), CALLED_KEYS, `${at}.${kind}`);
    }
  });
}

/** An image, a sound or a file costs what no count of bytes bounds, and may name what others have stored. */
function checkPart(part: JsonObject, path: string): void {
  if (part.type !== 'text' && part.type !== 'refusal') throw new ParameterFault('not-text', `${path}.type`);
  onlyKeys(part, part.type === 'text' ? TEXT_PART_KEYS : REFUSAL_PART_KEYS, path);
  textAt(part[part.type], `${path}.${part.type}`);
}

/** Functions run at the student's; every other kind of tool runs, and costs, at the provider's. */
function checkTools(value: unknown): void {
  if (value === undefined) return;
  listAt(value, 'tools').forEach((tool, index) => {
    const { type } = objectAt(tool, `tools[${index}]`);
    if (typeof type !== 'string' || !TOOL_KINDS.has(type)) {
      throw new ParameterFault('unsupported', `tools[${index}].type`);
    }
    onlyKeys(tool as JsonObject, new Set(['type', type]), `tools[${index}]`);
    const path = `tools[${index}].${type}`;
    onlyKeys(objectAt((tool as JsonObject)[type], path), type === 'function' ? FUNCTION_KEYS : CUSTOM_KEYS, path);
  });
}

function checkChoice(value: unknown): void {
  if (value === undefined || typeof value === 'string') return;
  onlyKeys(objectAt(value, 'tool_choice'), CHOICE_KEYS, 'tool_choice');
}

function checkFormat(value: unknown): void {
  if (value === undefined) return;
  const format = objectAt(value, 'response_format');
  const { type } = format;
  if (typeof type !== 'string' || !FORMATS.has(type)) throw new ParameterFault('unsupported', 'response_format.type');
  onlyKeys(format, FORMAT_KEYS, 'response_format');
}

function checkModalities(value: unknown): void {
  if (value === undefined) return;
  if (listAt(value, 'modalities').some((modality) => modality !== 'text')) {
    throw new ParameterFault('not-text', 'modalities');
  }
}

/** One cap at most, under the name that the served model knows, and never above what the model can give. */
function capOf(body: JsonObject, model: Model): OutputCap {
  const [old, current] = [body.max_tokens ?? null, body.max_completion_tokens ?? null];
  if (old !== null && current !== null) throw new ParameterFault('both-caps', 'max_tokens');
  const name = old === null ? 'max_completion_tokens' : 'max_tokens';
  const field = model.reasoning || current !== null ? 'max_completion_tokens' : 'max_tokens';
  return { field, ...namedCap(old ?? current, name, model.maxOutput) };
}
