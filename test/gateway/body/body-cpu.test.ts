import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readerIn } from '../../../src/access/owner-titles.ts';
import type { Endpoint } from '../../../src/endpoints/endpoint.ts';
import { ENDPOINTS } from '../../../src/endpoints/endpoints.ts';
import { readBody } from '../../../src/gateway/body/read-body.ts';
import type { ReadBody } from '../../../src/gateway/body/read-json.ts';
import { MIN_LONG_TEXT_BYTES } from '../../../src/gateway/body/take-long-texts.ts';
import type { Call } from '../../../src/gateway/call.ts';
import { type PrepareDeps, prepare } from '../../../src/gateway/prepare.ts';
import { Refusal } from '../../../src/gateway/refusals/refusal.ts';
import { parseCatalogue } from '../../../src/ledger/catalogue.ts';
import { cpuMs } from '../../support/cpu-time.ts';

const MEGABYTE = 1_000_000;
/** Of an ordinary megabyte, which every student may send. */
const MAX_RATIO = 2;
const ROUNDS = 7;
const MAX_ROUNDS = 60;

const CATALOGUE = parseCatalogue(
  JSON.parse(readFileSync(join(import.meta.dirname, '../../../config/models.json'), 'utf8')),
  ENDPOINTS,
);
const MODELS = ['gpt-3.5-turbo', 'text-embedding-3-small', 'gpt-3.5-turbo-instruct', 'omni-moderation-latest'];
const DEPS: PrepareDeps = {
  policy: () => ({ catalogue: CATALOGUE, allowed: MODELS, aliases: new Map() }),
  inputSlackTokens: 64,
  lowestCap: 16,
  maxBodyBytes: 1_048_576,
  now: () => Date.UTC(2026, 10, 26),
  wantsOpenAiFields: () => true,
  pseudonymOf: () => 'who',
};
const CALL = { reader: readerIn('en', null), caller: { student: { id: 1 }, schoolClass: null } } as unknown as Call;

/** All work on a body before the gateway first awaits something. */
function take(path: string, body: Buffer): 'sent' | 'refused' {
  const endpoint = ENDPOINTS.find((one) => one.path === path);
  let read: ReadBody = { is: 'not-json' };
  readBody(
    body,
    (_parsed, run) => run(),
    (one) => {
      read = one;
    },
  );
  return send(endpoint, read);
}

function send(endpoint: Endpoint | undefined, read: ReadBody): 'sent' | 'refused' {
  if (endpoint === undefined || read.is !== 'read') return 'refused';
  try {
    prepare(CALL, endpoint, read.value, DEPS);
    return 'sent';
  } catch (error) {
    if (error instanceof Refusal) return 'refused';
    throw error;
  }
}

function cpuOf([path, body]: Body): number {
  const before = cpuMs();
  take(path, body);
  return cpuMs() - before;
}

function leastCpuOf(body: Body): number {
  return Math.min(...Array.from({ length: ROUNDS }, () => cpuOf(body)));
}

/**
 * The least CPU of each, measured in turn: other work on the machine slows both down. A slow body stays slow however often
 * it is measured; a disturbed measurement does not.
 */
function ratioOf(body: Body, ordinary: Body): number {
  let [least, leastOrdinary] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < MAX_ROUNDS; round++) {
    leastOrdinary = Math.min(leastOrdinary, cpuOf(ordinary));
    least = Math.min(least, cpuOf(body));
    if (round + 1 >= ROUNDS && least < MAX_RATIO * leastOrdinary) break;
  }
  return least / leastOrdinary;
}

type Body = readonly [path: string, body: Buffer];
const bodyOf = (path: string, json: string): Body => [path, Buffer.from(json)];

function repeated(part: string | ((index: number) => string), bytes = MEGABYTE - 300): string {
  const parts: string[] = [];
  for (let length = 0; length < bytes; ) {
    const one = typeof part === 'string' ? part : part(parts.length);
    parts.push(one);
    length += one.length + 1;
  }
  return parts.join(',');
}

const chat = (messages: string): Body =>
  bodyOf('/chat/completions', `{"model":"gpt-3.5-turbo","messages":[${messages}]}`);
const schema = (json: string): Body =>
  bodyOf(
    '/chat/completions',
    `{"model":"gpt-3.5-turbo","messages":[{"role":"user","content":"hi"}],"tools":[{"type":"function","function":{"name":"f","parameters":${json}}}]}`,
  );
const inputs = (json: string): Body => bodyOf('/embeddings', `{"model":"text-embedding-3-small","input":${json}}`);
const LONG = 'a'.repeat(MIN_LONG_TEXT_BYTES);
const filled = (head: string, parts: number, part: (index: number) => string): string => {
  const some = Array.from({ length: parts }, (_, index) => part(index)).join(',');
  return `{"a":"${'a'.repeat(Math.max(0, MEGABYTE - some.length - 400))}","b":${head}${some}${head === '[' ? ']' : '}'}}`;
};
const deep = `${'['.repeat(100)}${']'.repeat(100)}`;

const ORDINARY: readonly Body[] = [
  chat(repeated('{"role":"user","content":"Explain why the sky is blue, as to a first-year student."}')),
  chat(`{"role":"user","content":"${'Explain why the sky is blue. '.repeat(34_000)}"}`),
  inputs(`[${repeated((index) => String(10_000 + (index % 90_000)))}]`),
  schema(
    `{"type":"object","properties":{${repeated((index) => `"name_${index % 100}":{"type":"string","description":"What the student is called, as it stands in the register of the class"}`)}}}`,
  ),
];

