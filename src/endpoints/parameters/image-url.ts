import { LongText } from '../../upstream/json/long-text.ts';

/** An image in a request: its bytes in base64, behind what kind of image they are. */

const PREFIX = /^data:image\/(?:png|jpeg|webp|gif);base64,/;
const MAX_PREFIX_LENGTH = 'data:image/jpeg;base64,'.length;

const PADDING = 0x3d;
const MAX_PADDING = 2;
/** Of base64 in addresses, which Node's decoder takes, too. */
const OTHER_DIGITS = Buffer.from('-_');
const GROUP_CHARACTERS = 4;
const GROUP_BYTES = 3;
/** Small enough for the cache of a core, and a whole number of groups. */
const PIECE_CHARACTERS = 16_384;
const DECODED = Buffer.alloc((PIECE_CHARACTERS / GROUP_CHARACTERS) * GROUP_BYTES);
const SHORT_BASE64 = /^[A-Za-z0-9+/]*$/;

/** A call is prepared for each model that may answer, and counts its images before. */
const knownUrls = new WeakSet<LongText>();

/**
 * Whether a text is exactly such a data URL. All of it is ASCII that JSON writes without escapes: its bytes in a body are
 * its length. What the image shows is never looked at.
 */
export function isImageDataUrl(text: string | LongText): boolean {
  if (!(text instanceof LongText)) return isDataUrl(Buffer.from(text));
  if (knownUrls.has(text)) return true;
  const isImage = isDataUrl(text.escaped);
  if (isImage) knownUrls.add(text);
  return isImage;
}

/** In a body. @param url of an image */
export function bytesOfUrl(url: string | LongText): number {
  return url instanceof LongText ? url.escaped.length : url.length;
}

function isDataUrl(bytes: Buffer): boolean {
  const prefix = PREFIX.exec(bytes.toString('latin1', 0, MAX_PREFIX_LENGTH))?.[0];
  return prefix !== undefined && isBase64(bytes.subarray(prefix.length));
}

/** Node's decoder tells nothing of characters that it skips, but then it writes too little. No loop is nearly as fast. */
function isBase64(padded: Buffer): boolean {
  let end = padded.length;
  while (end > padded.length - MAX_PADDING && padded[end - 1] === PADDING) end--;
  const text = padded.subarray(0, end);
  if (OTHER_DIGITS.some((digit) => text.includes(digit))) return false;
  const groupsEnd = end - (end % GROUP_CHARACTERS);
  for (let at = 0; at < groupsEnd; at += PIECE_CHARACTERS) {
    const piece = text.toString('latin1', at, Math.min(at + PIECE_CHARACTERS, groupsEnd));
    if (DECODED.write(piece, 'base64') !== (piece.length / GROUP_CHARACTERS) * GROUP_BYTES) return false;
  }
  return SHORT_BASE64.test(text.toString('latin1', groupsEnd));
}
