import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AnswerSecrets } from '../../../src/upstream/answers/answer-secrets.ts';
import { cpuMs } from '../../support/cpu-time.ts';
import { cut } from '../../support/scripted-upstream.ts';

const KEY = 'sk-proj-Qx7CanaryHeadVvW0123456789LongMiddleYyTailZq7K';
const ORGANIZATION = 'org-Ab12Cd34Ef56Gh78Ij90Kl12';
const PROJECT = 'proj_Zx98Yw76Vu54Ts32Rq10Po98';
const secrets = new AnswerSecrets([KEY]);

function passed(pieces: readonly Buffer[]): string {
  const filter = secrets.newFilter();
  return Buffer.concat([...pieces.map((piece) => filter.push(piece)), filter.end()]).toString();
}

type Write = (secret: string) => string;
const base64 =
  (before: string): Write =>
  (secret) =>
    Buffer.from(`${before}${secret}`).toString('base64');
/** How a whole secret may be written: none of it depends on chance. */
const WHOLE: Readonly<Record<string, Write>> = {
  plain: (secret) => secret,
  hexadecimal: (secret) => Buffer.from(secret).toString('hex'),
  'upper hexadecimal': (secret) => Buffer.from(secret).toString('hex').toUpperCase(),
  base64: base64(''),
  'base64 of a header': base64('Bearer '),
  'base64 with a shift': base64('ab'),
  base64url: (secret) => Buffer.from(secret).toString('base64url'),
};

const hexadecimal = (letter: string, digits: number) => letter.charCodeAt(0).toString(16).padStart(digits, '0');
/** How a letter may be written. */
const LETTERS: readonly Write[] = [
  (letter) => letter,
  (letter) => `\\u${hexadecimal(letter, 4)}`,
  (letter) => `\\u${hexadecimal(letter, 4).toUpperCase()}`,
  (letter) => `%${hexadecimal(letter, 2)}`,
  (letter) => `%${hexadecimal(letter, 2).toUpperCase()}`,
  (letter) => `\\u0025${hexadecimal(letter, 2)}`,
  (letter) => `\\\\u${hexadecimal(letter, 4)}`,
];

const wholes = fc.constantFrom(...Object.values(WHOLE));
const ways = fc.array(fc.nat(LETTERS.length - 1), { minLength: 1, maxLength: 240 });
const around = fc.constantFrom('', 'words ', '"', 'a\\n', '\\"', '한글', '\\ud55c', 'organization-wide ', '100% ');

function written(secret: string, letters: readonly number[]): string {
  return Array.from(secret, (letter, at) => LETTERS[letters[at % letters.length] ?? 0]?.(letter) ?? letter).join('');
}

/** The text that a client reads: without escapes, at every layer. */
function readings(text: string): string[] {
  const all = [text];
  for (let layer = 0; layer < 4; layer++) {
    const last = all.at(-1) ?? '';
    const plain = last.replace(/\\u([0-9a-f]{4})|%([0-9a-f]{2})|\\(.)/gi, (whole, unicode, percent, other) =>
      unicode || percent ? String.fromCharCode(Number.parseInt(unicode ?? percent, 16)) : (other ?? whole),
    );
    all.push(plain);
  }
  return all;
}

