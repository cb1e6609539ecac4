import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const WIDTH = 640;
const BYTES_PER_PIXEL = 3;
const ROW_BYTES = 1 + WIDTH * BYTES_PER_PIXEL;
const SEED = 20_261_127;

/** A PNG as a data URL of so many bytes, near enough. Its pixels are noise, which no part of the way can compress. */
export function photoUrl(bytes: number): string {
  const height = Math.round((bytes * 3) / 4 / ROW_BYTES);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(WIDTH, 0);
  head.writeUInt32BE(height, 4);
  // 8 bits a channel, RGB.
  head.set([8, 2, 0, 0, 0], 8);
  const png = Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(noise(height), { level: 1 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
  return `data:image/png;base64,${png.toString('base64')}`;
}

/** The same at each run. */
function noise(height: number): Buffer {
  const rows = Buffer.alloc(height * ROW_BYTES);
  let state = SEED;
  for (let at = 0; at < rows.length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    // Each row begins with its filter: 0, none.
    rows[at] = at % ROW_BYTES === 0 ? 0 : state >>> 24;
  }
  return rows;
}

function chunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const body = Buffer.concat([Buffer.from(type), data]);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
