import type { ModelPolicy } from '../../access/model-policy.ts';
import { imageBytesIn } from '../../endpoints/parameters/take-images.ts';
import { INPUT_IMAGE } from '../../endpoints/responses/input-items.ts';
import type { BodyMemory } from '../../limits/body-memory.ts';
import { isObject, type JsonObject } from '../../upstream/json/json-object.ts';
import { isText, writeJson } from '../../upstream/json/long-text.ts';
import type { ExchangeResult } from '../answers/exchange-result.ts';
import type { KnownCaller } from '../authenticate.ts';
import type { BodyQueue } from '../body/body-queue.ts';
import { readJson } from '../body/read-json.ts';
import { type BodyLimits, maxBytesOfCall, takeMemory } from '../body/reserve-body.ts';
import type { Call } from '../call.ts';
import { refuse } from '../refusals/refusal.ts';
import { type CachedAnswer, type ConversationCache, type ConversationInput, itemsUpTo } from './conversation-cache.ts';
import { isPlainReasoning, isReadable, isReference } from './item-references.ts';

/** A request as it is checked, estimated and sent: with the items that it refers to. */
export interface Turn {
  readonly body: unknown;
  /** Whether a later request may refer to the answer. */
  readonly isCached: boolean;
  /** The answer that it refers to. */
  readonly previous: CachedAnswer | null;
  /** Items of that answer's conversation, which come before the client's own. */
  readonly itemsBefore: number;
  /** Number of items in `body`. */
  readonly items: number;
}

export interface ConversationTurnsDeps {
  readonly cache: ConversationCache;
  /** A larger conversation is refused, as a larger body is. */
  readonly limits: BodyLimits;
  readonly policy: () => ModelPolicy;
  /** It is put into the request: as much memory as a body of its size. */
  readonly bodyMemory: BodyMemory;
  /** Reading a large conversation takes as long as reading a large body. */
  readonly bodyQueue: BodyQueue;
}

/** A request that refers to nothing, and whose answer is not cached. */
export function singleTurn(body: unknown): Turn {
  return { body, isCached: false, previous: null, itemsBefore: 0, items: 0 };
}

/**
 * Conversations of POST /responses. OpenAI stores them, and clients only refer to earlier items. The gateway inserts those
 * items before the request is checked and estimated: the provider stores nothing, every rule applies to them again, and
 * the bytes that are sent bound the cost.
 */
export class ConversationTurns {
  readonly #deps: ConversationTurnsDeps;

  constructor(deps: ConversationTurnsDeps) {
    this.#deps = deps;
  }

  /** @throws Refusal for a reference to what is not cached for this student, and for a conversation that is too large */
  async begin(call: KnownCaller & Partial<Pick<Call, 'slot'>>, body: unknown): Promise<Turn> {
    if (!isObject(body)) return singleTurn(body);
    const { previous_response_id: previousId, ...rest } = body;
    const hasPrevious = previousId !== undefined && previousId !== null;
    const own = ownItems(body.input, hasPrevious);
    // store: false: the client will not refer to the answer.
    const isCached = body.store !== false;
    if (!hasPrevious && !own?.some(isReference)) return { ...singleTurn(body), isCached, items: own?.length ?? 0 };
    const previous = hasPrevious ? this.#answerOf(call, previousId) : null;
    // Neither a text nor a list: the policy refuses it.
    if (own === null) return singleTurn(rest);
    const earlier = previous === null ? [] : itemsUpTo(previous);
    const pieces = this.#withCached(call, own);
    const bytes = await this.#waitToRead(call, body, earlier, pieces);
    const before = readItems(call, earlier).filter(isReadable);
    const cached = readItems(call, pieces.filter(isCachedJson)).values();
    const added = pieces.flatMap((piece) => {
      const item = isCachedJson(piece) ? cached.next().value : piece;
      return isCachedJson(piece) && !isReadable(item) ? [] : [item];
    });
    const input = [...before, ...added];
    const { maxBodyBytes: maxBytes } = this.#deps.limits;
    // Only images may make it larger than texts may be.
    if (bytes > maxBytes && bytes - imageBytesIn(input, INPUT_IMAGE) > maxBytes) {
      throw refuse(call.reader, 'conversationTooLarge', { param: 'input', maxBytes });
    }
    return { body: { ...rest, input }, isCached, previous, itemsBefore: before.length, items: input.length };
  }

