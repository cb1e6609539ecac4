import { crc32, deflateSync } from 'node:zlib';

/** Red, green, blue: 0 to 255 each. */
export type Colour = readonly [number, number, number];

export interface IndexedPicture {
  readonly width: number;
  readonly height: number;
  /** At most 256. */
  readonly palette: readonly Colour[];
  /** One byte a pixel, row by row: which colour of the palette. */
  readonly pixels: Uint8Array;
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const BIT_DEPTH = 8;
const PALETTE_COLOURS = 3;
/** Large areas of one colour: the fastest level makes them small enough. */
const DEFLATE_LEVEL = 1;

/** A PNG file (W3C, Portable Network Graphics, third edition), with a text that says where it is from. */
export function writePng({ width, height, palette, pixels }: IndexedPicture, description: string): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = BIT_DEPTH;
  header[9] = PALETTE_COLOURS;
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('tEXt', Buffer.from(`Description\0${description}`, 'latin1')),
    chunk('PLTE', Buffer.from(palette.flat())),
    chunk('IDAT', deflateSync(withRowFilters(pixels, width, height), { level: DEFLATE_LEVEL })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Each row begins with its filter: 0, none. */
function withRowFilters(pixels: Uint8Array, width: number, height: number): Buffer {
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) rows.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  return rows;
}

function chunk(type: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(data.length, 0);
  head.write(type, 4, 'latin1');
  const tail = Buffer.alloc(4);
  tail.writeUInt32BE(crc32(data, crc32(head.subarray(4))), 0);
  return Buffer.concat([head, data, tail]);
}
