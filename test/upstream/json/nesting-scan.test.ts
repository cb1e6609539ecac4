import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JsonString } from '../../../src/upstream/json/nesting-scan.ts';

/** Plain letters around the lengths at which the search changes, then an escape. */
const part = fc.tuple(
  fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 60, max: 70 }), fc.integer({ min: 180, max: 600 })),
  fc.constantFrom('\\\\', '\\"', '\\n', ''),
);

test('the end of a string is found wherever its escapes are, and wherever it is cut', () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), fc.array(fc.nat(2000), { maxLength: 4 }), (parts, cuts) => {
      const inside = parts.map(([letters, escaped]) => 'a'.repeat(letters) + escaped).join('');
      const bytes = Buffer.from(`${inside}","next":"\\"`);
      const string = new JsonString();
      const places = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
      let end = -1;
      for (let n = 1; n < places.length && end === -1; n++) {
        const [from, to] = [places[n - 1] as number, places[n] as number];
        const found = string.end(bytes.subarray(from, to), 0);
        if (found !== -1) end = from + found;
      }
      expect(end).toBe(inside.length);
    }),
  );
});
