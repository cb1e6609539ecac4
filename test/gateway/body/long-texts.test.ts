import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readBody } from '../../../src/gateway/body/read-body.ts';
import { type ReadBody, readJson } from '../../../src/gateway/body/read-json.ts';
import { MIN_LONG_TEXT_BYTES, takeLongTexts } from '../../../src/gateway/body/take-long-texts.ts';
import { LongText, writeJson } from '../../../src/upstream/json/long-text.ts';

const LONG = MIN_LONG_TEXT_BYTES + 1;
const long = (unit: string) => unit.repeat(Math.ceil(LONG / Buffer.byteLength(unit)));
const taken = (body: string | Buffer) => takeLongTexts(Buffer.from(body))?.longTexts.length ?? 0;

function read(body: Buffer): ReadBody {
  let result: ReadBody | undefined;
  readBody(
    body,
    (_parsed, run) => run(),
    (one) => {
      result = one;
    },
  );
  if (result === undefined) throw new Error('the body was not read');
  return result;
}

/** As a body is read that has no long texts, and written anew. */
function writtenWhole(body: Buffer): string | ReadBody {
  const whole = readJson(body.toString());
  return whole.is === 'read' ? JSON.stringify(whole.value) : whole;
}

function writtenAnew(body: Buffer): string | ReadBody {
  const one = read(body);
  if (one.is !== 'read') return one;
  const bytes = typeof one.value === 'object' && one.value !== null ? writeJson(one.value).toBuffer() : null;
  // To everyone else, a long text is a text.
  if (bytes !== null) expect(JSON.stringify(one.value)).toBe(bytes.toString());
  return bytes?.toString() ?? JSON.stringify(one.value);
}

function expectSame(body: string | Buffer): void {
  const bytes = Buffer.from(body);
  expect(writtenAnew(bytes)).toEqual(writtenWhole(bytes));
}

/** What literals are made of: each unit is JSON or breaks it. */
const UNITS = [
  ...[
    'a',
    'Explain why the sky is blue. ',
    '하늘이 ',
    '\u{1f600}',
    '\u2028',
    '\u007f',
    '/',
    "'",
    '{',
    '[',
    ':',
    ',',
    'é',
  ],
  ...['\\n', '\\"', '\\\\', '\\/', '\\t', '\\b', '\\f', '\\r', '\\u0041', '\\ud83d\\ude00', '\\ud800', '\\u0001'],
  ...['\\x', '\\', '\\\\"', '"', '{"', '\n', '\u0000', '\u001f', '\t'],
].map((unit) => Buffer.from(unit));
/** No UTF-8: a byte alone, too long, half a surrogate pair, above all characters, cut short. */
const BROKEN = ['ff', 'c0af', 'eda080', 'f4908080', 'e282', 'f09f98', '80'].map((hex) => Buffer.from(hex, 'hex'));
const ordinary = fc.constantFrom(...UNITS.slice(0, 17), Buffer.from('data:image/png;base64,'));
const unit = fc.oneof({ weight: 40, arbitrary: ordinary }, fc.constantFrom(...UNITS), fc.constantFrom(...BROKEN));

const literal = fc
  .record({
    head: fc.array(ordinary, { maxLength: 3 }),
    filler: fc.constantFrom(...UNITS.slice(0, 3), ...UNITS.slice(13, 16)),
    times: fc.oneof(
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 20 }) },
      { weight: 4, arbitrary: fc.integer({ min: LONG - 8, max: LONG + 30 }) },
    ),
    tail: fc.array(unit, { maxLength: 4 }),
    before: fc.boolean(),
  })
  .map(({ head, filler, times, tail, before }) => {
    const filling = Buffer.alloc(Math.floor(times / filler.length) * filler.length, filler);
    return Buffer.concat([
      Buffer.from('"'),
      ...(before ? tail : head),
      filling,
      ...(before ? head : tail),
      Buffer.from('"'),
    ]);
  });

const name = fc.oneof(
  fc
    .constantFrom(
      ...[
        'messages',
        'content',
        'text',
        'input',
        'prompt',
        'output',
        'image_url',
        'url',
        'role',
        'model',
        '__proto__',
        'a',
      ],
      ...['arguments', 'stop', 'cont\\u0065nt'],
    )
    .map((text) => Buffer.from(`"${text}"`)),
  { weight: 1, arbitrary: literal },
);
const blank = fc.constantFrom('', '', '', ' ', '\n\t', '\r ').map((text) => Buffer.from(text));
const other = fc
  .constantFrom(
    ...Array(8).fill('1'),
    'null',
    'true',
    '-0',
    '1e5',
    '18446744073709551615',
    '1e999',
    '0.1',
    '""',
    'nul',
    '',
  )
  .map((text) => Buffer.from(text));

