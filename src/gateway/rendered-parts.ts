import { isObject, type JsonObject } from '../access/parameters.ts';
import { boundRenderedTokens, RENDERING_FRAME_TOKENS } from '../ledger/rendered-tokens.ts';

/**
 * Fields whose texts reach the model as they are, or that never reach it. Any other field that is an object or a list
 * counts as rendered anew, so that a new parameter is bounded before anybody thinks of it.
 */
const NOT_RENDERED = new Set([
  'messages',
  'input',
  'prompt',
  'stop',
  'stream_options',
  'logit_bias',
  'modalities',
  'include',
  'reasoning',
]);

/**
 * How many more tokens than bytes a request may take: for its schemas, and for the arguments of calls, which some chat
 * templates parse and write anew.
 * @param stringify writes a value that came with the request
 */
export function renderingSurplus(fields: JsonObject, stringify: (value: object) => string): number {
  let surplus = 0;
  let frame = 0;
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value !== 'object' || value === null || NOT_RENDERED.has(name)) continue;
    surplus += surplusOf(stringify(value));
    frame = RENDERING_FRAME_TOKENS;
  }
  return surplus + frame + surplusOfCalls(fields.messages) + surplusOfCalls(fields.input);
}

/** @param items chat messages, items of the Responses API, or anything else that has no calls in it */
function surplusOfCalls(items: unknown): number {
  let surplus = 0;
  if (!Array.isArray(items)) return surplus;
  for (const item of items) {
    if (!isObject(item)) continue;
    surplus += surplusOfArguments(item) + surplusOfArguments(item.function_call);
    if (!Array.isArray(item.tool_calls)) continue;
    for (const call of item.tool_calls) if (isObject(call)) surplus += surplusOfArguments(call.function);
  }
  return surplus;
}

function surplusOfArguments(call: unknown): number {
  return isObject(call) && typeof call.arguments === 'string' ? surplusOf(call.arguments) : 0;
}

function surplusOf(json: string): number {
  return boundRenderedTokens(json) - Buffer.byteLength(json);
}
