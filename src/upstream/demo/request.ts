import { isObject, type JsonObject } from '../json/json-object.ts';
import { countTokens } from './count-tokens.ts';
import { type DemoPicture, type PictureTokensOf, picturesIn } from './pictures/read-pictures.ts';
import { invalid, textOf } from './read-body.ts';

/** The input of the simulated model at every endpoint, without parameters that it ignores. */
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
  /** Those of the images among them. */
  readonly imageTokens: number;
}

export interface DemoMessage {
  readonly role: string;
  readonly text: string;
  readonly pictures: readonly DemoPicture[];
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

/** @throws DemoError */
export function readStreaming(body: JsonObject): { stream: boolean; includeUsage: boolean } {
  const stream = body.stream === true;
  const options = body.stream_options ?? null;
  if (options !== null && !stream) {
    throw invalid("stream_options is only allowed when 'stream' is true.", 'stream_options');
  }
  return { stream, includeUsage: isObject(options) && options.include_usage === true };
}

export function readStops(stop: unknown): string[] {
  return [stop].flat().filter((text): text is string => typeof text === 'string' && text !== '');
}

/** A message of these parts, or of one text. */
export function readMessage(role: string, content: unknown): DemoMessage {
  return { role, text: textOf(content), pictures: picturesIn(content) };
}

export function countPictures(
  messages: readonly DemoMessage[],
  model: string,
  pictureTokensOf: PictureTokensOf,
): number {
  let tokens = 0;
  for (const { pictures } of messages) for (const { detail } of pictures) tokens += pictureTokensOf(model, detail);
  return tokens;
}

/** Never above the bytes of the body: the ledger's bound must hold for the demo too. */
export function countPrompt(messages: readonly DemoMessage[], schemas: readonly unknown[], bodyBytes: number): number {
  let tokens = TOKENS_PER_REPLY;
  for (const message of messages) tokens += TOKENS_PER_MESSAGE + countTokens(message.text);
  for (const list of schemas) if (Array.isArray(list)) tokens += countTokens(JSON.stringify(list));
  return Math.min(tokens, bodyBytes);
}
