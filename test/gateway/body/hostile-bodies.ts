import { MIN_LONG_TEXT_BYTES } from '../../../src/gateway/body/take-long-texts.ts';
import { type Body, bodyOf, chat, filled, inputs, MEGABYTE, repeated, schema, toolCall } from './megabyte-bodies.ts';

/** A kind of body, and how many bytes. */
export type Hostile = readonly [what: string, body: Body];

const LONG = 'a'.repeat(MIN_LONG_TEXT_BYTES);
const deep = `${'['.repeat(100)}${']'.repeat(100)}`;
const LONG_INTEGER = '9007199254740993';
/** What a parser of fractions and a writer of them have the most work with. */
const fraction = (index: number) => `${1 + (index % 9)}.${1_234_567_890_123_457 + index * 7}e-${50 + (index % 200)}`;
const name = (index: number, names: number) => `"name${index % names}":1`;

/** Of each kind what is refused. */
export const REFUSED: readonly Hostile[] = [
  ['deep lists', schema(`{"enum":[${repeated(deep)}]}`)],
  ['lists', schema(`{"enum":[${repeated('[]')}]}`)],
  ['names', schema(`{${repeated((index) => `"k${index}":1`)}}`)],
  ['different names in many objects', schema(`{"enum":[${repeated((index) => `{${name(index, 3900)}}`)}]}`)],
  ['1e999', schema(`{"enum":[${repeated('1e999')}]}`)],
  ['1e999 in texts', inputs(`[${repeated('1e999')}]`)],
  ['1e308', schema(`{"enum":[${repeated('1e308')}]}`)],
  ['1e299', schema(`{"enum":[${repeated('1e299')}]}`)],
  ['long integers', schema(`{"enum":[${repeated('18446744073709551615')}]}`)],
  ['ones', inputs(`[${repeated('1')}]`)],
  ['different texts', schema(`{"enum":[${repeated((index) => `"k${index}"`)}]}`)],
  ['empty messages', chat(repeated('{"role":"user","content":""}'))],
  ['messages with lists', chat(repeated('{"role":"user","content":[]}'))],
  ['text parts', chat(`{"role":"user","content":[${repeated('{"type":"text","text":"a"}')}]}`)],
  [
    'small images',
    chat(
      `{"role":"user","content":[${repeated('{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}')}]}`,
      { model: 'gpt-5.6-luna' },
    ),
  ],
  [
    'a long text that ends with what is no UTF-8',
    [
      '/embeddings',
      Buffer.concat([Buffer.from(`{"input":"${'하'.repeat(MEGABYTE / 3)}`), Buffer.from([0xff, 0x22, 0x7d])]),
    ],
  ],
  [
    'as many of all kinds as each may have',
    schema(
      `{"enum":[${repeated((index) => `{${name(index, 3900)}}`, 190_000)},${repeated((index) => `"k${index}"`, 190_000)},${repeated(fraction, 400_000)},${repeated('10', 200_000)}]}`,
    ),
  ],
  ['what is no JSON', chat('1e'.repeat(MEGABYTE / 2))],
  ['points', chat('1.'.repeat(MEGABYTE / 2))],
];

