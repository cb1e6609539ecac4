import { boundRenderedTokens, RENDERING_FRAME_TOKENS } from '../../ledger/rendered-tokens.ts';
import { isObject, type JsonObject } from '../../upstream/json/json-object.ts';

/**
 * How many more tokens than bytes the objects and lists of a request may take. Every field but the named ones counts as
 * rendered anew, so that a new parameter has a bound from its first day.
 * @param notRendered fields whose texts reach the model as they are, or that never reach it
 * @param stringify writes a value that came with the request
 */
export function surplusOfFields(
  fields: JsonObject,
  notRendered: ReadonlySet<string>,
  stringify: (value: object) => string,
): number {
  let surplus = 0;
  let frame = 0;
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value !== 'object' || value === null || notRendered.has(name)) continue;
    surplus += surplusOf(stringify(value));
    frame = RENDERING_FRAME_TOKENS;
  }
  return surplus + frame;
}

/**
 * The same for earlier calls and their results: arguments may be parsed and written anew, and each result may be shown with the name of what was called.
 * @param items chat messages, items of the Responses API, or anything else that has no calls in it
 */
export function surplusOfCalls(items: unknown): number {
  if (!Array.isArray(items)) return 0;
  let surplus = 0;
  let results = 0;
  let longestName = 0;
  for (const item of items) {
    if (!isObject(item)) continue;
    if (item.role === 'tool' || item.output !== undefined) results += 1;
    for (const { name, arguments: json } of callsIn(item)) {
      if (typeof name === 'string') longestName = Math.max(longestName, Buffer.byteLength(name));
      if (typeof json === 'string') surplus += surplusOf(json);
    }
  }
  return surplus + results * longestName;
}

const NO_CALLS: readonly JsonObject[] = [];

/** Chat nests what it calls in a message; for the Responses API a call is an item of its own. */
function callsIn(item: JsonObject): readonly JsonObject[] {
  const { tool_calls: calls, function_call: call } = item;
  if (item.role === undefined) return [item];
  if (isObject(call)) return [call, ...functionsIn(calls)];
  return calls === undefined ? NO_CALLS : functionsIn(calls);
}

function functionsIn(calls: unknown): JsonObject[] {
  if (!Array.isArray(calls)) return [];
  return calls.flatMap((call) => (isObject(call) ? [call.function, call.custom].filter(isObject) : []));
}

function surplusOf(json: string): number {
  return boundRenderedTokens(json) - Buffer.byteLength(json);
}
