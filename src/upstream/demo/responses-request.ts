import { isObject, type JsonObject } from '../json/json-object.ts';
import type { PictureTokensOf } from './pictures/read-pictures.ts';
import { DemoError, invalid, parseBody, positiveInteger } from './read-body.ts';
import { allowedTools, readCustomTools, readFunctions, readToolChoice } from './read-tools.ts';
import {
  countPictures,
  countPrompt,
  type DemoFormat,
  type DemoMessage,
  type DemoRequest,
  type DemoTool,
  readMessage,
} from './request.ts';

/** A body of POST /responses. The answer repeats parts of the body. */
export interface DemoResponsesRequest extends DemoRequest {
  readonly body: JsonObject;
  /** The answer begins with a reasoning item whose content is encrypted. */
  readonly showsReasoning: boolean;
}

const MIN_CAP = 16;

/** @throws DemoError for a body that OpenAI would refuse too */
export function readResponsesRequest(bytes: Buffer, pictureTokensOf: PictureTokensOf): DemoResponsesRequest {
  const body = parseBody(bytes);
  const messages = [...readInstructions(body.instructions), ...readInput(body.input)];
  const imageTokens = countPictures(messages, body.model, pictureTokensOf);
  const allowed = allowedTools(body.tool_choice);
  const tools = readTools(body.tools).filter(({ name }) => allowed?.names.has(name) ?? true);
  return {
    body,
    showsReasoning: includesReasoning(body),
    model: body.model,
    messages,
    stream: body.stream === true,
    includeUsage: true,
    candidates: 1,
    cap: readCap(body.max_output_tokens),
    stops: [],
    format: readFormat(body.text),
    tools,
    toolChoice: allowed?.mode ?? readToolChoice(body.tool_choice, tools, 'tool_choice'),
    legacyFunctions: false,
    promptTokens: countPrompt(messages, [body.tools], bytes.length) + imageTokens,
    imageTokens,
  };
}

function readInstructions(value: unknown): DemoMessage[] {
  return typeof value === 'string' && value !== '' ? [readMessage('system', value)] : [];
}

function readInput(value: unknown): DemoMessage[] {
  if (typeof value === 'string' && value !== '') return [readMessage('user', value)];
  if (!Array.isArray(value) || value.length === 0) throw invalid('input must be a text or a list of items.', 'input');
  return value.flatMap((item: unknown, index) => readItem(item, `input[${index}]`));
}

/** Earlier calls and reasoning belong to the conversation; this model does not answer to them. */
function readItem(item: unknown, path: string): DemoMessage[] {
  if (!isObject(item)) throw invalid(`${path} must be an object.`, path);
  switch (item.type ?? 'message') {
    case 'message':
      if (typeof item.role !== 'string') throw invalid(`${path} must have a role.`, `${path}.role`);
      return [readMessage(item.role, item.content)];
    case 'function_call':
    case 'custom_tool_call':
      return [readMessage('assistant', [item.arguments, item.input].filter(isText).join(''))];
    case 'function_call_output':
    case 'custom_tool_call_output':
      return [readMessage('tool', item.output)];
    case 'reasoning':
      if (isText(item.encrypted_content) && item.encrypted_content !== '') return [];
      throw new DemoError(404, 'The demo stores no items: send reasoning with encrypted_content.', path, null);
    default:
      throw invalid('The jigap demo does not know this kind of item.', `${path}.type`);
  }
}

/** As a reasoning model does, unless its effort is none. */
function includesReasoning({ include, reasoning }: JsonObject): boolean {
  const isOff = isObject(reasoning) && reasoning.effort === 'none';
  return !isOff && Array.isArray(include) && include.includes('reasoning.encrypted_content');
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function readCap(value: unknown): number {
  const param = 'max_output_tokens';
  const cap = positiveInteger(value, param, Number.MAX_SAFE_INTEGER);
  if (cap === null) return Number.POSITIVE_INFINITY;
  if (cap >= MIN_CAP) return cap;
  const message = `Invalid '${param}': integer below minimum value. Expected a value >= ${MIN_CAP}, but got ${cap} instead.`;
  throw new DemoError(400, message, param, 'integer_below_min_value');
}

function readFormat(text: unknown): DemoFormat {
  const format = isObject(text) ? text.format : null;
  if (!isObject(format)) return 'text';
  if (format.type === 'json_object') return 'json';
  if (format.type !== 'json_schema') return 'text';
  if (!isObject(format.schema)) throw invalid('text.format.schema is missing.', 'text.format.schema');
  return { schema: format.schema };
}

function readTools(value: unknown): DemoTool[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isObject).flatMap((tool) => {
    if (tool.type === 'function') return readFunctions([tool]);
    return tool.type === 'custom' ? readCustomTools([tool]) : [];
  });
}
