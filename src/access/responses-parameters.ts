import type { Model } from '../ledger/prices.ts';
import {
  booleanAt,
  type CheckedCall,
  isObject,
  type JsonObject,
  listAt,
  NOT_FOR_REASONING,
  objectAt,
  onlyKeys,
  ParameterFault,
  positiveIntegerAt,
  textAt,
} from './parameters.ts';

/**
 * The policy of POST /responses (OpenAI's specification of 2026-08-21). Nothing stored is referred to, nothing is
 * stored, and every tool runs at the student's: so that the bytes sent bound the tokens billed.
 */
const PASSED = new Set([
  'instructions',
  'tool_choice',
  'parallel_tool_calls',
  'temperature',
  'top_p',
  'top_logprobs',
  'truncation',
]);
const CHECKED = new Set(['input', 'text', 'reasoning', 'tools', 'include', 'stream', 'stream_options', 'background']);
const OURS = new Set([
  'model',
  'max_output_tokens',
  'max_tool_calls',
  'service_tier',
  'store',
  'metadata',
  'user',
  'safety_identifier',
  'prompt_cache_key',
  'prompt_cache_retention',
  'prompt_cache_options',
]);
const REFUSED = new Set(['previous_response_id', 'conversation', 'prompt', 'context_management', 'moderation']);

const INCLUDABLE = new Set(['reasoning.encrypted_content', 'message.output_text.logprobs']);
const TOOL_KINDS = new Set(['function', 'custom']);
const TEXT_PARTS = new Map([
  ['input_text', 'text'],
  ['output_text', 'text'],
  ['refusal', 'refusal'],
]);
const PART_KEYS = new Set(['type', 'text', 'refusal', 'annotations', 'logprobs']);
const MESSAGE_KEYS = new Set(['type', 'role', 'content', 'id', 'status', 'phase']);
const ROLES = new Set(['system', 'developer', 'user', 'assistant']);
const CALL_KEYS = new Set(['type', 'id', 'call_id', 'name', 'arguments', 'input', 'status']);
const CALL_OUTPUT_KEYS = new Set(['type', 'id', 'call_id', 'output', 'status']);
const REASONING_KEYS = new Set(['type', 'id', 'summary', 'content', 'encrypted_content', 'status']);

/** @throws ParameterFault */
export function checkResponses(body: JsonObject, model: Model): CheckedCall {
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(body)) {
    if (REFUSED.has(name) && value !== null) throw new ParameterFault('unsupported', name);
    if (!PASSED.has(name) && !CHECKED.has(name) && !OURS.has(name) && !REFUSED.has(name)) {
      throw new ParameterFault('unknown', name);
    }
    if (value === null || OURS.has(name) || REFUSED.has(name)) continue;
    if (model.reasoning && NOT_FOR_REASONING.has(name)) continue;
    fields[name] = value;
  }
  checkInput(body.input);
  checkTools(fields.tools);
  checkIncluded(fields.include);
  checkReasoning(fields.reasoning, model);
  // Queued answers are fetched later, from where everyone's are kept.
  if (fields.background !== undefined && booleanAt(fields.background, 'background')) {
    throw new ParameterFault('unsupported', 'background');
  }
  delete fields.background;
  return {
    fields,
    stream: streamOf(fields),
    showUsage: true,
    inputs: 1,
    candidates: 1,
    cap: { field: 'max_output_tokens', asked: capOf(body.max_output_tokens ?? null, model), lowest: 16 },
  };
}

function capOf(value: unknown, model: Model): number | null {
  return value === null ? null : Math.min(positiveIntegerAt(value, 'max_output_tokens'), model.maxOutput);
}

function streamOf(fields: JsonObject): boolean {
  const stream = fields.stream === undefined ? false : booleanAt(fields.stream, 'stream');
  if (fields.stream_options === undefined) return stream;
  if (!stream) throw new ParameterFault('not-streaming', 'stream_options');
  onlyKeys(objectAt(fields.stream_options, 'stream_options'), new Set(['include_obfuscation']), 'stream_options');
  return stream;
}

function checkInput(value: unknown): void {
  if (value === undefined || value === null || value === '') throw new ParameterFault('missing', 'input');
  if (typeof value === 'string') return;
  const items = listAt(value, 'input');
  if (items.length === 0) throw new ParameterFault('missing', 'input');
  items.forEach((item, index) => {
    checkItem(objectAt(item, `input[${index}]`), `input[${index}]`);
  });
}

function checkItem(item: JsonObject, path: string): void {
  switch (item.type ?? 'message') {
    case 'message':
      return checkMessage(item, path);
    case 'function_call':
    case 'custom_tool_call':
      return onlyKeys(item, CALL_KEYS, path);
    case 'function_call_output':
    case 'custom_tool_call_output':
      onlyKeys(item, CALL_OUTPUT_KEYS, path);
      return checkText(item.output, `${path}.output`);
    case 'reasoning':
      onlyKeys(item, REASONING_KEYS, path);
      // Without its content it would be looked up by its id among everyone's.
      if (typeof item.encrypted_content !== 'string' || item.encrypted_content === '') {
        throw new ParameterFault('missing', `${path}.encrypted_content`);
      }
      return;
    default:
      throw new ParameterFault('unsupported', `${path}.type`);
  }
}

function checkMessage(message: JsonObject, path: string): void {
  onlyKeys(message, MESSAGE_KEYS, path);
  if (typeof message.role !== 'string' || !ROLES.has(message.role)) {
    throw new ParameterFault('wrong-type', `${path}.role`, 'choice');
  }
  checkText(message.content, `${path}.content`);
}

/** A text, or a list of parts that are texts. */
function checkText(value: unknown, path: string): void {
  if (typeof value === 'string') return;
  listAt(value, path).forEach((part, index) => {
    const place = `${path}[${index}]`;
    const { type } = objectAt(part, place);
    const field = typeof type === 'string' ? TEXT_PARTS.get(type) : undefined;
    if (field === undefined) throw new ParameterFault('not-text', `${place}.type`);
    onlyKeys(part as JsonObject, PART_KEYS, place);
    textAt((part as JsonObject)[field], `${place}.${field}`);
  });
}

function checkTools(value: unknown): void {
  if (value === undefined) return;
  listAt(value, 'tools').forEach((tool, index) => {
    const { type } = objectAt(tool, `tools[${index}]`);
    if (typeof type !== 'string' || !TOOL_KINDS.has(type)) {
      throw new ParameterFault('unsupported', `tools[${index}].type`);
    }
  });
}

function checkIncluded(value: unknown): void {
  if (value === undefined) return;
  listAt(value, 'include').forEach((name, index) => {
    if (typeof name !== 'string' || !INCLUDABLE.has(name)) throw new ParameterFault('unsupported', `include[${index}]`);
  });
}

function checkReasoning(value: unknown, model: Model): void {
  if (value === undefined) return;
  if (!model.reasoning) throw new ParameterFault('only-reasoning', 'reasoning');
  // The "pro" mode runs several answers for one.
  if (isObject(value) && (value.mode ?? 'standard') !== 'standard') {
    throw new ParameterFault('unsupported', 'reasoning.mode');
  }
}
