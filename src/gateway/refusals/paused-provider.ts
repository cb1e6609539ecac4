import type { Endpoint } from '../../endpoints/endpoint.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import type { Call } from '../call.ts';
import type { PreparedCall } from '../prepare.ts';
import { type Refusal, refuse } from './refusal.ts';
import { busySeconds } from './upstream-refusals.ts';

/** Nothing is held for a call that the provider's rate limit keeps from being sent. null: it may be sent. */
export function refusalWhilePaused(
  { reader }: Call,
  { path }: Endpoint,
  { served }: PreparedCall,
  { keys }: Upstream,
): Refusal | null {
  const block = keys?.blockOf(path, served) ?? null;
  if (block?.reason !== 'rate_limit') return null;
  return refuse(reader, 'upstreamPaused', { seconds: busySeconds(block.waitMs) });
}
