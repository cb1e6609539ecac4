import { type JoinResult, SharedCall } from './shared-call.ts';

/** What a call does that others may make at the same moment. */
export type SharedCallEntry =
  | { readonly kind: 'leader'; readonly call: SharedCall }
  | { readonly kind: 'follower'; readonly subscriber: Promise<JoinResult> };

/** The calls that others may join now, by what would be sent. Nothing stays when a call ends. */
export class SharedCalls {
  readonly #open = new Map<string, SharedCall>();

  get open(): number {
    return this.#open.size;
  }

  /** Decided at once: of calls that come together, one leads. A leader must end() its call. @param hash of hashRequest() */
  enter(hash: string): SharedCallEntry {
    const running = this.#open.get(hash);
    if (running !== undefined) return { kind: 'follower', subscriber: running.join() };
    const call = new SharedCall((closed) => {
      if (this.#open.get(hash) === closed) this.#open.delete(hash);
    });
    this.#open.set(hash, call);
    return { kind: 'leader', call };
  }
}