const { value } = fc.letrec<{ value: Buffer; list: Buffer; object: Buffer }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    { weight: 4, arbitrary: literal },
    { weight: 1, arbitrary: other },
    { weight: 3, arbitrary: tie('object') },
    { weight: 2, arbitrary: tie('list') },
  ),
  list: fc.array(fc.tuple(blank, tie('value'), blank), { maxLength: 4 }).map((items) =>
    enclosed(
      '[',
      items.map((item) => Buffer.concat(item)),
      ']',
    ),
  ),
  object: fc
    .array(fc.tuple(blank, name, blank, fc.constant(Buffer.from(':')), blank, tie('value'), blank), { maxLength: 5 })
    .map((members) =>
      enclosed(
        '{',
        members.map((member) => Buffer.concat(member)),
        '}',
      ),
    ),
}));

function enclosed(open: string, parts: readonly Buffer[], close: string): Buffer {
  const separated = parts.flatMap((part, index) => (index === 0 ? [part] : [Buffer.from(','), part]));
  return Buffer.concat([Buffer.from(open), ...separated, Buffer.from(close)]);
}

/** One that a client may send, with all of it in the places of content. */
const request = fc
  .tuple(fc.constantFrom('messages', 'input', 'prompt'), fc.array(value, { minLength: 1, maxLength: 3 }), value)
  .map(([list, items, own]) =>
    Buffer.concat([
      Buffer.from(`{"model":"m","${list}":`),
      enclosed(
        '[',
        items.flatMap((item) => [item, enclosed('{', [Buffer.concat([Buffer.from('"content":'), item])], '}')]),
        ']',
      ),
      Buffer.from(',"input":'),
      own,
      Buffer.from('}'),
    ]),
  );

/** Cut, doubled or changed anywhere: what is no JSON is refused as before. */
const damaged = fc.tuple(request, fc.nat(), fc.nat({ max: 255 })).map(([body, seed, byte]) => {
  const at = seed % body.length;
  return seed % 3 === 0
    ? body.subarray(0, at)
    : Buffer.concat([body.subarray(0, at), Buffer.from([byte]), body.subarray(at + (seed % 2))]);
});

