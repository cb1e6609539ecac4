import { isObject, type JsonObject } from '../../upstream/json/json-object.ts';

/** The log probabilities of one token, and how many bytes of the text it stands for. */
interface Token {
  readonly bytes: number;
  /** Of chat, the whole entry; of legacy completions, its value in each of the lists. */
  readonly entry: unknown;
}

/** Tokens that passed are dropped once there are so many of them, and as many as wait. */
const MIN_DROPPED = 64;
/** The lists of legacy completions that have one value a token. */
const LEGACY_LISTS = ['tokens', 'token_logprobs', 'top_logprobs', 'text_offset'] as const;

/**
 * Passes on the log probabilities of tokens whose text has passed whole. Those of text that is held back wait; those of
 * text that is cut off are dropped.
 */
export class TokenLogprobs {
  #tokens: Token[] = [];
  /** Tokens before this one have passed. */
  #first = 0;
  /** Bytes of passed text that no token accounts for yet. */
  #credit = 0;
  #isCut = false;

  /**
   * @param logprobs of the choice; members that are no lists of tokens pass as they are
   * @param passing the text of the choice that passes with them
   * @param isOver no more text comes, and none was cut off: all that waits passes
   */
  push(logprobs: unknown, passing: string, isOver: boolean): unknown {
    if (this.#isCut) return isObject(logprobs) ? null : logprobs;
    for (const token of tokensOf(logprobs)) this.#tokens.push(token);
    this.#credit += Buffer.byteLength(passing);
    if (!isObject(logprobs) && this.#first === this.#tokens.length) return logprobs;
    return withTokens(logprobs, this.#release(isOver));
  }

  #release(all: boolean): Token[] {
    const released: Token[] = [];
    for (; this.#first < this.#tokens.length; this.#first++) {
      const token = this.#tokens[this.#first];
      if (token === undefined || (!all && token.bytes > this.#credit)) break;
      this.#credit -= token.bytes;
      released.push(token);
    }
    if (this.#first >= MIN_DROPPED && this.#first * 2 >= this.#tokens.length) {
      this.#tokens = this.#tokens.slice(this.#first);
      this.#first = 0;
    }
    return released;
  }

  /** The text is cut off: drops the tokens that wait and all that come. */
  cut(): void {
    this.#tokens = [];
    this.#first = 0;
    this.#isCut = true;
  }
}

function tokensOf(logprobs: unknown): Token[] {
  if (!isObject(logprobs)) return [];
  if (Array.isArray(logprobs.content)) return logprobs.content.map((entry) => ({ bytes: bytesOf(entry), entry }));
  const { tokens } = logprobs;
  if (!Array.isArray(tokens)) return [];
  return tokens.map((token, index) => ({
    bytes: Buffer.byteLength(String(token)),
    entry: LEGACY_LISTS.map((list) => (Array.isArray(logprobs[list]) ? (logprobs[list][index] ?? null) : null)),
  }));
}

/** A token may be a part of a character; then only its bytes say how long it is. */
function bytesOf(entry: unknown): number {
  if (!isObject(entry)) return 0;
  return Array.isArray(entry.bytes) ? entry.bytes.length : Buffer.byteLength(String(entry.token ?? ''));
}

function withTokens(logprobs: unknown, tokens: readonly Token[]): unknown {
  const entries = tokens.map(({ entry }) => entry);
  const isLegacy = isObject(logprobs) ? Array.isArray(logprobs.tokens) : Array.isArray(entries[0]);
  if (!isLegacy)
    return isObject(logprobs) && !Array.isArray(logprobs.content) ? logprobs : chatLogprobs(logprobs, entries);
  const lists = LEGACY_LISTS.map((list, n) => {
    const given = !isObject(logprobs) || Array.isArray(logprobs[list]);
    return [list, given ? entries.map((entry) => (entry as unknown[])[n]) : logprobs[list]] as const;
  });
  return { ...(isObject(logprobs) ? logprobs : {}), ...Object.fromEntries(lists) };
}

function chatLogprobs(logprobs: unknown, content: readonly unknown[]): JsonObject | null {
  if (isObject(logprobs)) return { ...logprobs, content };
  return content.length === 0 ? null : { content, refusal: null };
}
