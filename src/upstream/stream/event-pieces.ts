import { MAX_END_BYTES } from './sse-framing.ts';

const EMPTY = Buffer.alloc(0);

/** The provider's stream cannot be metered, because an event does not end: the stream must be aborted. */
export class EndlessEventError extends Error {
  override readonly name = 'EndlessEventError';
}

/** The bytes of an event that has not ended yet. It may come in thousands of pieces. */
export class EventPieces {
  readonly #maxBytes: number;
  #pieces: Buffer[] = [];
  bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** @throws EndlessEventError */
  keep(piece: Buffer): void {
    this.#pieces.push(piece);
    this.bytes += piece.length;
    if (this.bytes > this.#maxBytes) throw new EndlessEventError('an event without an end');
  }

  /** The kept bytes, with the next ones. Nothing is kept any longer. */
  take(next: Buffer = EMPTY): Buffer {
    if (this.#pieces.length === 0) return next;
    const block = Buffer.concat([...this.#pieces, next]);
    this.#pieces = [];
    this.bytes = 0;
    return block;
  }

  /** The last kept bytes: the end of an event may have begun in them. */
  tail(): Buffer {
    if (this.#pieces.length === 0) return EMPTY;
    let tail: Buffer = EMPTY;
    for (let at = this.#pieces.length - 1; at >= 0 && tail.length < MAX_END_BYTES; at--) {
      tail = Buffer.concat([this.#pieces[at] ?? EMPTY, tail]);
    }
    return tail.subarray(-MAX_END_BYTES);
  }
}