describe('a body with long texts', () => {
  test.each([
    ['a request', request],
    ['any JSON', value],
    ['what may be no JSON', damaged],
  ])('is read and written as it would be without: %s', (_what, bodies) => {
    fc.assert(fc.property(bodies, expectSame), { numRuns: 400 });
  });

  test.each<[string, (text: string) => string]>([
    ['the content of a message', (text) => `{"messages":[{"content":"${text}"}]}`],
    ['a part of it', (text) => `{"messages":[{"content":[{"text":"${text}"}]}]}`],
    ['an image', (text) => `{"messages":[{"content":[{"image_url":{"url":"${text}"}}]}]}`],
    ['an image of a response', (text) => `{"input":[{"content":[{"image_url":"${text}"}]}]}`],
    ['an input', (text) => `{"input":"${text}"}`],
    ['one of several inputs', (text) => `{"input":["a","${text}"]}`],
    ['the result of a call', (text) => `{"input":[{"output":"${text}"}]}`],
    ['a prompt', (text) => `{ "prompt" :\n"${text}" }`],
  ])('takes %s out', (_what, bodyWith) => {
    for (const text of [long('a'), long('하늘'), long('\\n'), `${long('a')}\\"${long('b')}`]) {
      const body = Buffer.from(bodyWith(text));
      expect(taken(body)).toBe(1);
      const one = read(body);
      expect(
        one.is === 'read' &&
          writeJson(one.value as object)
            .toBuffer()
            .equals(body.subarray()),
      ).toBe(!/\s/.test(body.toString().replace(text, '')));
      expectSame(body);
    }
  });

  test('takes several out, each into its own place', () => {
    const texts = ['a', 'b', 'c', 'd'].map((letter) => long(letter));
    const [a, b, c, d] = texts;
    const body = `{"input":["${a}",{"output":"${b}","content":[{"text":"${c}"}]}],"messages":[{"content":"${d}"}]}`;
    expect(taken(body)).toBe(4);
    expectSame(body);
  });

  test.each<[string, string]>([
    ['an escape that is longer than the character', `${long('a')}\\u0041`],
    ['half a surrogate pair', `${long('a')}\\ud800`],
    ['an escaped slash', `${long('a')}\\/`],
    ['an escape that JSON has not', `${long('a')}\\x`],
    ['a control character', `${long('a')}\n`],
    ['a control character behind an escape', `\\n${long('a')}\u0000`],
    ['another one in the midst', `${long('a')}\u001f${long('a')}`],
  ])('leaves a text with %s to the parser', (_what, text) => {
    const body = `{"input":"${text}"}`;
    expect(taken(body)).toBe(0);
    expectSame(body);
  });

  test.each(BROKEN.map((bytes) => [bytes.toString('hex'), bytes] as const))(
    'decodes %s, which is no UTF-8',
    (_hex, bytes) => {
      for (const [before, after] of [
        [long('a'), 'a'],
        ['', long('a')],
        [long('하'), ''],
      ] as const) {
        const body = Buffer.concat([Buffer.from(`{"input":"${before}`), bytes, Buffer.from(`${after}"}`)]);
        expect(taken(body)).toBe(0);
        expectSame(body);
        // The others are taken out all the same.
        const more = Buffer.concat([Buffer.from(`{"prompt":"${long('b')}",`), body.subarray(1)]);
        expect(taken(more)).toBe(1);
        expectSame(more);
      }
    },
  );

  test.each<[string, string]>([
    ['the model', `{"model":"${long('a')}"}`],
    ['a stop', `{"stop":["${long('a')}"]}`],
    ['an unknown field', `{"text":"${long('a')}"}`],
    ['a name', `{"input":{"${long('a')}":1}}`],
    ['a schema', `{"tools":[{"function":{"parameters":{"enum":["${long('a')}"],"text":"${long('a')}"}}}]}`],
    ['arguments', `{"messages":[{"tool_calls":[{"function":{"arguments":"${long('a')}"}}]}]}`],
    ['content that is there twice', `{"messages":[{"content":"${long('a')}","content":"${long('b')}"}]}`],
    ['content and something else', `{"input":"${long('a')}","stop":["${long('b')}"]}`],
    ['a prototype', `{"__proto__":{"input":"${long('a')}"}}`],
    ['the whole body', `"${long('a')}"`],
  ])('parses a long text whole where it is %s', (_where, body) => {
    const one = read(Buffer.from(body));
    if (one.is !== 'read') throw new Error('the body is no JSON');
    expect(holdsLongText(one.value)).toBe(false);
    expectSame(body);
  });

  test('takes an image out, and nothing that only begins like one', () => {
    const image = (tail: string) => `{"input":"data:image/png;base64,${long('A')}${tail}"}`;
    expect(['', 'AA==', ' ', '\\n', ':'].map((tail) => taken(image(tail)))).toEqual([1, 1, 1, 1, 1]);
    expect(['\n', '\u0000', '\\u0041', '\\/'].map((tail) => taken(image(tail)))).toEqual([0, 0, 0, 0]);
    for (const tail of ['', 'AA==', ' ', '\\n', ':', '\n', '\u0000', '\\u0041', '"', '\\']) expectSame(image(tail));
  });

  test('is read with a byte order mark', () => {
    expectSame(`\ufeff{"input":"${long('a')}"}`);
    expectSame(`\ufeff\ufeff{"input":"${long('a')}"}`);
    expectSame(`{"input":"\ufeff${long('a')}"}`);
  });

  test('is read wherever its bytes begin in memory', () => {
    for (let offset = 0; offset < 8; offset++) {
      for (const text of [long('a'), long('하늘\\n'), `${'a'.repeat(offset)}\\"${long('ab')}`]) {
        const json = Buffer.from(`{"input":"${text}"}`);
        const body = Buffer.from(new ArrayBuffer(json.length + 8), offset, json.length);
        json.copy(body);
        expect(taken(body)).toBe(1);
        expectSame(body);
        // A control character at each place around a word.
        for (let at = 10; at < 20; at++) {
          const broken = Buffer.from(body);
          broken[at] = 1;
          expect(read(broken).is).toBe('not-json');
          broken[at] = body[at] ?? 0;
          broken[broken.length - at] = 31;
          expect(read(broken).is).toBe('not-json');
        }
      }
    }
  });

  test('waits for its turn only as long as what is parsed of it', () => {
    const lengths: number[] = [];
    const inTurn = ({ length }: { readonly length: number }, run: () => void) => {
      lengths.push(length);
      run();
    };
    readBody(Buffer.from(`{"input":"${'a'.repeat(500_000)}"}`), inTurn, () => {});
    expect(lengths).toHaveLength(1);
    expect(lengths[0]).toBeLessThan(200);
    readBody(Buffer.from(`{"stop":"","content":"${'a'.repeat(500_000)}"}`), inTurn, () => {});
    expect(lengths.slice(1)).toEqual([expect.any(Number), 500_024]);
  });
});

function holdsLongText(value: unknown): boolean {
  if (value instanceof LongText) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsLongText);
}
