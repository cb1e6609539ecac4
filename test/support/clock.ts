/** The instant at which every test begins: Monday noon in Seoul (+09:00), far from any edge of a day, week or month. */
export const TEST_START = Date.parse('2026-11-23T03:00:00.000Z');

/** A clock that moves only when a test moves it. Instants are ms UTC. */
export class TestClock {
  #at = TEST_START;

  /** Bound, so that it can be passed on alone. */
  readonly now = (): number => this.#at;

  /** @throws RangeError for a step back: use set() to say that the clock is turned. */
  advance(ms: number): void {
    if (!(ms >= 0)) throw new RangeError('a clock advances by 0 ms or more');
    this.#at += ms;
  }

  /** Turns the clock to any instant, also an earlier one. */
  set(ms: number): void {
    this.#at = ms;
  }
}
