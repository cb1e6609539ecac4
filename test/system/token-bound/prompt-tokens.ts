import { isObject, type JsonObject } from '../../../src/upstream/json/json-object.ts';
import type { CountTokens } from './encodings.ts';
import { listOf, schemaOf } from './function-tools.ts';
import type { Rendering } from './renderings.ts';

/** A message's start, its end and the line break between; published: 3, and 4 for an older model. */
const MESSAGE_TOKENS = 4;
/** Published for a name; the same for everything else that a message names beside its text. */
const NAME_TOKENS = 1;
const PART_TOKENS = 1;
/** The start of a message to a function, its channel, its kind and its end. */
const CALL_TOKENS = 13;
/** The start of a message from a function, to whom it is, its channel and its end; it begins with the function's name. */
const RESULT_TOKENS = 11;

/**
 * What a provider bills for a body that was sent to it, were it to show the model everything that is in it: but for the
 * priming of the reply, and what a rendering says around tools and formats.
 */
export function countPrompt(body: JsonObject, rendering: Rendering, count: CountTokens): number {
  const messages = [...listOf(body.messages), ...listOf(body.input), ...listOf(body.prompt)];
  const names = messages.flatMap((item) => callsOf(schemaOf(item))).flatMap((call) => textsOf([call.name]).map(count));
  const result = RESULT_TOKENS + Math.max(0, ...names);
  const items = messages.map((item) => countItem(item, result, rendering, count));
  const choices = [body.tool_choice, body.function_call].filter(isObject);
  return [
    ...items,
    ...textsOf([body.input, body.prompt, body.instructions]).map((text) => MESSAGE_TOKENS + count(text)),
    ...[body.stop].flat().flatMap((text) => textsOf([text]).map(count)),
    ...[body.tools, body.functions].filter(Array.isArray).map((tools) => rendering.countTools(tools, count)),
    ...choices.map((choice) => rendering.countTools([choice], count)),
    ...[body.response_format, schemaOf(body.text).format]
      .filter(isObject)
      .map((format) => rendering.countFormat(format, count)),
  ].reduce((sum, tokens) => sum + tokens, 0);
}

/** @param result tokens around the result of a call */
function countItem(item: unknown, result: number, rendering: Rendering, count: CountTokens): number {
  // A prompt of token numbers.
  if (typeof item === 'number') return 1;
  if (Array.isArray(item)) return item.length;
  if (typeof item === 'string') return count(item);
  const message = schemaOf(item);
  const calls = callsOf(message);
  const heading =
    MESSAGE_TOKENS +
    textsOf([message.role])
      .map(count)
      .reduce((sum, tokens) => sum + tokens, 0);
  const isResult = message.role === 'tool' || message.output !== undefined;
  return [
    isResult ? Math.max(heading, result) : heading,
    ...(calls.includes(message) ? [] : textsOf([message.name]).map((name) => NAME_TOKENS + count(name))),
    ...textsOf([message.tool_call_id, message.call_id]).map((id) => NAME_TOKENS + count(id)),
    ...textsOf([message.content, message.refusal, message.output, message.encrypted_content]).map(count),
    ...[message.content, message.output, message.summary].flatMap(listOf).map((part) => countPart(part, count)),
    ...calls.map((call) => countCall(call, rendering, count)),
  ].reduce((sum, tokens) => sum + tokens, 0);
}

/** Chat nests what it calls in a message; for the Responses API a call is an item of its own. */
function callsOf(message: JsonObject): JsonObject[] {
  if (message.arguments !== undefined || message.input !== undefined) return [message];
  const calls = listOf(message.tool_calls).map((call) =>
    [schemaOf(call).function, schemaOf(call).custom].find(isObject),
  );
  return [...calls, message.function_call].filter(isObject);
}

function countPart(part: unknown, count: CountTokens): number {
  const { text, refusal } = schemaOf(part);
  return (
    PART_TOKENS +
    textsOf([text, refusal])
      .map(count)
      .reduce((sum, tokens) => sum + tokens, 0)
  );
}

function countCall(call: JsonObject, rendering: Rendering, count: CountTokens): number {
  const visible = textsOf([call.name, call.input]).map(count);
  const given = textsOf([call.arguments]).map((json) => rendering.countArguments(json, count));
  return [...visible, ...given].reduce((sum, tokens) => sum + tokens, CALL_TOKENS);
}

function textsOf(values: readonly unknown[]): string[] {
  return values.filter((value) => typeof value === 'string');
}
