import { isObject, type JsonObject } from '../json/json-object.ts';
import type { PictureTokensOf } from './pictures/read-pictures.ts';
import { DemoError, invalid, parseBody, positiveInteger } from './read-body.ts';
import { allowedTools, nameIn, readCustomTools, readFunctions, readToolChoice } from './read-tools.ts';
import {
  countPictures,
  countPrompt,
  type DemoFormat,
  type DemoMessage,
  type DemoRequest,
  type DemoTool,
  type DemoToolChoice,
  readMessage,
  readStops,
  readStreaming,
} from './request.ts';

const MAX_CANDIDATES = 128;

/** A chat body. @throws DemoError for one that OpenAI would refuse too */
export function readChatRequest(bytes: Buffer, pictureTokensOf: PictureTokensOf): DemoRequest {
  const body = parseBody(bytes);
  const messages = readMessages(body.messages);
  const imageTokens = countPictures(messages, body.model, pictureTokensOf);
  const legacyFunctions = !Array.isArray(body.tools) && Array.isArray(body.functions);
  const allowed = allowedTools(body.tool_choice);
  const given = legacyFunctions ? readFunctions(body.functions) : readTools(body.tools);
  const tools = given.filter(({ name }) => allowed?.names.has(name) ?? true);
  return {
    model: body.model,
    messages,
    ...readStreaming(body),
    candidates: positiveInteger(body.n, 'n', MAX_CANDIDATES) ?? 1,
    cap: readCap(body),
    stops: readStops(body.stop),
    format: readFormat(body.response_format),
    tools,
    toolChoice: allowed?.mode ?? chatToolChoice(body, tools, legacyFunctions),
    legacyFunctions,
    promptTokens: countPrompt(messages, [body.tools, body.functions], bytes.length) + imageTokens,
    imageTokens,
  };
}

function readMessages(value: unknown): DemoMessage[] {
  if (!Array.isArray(value) || value.length === 0) throw invalid('messages must be a non-empty array.', 'messages');
  return value.map((message: unknown, index) => {
    if (!isObject(message) || typeof message.role !== 'string') {
      throw invalid(`messages[${index}] must be an object with a role.`, `messages[${index}]`);
    }
    return readMessage(message.role, message.content);
  });
}

function readCap(body: JsonObject): number {
  const older = positiveInteger(body.max_tokens, 'max_tokens', Number.MAX_SAFE_INTEGER);
  const newer = positiveInteger(body.max_completion_tokens, 'max_completion_tokens', Number.MAX_SAFE_INTEGER);
  if (older !== null && newer !== null) {
    const message = 'Setting max_tokens and max_completion_tokens at the same time is not supported.';
    throw new DemoError(400, message, 'max_tokens', 'invalid_parameter_combination');
  }
  return newer ?? older ?? Number.POSITIVE_INFINITY;
}

function readFormat(value: unknown): DemoFormat {
  if (!isObject(value)) return 'text';
  if (value.type === 'json_object') return 'json';
  if (value.type !== 'json_schema') return 'text';
  if (!isObject(value.json_schema)) {
    throw invalid('response_format.json_schema is missing.', 'response_format.json_schema');
  }
  return value.json_schema.schema === undefined ? 'json' : { schema: value.json_schema.schema };
}

function readTools(value: unknown): DemoTool[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isObject).flatMap((tool) => {
    if (tool.type === 'function') return readFunctions([tool.function]);
    return tool.type === 'custom' ? readCustomTools([tool.custom]) : [];
  });
}

/** The newer form names a tool as {type, function: {name}}, the older one as {name}. */
function chatToolChoice(body: JsonObject, tools: readonly DemoTool[], legacy: boolean): DemoToolChoice {
  if (legacy) return readToolChoice(body.function_call, tools, 'function_call');
  const { tool_choice: choice } = body;
  return readToolChoice(isObject(choice) ? { name: nameIn(choice) } : choice, tools, 'tool_choice');
}
