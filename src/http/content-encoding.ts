import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether the bytes of an answer are not the answer itself. Nobody here asks for such, and nothing here decodes them: what
 * a server sends would run through a decompressor, and become as large as that server likes.
 */
export function isEncoded(headers: IncomingHttpHeaders): boolean {
  return !isPlain(headers['content-encoding'], 'identity') || !isPlain(headers['transfer-encoding'], 'chunked');
}

/** Absent, empty, or the one coding that changes nothing. */
function isPlain(coding: string | string[] | undefined, plain: string): boolean {
  const name = String(coding ?? '')
    .trim()
    .toLowerCase();
  return name === '' || name === plain;
}
