import { isObject, type JsonObject } from '../json/json-object.ts';

/** Reads a body as OpenAI does: what OpenAI would refuse is refused in OpenAI's shape. */

/** Why the simulated provider does not answer a body; becomes an error in OpenAI's shape. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
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

export function invalid(message: string, param: string | null): DemoError {
  return new DemoError(400, message, param, null);
}

/** A body with the name of a model in it, as every endpoint wants. @throws DemoError */
export function parseBody(bytes: Buffer): JsonObject & { readonly model: string } {
  let body: unknown;
  try {
    body = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw invalid('The body of the request is not valid JSON.', null);
  }
  if (!isObject(body)) throw invalid('The body of the request must be a JSON object.', null);
  const { model } = body;
  if (typeof model !== 'string' || model === '') throw invalid('You must provide a model.', 'model');
  return { ...body, model };
}

/** null when the value is absent. @throws DemoError outside 1 to max */
export function positiveInteger(value: unknown, param: string, max: number): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= max) return value;
  throw invalid(`${param} must be an integer from 1 to ${max}.`, param);
}

/** A text, or the texts of its parts in a row. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part: unknown) => (isObject(part) && typeof part.text === 'string' ? part.text : '')).join('');
}