  /** Caches the answer if it is whole. @param input what was sent */
  end({ caller }: KnownCaller, turn: Turn, input: unknown, { exit, json: answer }: ExchangeResult): void {
    if (!turn.isCached || exit.kind !== 'finished' || !isObject(answer)) return;
    const { id, output, status } = answer;
    if (typeof id !== 'string' || id === '' || status === 'failed') return;
    if (!Array.isArray(output) || output.length === 0 || !output.every(isObject)) return;
    try {
      this.#deps.cache.add(caller.student.id, id, inputOf(turn, input), output.map(withoutLogprobs));
    } catch (error) {
      // Parsed JSON can be nested too deeply to be serialised.
      if (!(error instanceof RangeError)) throw error;
    }
  }

  #answerOf({ caller, reader }: KnownCaller, id: unknown): CachedAnswer {
    const answer = typeof id === 'string' ? this.#deps.cache.find(caller.student.id, id) : null;
    if (answer !== null) return answer;
    throw refuse(reader, 'parameterStored', { param: 'previous_response_id' });
  }

  /** The client's items, with references replaced by the cached JSON of what they refer to. */
  #withCached({ caller, reader }: KnownCaller, own: readonly unknown[]): Piece[] {
    if (!own.some(isReference)) return [...own];
    const cached = this.#deps.cache.itemsOf(caller.student.id);
    return own.flatMap((item, index) => {
      if (!isReference(item)) return [item];
      const json = cached.get(item.id);
      if (json !== undefined) return [json];
      if (isPlainReasoning(item)) return [];
      if (item.type !== 'item_reference') return [item];
      const param = `input[${index}].type`;
      throw refuse(reader, 'parameterStored', { param });
    });
  }

  /**
   * Resolves when the conversation may be parsed, with its bytes: large ones wait for memory, and queue.
   * @throws Refusal when it is too large, or there is no memory
   */
  async #waitToRead(
    call: KnownCaller & Partial<Pick<Call, 'slot'>>,
    body: JsonObject,
    earlier: readonly Buffer[],
    pieces: readonly Piece[],
  ): Promise<number> {
    const { caller, reader } = call;
    const { bodyQueue } = this.#deps;
    const maxBytes = maxBytesOfCall(call, body, this.#deps.policy(), this.#deps.limits);
    const earlierBytes = [...earlier, ...pieces.filter(isCachedJson)].reduce((sum, { length }) => sum + length, 0);
    // Counted first: a body full of references can grow to gigabytes.
    const bytes = earlierBytes <= maxBytes ? earlierBytes + jsonBytes(pieces) : earlierBytes;
    if (bytes > maxBytes) throw refuse(reader, 'conversationTooLarge', { param: 'input', maxBytes });
    const share = await takeMemory(call, earlierBytes, this.#deps.bodyMemory);
    if (share !== null) {
      // A page that only estimates a call has no slot, and is done at once.
      if (call.slot === undefined) share.release();
      else call.slot.whenFree(() => share.release());
    }
    await new Promise<void>((resolve) => bodyQueue.push(caller.student.id, { length: earlierBytes }, resolve));
    return bytes;
  }
}

/** Items that the policy left out are not cached either; then the input no longer begins with the earlier answer's items. */
function inputOf({ previous, items, itemsBefore }: Turn, sent: unknown): ConversationInput {
  const whole = ownItems(sent, false) ?? [];
  if (whole.length !== items) return { previous: null, added: whole, whole };
  return { previous, added: whole.slice(itemsBefore), whole };
}

/** A text counts as a message; no input at all is allowed after an earlier answer. null: neither text nor list. */
function ownItems(input: unknown, hasPrevious: boolean): readonly unknown[] | null {
  if (isText(input) && input !== '') return [{ type: 'message', role: 'user', content: input }];
  if (hasPrevious && (input === undefined || input === null)) return [];
  return Array.isArray(input) ? input : null;
}

/** An item, or the JSON of a cached one. */
type Piece = unknown;

/** A Buffer is never an item of the client: JSON has none. */
function isCachedJson(piece: Piece): piece is Buffer {
  return Buffer.isBuffer(piece);
}

function jsonBytes(pieces: readonly Piece[]): number {
  return writeJson(pieces.filter((piece) => !isCachedJson(piece))).byteLength;
}

/** Scanned again: many small requests, which were not counted, can make one large conversation. @throws Refusal */
function readItems({ reader }: KnownCaller, json: readonly Buffer[]): readonly unknown[] {
  if (json.length === 0) return [];
  const read = readJson(`[${json.join(',')}]`);
  if (read.is === 'read') return read.value as unknown[];
  throw refuse(reader, 'bodyTooComplex');
}

/** Log probabilities mean nothing to the model, and can be larger than all the rest. */
function withoutLogprobs(item: JsonObject): JsonObject {
  if (!Array.isArray(item.content)) return item;
  const content = item.content.map((part: unknown) => {
    if (!isObject(part)) return part;
    const { logprobs: _none, ...rest } = part;
    return rest;
  });
  return { ...item, content };
}
