/** How many answers may be read on after their student hung up: a bound on what hang-ups can cost the gateway. */
export class Drains {
  readonly #most: number;
  #open = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get open(): number {
    return this.#open;
  }

  /** Takes a place; false when there is none. Whoever got one must end() it once. */
  begin(): boolean {
    if (this.#open >= this.#most) return false;
    this.#open++;
    return true;
  }

  end(): void {
    this.#open--;
  }
}
