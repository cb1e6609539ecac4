/** A grey JPEG of 8 by 8 pixels (ITU-T T.81): one block, whose coefficients are all 0. */
export function smallJpeg(): Buffer {
  const [start, end] = [Buffer.from([0xff, 0xd8]), Buffer.from([0xff, 0xd9])];
  const quantization = segment(0xdb, [0, ...Array<number>(64).fill(1)]);
  const frame = segment(0xc0, [8, 0, 8, 0, 8, 1, 1, 0x11, 0]);
  const scan = Buffer.concat([segment(0xda, [1, 1, 0, 0, 63, 0]), Buffer.from([0b0011_1111])]);
  return Buffer.concat([start, quantization, frame, codes(0x00), codes(0x10), scan, end]);
}

function segment(marker: number, body: readonly number[]): Buffer {
  return Buffer.from([0xff, marker, 0, body.length + 2, ...body]);
}

/** A Huffman table with one code: the bit 0 means 0. */
function codes(table: number): Buffer {
  return segment(0xc4, [table, 1, ...Array<number>(15).fill(0), 0]);
}
