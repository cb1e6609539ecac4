import { describe, expect, test } from 'vitest';
import { KeyMask } from '../../../src/upstream/answers/key-mask.ts';

const KEY = 'sk-proj-AKeyThatIsNoKey0123456789';
const LONGER = `${KEY}-andMore`;
const OTHER = 'a-key-of-the-lab-987654';

function masked(keys: readonly string[], pieces: readonly Buffer[]): Buffer {
  const mask = new KeyMask(keys);
  return Buffer.concat([...pieces.map((piece) => mask.push(piece)), mask.end()]);
}

const hidden = (length: number) => Buffer.alloc(length);

describe('a mask of keys', () => {
  const spellings = [KEY, OTHER, Buffer.from(KEY).toString('hex'), Buffer.from(KEY).toString('hex').toUpperCase()];

  test.each(spellings)('overwrites a key wherever it is cut, and keeps the number of bytes: %s', (spelling) => {
    const [before, after] = [Buffer.from('ID3\u0004\u0000TXXX'), Buffer.alloc(50, 0xfe)];
    const bytes = Buffer.concat([before, Buffer.from(spelling), after]);
    const expected = Buffer.concat([before, hidden(spelling.length), after]);
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(masked([KEY, OTHER], [bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(expected);
    }
    expect(
      masked(
        [KEY, OTHER],
        [...bytes].map((byte) => Buffer.from([byte])),
      ),
    ).toEqual(expected);
  });

  test('overwrites all of a key that begins with another one', () => {
    expect(masked([KEY, LONGER], [Buffer.from(`(${LONGER})${KEY}`)])).toEqual(
      Buffer.concat([Buffer.from('('), hidden(LONGER.length), Buffer.from(')'), hidden(KEY.length)]),
    );
  });

  test('passes all other bytes at once, also those that a key begins with', () => {
    const mask = new KeyMask([KEY, OTHER]);
    const sound = Buffer.from(Uint8Array.from({ length: 5000 }, (_, at) => (at * 31) & 0xff));
    expect(mask.push(sound)).toEqual(sound);
    expect(mask.push(Buffer.from('sk-proj-'))).toEqual(Buffer.alloc(0));
    expect(mask.push(Buffer.from('?')).toString()).toBe('sk-proj-?');
    expect(mask.push(Buffer.from('..sk-'))).toEqual(Buffer.from('..'));
    expect(mask.end().toString()).toBe('sk-');
  });

  test('passes everything where there is no secret', () => {
    expect(masked(['none'], [Buffer.from('none')]).toString()).toBe('none');
  });

  test('changes no bytes of the caller', () => {
    const bytes = Buffer.from(KEY);
    masked([KEY], [bytes]);
    expect(bytes.toString()).toBe(KEY);
  });
});