describe('AnswerSecrets', () => {
  test('cuts out the key, with any of its letters escaped in any way, and however the bytes are cut', () => {
    fc.assert(
      fc.property(wholes, ways, around, around, fc.integer({ min: 1, max: 700 }), (write, how, before, after, size) => {
        const secret = write(KEY);
        const text = `{"a":"${before}${written(secret, how)}${after}"}`;
        for (const left of [passed([Buffer.from(text)]), passed(cut(Buffer.from(text), size))]) {
          expect(left).toContain('[hidden]');
          for (const reading of readings(left)) expect(reading).not.toContain(secret.slice(4, -4));
        }
      }),
      { numRuns: 1000 },
    );
  });

  test.each([ORGANIZATION, PROJECT])('cuts out the id of the account %s', (id) => {
    fc.assert(
      fc.property(ways, around, fc.integer({ min: 1, max: 200 }), (how, before, size) => {
        const bytes = Buffer.from(`{"a":"${before}${written(id, how)}, and more"}`);
        const left = passed(cut(bytes, size));
        expect(left).toBe(secrets.cutOut(bytes).toString());
        for (const reading of readings(left)) expect(reading).not.toContain(id.slice(0, 12));
      }),
      { numRuns: 300 },
    );
  });

  test.each(Object.entries(WHOLE))(
    'a secret in an answer is replaced by one word, cut at every byte: %s',
    (_name, write) => {
      const bytes = Buffer.from(`{"a":"before ${write(KEY)} after"}`);
      const left = secrets.cutOut(bytes).toString();
      expect(left).toMatch(/^\{"a":"before .{0,12}\[hidden\].{0,4} after"\}$/);
      for (let at = 0; at <= bytes.length; at++) expect(passed([bytes.subarray(0, at), bytes.subarray(at)])).toBe(left);
    },
  );

  test('leaves valid JSON, and the same words around a secret', () => {
    const content = `line\n"${KEY}" \\ ${ORGANIZATION} ${PROJECT}\t지갑`;
    const escaped = JSON.stringify({ content }).replaceAll(/(?<!\\)[A-Za-z0-9]/g, (one) => `\\u${hexadecimal(one, 4)}`);
    for (const text of [JSON.stringify({ content }), escaped]) {
      const left = JSON.parse(passed(cut(Buffer.from(text), 100)));
      expect(left).toEqual({ content: 'line\n"[hidden]" \\ [hidden] [hidden]\t지갑' });
    }
  });

  test('finds a key with a slash in every spelling of JSON', () => {
    const slashed = new AnswerSecrets(['aB3/cD4+eF5/gH6"iJ7=']);
    for (const text of ['aB3\\/cD4+eF5/gH6\\"iJ7=', 'aB3/cD4+eF5\\/gH6\\"iJ7=', 'aB3/cD4\\u002beF5\\/gH6\\u0022iJ7=']) {
      expect(slashed.cutOut(Buffer.from(`{"a":"${text}"}`)).toString()).toBe('{"a":"[hidden]"}');
    }
  });
});

describe('AnswerSecrets on an answer without a secret', () => {
  test.each([
    ...['org-mode, org-chart-of-the-department, proj_name and re-org-anization', 'org-Ab12', '"organization":null'],
    ...['a\\u003cb \\u0026 100% %20 %zz \\', 'sk-proj-Qx7CanaryHead', 'x'.repeat(500), '\\u00', '%7'],
  ])('passes byte for byte: %s', (words) => {
    const bytes = Buffer.from(words);
    expect(secrets.cutOut(bytes).toString()).toBe(words);
    for (const size of [1, 3, 100]) expect(passed(cut(bytes, size))).toBe(words);
  });

  test('passes any bytes unchanged', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), fc.integer({ min: 1, max: 3000 }), (bytes, size) => {
        const pieces = cut(Buffer.from(bytes), size);
        const filter = secrets.newFilter();
        expect(Buffer.concat([...pieces.map((piece) => filter.push(piece)), filter.end()])).toEqual(Buffer.from(bytes));
      }),
    );
  });

  test.each([
    ['escapes', '\\u003c'],
    ['percent signs', '%41%'],
    ['beginnings of ids', 'org-'],
    ['letters of an id', 'a'],
    ['beginnings of the key', KEY.slice(0, -1)],
    ['backslashes', '\\'],
  ])('needs little time for much text: %s', (_what, words) => {
    const bytes = Buffer.from(words.repeat(Math.ceil(4_000_000 / words.length)));
    const before = cpuMs();
    passed(cut(bytes, 65_536));
    expect(cpuMs() - before).toBeLessThan(2000);
  });
});
