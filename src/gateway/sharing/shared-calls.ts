import { type JoinResult, SharedCall } from './shared-call.ts';

/** What a call does that others may make at the same moment. */
export type SharedCallEntry =
  | { readonly kind: 'leader'; readonly call: SharedCall }
  | { readonly kind: 'follower'; readonly subscriber: Promise<JoinResult> };

/** Whose call it is, and whether it would be sent before the waiting call of another student. */
export interface Entrant {
  readonly studentId: number;
  precedes(leaderId: number): boolean;
}

/** The calls that others may join now, by what would be sent. Nothing stays when a call ends. */
export class SharedCalls {
  readonly #open = new Map<string, { readonly call: SharedCall; readonly leaderId: number }>();

  get open(): number {
    return this.#open.size;
  }

  /**
   * Decided at once: of calls that come together, one leads. A leader must end() its call. One that has to wait for its
   * turn longer than a newcomer would goes on alone, so that nobody waits for the other calls of its student.
   * @param hash of hashRequest()
   */
  enter(hash: string, { studentId, precedes }: Entrant): SharedCallEntry {
    const open = this.#open.get(hash);
    if (open?.call.hasBegun === false && precedes(open.leaderId)) open.call.close();
    else if (open !== undefined) return { kind: 'follower', subscriber: open.call.join() };
    const call = new SharedCall((closed) => {
      if (this.#open.get(hash)?.call === closed) this.#open.delete(hash);
    });
    this.#open.set(hash, { call, leaderId: studentId });
    return { kind: 'leader', call };
  }
}
