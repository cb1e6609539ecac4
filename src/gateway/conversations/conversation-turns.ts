import { isObject, type JsonObject } from '../../upstream/json/json-object.ts';
import type { ExchangeResult } from '../answers/exchange-result.ts';
import type { BodyQueue } from '../body/body-queue.ts';
import { readJson } from '../body/read-json.ts';
import type { Call } from '../call.ts';
import { refuse } from '../refusals/refusal.ts';
import { type CachedAnswer, type ConversationCache, type ConversationInput, itemsUpTo } from './conversation-cache.ts';
import { isReadable, isReference, isSpelledOut } from './item-references.ts';

/** A request as it is checked, estimated and sent. */
export interface Turn {
  readonly body: unknown;
  /** Whether the answer may be referred to later. */
  readonly keeps: boolean;
  /** The answer that it refers to. */
  readonly previous: CachedAnswer | null;
  /** Items of that answer's conversation, which come before the client's own. */
  readonly itemsBefore: number;
  /** Items of `body` in all. */
  readonly items: number;
}

export interface ConversationTurnsDeps {
  readonly items: ConversationCache;
  /** A larger conversation is refused, as a larger body is. */
  readonly maxBytes: number;
  /** Reading a large conversation takes as long as reading a large body. */
  readonly bodyQueue: BodyQueue;
}

/** A request that stands alone, and whose answer is not kept. */
export function singleTurn(body: unknown): Turn {
  return { body, keeps: false, previous: null, itemsBefore: 0, items: 0 };
}

/**
 * Conversations of POST /responses. OpenAI keeps what was said, and clients then only refer to it. Here the items that a
 * request refers to are put in before it is checked and estimated: the provider stores nothing, every rule applies to
 * them again, and the bytes that are sent bound the cost.
 */
export class ConversationTurns {
  readonly #deps: ConversationTurnsDeps;

  constructor(deps: ConversationTurnsDeps) {
    this.#deps = deps;
  }

  /** @throws Refusal for what is not kept (any more) for this student, and for a conversation that is too large */
  async begin(call: Call, body: unknown): Promise<Turn> {
    if (!isObject(body)) return singleTurn(body);
    const { previous_response_id: previousId, ...rest } = body;
    const hasPrevious = previousId !== undefined && previousId !== null;
    const own = ownItems(body.input, hasPrevious);
    // With this, a client says that it will refer to nothing.
    const keeps = body.store !== false;
    if (!hasPrevious && !own?.some(isReference)) return { ...singleTurn(body), keeps, items: own?.length ?? 0 };
    const previous = hasPrevious ? this.#answerOf(call, previousId) : null;
    // Neither a text nor a list: the check says so.
    if (own === null) return singleTurn(rest);
    const earlier = previous === null ? [] : itemsUpTo(previous);
    const pieces = this.#withKept(call, own);
    await this.#waitToRead(call, earlier, pieces);
    const before = readItems(call, earlier).filter(isReadable);
    const kept = readItems(call, pieces.filter(isKept)).values();
    const added = pieces.flatMap((piece) => {
      const item = isKept(piece) ? kept.next().value : piece;
      return isKept(piece) && !isReadable(item) ? [] : [item];
    });
    const input = [...before, ...added];
    return { body: { ...rest, input }, keeps, previous, itemsBefore: before.length, items: input.length };
  }

  /** Keeps the answer if it came to its end. @param input what was sent */
  end({ caller }: Call, turn: Turn, input: unknown, { exit, json: answer }: ExchangeResult): void {
    if (!turn.keeps || exit.kind !== 'finished' || !isObject(answer)) return;
    const { id, output, status } = answer;
    if (typeof id !== 'string' || id === '' || status === 'failed') return;
    if (!Array.isArray(output) || output.length === 0 || !output.every(isObject)) return;
    try {
      this.#deps.items.keep(caller.student.id, id, inputOf(turn, input), output.map(withoutLogprobs));
    } catch (error) {
      // What could be read may be nested too deeply to be written.
      if (!(error instanceof RangeError)) throw error;
    }
  }

