/** The size that the header of an image says. Nothing is decoded, and no bound rests on it: the demo only talks about it. */

export interface ImageSize {
  readonly kind: 'PNG' | 'JPEG' | 'WebP' | 'GIF';
  readonly width: number;
  readonly height: number;
}

/** Characters of base64 that are read: thumbnails and colour profiles of a JPEG stand before its size. */
const MAX_READ_LENGTH = 256 * 1024;
const MAX_JPEG_SEGMENTS = 200;

/** @param url a data URL in base64 @returns null where the header cannot be read */
export function sizeInDataUrl(url: string): ImageSize | null {
  const start = url.indexOf(',') + 1;
  return sizeInHeader(Buffer.from(url.slice(start, start + MAX_READ_LENGTH), 'base64'));
}

function sizeInHeader(bytes: Buffer): ImageSize | null {
  try {
    return readPng(bytes) ?? readGif(bytes) ?? readWebp(bytes) ?? readJpeg(bytes);
  } catch (error) {
    // It ends before its size.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function startsWith(bytes: Buffer, text: string, at = 0): boolean {
  return bytes.toString('latin1', at, at + text.length) === text;
}

function readPng(bytes: Buffer): ImageSize | null {
  if (!startsWith(bytes, '\x89PNG\r\n\x1a\n') || !startsWith(bytes, 'IHDR', 12)) return null;
  return { kind: 'PNG', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

function readGif(bytes: Buffer): ImageSize | null {
  if (!startsWith(bytes, 'GIF8')) return null;
  return { kind: 'GIF', width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
}

function readWebp(bytes: Buffer): ImageSize | null {
  if (!startsWith(bytes, 'RIFF') || !startsWith(bytes, 'WEBP', 8)) return null;
  const kind = 'WebP';
  if (startsWith(bytes, 'VP8X', 12))
    return { kind, width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
  if (startsWith(bytes, 'VP8L', 12)) {
    const bits = bytes.readUInt32LE(21);
    return { kind, width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (!startsWith(bytes, 'VP8 ', 12)) return null;
  return { kind, width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
}

/** Start of a frame: C0 to CF without the tables among them. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function readJpeg(bytes: Buffer): ImageSize | null {
  if (!startsWith(bytes, '\xff\xd8')) return null;
  let at = 2;
  for (let segment = 0; segment < MAX_JPEG_SEGMENTS; segment++) {
    if (bytes.readUInt8(at) !== 0xff) return null;
    const marker = bytes.readUInt8(at + 1);
    if (isFrame(marker)) return { kind: 'JPEG', height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
}
