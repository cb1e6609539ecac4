import { DemoRefusal, invalid, isJsonObject, type JsonObject, parseBody, positiveInteger, textOf } from './body.ts';
import { countTokens } from './tokens.ts';

/** What the simulated model is asked, whatever the endpoint; parameters without effect on it are left out. */
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
  /** A custom tool takes a text, a function takes JSON. */
  readonly kind: 'function' | 'custom';
  readonly name: string;
  /** JSON Schema of a function's arguments; null for a custom tool. */
  readonly parameters: unknown;
}

export type DemoFormat = 'text' | 'json' | { readonly schema: unknown };
export type DemoToolChoice = 'auto' | 'none' | 'required' | { readonly name: string };

const TOKENS_PER_MESSAGE = 3;
const TOKENS_PER_REPLY = 3;
const MAX_CANDIDATES = 128;

/** A chat body. @throws DemoRefusal for one that OpenAI would refuse too */
export function readChatRequest(bytes: Buffer): DemoRequest {
  const body = parseBody(bytes);
  const messages = readMessages(body.messages);
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
    promptTokens: countPrompt(messages, [body.tools, body.functions], bytes.length),
  };
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

/** @throws DemoRefusal */
export function readStreaming(body: JsonObject): { stream: boolean; includeUsage: boolean } {
  const stream = body.stream === true;
  const options = body.stream_options ?? null;
  if (options !== null && !stream) {
    throw invalid("stream_options is only allowed when 'stream' is true.", 'stream_options');
  }
  return { stream, includeUsage: isJsonObject(options) && options.include_usage === true };
}

export function readStops(stop: unknown): string[] {
  return [stop].flat().filter((text): text is string => typeof text === 'string' && text !== '');
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
  return value.filter(isJsonObject).flatMap((tool) => {
    if (tool.type === 'function') return readFunctions([tool.function]);
    return tool.type === 'custom' ? readCustomTools([tool.custom]) : [];
  });
}

/** @throws DemoRefusal for a tool without a name */
export function readCustomTools(entries: readonly unknown[]): DemoTool[] {
  return entries.map((entry) => {
    if (!isJsonObject(entry) || typeof entry.name !== 'string') throw invalid('A custom tool needs a name.', 'tools');
    return { kind: 'custom', name: entry.name, parameters: null };
  });
}

/** @throws DemoRefusal for a function without a name */
export function readFunctions(value: unknown): DemoTool[] {
  if (!Array.isArray(value)) return [];
  return value.map((entry: unknown) => {
    if (!isJsonObject(entry) || typeof entry.name !== 'string') throw invalid('A function needs a name.', 'tools');
    const parameters = entry.parameters ?? { type: 'object', properties: {} };
    return { kind: 'function', name: entry.name, parameters };
  });
}

/**
 * A choice of some of the tools: the model must or may call one of these. Chat puts it into an object of its own, and
 * names a tool as {function: {name}}.
 */
export function allowedTools(choice: unknown): { mode: 'auto' | 'required'; names: ReadonlySet<unknown> } | null {
  if (!isJsonObject(choice) || choice.type !== 'allowed_tools') return null;
  const { mode, tools } = isJsonObject(choice.allowed_tools) ? choice.allowed_tools : choice;
  const named = (Array.isArray(tools) ? tools : []).filter(isJsonObject);
  const names = named.map((tool) => nameIn(tool));
  return { mode: mode === 'required' ? 'required' : 'auto', names: new Set(names) };
}

/** Chat puts the name beside the kind, the Responses API at the top. */
function nameIn(choice: JsonObject): unknown {
  const inner = choice.function ?? choice.custom;
  return isJsonObject(inner) ? inner.name : choice.name;
}

/** The newer form names a tool as {type, function: {name}}, the older one as {name}. */
function chatToolChoice(body: JsonObject, tools: readonly DemoTool[], legacy: boolean): DemoToolChoice {
  if (legacy) return readToolChoice(body.function_call, tools, 'function_call');
  const { tool_choice: choice } = body;
  return readToolChoice(isJsonObject(choice) ? { name: nameIn(choice) } : choice, tools, 'tool_choice');
}

/** @param value a word, or an object with the name of a tool @throws DemoRefusal for one that was not given */
export function readToolChoice(value: unknown, tools: readonly DemoTool[], param: string): DemoToolChoice {
  if (value === 'none' || value === 'required') return value;
  if (!isJsonObject(value) || typeof value.name !== 'string') return 'auto';
  const { name } = value;
  if (!tools.some((tool) => tool.name === name)) {
    throw invalid('The chosen function is not among those given.', param);
  }
  return { name };
}

/** Never above the bytes of the body: the ledger's bound must hold for the demo too. */
export function countPrompt(messages: readonly DemoMessage[], schemas: readonly unknown[], bodyBytes: number): number {
  let tokens = TOKENS_PER_REPLY;
  for (const message of messages) tokens += TOKENS_PER_MESSAGE + countTokens(message.text);
  for (const list of schemas) if (Array.isArray(list)) tokens += countTokens(JSON.stringify(list));
  return Math.min(tokens, bodyBytes);
}
