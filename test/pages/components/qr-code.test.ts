import { decodeQR } from 'qr/decode.js';
import { describe, expect, it } from 'vitest';
import { qrCode } from '../../../src/pages/components/qr-code.ts';

const PIXELS_PER_MODULE = 4;

describe('qrCode', () => {
  it.each([
    'http://192.168.0.12:8080/join?code=K7M2-Q9XP',
    `https://jigap.school.ac.kr/claim/${'7k2m9qxp'.repeat(4)}abcdef`,
    `https://example.org/${'long-path/'.repeat(60)}`,
  ])('draws a code that a reader reads as %s', (link) => {
    expect(decodeQR(rasterize(qrCode(link, 'link').toString()))).toBe(link);
  });

  it('leaves four white modules on each side, which readers need', () => {
    const { width, isBlack } = modulesOf(qrCode('https://example.org/join', 'link').toString());
    const edge = [0, 1, 2, 3, width - 4, width - 3, width - 2, width - 1];
    for (const a of edge) for (let b = 0; b < width; b++) expect(isBlack(a, b) || isBlack(b, a)).toBe(false);
    expect(isBlack(4, 4)).toBe(true);
  });

  it('escapes its label, and has no inline style or script', () => {
    const svg = qrCode('https://example.org/', '"><script>').toString();
    expect(svg).toContain('aria-label="&quot;&gt;&lt;script&gt;"');
    expect(svg).not.toMatch(/style=|<script/);
  });
});

/** The drawing as pixels, read from its path alone. */
function rasterize(svg: string): { width: number; height: number; data: Uint8ClampedArray } {
  const { width, isBlack } = modulesOf(svg);
  const size = width * PIXELS_PER_MODULE;
  const data = new Uint8ClampedArray(size * size * 4).fill(255);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (!isBlack(Math.floor(x / PIXELS_PER_MODULE), Math.floor(y / PIXELS_PER_MODULE))) continue;
      data.fill(0, (y * size + x) * 4, (y * size + x) * 4 + 3);
    }
  }
  return { width: size, height: size, data };
}

function modulesOf(svg: string): { width: number; isBlack: (x: number, y: number) => boolean } {
  const width = Number(/viewBox="0 0 (\d+) /.exec(svg)?.[1]);
  const black = new Set<string>();
  let [penX, penY] = [0, 0];
  for (const [, dx, dy, run] of svg.matchAll(/m(-?\d+) (\d+)h(\d+)/g)) {
    penX += Number(dx);
    penY += Number(dy);
    for (let i = 0; i < Number(run); i++) black.add(`${penX + i} ${penY}`);
    penX += Number(run);
  }
  return { width, isBlack: (x, y) => black.has(`${x} ${y}`) };
}