  #answerOf({ caller, language }: Call, id: unknown): CachedAnswer {
    const answer = typeof id === 'string' ? this.#deps.items.find(caller.student.id, id) : null;
    if (answer !== null) return answer;
    throw refuse(language, 'parameterStored', { param: 'previous_response_id' });
  }

  /** The client's items, with the JSON of what is kept in the place of what only refers to it. */
  #withKept({ caller, language }: Call, own: readonly unknown[]): Piece[] {
    if (!own.some(isReference)) return [...own];
    const kept = this.#deps.items.itemsOf(caller.student.id);
    return own.flatMap((item, index) => {
      if (!isReference(item)) return [item];
      const json = kept.get(item.id);
      if (json !== undefined) return [json];
      if (isSpelledOut(item)) return [];
      if (item.type !== 'item_reference') return [item];
      const param = `input[${index}].type`;
      throw refuse(language, 'parameterStored', { param });
    });
  }

  /** Resolves when the conversation may be read: large ones wait for one another. @throws Refusal when it is too large */
  async #waitToRead({ caller, language }: Call, earlier: readonly Buffer[], pieces: readonly Piece[]): Promise<void> {
    const { maxBytes, bodyQueue } = this.#deps;
    const earlierBytes = [...earlier, ...pieces.filter(isKept)].reduce((sum, { length }) => sum + length, 0);
    // Counted first: a body full of references may mean gigabytes.
    const fits = earlierBytes <= maxBytes && earlierBytes + jsonBytes(pieces) <= maxBytes;
    if (!fits) throw refuse(language, 'conversationTooLarge', { param: 'input', maxBytes });
    await new Promise<void>((resolve) => bodyQueue.take(caller.student.id, { length: earlierBytes }, resolve));
  }
}

/** The name of a parameter of a turn's body in the body that the client sent. */
export function paramAsSent(param: string, itemsBefore: number): string {
  const [start, index] = /^input\[(\d+)\]/.exec(param) ?? [];
  if (itemsBefore === 0 || start === undefined) return param;
  const at = Number(index) - itemsBefore;
  return at < 0 ? 'previous_response_id' : `input[${at}]${param.slice(start.length)}`;
}

/** What the check left out is not kept either; items are then no longer those of the answer before. */
function inputOf({ previous, items, itemsBefore }: Turn, sent: unknown): ConversationInput {
  const whole = ownItems(sent, false) ?? [];
  if (whole.length !== items) return { previous: null, added: whole, whole };
  return { previous, added: whole.slice(itemsBefore), whole };
}

/** A text counts as a message; nothing at all is enough where an earlier answer is referred to. null: neither. */
function ownItems(input: unknown, hasPrevious: boolean): readonly unknown[] | null {
  if (typeof input === 'string' && input !== '') return [{ type: 'message', role: 'user', content: input }];
  if (hasPrevious && (input === undefined || input === null)) return [];
  return Array.isArray(input) ? input : null;
}

/** An item, or the JSON of one that is kept. */
type Piece = unknown;

/** No JSON of a client is read as a Buffer. */
function isKept(piece: Piece): piece is Buffer {
  return Buffer.isBuffer(piece);
}

function jsonBytes(pieces: readonly Piece[]): number {
  return Buffer.byteLength(JSON.stringify(pieces.filter((piece) => !isKept(piece))));
}

/** Small requests may have made them, which were not counted; together they are like one large one. @throws Refusal */
function readItems({ language }: Call, json: readonly Buffer[]): readonly unknown[] {
  if (json.length === 0) return [];
  const read = readJson(`[${json.join(',')}]`);
  if (read.is === 'read') return read.value as unknown[];
  throw refuse(language, 'bodyTooComplex');
}

/** They say nothing to the model, and may be larger than all the rest. */
function withoutLogprobs(item: JsonObject): JsonObject {
  if (!Array.isArray(item.content)) return item;
  const content = item.content.map((part: unknown) => {
    if (!isObject(part)) return part;
    const { logprobs: _none, ...rest } = part;
    return rest;
  });
  return { ...item, content };
}
