/** Taken pieces are dropped once there are so many of them, and as many as are left. */
const MIN_DROPPED = 64;

/** A text queue: pieces are added at the end and taken from the beginning, in time linear in the length, however small the pieces. */
export class HeldText {
  #pieces: string[] = [];
  /** Pieces before this one are taken. */
  #first = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(piece: string): void {
    if (piece === '') return;
    this.#pieces.push(piece);
    this.#length += piece.length;
  }

  /** @param length at most that of the text, in UTF-16 code units */
  take(length: number): string {
    let taken = '';
    while (taken.length < length) {
      const piece = this.#pieces[this.#first] ?? '';
      const wanted = length - taken.length;
      taken += piece.slice(0, wanted);
      if (piece.length > wanted) this.#pieces[this.#first] = piece.slice(wanted);
      else this.#first++;
    }
    this.#length -= length;
    if (this.#first >= MIN_DROPPED && this.#first * 2 >= this.#pieces.length) {
      this.#pieces = this.#pieces.slice(this.#first);
      this.#first = 0;
    }
    return taken;
  }
}
