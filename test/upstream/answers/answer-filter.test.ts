import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AnswerFilter } from '../../../src/upstream/answers/answer-filter.ts';
import { ANY, type FieldRule, holdsUnknown, knownFields } from '../../../src/upstream/json/known-fields.ts';

const SHAPE = {
  list: 'choices',
  fields: knownFields('id model service_tier', {
    choices: knownFields('index logprobs', { message: knownFields('role content') }),
    usage: knownFields('prompt_tokens completion_tokens total_tokens'),
  }),
};

interface Filtered {
  readonly text: string;
  readonly isWhole: boolean;
  readonly failed: boolean;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** @param cuts after how many bytes each piece ends */
function filtered(text: string | Buffer, cuts: readonly number[] = []): Filtered {
  const bytes = Buffer.from(text);
  const filter = new AnswerFilter(SHAPE);
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  const out: Buffer[] = [];
  let from = 0;
  for (const end of [...ends, bytes.length]) {
    out.push(filter.push(bytes.subarray(from, end)));
    from = end;
  }
  const { isWhole, failed, facts } = filter;
  return { text: Buffer.concat(out).toString(), isWhole, failed, facts };
}

/** What a filter that reads the whole would leave. */
function listed(value: unknown, fields: FieldRule): unknown {
  if (fields === ANY || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => listed(one, fields));
  const known = Object.entries(value).filter(([name]) => fields.has(name));
  return Object.fromEntries(known.map(([name, one]) => [name, listed(one, fields.get(name) ?? ANY)]));
}

const names = fc.constantFrom(
  ...['id', 'model', 'usage', 'choices', 'message', 'content', 'index', 'logprobs', 'service_tier', 'prompt_tokens'],
  ...['organization', 'project', '__proto__', 'constructor', 'a "name"', '\\', '지갑', ''],
);
const { value: anyValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom(null, true, false, 0, -1.5, 1e21, '', 'words', '"}],{[\\', '\u2028"usage":{}', '지갑 👛'),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(names, tie('value'), { maxKeys: 6 }),
  ),
}));
const answers = fc
  .tuple(fc.dictionary(names, anyValue, { maxKeys: 6 }), fc.array(anyValue, { maxLength: 3 }))
  .map(([others, choices]) => ({ ...others, choices }));
const spaces = fc.constantFrom(undefined, 1, '\t', ' \n');
const cuts = fc.array(fc.nat(), { maxLength: 12 });

describe('AnswerFilter', () => {
  test('passes an answer without its unknown fields, wherever it is cut', () => {
    fc.assert(
      fc.property(answers, spaces, cuts, (answer, space, at) => {
        const { text, isWhole, failed, facts } = filtered(JSON.stringify(answer, null, space), at);
        expect([isWhole, failed]).toEqual([true, false]);
        const left = JSON.parse(text);
        expect(left).toEqual(JSON.parse(JSON.stringify(listed(JSON.parse(JSON.stringify(answer)), SHAPE.fields))));
        expect(holdsUnknown(left, SHAPE.fields)).toBe(false);
        const { usage, service_tier } = JSON.parse(JSON.stringify(answer));
        expect([facts.usage, facts.service_tier]).toEqual([usage, service_tier]);
      }),
      { numRuns: 1000 },
    );
  });

  test('passes an answer of known fields byte for byte, cut at every byte', () => {
    const text =
      ' {"id" : "a\\"b\\\\", "choices":[{"index":0,"message":{"role":"x","content":"\\u0022}"}}],"usage":{}}\n';
    for (let at = 0; at <= text.length; at++) expect(filtered(text, [at])).toMatchObject({ text, isWhole: true });
    expect(
      filtered(
        text,
        Array.from(text, (_, at) => at),
      ).text,
    ).toBe(text);
  });

  test.each<[string, string, string]>([
    ['first', '{"a":1,"id":2,"choices":[]}', '{"id":2,"choices":[]}'],
    ['last', '{"id":2,"choices":[],"a":{"id":[1,"}"]}}', '{"id":2,"choices":[]}'],
    ['alone', '{"choices":[{"a":1}]}', '{"choices":[{}]}'],
    ['with spaces', '{ "a" : 1 , "id" : 2 , "b" : 3, "choices" : [ ] }', '{ "id" : 2 , "choices" : [ ] }'],
    ['twice', '{"a":1,"a":2,"choices":[],"a":3}', '{"choices":[]}'],
    ['as escapes', '{"\\u006frganization":"x","choices":[]}', '{"choices":[]}'],
    ['inside lists of lists', '{"choices":[[{"a":1,"index":0}]]}', '{"choices":[[{"index":0}]]}'],
  ])('drops an unknown field %s', (_where, text, left) => {
    for (let at = 0; at <= text.length; at++) {
      const { text: passed, isWhole } = filtered(text, [at]);
      expect([JSON.parse(passed), isWhole]).toEqual([JSON.parse(left), true]);
    }
  });
});

