import { type WrittenJson, writeJson } from '../../upstream/json/long-text.ts';

export interface CacheLimits {
  /** An answer that no request referred to for so long is dropped, ms; 0: nothing is cached. */
  readonly ageMs: number;
  readonly studentAnswers: number;
  readonly studentBytes: number;
  readonly totalBytes: number;
}

/**
 * A student's share is one whole conversation with images at the default body limit. The total is that share for eight
 * students: with more, an equal part is safe, which is a conversation of texts for 64 of them. The number of answers bounds a look-up: follow-ups share the items before them, so small ones take few bytes.
 */
export const CONVERSATION_CACHE_LIMITS = {
  studentAnswers: 64,
  studentBytes: 8 * 1024 * 1024,
  totalBytes: 64 * 1024 * 1024,
} as const;

/** Memory of an answer besides its JSON, rounded up: its objects, and an entry for each id. */
const ANSWER_BYTES = 1024;
const ID_BYTES = 256;
/** OpenAI's ids have some 60 characters. */
const MAX_ID_LENGTH = 128;
const SWEEP_MS = 60_000;

/** The range of an item in the JSON of its answer. */
interface ItemRange {
  readonly id: string;
  readonly start: number;
  readonly end: number;
}

/** One answer: the items that were new in its request, and the items of its output. */
export interface CachedAnswer {
  readonly responseId: string;
  /** The answer that its request referred to, whose items come before these. */
  readonly previous: CachedAnswer | null;
  /** The items, separated by commas. Outside of V8's heap, so that no heap snapshot shows it. */
  readonly json: Buffer;
  readonly ranges: readonly ItemRange[];
  /** Bytes that it counts as, alone and with all earlier answers. */
  readonly bytes: number;
  readonly conversationBytes: number;
  /** 1 while it can be referred to, and 1 for each answer that follows it. */
  users: number;
  usedAt: number;
}

/** The input of the request that was answered. */
export interface ConversationInput {
  /** As `find` returned it. */
  readonly previous: CachedAnswer | null;
  /** The items after those of `previous`. */
  readonly added: readonly unknown[];
  /** All items. */
  readonly whole: readonly unknown[];
}

/** A student's answers, least recently used first. */
interface Share {
  readonly answers: CachedAnswer[];
  bytes: number;
}

/**
 * The items of each student's last answers: in memory only, bounded in number, bytes and age. No student reaches the
 * items of another. Above the total, the student with the most bytes loses the oldest answer: one with no more than an
 * equal share loses nothing to others.
 */
export class ConversationCache {
  readonly #limits: CacheLimits;
  readonly #now: () => number;
  /** Students stay listed until the process ends: adding and removing entries costs more than keeping them. */
  readonly #shares = new Map<number, Share>();
  #bytes = 0;
  #sweeping: NodeJS.Timeout | null = null;

