import { resolveAfterCrash } from './exits.ts';
import { heldAt } from './hold-ids.ts';
import type { Hold, Resolution, Timing } from './holds.ts';

/** A hold that a dead process left open is charged in full. @param now ms UTC */
export function expireHold(
  { id, ...held }: Pick<Hold, 'id' | 'amount' | 'quantities' | 'countsTokens'>,
  now: number,
): { readonly resolution: Resolution; readonly timing: Timing } {
  const timing = { durationMs: Math.max(0, now - heldAt(id)), firstByteMs: null };
  return { resolution: resolveAfterCrash(held), timing };
}
