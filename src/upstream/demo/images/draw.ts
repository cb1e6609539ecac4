import { createHash } from 'node:crypto';
import { DEMO_LABEL, type Glyph, glyphsOf } from './letters.ts';
import type { Colour, IndexedPicture } from './png.ts';

/** The first is the background, the second that of the label. */
const PALETTES: readonly (readonly Colour[])[] = [
  [
    [250, 244, 232],
    [38, 38, 38],
    [217, 95, 67],
    [242, 178, 76],
    [63, 124, 133],
    [124, 177, 143],
  ],
  [
    [232, 240, 250],
    [30, 41, 59],
    [59, 102, 196],
    [236, 138, 122],
    [246, 203, 110],
    [111, 168, 158],
  ],
  [
    [246, 236, 246],
    [46, 30, 58],
    [142, 84, 167],
    [231, 122, 151],
    [105, 164, 214],
    [244, 190, 120],
  ],
];
const BACKGROUND = 0;
const LABEL = 1;
const FIRST_SHAPE_COLOUR = 2;
const SHAPES = 12;

interface Size {
  readonly width: number;
  readonly height: number;
}

interface Canvas extends Size {
  readonly pixels: Uint8Array;
}

/**
 * Coloured shapes made of the hash of a prompt: the same prompt always gets the same ones. The label says that no model
 * drew them. @param share of the shapes that are there already, above 0 to 1
 */
export function drawPicture(prompt: string, { width, height }: Size, share = 1): IndexedPicture {
  const hash = createHash('sha256').update(prompt).digest();
  const palette = PALETTES[(hash[0] ?? 0) % PALETTES.length] ?? [];
  const canvas: Canvas = { width, height, pixels: new Uint8Array(width * height).fill(BACKGROUND) };
  const colours = palette.length - FIRST_SHAPE_COLOUR;
  for (let nth = 0; nth < Math.ceil(SHAPES * share); nth++) {
    const [a = 0, b = 0, c = 0, d = 0] = createHash('sha256').update(hash).update(String(nth)).digest();
    const radius = Math.round((Math.min(width, height) * (24 + (c % 64))) / 512);
    const [x, y] = [Math.round((a / 255) * width), Math.round((b / 255) * height)];
    (d % 2 === 0 ? fillCircle : fillSquare)(canvas, { x, y, radius }, FIRST_SHAPE_COLOUR + ((d >> 1) % colours));
  }
  writeLabel(canvas);
  return { width, height, palette, pixels: canvas.pixels };
}

interface Shape {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

function fillCircle(canvas: Canvas, { x, y, radius }: Shape, colour: number): void {
  for (let row = -radius; row <= radius; row++) {
    const half = Math.floor(Math.sqrt(radius * radius - row * row));
    fillRow(canvas, y + row, x - half, x + half, colour);
  }
}

function fillSquare(canvas: Canvas, { x, y, radius }: Shape, colour: number): void {
  for (let row = -radius; row <= radius; row++) fillRow(canvas, y + row, x - radius, x + radius, colour);
}

function fillRow({ width, height, pixels }: Canvas, y: number, from: number, to: number, colour: number): void {
  if (y < 0 || y >= height) return;
  pixels.fill(colour, y * width + Math.max(0, from), y * width + Math.min(width, to + 1));
}

/** At the lower left, on the background. */
function writeLabel(canvas: Canvas): void {
  const glyphs = glyphsOf(DEMO_LABEL);
  const dot = Math.max(2, Math.floor(Math.min(canvas.width, canvas.height) / 192));
  const [left, top] = [4 * dot, canvas.height - 13 * dot];
  const columns = glyphs.reduce((sum, { width }) => sum + width + 1, 1);
  for (let row = -2 * dot; row < 9 * dot; row++) {
    fillRow(canvas, top + row, left - 2 * dot, left + columns * dot, BACKGROUND);
  }
  let x = left;
  for (const glyph of glyphs) {
    writeGlyph(canvas, glyph, { x, y: top, dot });
    x += (glyph.width + 1) * dot;
  }
}

function writeGlyph(canvas: Canvas, { rows }: Glyph, { x, y, dot }: { x: number; y: number; dot: number }): void {
  rows.forEach((line, row) => {
    Array.from(line).forEach((mark, column) => {
      if (mark !== '#') return;
      for (let at = 0; at < dot; at++) {
        fillRow(canvas, y + row * dot + at, x + column * dot, x + (column + 1) * dot - 1, LABEL);
      }
    });
  });
}
