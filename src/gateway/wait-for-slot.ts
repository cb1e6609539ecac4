import type { FastifyReply } from 'fastify';
import type { NoSlot, ProviderSlot, ProviderSlots } from '../limits/provider-slots.ts';
import type { Call } from './call.ts';
import { type Refusal, refuse } from './refusals/refusal.ts';

/** A slot for a call that had to wait for it. @returns null when its student has hung up @throws Refusal while stopping */
export async function waitForSlot(
  { caller, reader }: Call,
  { raw }: FastifyReply,
  slots: ProviderSlots,
): Promise<ProviderSlot | Refusal | null> {
  const left = new AbortController();
  const onClose = () => left.abort();
  raw.once('close', onClose);
  if (raw.destroyed) onClose();
  const slot = await slots.wait(caller.student.id, left.signal);
  raw.off('close', onClose);
  if (!isNone(slot)) return slot;
  if (slot === 'left') return null;
  if (slot === 'stopped') throw refuse(reader, 'stopping');
  return refuse(reader, 'providerFull');
}

function isNone(slot: ProviderSlot | NoSlot): slot is NoSlot {
  return typeof slot === 'string';
}
