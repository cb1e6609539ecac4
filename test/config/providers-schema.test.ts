import { readFileSync } from 'node:fs';
import { AjvCompiler } from '@fastify/ajv-compiler';
import { describe, expect, it } from 'vitest';
import { LAB, LAB_KEY, loadWithFiles, problemsWith } from './providers-fixture.ts';

const readJson = (name: string) => JSON.parse(readFileSync(new URL(`../../config/${name}`, import.meta.url), 'utf8'));

const SCHEMA = readJson('providers.schema.json');
const EXAMPLE = readJson('example-providers.json');
const env = { LAB_KEY, OTHER_KEY: 'another-key-of-the-lab' };

const check = AjvCompiler()({}, { customOptions: { removeAdditional: false, coerceTypes: false } })({
  ...{ schema: SCHEMA, method: 'POST', url: '/', httpPart: 'body' },
});
const fits = (json: unknown) => check(json) === true;
const withLab = (change: object) => ({ providers: [{ ...LAB, ...change }] });

describe('config/example-providers.json', () => {
  it('can be used as it is, also with the schema that it names', () => {
    expect(loadWithFiles({ providers: EXAMPLE }).providers.map(({ name }) => name)).toEqual(['openai', 'lab']);
    expect([EXAMPLE.$schema, fits(EXAMPLE)]).toEqual(['./providers.schema.json', true]);
  });
});

describe('config/providers.schema.json', () => {
  it('describes every field that the server takes, and no other', () => {
    const [problem] = problemsWith({ providers: withLab({ zzzzzzzzzzzzzzzz: 1 }) });
    const taken = /the fields are (.*)$/.exec(problem ?? '')?.[1]?.split(', ');
    expect(Object.keys(SCHEMA.definitions.provider.properties).toSorted()).toEqual(taken?.toSorted());
  });

  it.each<[string, unknown]>([
    ['the least', withLab({})],
    ['keys', withLab({ key_env: 'LAB_KEY' })],
    ['several keys', withLab({ key_env: ['LAB_KEY', 'OTHER_KEY'], key_order: 'round_robin' })],
    [
      'numbers at their lower ends',
      withLab({
        calls_in_flight: 1,
        queue_seconds: 0,
        timeout_seconds: 1,
        connect_timeout_seconds: 1,
        price_percent: 100,
        input_slack_tokens: 0,
      }),
    ],
    [
      'numbers at their upper ends',
      withLab({
        calls_in_flight: 100_000,
        queue_seconds: 600,
        timeout_seconds: 3600,
        connect_timeout_seconds: 60,
        price_percent: 1000,
        input_slack_tokens: 100_000,
      }),
    ],
    ['headers', withLab({ headers: { 'HTTP-Referer': 'https://class.example', 'x-title': 'AI class' } })],
    ['the longest name', withLab({ name: 'a'.repeat(32) })],
    ['a remark', { about: 'ours', ...withLab({ about: ['any'] }) }],
  ])('accepts, as the server does: %s', (_name, json) => {
    expect({ server: problemsWith({ providers: json, env }), schema: fits(json) }).toEqual({
      server: [],
      schema: true,
    });
  });

  it.each<[string, unknown]>([
    ['no object', []],
    ['no providers', {}],
    ['an empty list', { providers: [] }],
    ['too many', { providers: Array.from({ length: 33 }, (_, n) => ({ ...LAB, name: `lab-${n}` })) }],
    ['another field of the file', { models: [], ...withLab({}) }],
    ['a text in place of a provider', { providers: ['lab'] }],
    ['another field', withLab({ weight: 1 })],
    ['a key', withLab({ api_key: 'x' })],
    ['no name', { providers: [{ base_url: LAB.base_url }] }],
    ['no address', { providers: [{ name: 'lab' }] }],
    ['a long name', withLab({ name: 'a'.repeat(33) })],
    ['a name in capitals', withLab({ name: 'Lab' })],
    ['a hyphen in front', withLab({ name: '-lab' })],
    ['another protocol', withLab({ base_url: 'ftp://lab' })],
    ['a password in the address', withLab({ base_url: 'http://a:b@lab' })],
    ['a query', withLab({ base_url: 'http://lab/?a' })],
    ['no variable', withLab({ key_env: [] })],
    ['a variable twice', withLab({ key_env: ['LAB_KEY', 'LAB_KEY'] })],
    ['a key in place of a variable', withLab({ key_env: 'sk-abcdefgh' })],
    ['a setting in place of a variable', withLab({ key_env: 'JIGAP_PORT' })],
    ['no path', withLab({ key_file: '' })],
    ['another order', withLab({ key_order: 'random' })],
    ...[
      'calls_in_flight',
      'queue_seconds',
      'timeout_seconds',
      'connect_timeout_seconds',
      'price_percent',
      'input_slack_tokens',
    ].flatMap((name): [string, unknown][] =>
      [-1, 100_001, 1.5, '5', null].map((value) => [`${name}: ${JSON.stringify(value)}`, withLab({ [name]: value })]),
    ),
    ['a number in a header', withLab({ headers: { 'x-a': 1 } })],
    ['a line break in a header', withLab({ headers: { 'x-a': 'b\nc' } })],
    ['a space around a header', withLab({ headers: { 'x-a': ' b' } })],
    ['a header with a space', withLab({ headers: { 'x a': 'b' } })],
    ['a text in place of a flag', withLab({ openai_fields: 'true' })],
  ])('refuses, as the server does: %s', (_name, json) => {
    const isRefused = problemsWith({ providers: json, env }).length > 0;
    expect({ server: isRefused, schema: !fits(json) }).toEqual({ server: true, schema: true });
  });
});
