/** Bytes that come in pieces. They are joined when somebody looks, and each of them is copied a few times at most. */
export class GrowingBuffer {
  #buffer: Buffer = Buffer.alloc(0);
  #joined = 0;
  #pieces: Buffer[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  append(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#length += piece.length;
  }

  /** All of them. It stays as it is when more come. */
  joined(): Buffer {
    if (this.#pieces.length > 0) this.#join();
    return this.#buffer.subarray(0, this.#joined);
  }

  #join(): void {
    if (this.#length > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(2 * this.#length);
      this.#buffer.copy(larger, 0, 0, this.#joined);
      this.#buffer = larger;
    }
    for (const piece of this.#pieces) this.#joined += piece.copy(this.#buffer, this.#joined);
    this.#pieces = [];
  }
}
