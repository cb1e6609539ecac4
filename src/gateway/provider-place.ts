import type { FastifyReply } from 'fastify';
import type { NoPlace, Place, ProviderPlaces } from '../limits/provider-places.ts';
import type { Call } from './call.ts';
import { type Refusal, refuse } from './refusals/refusal.ts';

/** A place for a call that had to wait for it. @returns null when its student has hung up @throws Refusal while stopping */
export async function waitForPlace(
  { caller, reader }: Call,
  { raw }: FastifyReply,
  places: ProviderPlaces,
): Promise<Place | Refusal | null> {
  const left = new AbortController();
  const onClose = () => left.abort();
  raw.once('close', onClose);
  if (raw.destroyed) onClose();
  const place = await places.wait(caller.student.id, left.signal);
  raw.off('close', onClose);
  if (!isNone(place)) return place;
  if (place === 'left') return null;
  if (place === 'stopped') throw refuse(reader, 'stopping');
  return refuse(reader, 'providerFull');
}

function isNone(place: Place | NoPlace): place is NoPlace {
  return typeof place === 'string';
}