describe('AnswerFilter.facts', () => {
  const USAGE = '{"prompt_tokens":10,"completion_tokens":5,"cost":1}';

  test.each<[string, string]>([
    ['at the end', `{"choices":[],"usage":${USAGE}}`],
    ['at the beginning', `{"usage" :\n ${USAGE} , "choices":[]}`],
    ['under a name with escapes', `{"us\\u0061ge":${USAGE},"choices":[]}`],
    ['the last of two', `{"usage":{"prompt_tokens":1},"choices":[],"usage":${USAGE}}`],
    ['not one in a text', `{"usage":${USAGE},"choices":[],"id":"\\"usage\\":{},\\"usage\\""}`],
    ['not one deeper', `{"usage":${USAGE},"choices":[{"usage":{"prompt_tokens":1}}],"a":{"usage":{}}}`],
  ])('holds the usage wherever it is in the answer: %s', (_where, text) => {
    for (let at = 0; at <= text.length; at++) expect(filtered(text, [at]).facts.usage).toEqual(JSON.parse(USAGE));
  });

  test('holds no usage that is larger than any usage can be', () => {
    const { facts, isWhole } = filtered(`{"choices":[],"usage":{"a":"${'x'.repeat(70_000)}"}}`);
    expect([facts.usage, isWhole]).toEqual([undefined, true]);
  });
});

describe('AnswerFilter on what is no whole answer', () => {
  test('reports an answer that was cut at any byte as not whole', () => {
    const text = JSON.stringify({ id: 'a', choices: [{ index: 0, message: { content: '}]' } }], usage: { a: [1] } });
    for (let at = 0; at < text.length; at++) expect(filtered(text.slice(0, at)).isWhole, `cut at ${at}`).toBe(false);
    expect(filtered(text).isWhole).toBe(true);
  });

  test.each([
    ...['[]', '"choices"', 'null', '<!doctype html>', '\ufeff{"choices":[]}', 'data: {"choices":[]}'],
    ...['{"choices":{}}', '{"choices":"[]"}', '{"choices":null}', '{"choices":[]},', '{"choices":[]}{}'],
    ...[
      '{"choices":[}',
      '{"choices":[]]',
      '{"choices":[{]}',
      '{"id":[1}],"choices":[]}',
      '{"id":{"a":[}},"choices":[]}',
    ],
    ...['{"choices":[] "id":1}', '{"choices" []}', '{choices:[]}', '{"choices":[],}', '{,"choices":[]}', '{"id":?}'],
    ...[`{"id":${'['.repeat(600)}`, `{"choices":${'['.repeat(20)}`, `{${' '.repeat(5000)}`],
  ])('fails at %s', (text) => {
    expect(filtered(text)).toMatchObject({ isWhole: false, failed: true, text: '' });
    expect(
      filtered(
        text,
        Array.from({ length: 60 }, (_, at) => at),
      ).failed,
    ).toBe(true);
  });

  test('reports an answer without its list as not whole', () => {
    expect(filtered('{"id":1}')).toMatchObject({ isWhole: false, failed: false });
  });

  test.each([
    ...['{"error":{"message":"x"},"choices":[]}', '{"choices":[],"error":"x"}', '{"choices":[],"error":true}'],
    ...['{"choices":[{"index":0,"error":{"message":"x"}}]}', '{"choices":[{}, {"\\u0065rror":[1]}]}'],
  ])('fails at an error in %s', (text) => {
    for (let at = 0; at <= text.length; at++) expect(filtered(text, [at]).failed).toBe(true);
  });

  test.each([
    ...['{"error":null,"choices":[]}', '{"choices":[{"error":null}]}', '{"choices":[{"message":{"error":1}}]}'],
    ...['{"choices":[{"logprobs":{"error":"x"}}]}', '{"id":"\\"error\\":1","choices":[]}'],
  ])('accepts the word error elsewhere, and an error that is null: %s', (text) => {
    expect(filtered(text)).toMatchObject({ isWhole: true, failed: false });
  });
});
