import { countTokens } from './demo-tokens.ts';

/** A chat body as far as the simulated model cares; parameters without effect on it are ignored. */
export interface DemoRequest {
  readonly model: string;
  readonly messages: readonly DemoMessage[];
  readonly stream: boolean;
  readonly includeUsage: boolean;
  readonly candidates: number;
  /** Tokens per candidate; Infinity when the body names no cap. */
  readonly cap: number;
  readonly stops: readonly string[];
  readonly format: DemoFormat;
  readonly tools: readonly DemoTool[];
  readonly toolChoice: DemoToolChoice;
  /** The body used `functions`, so a call is answered as `function_call`. */
  readonly legacyFunctions: boolean;
  readonly promptTokens: number;
}

export interface DemoMessage {
  readonly role: string;
  readonly text: string;
}

export interface DemoTool {
  readonly name: string;
  readonly parameters: unknown;
}

export type DemoFormat = 'text' | 'json' | { readonly schema: unknown };
export type DemoToolChoice = 'auto' | 'none' | 'required' | { readonly name: string };
export type JsonObject = Readonly<Record<string, unknown>>;

/** Why the simulated provider does not answer a body; becomes an error in OpenAI's shape. */
export class DemoRefusal extends Error {
  override readonly name = 'DemoRefusal';
  readonly status: number;
  readonly param: string | null;
  readonly code: string | null;
  constructor(status: number, message: string, param: string | null, code: string | null) {
    super(message);
    this.status = status;
    this.param = param;
    this.code = code;
  }
}

const TOKENS_PER_MESSAGE = 3;
const TOKENS_PER_REPLY = 3;
const MAX_CANDIDATES = 128;

/** Throws DemoRefusal for a body that OpenAI would refuse too. */
export function readDemoRequest(bytes: Buffer): DemoRequest {
  const body = parseObject(bytes);
  if (typeof body.model !== 'string' || body.model === '') throw invalid('You must provide a model.', 'model');
  const messages = readMessages(body.messages);
  const legacyFunctions = !Array.isArray(body.tools) && Array.isArray(body.functions);
  const tools = legacyFunctions ? readFunctions(body.functions) : readTools(body.tools);
  return {
    model: body.model,
    messages,
    ...readStreaming(body),
    candidates: positiveInteger(body.n, 'n', MAX_CANDIDATES) ?? 1,
    cap: readCap(body),
    stops: [body.stop].flat().filter((stop): stop is string => typeof stop === 'string' && stop !== ''),
    format: readFormat(body.response_format),
    tools,
    toolChoice: readToolChoice(legacyFunctions ? body.function_call : body.tool_choice, tools, legacyFunctions),
    legacyFunctions,
    promptTokens: countPrompt(body, messages, bytes.length),
  };
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseObject(bytes: Buffer): JsonObject {
  let body: unknown;
  try {
    body = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw invalid('The body of the request is not valid JSON.', null);
  }
  if (!isJsonObject(body)) throw invalid('The body of the request must be a JSON object.', null);
  return body;
}

function readMessages(value: unknown): DemoMessage[] {
  if (!Array.isArray(value) || value.length === 0) throw invalid('messages must be a non-empty array.', 'messages');
  return value.map((message: unknown, index) => {
    if (!isJsonObject(message) || typeof message.role !== 'string') {
      throw invalid(`messages[${index}] must be an object with a role.`, `messages[${index}]`);
    }
    return { role: message.role, text: textOf(message.content) };
  });
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part: unknown) => (isJsonObject(part) && typeof part.text === 'string' ? part.text : ''))
    .join('');
}

function readStreaming(body: JsonObject): { stream: boolean; includeUsage: boolean } {
  const stream = body.stream === true;
  const options = body.stream_options ?? null;
  if (options !== null && !stream) {
    throw invalid("stream_options is only allowed when 'stream' is true.", 'stream_options');
  }
  return { stream, includeUsage: isJsonObject(options) && options.include_usage === true };
}

function readCap(body: JsonObject): number {
  const older = positiveInteger(body.max_tokens, 'max_tokens', Number.MAX_SAFE_INTEGER);
  const newer = positiveInteger(body.max_completion_tokens, 'max_completion_tokens', Number.MAX_SAFE_INTEGER);
  if (older !== null && newer !== null) {
    const message = 'Setting max_tokens and max_completion_tokens at the same time is not supported.';
    throw new DemoRefusal(400, message, 'max_tokens', 'invalid_parameter_combination');
  }
  return newer ?? older ?? Number.POSITIVE_INFINITY;
}

function positiveInteger(value: unknown, param: string, max: number): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= max) return value;
  throw invalid(`${param} must be an integer from 1 to ${max}.`, param);
}

function readFormat(value: unknown): DemoFormat {
  if (!isJsonObject(value)) return 'text';
  if (value.type === 'json_object') return 'json';
  if (value.type !== 'json_schema') return 'text';
  if (!isJsonObject(value.json_schema)) {
    throw invalid('response_format.json_schema is missing.', 'response_format.json_schema');
  }
  return value.json_schema.schema === undefined ? 'json' : { schema: value.json_schema.schema };
}

function readTools(value: unknown): DemoTool[] {
  if (!Array.isArray(value)) return [];
  const functions = value.map((tool: unknown) =>
    isJsonObject(tool) && tool.type === 'function' ? tool.function : null,
  );
  return readFunctions(functions.filter((entry) => entry !== null));
}

function readFunctions(value: unknown): DemoTool[] {
  if (!Array.isArray(value)) return [];
  return value.map((entry: unknown) => {
    if (!isJsonObject(entry) || typeof entry.name !== 'string') throw invalid('A function needs a name.', 'tools');
    return { name: entry.name, parameters: entry.parameters ?? { type: 'object', properties: {} } };
  });
}

/** The newer form names a tool as {type, function: {name}}, the older one as {name}. */
function readToolChoice(value: unknown, tools: readonly DemoTool[], legacy: boolean): DemoToolChoice {
  if (value === 'none' || value === 'required') return value;
  const named = isJsonObject(value) && !legacy ? value.function : value;
  if (!isJsonObject(named) || typeof named.name !== 'string') return 'auto';
  const { name } = named;
  if (!tools.some((tool) => tool.name === name)) {
    throw invalid('The chosen function is not among those given.', legacy ? 'function_call' : 'tool_choice');
  }
  return { name };
}

/** Never above the bytes of the body: the ledger's bound must hold for the demo too. */
function countPrompt(body: JsonObject, messages: readonly DemoMessage[], bodyBytes: number): number {
  let tokens = TOKENS_PER_REPLY;
  for (const message of messages) tokens += TOKENS_PER_MESSAGE + countTokens(message.text);
  for (const schemas of [body.tools, body.functions]) {
    if (Array.isArray(schemas)) tokens += countTokens(JSON.stringify(schemas));
  }
  return Math.min(tokens, bodyBytes);
}

function invalid(message: string, param: string | null): DemoRefusal {
  return new DemoRefusal(400, message, param, null);
}
