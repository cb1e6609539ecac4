import { type GivenSeat, SharedCall } from './shared-call.ts';

/** What a call does that others may make at the same moment. */
export type SharedRole =
  | { readonly is: 'leader'; readonly call: SharedCall }
  | { readonly is: 'follower'; readonly seat: Promise<GivenSeat> };

/** The calls that others may join now, by what would be sent. Nothing stays when a call ends. */
export class SharedCalls {
  readonly #open = new Map<string, SharedCall>();

  get open(): number {
    return this.#open.size;
  }

  /** Decided at once: of calls that come together, one leads. A leader must end() its call. @param key of answerKey() */
  enter(key: string): SharedRole {
    const running = this.#open.get(key);
    if (running !== undefined) return { is: 'follower', seat: running.join() };
    const call = new SharedCall((closed) => {
      if (this.#open.get(key) === closed) this.#open.delete(key);
    });
    this.#open.set(key, call);
    return { is: 'leader', call };
  }
}