/** Of each kind what is refused, and the most of it that is not. */
const TWISTED: readonly (readonly [string, Body])[] = [
  ['deep lists', schema(`{"enum":[${repeated(deep)}]}`)],
  ['deep lists, as many as are taken', schema(filled('[', 199, () => deep))],
  ['lists', schema(`{"enum":[${repeated('[]')}]}`)],
  ['lists, as many as are taken', schema(filled('[', 39_000, () => '[]'))],
  ['objects, as many as are taken', schema(filled('[', 39_000, () => '{"a":1}'))],
  ['names', schema(`{${repeated((index) => `"k${index}":1`)}}`)],
  ['names, as many as are taken', schema(filled('{', 49_000, (index) => `"name${index % 3900}":1`))],
  ['different names, as many as are taken', schema(filled('[', 3900, (index) => `{"name${index}":1}`))],
  ['1e999', schema(`{"enum":[${repeated('1e999')}]}`)],
  ['1e999 in texts', inputs(`[${repeated('1e999')}]`)],
  ['1e308', schema(`{"enum":[${repeated('1e308')}]}`)],
  ['1e299', schema(`{"enum":[${repeated('1e299')}]}`)],
  ['fractions, as many as are taken', schema(filled('[', 19_000, () => '1.7e99'))],
  ['long integers', schema(`{"enum":[${repeated('18446744073709551615')}]}`)],
  ['long integers, as many as are taken', schema(filled('[', 4900, () => '18446744073709551615'))],
  ['a long integer and many values', schema(filled('[', 19_000, (index) => (index === 0 ? '9007199254740993' : '1')))],
  ['a number of a million digits', schema(`{"a":0.${'1'.repeat(MEGABYTE)}}`)],
  ['ones', inputs(`[${repeated('1')}]`)],
  ['ones, as many as are taken', inputs(`[${repeated('1', 490_000)}]`)],
  ['empty texts, as many as are taken', schema(filled('[', 59_000, () => '""'))],
  ['different texts', schema(`{"enum":[${repeated((index) => `"k${index}"`)}]}`)],
  ['different texts, as many as are taken', schema(filled('[', 59_000, (index) => `"k${index}"`))],
  ['quotes', chat(`{"role":"user","content":"${'\\"'.repeat(MEGABYTE / 2)}"}`)],
  ['texts of one quote, as many as are taken', schema(filled('[', 59_000, () => '"\\""'))],
  ['backslashes', chat(`{"role":"user","content":"${'\\\\'.repeat(MEGABYTE / 2)}"}`)],
  ['escapes', chat(`{"role":"user","content":"${'\\u0001'.repeat(MEGABYTE / 6)}"}`)],
  ['empty messages', chat(repeated('{"role":"user","content":""}'))],
  [
    'messages as short as are taken',
    chat(repeated('{"role":"user","content":"Why is the sky blue, and why is it red in the evening?"}')),
  ],
  ['long texts', inputs(`[${repeated(`"${LONG}"`)}]`)],
  ['long texts with escapes', inputs(`[${repeated(`"${'\\n'.repeat(80)}${LONG}"`)}]`)],
  ['long texts where they are parsed', schema(`{"enum":[${repeated(`"${LONG}"`)}]}`)],
  ['a long text that is put back', schema(`{"text":"${'a'.repeat(MEGABYTE - 300)}"}`)],
  ['texts before a long one', inputs(`[${repeated('""', 5800)},"${'a'.repeat(MEGABYTE - 7000)}"]`)],
  [
    'a text with as many escapes as are looked at',
    chat(`{"role":"user","content":"${'\\n'.repeat(20_000)}${'a'.repeat(MEGABYTE - 41_000)}"}`),
  ],
  [
    'a text with one escape more',
    chat(`{"role":"user","content":"${'\\n'.repeat(20_001)}${'하'.repeat(MEGABYTE / 3 - 20_000)}"}`),
  ],
  [
    'a long text that ends with what is no UTF-8',
    [
      '/embeddings',
      Buffer.concat([Buffer.from(`{"input":"${'하'.repeat(MEGABYTE / 3)}`), Buffer.from([0xff, 0x22, 0x7d])]),
    ],
  ],
  ['blanks', schema(`{${' '.repeat(MEGABYTE)}}`)],
  ['what is no JSON', chat('1e'.repeat(MEGABYTE / 2))],
];

describe('a megabyte costs at most twice the CPU of an ordinary one', () => {
  const [ordinary] = ORDINARY.map((body) => ({ body, ms: leastCpuOf(body) })).sort((a, b) => b.ms - a.ms);

  test('in a body that is sent', () => {
    expect(ORDINARY.map((body) => take(...body))).toEqual(['sent', 'sent', 'sent', 'sent']);
  });

  test.each(TWISTED)('a megabyte of %s costs at most twice the CPU of an ordinary one', (_what, body) => {
    if (ordinary === undefined) throw new Error('there is no ordinary body');
    expect(ratioOf(body, ordinary.body)).toBeLessThan(MAX_RATIO);
  });
});
