import { AdminError } from '../admin-error.ts';
import { decodeCp949 } from './decode-cp949.ts';

/**
 * The text of a file: UTF-8 or UTF-16 by its byte order mark, else UTF-8 where it is valid, else CP949.
 * @throws AdminError roster_encoding
 */
export function decodeRoster(bytes: Uint8Array): string {
  const decoders = hasUtf16Mark(bytes) ? [decoderOf('utf-16le')] : [decoderOf('utf-8'), decodeCp949];
  for (const decode of decoders) {
    const text = attemptDecode(bytes, decode);
    if (text !== null) return text;
  }
  throw new AdminError({ code: 'roster_encoding' });
}

/** Excel's "Unicode text". */
function hasUtf16Mark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xfe;
}

type Decode = (bytes: Uint8Array) => string;

function decoderOf(encoding: string): Decode {
  return (bytes) => new TextDecoder(encoding, { fatal: true }).decode(bytes);
}

function attemptDecode(bytes: Uint8Array, decode: Decode): string | null {
  try {
    const text = decode(bytes);
    // A workbook (.xlsx, .xls) has NUL characters, and no table of text does.
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}
