import type { Model } from '../ledger/prices.ts';
import {
  booleanAt,
  type CheckedCall,
  type JsonObject,
  listAt,
  NOT_FOR_REASONING,
  namedCap,
  objectAt,
  onlyKeys,
  ParameterFault,
  textAt,
} from './parameters.ts';
import { checkItems } from './responses-items.ts';

/**
 * The policy of POST /responses (OpenAI's specification of 2026-08-21). Nothing stored is referred to, nothing is
 * stored, and every tool runs at the student's: so that the bytes sent bound the tokens billed.
 */
const PASSED = new Set(['parallel_tool_calls', 'temperature', 'top_p', 'top_logprobs', 'truncation']);
const CHECKED = new Set([
  'input',
  'instructions',
  'text',
  'reasoning',
  'tools',
  'tool_choice',
  'include',
  'stream',
  'stream_options',
  'background',
]);
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
/** They name what is stored in the account, which everyone shares. */
const STORED = new Set(['previous_response_id', 'conversation']);
const REFUSED = new Set(['previous_response_id', 'conversation', 'prompt', 'context_management', 'moderation']);

const INCLUDABLE = new Set(['reasoning.encrypted_content', 'message.output_text.logprobs']);
/** What a tool of each kind may say: functions that run at the student's, called by the model itself and at once. */
const TOOL_KEYS = new Map([
  ['function', new Set(['type', 'name', 'description', 'parameters', 'strict', 'output_schema'])],
  ['custom', new Set(['type', 'name', 'description', 'format'])],
]);
const CHOICES = new Set<unknown>(['function', 'custom', 'allowed_tools']);
const TEXT_KEYS = new Set(['format', 'verbosity']);
const FORMATS = new Set<unknown>(['text', 'json_object', 'json_schema']);
const FORMAT_KEYS = new Set(['type', 'name', 'description', 'schema', 'strict']);
/** The provider takes no smaller one. */
const LOWEST_CAP = 16;
const THINKING_KEYS = new Set(['effort', 'summary', 'generate_summary', 'mode', 'context']);

/** @throws ParameterFault */
export function checkResponses(body: JsonObject, model: Model): CheckedCall {
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(body)) {
    if (REFUSED.has(name) && value !== null) {
      throw new ParameterFault(STORED.has(name) ? 'stored' : 'unsupported', name);
    }
    if (!PASSED.has(name) && !CHECKED.has(name) && !OURS.has(name) && !REFUSED.has(name)) {
      throw new ParameterFault('unknown', name);
    }
    if (value === null || OURS.has(name) || REFUSED.has(name)) continue;
    if (model.reasoning && NOT_FOR_REASONING.has(name)) continue;
    fields[name] = value;
  }
  checkItems(body.input);
  // As a list of items it could refer to what is stored.
  if (fields.instructions !== undefined) textAt(fields.instructions, 'instructions');
  checkTools(fields.tools);
  checkChoice(fields.tool_choice);
  checkIncluded(fields.include);
  checkTextFormat(fields.text, model);
  if (!checkReasoning(fields.reasoning, model)) delete fields.reasoning;
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
    cap: {
      field: 'max_output_tokens',
      ...namedCap(body.max_output_tokens, 'max_output_tokens', model.maxOutput, LOWEST_CAP),
      lowest: LOWEST_CAP,
    },
  };
}

function streamOf(fields: JsonObject): boolean {
  const stream = fields.stream === undefined ? false : booleanAt(fields.stream, 'stream');
  if (fields.stream_options === undefined) return stream;
  if (!stream) throw new ParameterFault('not-streaming', 'stream_options');
  onlyKeys(objectAt(fields.stream_options, 'stream_options'), new Set(['include_obfuscation']), 'stream_options');
  return stream;
}

function checkTools(value: unknown): void {
  if (value === undefined) return;
  listAt(value, 'tools').forEach((tool, index) => {
    const { type } = objectAt(tool, `tools[${index}]`);
    const keys = typeof type === 'string' ? TOOL_KEYS.get(type) : undefined;
    if (keys === undefined) throw new ParameterFault('unsupported', `tools[${index}].type`);
    onlyKeys(tool as JsonObject, keys, `tools[${index}]`);
  });
}

/** A word, or one of the tools that were given. */
function checkChoice(value: unknown): void {
  if (value === undefined || typeof value === 'string') return;
  if (!CHOICES.has(objectAt(value, 'tool_choice').type)) throw new ParameterFault('unsupported', 'tool_choice.type');
}

function checkIncluded(value: unknown): void {
  if (value === undefined) return;
  listAt(value, 'include').forEach((name, index) => {
    if (typeof name !== 'string' || !INCLUDABLE.has(name)) throw new ParameterFault('unsupported', `include[${index}]`);
  });
}

function checkTextFormat(value: unknown, model: Model): void {
  if (value === undefined) return;
  const text = objectAt(value, 'text');
  onlyKeys(text, TEXT_KEYS, 'text');
  if ((text.verbosity ?? null) !== null && !model.reasoning)
    throw new ParameterFault('only-reasoning', 'text.verbosity');
  if ((text.format ?? null) === null) return;
  const format = objectAt(text.format, 'text.format');
  if (!FORMATS.has(format.type)) throw new ParameterFault('unsupported', 'text.format.type');
  onlyKeys(format, FORMAT_KEYS, 'text.format');
}

/** Tells whether there is anything in it to be sent: clients that say nothing may say it with nulls. */
function checkReasoning(value: unknown, model: Model): boolean {
  if (value === undefined) return false;
  const reasoning = objectAt(value, 'reasoning');
  onlyKeys(reasoning, THINKING_KEYS, 'reasoning');
  if (!model.reasoning) {
    if (Object.values(reasoning).some((one) => one !== null)) throw new ParameterFault('only-reasoning', 'reasoning');
    return false;
  }
  // The "pro" mode runs several answers for one.
  if ((reasoning.mode ?? 'standard') !== 'standard') throw new ParameterFault('unsupported', 'reasoning.mode');
  return true;
}
