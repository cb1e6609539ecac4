/**
 * Which state of what servers cache the caches of this one are of. Each change counts the revision in the database up, in the
 * transaction that makes it.
 */
export class Revision {
  readonly #forget: () => void;
  #ofCaches = -1;
  #seen = -1;
  #changes = 0;

  /** @param forget empties the caches */
  constructor(forget: () => void) {
    this.#forget = forget;
  }

  /** What is cached may be another by now: the next transaction looks. */
  get isBehind(): boolean {
    return this.#seen > this.#ofCaches;
  }

  get ofCaches(): number {
    return this.#ofCaches;
  }

  /** How often the transaction that runs changed what is cached. */
  get changes(): number {
    return this.#changes;
  }

  /** The transaction that runs changes what others have cached. */
  change(): void {
    this.#changes += 1;
  }

  /** Outside of a transaction. @returns whether something was changed by others since the last time */
  saw(revision: number): boolean {
    if (revision <= this.#seen) return false;
    this.#seen = revision;
    return this.isBehind;
  }

  /** Under the lock, or before, what is cached is of another state: it will be emptied. */
  isOther(revision: number): boolean {
    return revision !== this.#ofCaches;
  }

  /** Before a transaction: what is read into the caches from now on is of this state, or of a later one. */
  warm(revision: number): void {
    this.begin(revision);
  }

  /** Under the lock, before anything is decided. */
  begin(revision: number): void {
    this.#changes = 0;
    this.#seen = Math.max(this.#seen, revision);
    if (revision === this.#ofCaches) return;
    this.#ofCaches = revision;
    this.#seen = revision;
    this.#forget();
    this.#changes = 0;
  }

  /** The changes of this transaction are in the caches already. */
  committed(): void {
    this.#ofCaches += this.#changes;
    this.#seen = Math.max(this.#seen, this.#ofCaches);
    this.#changes = 0;
  }

  /** The changes so far were taken back to this number. */
  undo(changes: number): void {
    this.#changes = changes;
  }

  /** The caches are empty, and of no state that is known. */
  forgot(): void {
    this.#ofCaches = -1;
    this.#changes = 0;
  }
}
