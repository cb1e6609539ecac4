import { errorIn } from '../../upstream/error-body.ts';
import type { JsonObject } from '../../upstream/json/json-object.ts';

/**
 * Reads the errors of real servers, in the shapes of upstream/error-body.ts. Statuses and wordings are those of llama.cpp (tools/server), vLLM (entrypoints/openai), Ollama (openai/openai.go) and OpenAI; each has a test.
 */
export interface ProviderError {
  readonly status: number;
  readonly code: unknown;
  readonly type: unknown;
  readonly param: unknown;
  /** '' when it says nothing. */
  readonly message: string;
  /** The window that the server itself names, tokens. */
  readonly window: number | null;
  /** It is an error of an API, not the page of a web server that knows no such path. */
  readonly isOfApi: boolean;
}

/** @param json the parsed body; undefined when it is none */
export function readProviderError(status: number, json: unknown): ProviderError {
  const error = errorIn(json);
  const message = typeof error?.message === 'string' ? error.message : '';
  return {
    status,
    code: error?.code,
    type: error?.type,
    param: error?.param,
    message,
    window: windowIn(error, message),
    isOfApi: error !== null,
  };
}

/** llama.cpp has a field of its own for it; vLLM and OpenAI say it in the text. */
function windowIn(error: JsonObject | null, message: string): number | null {
  const stated = error?.n_ctx ?? Number(SAID_WINDOW.exec(message)?.[1]);
  return Number.isSafeInteger(stated) && (stated as number) > 0 ? (stated as number) : null;
}

const SAID_WINDOW = /(?:context length is|context size \(|maximum model length of) ?(\d{1,9})\b/i;
/** Answers to a path that is not served, in the shape of an error: OpenAI, llama.cpp, vLLM. */
const WRONG_PATH = /^(?:invalid url|(?:file )?not found\.?$)/i;
const MISSING_MODEL =
  /^(?:the )?(?:requested )?model(?: ?['"`]?[^\s'"`]{1,200}['"`]?)? (?:is |was )?(?:not found|does not exist)/i;

/** The server does not serve this model, or not to this key. */
export function isMissingModel({ status, code, message, isOfApi }: ProviderError): boolean {
  if (code === 'model_not_found' && (status === 404 || status === 403 || status === 400)) return true;
  // The router of llama.cpp says it with a 400.
  if (status === 400) return MISSING_MODEL.test(message);
  return status === 404 && isOfApi && code !== 'unknown_url' && !WRONG_PATH.test(message);
}

const TOO_LONG_CODES: ReadonlySet<unknown> = new Set(['context_length_exceeded', 'exceed_context_size_error']);
const TOO_LONG =
  /maximum context length is \d|available context size|longer than the maximum model length|than max_model_len|exceeds the context length|too large to process/i;

/** Input and output do not fit into the model's window. llama.cpp says it of an embedding with a 500. */
export function isTooLong({ status, code, type, message }: ProviderError): boolean {
  if (status !== 400 && status !== 413 && status !== 422 && status !== 500) return false;
  return TOO_LONG_CODES.has(code) || TOO_LONG_CODES.has(type) || TOO_LONG.test(message);
}

/** There is nothing at this address that takes calls. */
export function isWrongAddress({ status }: ProviderError): boolean {
  return status === 404 || status === 405 || status < 400;
}
