import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether the bytes of an answer are encoded. No request here accepts an encoding, and nothing decodes one: a server could
 * make an answer as large as it likes through a decompressor.
 */
export function isEncoded(headers: IncomingHttpHeaders): boolean {
  return !isPlain(headers['content-encoding'], 'identity') || !isPlain(headers['transfer-encoding'], 'chunked');
}

/** Missing, empty, or the one coding that changes nothing. */
function isPlain(coding: string | string[] | undefined, plain: string): boolean {
  const name = String(coding ?? '')
    .trim()
    .toLowerCase();
  return name === '' || name === plain;
}