/** Of each kind the most that is not refused. */
export const TAKEN: readonly Hostile[] = [
  ['deep lists', schema(filled('[', 199, () => deep))],
  ['lists', schema(filled('[', 24_500, () => '[]'))],
  ['objects', schema(filled('[', 20_000, () => '{"a":1}'))],
  ['objects with a number for a name', schema(filled('[', 11_500, (at) => `{"${(at % 180) * 1_000_003}":1}`))],
  ['objects with an escape in a name', schema(filled('[', 11_000, (at) => `{"\\u0061${at % 180}":1}`))],
  ['objects with a prototype', schema(filled('[', 20_000, () => '{"__proto__":1}'))],
  ['objects with common names', schema(filled('[', 20_000, (at) => `{${name(at, 180)}}`))],
  ['objects with uncommon names', schema(filled('[', 9500, (at) => `{${name(at, 3900)}}`))],
  ['names in one object', schema(filled('{', 49_000, (at) => name(at, 180)))],
  ['uncommon names in one object', schema(filled('{', 15_000, (at) => name(at, 3900)))],
  ['objects with different names', schema(filled('[', 3900, (at) => `{"name${at}":1}`))],
  ['fractions', schema(filled('[', 19_000, () => '1.7e99'))],
  ['fractions of many digits', schema(filled('[', 19_000, fraction))],
  ['long integers', schema(filled('[', 4900, () => '18446744073709551615'))],
  ['a long integer and many values', schema(filled('[', 19_000, (at) => (at === 0 ? LONG_INTEGER : '1')))],
  ['a number of a million digits', schema(`{"a":0.${'1'.repeat(MEGABYTE)}}`)],
  ['ones', inputs(`[${repeated('1', 430_000)}]`)],
  ['numbers in a schema', schema(`{"enum":[${repeated('100', 860_000)}]}`)],
  ['numbers in arguments', toolCall(`[${repeated('11')}]`)],
  ['empty calls', chat(`{"role":"assistant","tool_calls":[${repeated('{"function":{}}', 210_000)}]}`)],
  ['empty texts', schema(filled('[', 59_000, () => '""'))],
  ['different texts', schema(filled('[', 37_000, (at) => `"k${at}"`))],
  ['different longer texts', schema(filled('[', 59_000, (at) => `"k${1_000_000_000 + at}"`))],
  ['texts of one quote', schema(filled('[', 53_000, () => '"\\""'))],
  ['quotes', chat(`{"role":"user","content":"${'\\"'.repeat(MEGABYTE / 2)}"}`)],
  ['quotes in a schema', schema(`{"a":"${'\\"'.repeat(MEGABYTE / 2)}"}`)],
  ['backslashes', chat(`{"role":"user","content":"${'\\\\'.repeat(MEGABYTE / 2)}"}`)],
  ['escapes', chat(`{"role":"user","content":"${'\\u0001'.repeat(MEGABYTE / 6)}"}`)],
  ['halves of surrogate pairs', schema(`{"a":"${'\\ud800'.repeat(130_000)}"}`)],
  ['surrogate pairs', schema(`{"a":"${'\\ud83d\\ude00'.repeat(82_000)}"}`)],
  [
    'halves of surrogate pairs and objects',
    schema(`{"a":"${'\\ud800'.repeat(70_000)}","b":[${repeated('{"a":1}', 80_000)}]}`),
  ],
  [
    'line breaks and objects',
    schema(`{"a":"${'\\n'.repeat(200_000)}","b":[${repeated('{"__proto__":1}', 13_000 * 16)}]}`),
  ],
  [
    'some of all kinds',
    schema(
      `{"enum":[${repeated('{"a":1}', 50_000)},${repeated((at) => `"k${at}"`, 50_000)},${repeated(fraction, 50_000)}],"a":"${'\\n'.repeat(150_000)}"}`,
    ),
  ],
  [
    'messages as short as are taken',
    chat(repeated('{"role":"user","content":"Why is the sky blue, and why is it red in the evening?"}')),
  ],
  ['long texts', inputs(`[${repeated(`"${LONG}"`)}]`)],
  ['long texts with escapes', inputs(`[${repeated(`"${'\\n'.repeat(80)}${LONG}"`)}]`)],
  ['long texts where they are parsed', schema(`{"enum":[${repeated(`"${LONG}"`)}]}`)],
  ['a long text that is put back', schema(`{"text":"${'a'.repeat(MEGABYTE - 300)}"}`)],
  ['a long text that is put back before numbers', schema(`{"text":"${LONG}","b":[${repeated('100', 860_000)}]}`)],
  [
    'a long text that is put back before texts',
    schema(`{"text":"${LONG}","b":[${repeated((at) => `"k${10_000 + at}"`, 43_000 * 9)}]}`),
  ],
  ['texts before a long one', inputs(`[${repeated('""', 5800)},"${'a'.repeat(MEGABYTE - 7000)}"]`)],
  [
    'a text with as many escapes as are looked at',
    chat(`{"role":"user","content":"${'\\n'.repeat(20_000)}${'a'.repeat(MEGABYTE - 41_000)}"}`),
  ],
  [
    'a text with one escape more',
    chat(`{"role":"user","content":"${'\\n'.repeat(20_001)}${'하'.repeat(MEGABYTE / 3 - 20_000)}"}`),
  ],
  ['blanks', schema(`{${' '.repeat(MEGABYTE)}}`)],
  [
    'lists of token numbers',
    bodyOf('/completions', `{"model":"gpt-3.5-turbo-instruct","prompt":[${repeated('[1]', 104_000)}]}`),
  ],
];
