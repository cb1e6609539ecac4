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
    forEachCall(item, ({ name, arguments: json }) => {
      if (typeof name === 'string') longestName = Math.max(longestName, Buffer.byteLength(name));
      if (typeof json === 'string') surplus += surplusOf(json);
    });
  }
  return surplus + results * longestName;
}

/** Chat nests what it calls in a message; for the Responses API a call is an item of its own. */
function forEachCall(item: JsonObject, take: (called: JsonObject) => void): void {
  const { role, tool_calls: calls, function_call: call } = item;
  if (role === undefined) take(item);
  else {
    if (isObject(call)) take(call);
    if (Array.isArray(calls)) for (const one of calls) takeTools(one, take);
  }
}

function takeTools(call: unknown, take: (called: JsonObject) => void): void {
  if (!isObject(call)) return;
  if (isObject(call.function)) take(call.function);
  if (isObject(call.custom)) take(call.custom);
}

function surplusOf(json: string): number {
  return boundRenderedTokens(json) - Buffer.byteLength(json);
}