  /** @param now ms UTC */
  constructor(limits: CacheLimits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  /** Of all students. */
  get bytes(): number {
    return this.#bytes;
  }

  /** An answer of this student, which counts as used now; null when it is not cached. */
  find(studentId: number, responseId: string): CachedAnswer | null {
    const { answers } = this.#shareOf(studentId);
    const at = answers.findLastIndex((one) => one.responseId === responseId);
    const answer = answers[at];
    if (answer === undefined) return null;
    answers.splice(at, 1);
    answers.push(answer);
    answer.usedAt = this.#now();
    return answer;
  }

  /** The JSON of every item of this student that has an id; of two with the same, the later. */
  itemsOf(studentId: number): ReadonlyMap<string, Buffer> {
    const items = new Map<string, Buffer>();
    const seen = new Set<CachedAnswer>();
    for (const newest of this.#shareOf(studentId).answers.toReversed()) {
      for (let answer: CachedAnswer | null = newest; answer !== null && !seen.has(answer); answer = answer.previous) {
        seen.add(answer);
        for (const { id, start, end } of answer.ranges.toReversed()) {
          if (!items.has(id)) items.set(id, answer.json.subarray(start, end));
        }
      }
    }
    return items;
  }

  /** Adds an answer, unless its conversation is larger than a student's share. */
  add(studentId: number, responseId: string, input: ConversationInput, output: readonly unknown[]): void {
    const { ageMs, studentBytes } = this.#limits;
    if (ageMs === 0 || responseId.length > MAX_ID_LENGTH) return;
    // The earlier answer may have been dropped while this one was written.
    const previous = input.previous !== null && input.previous.users > 0 ? input.previous : null;
    const items = [...(previous === null ? input.whole : input.added), ...output];
    const answer = cachedAnswer({ responseId, previous, items, usedAt: this.#now() }, studentBytes);
    if (answer === null) return;
    const share = this.#shareOf(studentId);
    this.#shares.set(studentId, share);
    share.answers.push(answer);
    this.#count(share, answer.bytes);
    if (previous !== null) previous.users++;
    this.#dropBeyondShare(share);
    while (this.#bytes > this.#limits.totalBytes) this.#dropOldest(this.#largestShare());
    this.#sweeping ??= setTimeout(this.#sweep, SWEEP_MS).unref();
  }

  clear(): void {
    if (this.#sweeping !== null) clearTimeout(this.#sweeping);
    this.#sweeping = null;
    for (const share of this.#shares.values()) while (share.answers.length > 0) this.#dropOldest(share);
  }

  /** Without answers that are too old. */
  #shareOf(studentId: number): Share {
    const share = this.#shares.get(studentId) ?? { answers: [], bytes: 0 };
    this.#dropOld(share);
    return share;
  }

  readonly #sweep = (): void => {
    for (const share of this.#shares.values()) this.#dropOld(share);
    this.#sweeping = this.#bytes === 0 ? null : setTimeout(this.#sweep, SWEEP_MS).unref();
  };

  #dropOld(share: Share): void {
    const tooOld = this.#now() - this.#limits.ageMs;
    for (let [oldest] = share.answers; oldest !== undefined && oldest.usedAt <= tooOld; [oldest] = share.answers) {
      this.#dropOldest(share);
    }
  }

  #dropBeyondShare(share: Share): void {
    const { studentAnswers, studentBytes } = this.#limits;
    while (share.answers.length > studentAnswers || share.bytes > studentBytes) this.#dropOldest(share);
  }

  #largestShare(): Share {
    let largest: Share = { answers: [], bytes: -1 };
    for (const share of this.#shares.values()) if (share.bytes > largest.bytes) largest = share;
    return largest;
  }

  /** No request can refer to it from now on; its items stay as long as another answer follows it. */
  #dropOldest(share: Share): void {
    let answer = share.answers.shift() ?? null;
    while (answer !== null && --answer.users === 0) {
      this.#count(share, -answer.bytes);
      answer = answer.previous;
    }
  }

  #count(share: Share, bytes: number): void {
    share.bytes += bytes;
    this.#bytes += bytes;
  }
}

/** The items of a conversation up to and with this answer: JSON, to be joined with commas. */
export function itemsUpTo(answer: CachedAnswer): Buffer[] {
  const pieces: Buffer[] = [];
  for (let one: CachedAnswer | null = answer; one !== null; one = one.previous) pieces.push(one.json);
  return pieces.reverse();
}

interface NewAnswer extends Pick<CachedAnswer, 'responseId' | 'previous' | 'usedAt'> {
  readonly items: readonly unknown[];
}

/** null when the conversation with it takes more than `maxBytes`. */
function cachedAnswer({ items, previous, ...rest }: NewAnswer, maxBytes: number): CachedAnswer | null {
  const written: WrittenJson[] = [];
  const ranges: ItemRange[] = [];
  const before = previous?.conversationBytes ?? 0;
  let end = 0;
  for (const item of items) {
    const json = writeJson(item);
    const start = end === 0 ? 0 : end + 1;
    end = start + json.byteLength;
    written.push(json);
    const id = idOf(item);
    if (id !== null) ranges.push({ id, start, end });
    if (before + bytesOf(end, ranges) > maxBytes) return null;
  }
  const bytes = bytesOf(end, ranges);
  // Not from Node's pool: one slice would keep the rest of the pool in memory.
  const json = Buffer.allocUnsafeSlow(end);
  let at = 0;
  for (const one of written) {
    if (at > 0) json.write(',', at++);
    at += one.toBuffer().copy(json, at);
  }
  return { ...rest, previous, json, ranges, bytes, conversationBytes: before + bytes, users: 1 };
}

function bytesOf(jsonBytes: number, ranges: readonly ItemRange[]): number {
  return ANSWER_BYTES + jsonBytes + ID_BYTES * ranges.length;
}

function idOf(item: unknown): string | null {
  if (typeof item !== 'object' || item === null || !('id' in item)) return null;
  return typeof item.id === 'string' && item.id !== '' && item.id.length <= MAX_ID_LENGTH ? item.id : null;
}
