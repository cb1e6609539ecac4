import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const COLOURS = 256;
const CHANNELS: Readonly<Record<number, number>> = { 2: 3, 6: 4 };

interface Picture {
  readonly width: number;
  readonly height: number;
  /** 0xRRGGBB per pixel, row by row. */
  readonly pixels: Uint32Array;
}

/**
 * The same picture with the 256 colours that it uses most; a pixel of another colour gets the nearest of them. Pages are
 * a few plain colours and the edges of letters, so the difference is invisible, and the file is a third.
 * @param png as browsers write it: 8 bits a channel, not interlaced; opaque
 */
export function smallPng(png: Buffer): Buffer {
  const picture = read(png);
  const palette = paletteOf(picture.pixels);
  return write(picture, palette, indexesInto(palette, picture.pixels));
}

function read(png: Buffer): Picture {
  const data: Buffer[] = [];
  let [width, height, channels] = [0, 0, 0];
  for (const { type, body } of chunksOf(png)) {
    if (type === 'IHDR') {
      [width, height] = [body.readUInt32BE(0), body.readUInt32BE(4)];
      channels = CHANNELS[body.readUInt8(9)] ?? 0;
      if (body.readUInt8(8) !== 8 || channels === 0 || body.readUInt8(12) !== 0) throw new Error('not such a PNG');
    } else if (type === 'IDAT') data.push(body);
  }
  const bytes = unfiltered(inflateSync(Buffer.concat(data)), width * channels, channels);
  const pixels = Uint32Array.from({ length: width * height }, (_, index) => bytes.readUIntBE(index * channels, 3));
  return { width, height, pixels };
}

function* chunksOf(png: Buffer): Generator<{ readonly type: string; readonly body: Buffer }> {
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    yield { type: png.toString('latin1', at + 4, at + 8), body: png.subarray(at + 8, at + 8 + length) };
    at += 12 + length;
  }
}

/** PNG 1.2, section 6: each line begins with the kind of its filter. */
function unfiltered(lines: Buffer, width: number, step: number): Buffer {
  const height = lines.length / (width + 1);
  const bytes = Buffer.alloc(width * height);
  for (let y = 0; y < height; y++) {
    const filter = lines.readUInt8(y * (width + 1));
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const left = x >= step ? (bytes[at - step] ?? 0) : 0;
      const above = y > 0 ? (bytes[at - width] ?? 0) : 0;
      const corner = x >= step && y > 0 ? (bytes[at - width - step] ?? 0) : 0;
      bytes[at] = lines.readUInt8(y * (width + 1) + 1 + x) + predicted(filter, left, above, corner);
    }
  }
  return bytes;
}

function predicted(filter: number, left: number, above: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return above;
  if (filter === 3) return (left + above) >> 1;
  if (filter !== 4) return 0;
  const guess = left + above - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - above), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? above : corner;
}

function paletteOf(pixels: Uint32Array): number[] {
  const uses = new Map<number, number>();
  for (const pixel of pixels) uses.set(pixel, (uses.get(pixel) ?? 0) + 1);
  const byUse = [...uses].sort(([, one], [, other]) => other - one);
  return byUse.slice(0, COLOURS).map(([colour]) => colour);
}

function indexesInto(palette: readonly number[], pixels: Uint32Array): Uint8Array {
  const known = new Map(palette.map((colour, index) => [colour, index]));
  return Uint8Array.from(pixels, (pixel) => {
    const index = known.get(pixel) ?? nearest(palette, pixel);
    known.set(pixel, index);
    return index;
  });
}

function nearest(palette: readonly number[], pixel: number): number {
  const distances = palette.map((colour) =>
    [16, 8, 0].reduce((sum, shift) => sum + (((colour >> shift) & 255) - ((pixel >> shift) & 255)) ** 2, 0),
  );
  return distances.indexOf(Math.min(...distances));
}

function write({ width, height }: Picture, palette: readonly number[], indexes: Uint8Array): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  const colours = Buffer.alloc(palette.length * 3);
  for (const [index, colour] of palette.entries()) colours.writeUIntBE(colour, index * 3, 3);
  const lines = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) lines.set(indexes.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  const data = deflateSync(lines, { level: 9 });
  const chunks = [chunk('IHDR', head), chunk('PLTE', colours), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([SIGNATURE, ...chunks]);
}

function chunk(type: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
