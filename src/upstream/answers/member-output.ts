const COMMA = 44;
const EMPTY: Buffer = Buffer.alloc(0);

/** Collects the bytes of a JSON text that pass, without some members of its objects. The text may come in pieces. */
export class MemberOutput {
  #bytes: Buffer = EMPTY;
  #passing: Buffer[] = [];
  /** Where the next passing bytes begin in this piece. */
  #from = 0;
  /** A member began, and its name is still to come. */
  #isPending = false;
  /** Where it begins in this piece: at its comma, or behind the brace. */
  #memberAt = 0;
  /** The beginning of that member in earlier pieces. */
  #held: Buffer = EMPTY;
  #dropping = false;

  get heldBytes(): number {
    return this.#held.length;
  }

  beginPiece(bytes: Buffer): void {
    this.#bytes = bytes;
    this.#passing = [];
    this.#from = 0;
    this.#memberAt = 0;
  }

  /** Every byte between the last value and here was blank. */
  beginMember(at: number): void {
    this.#endDropped(at);
    this.#isPending = true;
    this.#memberAt = at;
  }

  /** The member up to the end of its name, with what stands before it. */
  headUntil(end: number): Buffer {
    const head = this.#bytes.subarray(this.#memberAt, end);
    return this.#held.length === 0 ? head : Buffer.concat([this.#held, head]);
  }

  /** @param isFirst of those of its object that pass */
  keepMember(head: Buffer, isFirst: boolean): void {
    const hasComma = isFirst && head[0] === COMMA;
    if (hasComma || this.#held.length > 0) {
      const end = this.#memberAt + head.length - this.#held.length;
      this.#pass(this.#bytes.subarray(this.#from, this.#memberAt));
      this.#pass(hasComma ? head.subarray(1) : head);
      this.#from = end;
    }
    this.#decided();
  }

  dropMember(): void {
    this.#pass(this.#bytes.subarray(this.#from, this.#memberAt));
    this.#dropping = true;
    this.#decided();
  }

  /** The object ends here. */
  endMembers(at: number): void {
    this.#endDropped(at);
    if (this.#held.length > 0) this.#from = at;
    this.#decided();
  }

  /** @returns what of this piece passes, and of those before it */
  endPiece(): Buffer {
    if (this.#isPending) {
      this.#pass(this.#bytes.subarray(this.#from, this.#memberAt));
      this.#held = this.headUntil(this.#bytes.length);
    } else if (!this.#dropping) this.#pass(this.#bytes.subarray(this.#from));
    return this.#passing.length === 1 ? (this.#passing[0] ?? EMPTY) : Buffer.concat(this.#passing);
  }

  #endDropped(at: number): void {
    if (!this.#dropping) return;
    this.#dropping = false;
    this.#from = at;
  }

  #decided(): void {
    this.#isPending = false;
    this.#held = EMPTY;
  }

  #pass(bytes: Buffer): void {
    if (bytes.length > 0) this.#passing.push(bytes);
  }
}
