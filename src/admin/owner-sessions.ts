import { type Actor, changeBy } from './actor.ts';
import type { AdminDeps } from './admin-deps.ts';

/** Signs the owner out in every browser. @returns how many sessions ended */
export function endOwnerSessions(actor: Actor, { store, now }: AdminDeps): Promise<number> {
  return store.sessions.endAllOfOwner(changeBy(actor, now()));
}
