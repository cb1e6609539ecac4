import { setTimeout as wait } from 'node:timers/promises';
import { connectRaw, type Farewell, type RawClient } from '../../support/raw-client.ts';
import { type HostileRequest, requestBytes } from './requests.ts';

export interface Seen {
  readonly received: Buffer;
  /** `reset`: by the gateway. `silent`: nothing more came for longer than the gateway may take. */
  readonly end: 'closed' | 'reset' | 'left' | 'silent';
}

/** Far longer than the slowest provider of the fixture may be, and a machine that stands still for some seconds besides. */
const PATIENCE_MS = 20_000;

/** Sends one request as it says, and waits for any end of it. */
export async function exchanged(url: string, request: HostileRequest, token: string | null): Promise<Seen> {
  const client = await connectRaw(url);
  const bytes = requestBytes(request, token);
  const { gone } = request;
  await sendAll(client, gone !== null && gone >= 0 ? bytes.subarray(0, gone) : bytes, request.pieces);
  if (gone === -1) await Promise.race([client.until('H').catch(() => undefined), wait(PATIENCE_MS, null, UNREF)]);
  if (gone !== null) {
    client.reset();
    return { received: (await client.closed).received, end: 'left' };
  }
  // Where the body is not what its head says, only an end tells that nothing more comes.
  if (request.framing !== 'length' && request.framing !== 'chunked') client.finish();
  const closed = await Promise.race([client.closed, wait(PATIENCE_MS, null, UNREF)]);
  if (closed === null) client.reset();
  return { received: client.received(), end: endOf(closed) };
}

function endOf(closed: Farewell | null): Seen['end'] {
  if (closed === null) return 'silent';
  return closed.error === null ? 'closed' : 'reset';
}

const UNREF = { ref: false };

async function sendAll(client: RawClient, bytes: Buffer, pieces: number): Promise<void> {
  if (pieces === 0) return client.send(bytes);
  const most = Math.max(pieces, Math.ceil(bytes.length / 300));
  for (let at = 0; at < bytes.length; at += most) await client.send(bytes.subarray(at, at + most));
}
