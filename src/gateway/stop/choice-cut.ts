import { isObject, type JsonObject } from '../../upstream/json/json-object.ts';
import { StopMatcher, type StopStrings } from './stop-matcher.ts';
import { TokenLogprobs } from './token-logprobs.ts';

/** Members of a choice that have its text: in a chunk of chat, in a whole chat answer. Legacy completions have `text`. */
const HOLDERS = ['delta', 'message'] as const;
/** The model calls a tool after its text: these reasons stay, for any text. */
const CALLING: ReadonlySet<unknown> = new Set(['tool_calls', 'function_call']);

/** One choice of an answer that ends where a stop string occurs in its text; its calls and its reasoning stay as they are. */
export class ChoiceCut {
  readonly #matcher: StopMatcher;
  readonly #logprobs = new TokenLogprobs();

  constructor(stops: StopStrings) {
    this.#matcher = new StopMatcher(stops);
  }

  /** The choice of a whole answer. */
  whole(choice: JsonObject): JsonObject {
    const passing = this.#matcher.push(textOf(choice) ?? '');
    const text = this.#matcher.stopped ? passing : passing + this.#matcher.end();
    return this.#written(choice, text);
  }

  /** The same choice in the next chunk; returns the chunks that may pass: none, one or two. */
  next(choice: JsonObject): JsonObject[] {
    const text = textOf(choice) ?? '';
    const passing = this.#matcher.push(text);
    const isLast = (choice.finish_reason ?? null) !== null;
    // Some clients ignore text in the chunk that ends a choice.
    const held = isLast && text === '' ? this.rest(choice) : [];
    const ending = isLast && text !== '' ? this.#matcher.end() : '';
    const written = this.#written(choice, passing + ending, isLast);
    return saysNothing(choice, written) ? held : [...held, written];
  }

  /** The text held back at the end, as a chunk. @param like the last choice seen: its shape */
  rest(like: JsonObject): JsonObject[] {
    const text = this.#matcher.end();
    if (text === '') return [];
    const logprobs = this.#logprobs.push(null, text, true);
    const held = 'text' in like ? { text } : { delta: { content: text } };
    return [{ index: like.index, ...held, logprobs, finish_reason: null }];
  }

  #written(choice: JsonObject, passing: string, isLast = true): JsonObject {
    const { stopped } = this.#matcher;
    const written: Record<string, unknown> = { ...withText(choice, passing) };
    // A chunk without any may let those of an earlier one pass.
    const logprobs = this.#logprobs.push(choice.logprobs, passing, isLast && !stopped);
    if (logprobs !== undefined) written.logprobs = logprobs;
    if (stopped) this.#logprobs.cut();
    if (stopped && isLast && !CALLING.has(choice.finish_reason)) written.finish_reason = 'stop';
    return written;
  }
}

function textOf(choice: JsonObject): string | null {
  if (typeof choice.text === 'string') return choice.text;
  for (const name of HOLDERS) {
    const holder = choice[name];
    if (isObject(holder) && typeof holder.content === 'string') return holder.content;
  }
  return null;
}

function withText(choice: JsonObject, text: string): JsonObject {
  if (typeof choice.text === 'string') return { ...choice, text };
  for (const name of HOLDERS) {
    const holder = choice[name];
    if (isObject(holder) && typeof holder.content === 'string')
      return { ...choice, [name]: { ...holder, content: text } };
  }
  return choice;
}

/** All that the provider's chunk said of the choice was text, and none of it passes. */
function saysNothing(choice: JsonObject, written: JsonObject): boolean {
  if ((written.finish_reason ?? null) !== null || (textOf(choice) ?? '') === '' || textOf(written) !== '') return false;
  return typeof choice.text === 'string' || (isObject(choice.delta) && Object.keys(choice.delta).length === 1);
}
