import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { betterVersion, pinsOf } from './node-pins.ts';

const PACKAGE = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));

test.each([
  ['the pin is the newest of its line', '24.21.0', ['24.9.0', '24.21.0', '26.10.0'], null],
  ['its line has a newer one, without the fixes', '24.21.0', ['24.21.0', '24.22.0', '24.3.0'], '24.22.0'],
  ['its line has the fixes', '24.21.0', ['24.21.0', '24.22.1', '26.12.1'], '24.22.1'],
  ['only another line has the fixes', '24.0.0', ['24.0.0', '26.10.0', '26.12.1'], '26.12.1'],
  ['another line has no fixes either', '24.0.0', ['24.0.0', '26.10.0', '26.12.0'], null],
  ['only a line that jigap is not tested on has the fixes', '24.21.0', ['22.23.4', '24.21.0'], null],
  ['the pin has the fixes, and its line a newer one', '24.22.1', ['24.22.1', '24.23.0'], '24.23.0'],
  ['the pin has the fixes, and so has a newer line', '24.22.1', ['24.22.1', '26.12.1'], null],
])('when %s, %s of %j should be %s', (_when, pinned, published, better) => {
  expect(betterVersion(pinned, published)).toBe(better);
});

test('every package that carries Node is pinned to one version, and nothing else is optional', () => {
  const pins = pinsOf(PACKAGE.optionalDependencies);
  expect(pins.length).toBeGreaterThan(3);
  for (const { name, version } of pins) {
    expect(name).toMatch(/^node-/);
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  }
});
