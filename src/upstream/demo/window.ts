import { DemoError } from './read-body.ts';
import type { DemoRequest } from './request.ts';

/** Tokens of a model's context window; Infinity for a model that the catalogue does not know. */
export type WindowOf = (model: string) => number;

export interface WindowUse {
  readonly inputTokens: number;
  /** Output tokens that the body asks for, per candidate; Infinity when it names no cap. */
  readonly cap: number;
}

/**
 * The cap that the window leaves room for. Input and output share the window, so a body that asks for more than fits is
 * refused before it is billed, as OpenAI does.
 * @param param the parameter that holds the texts @throws DemoError
 */
export function capInWindow({ inputTokens, cap }: WindowUse, window: number, param: string): number {
  const wanted = Number.isFinite(cap) ? cap : 1;
  const room = window - inputTokens;
  if (room >= wanted) return Math.min(cap, room);
  throw new DemoError(
    400,
    `This model's maximum context length is ${window} tokens, but this request needs ${inputTokens + wanted} (${inputTokens} for ${param}, ${wanted} for the answer).`,
    param,
    'context_length_exceeded',
  );
}

/** A request whose cap fits into the window of its model. @throws DemoError */
export function fitWindow<Request extends DemoRequest>(request: Request, windowOf: WindowOf, param: string): Request {
  const use = { inputTokens: request.promptTokens, cap: request.cap };
  return { ...request, cap: capInWindow(use, windowOf(request.model), param) };
}
