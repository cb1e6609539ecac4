import { resolveAfterCrash } from './exits.ts';
import { heldAt } from './hold-ids.ts';
import type { Hold, Resolution, Timing } from './holds.ts';

/** How a hold ends whose process died: at its full amount. @param now ms UTC */
export function expireHold(
  { id, amount }: Pick<Hold, 'id' | 'amount'>,
  now: number,
): { readonly resolution: Resolution; readonly timing: Timing } {
  const timing = { durationMs: Math.max(0, now - heldAt(id)), firstByteMs: null };
  return { resolution: resolveAfterCrash({ amount }), timing };
}
