import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { WORDS } from '../secrecy/canaries.ts';
import { type JsonText, type Mutation, mutated, textOf, written } from './json-text.ts';
import { HOSTILE_MEDIA, IMAGE_BODIES, MEDIA_CHATS, MEDIA_RESPONSES, SPEECH_BODIES } from './media-bodies.ts';

const { prompt } = WORDS;

const TOOL = { type: 'function', function: { name: 'f', parameters: { type: 'object', properties: {} } } };

/** Good bodies, by endpoint, with something of everything in them. */
export const GOOD_BODIES: Readonly<Record<string, readonly object[]>> = {
  '/chat/completions': [
    ...MEDIA_CHATS,
    { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: prompt }], max_tokens: 20 },
    { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: prompt }], stream: true },
    { model: 'gpt-5-mini', messages: [{ role: 'user', content: prompt }], stop: ['o'], max_tokens: 30 },
    { model: 'llama-lab', messages: [{ role: 'user', content: prompt }], max_tokens: 20 },
    { model: 'lesson', messages: [{ role: 'user', content: prompt }], max_tokens: 20, stream: true },
    {
      ...{ model: 'gpt-5-mini', max_completion_tokens: 30, reasoning_effort: 'low', n: 2, stream: true },
      messages: [
        { role: 'system', content: [{ type: 'text', text: prompt }] },
        { role: 'assistant', content: null, tool_calls: [{ id: 'c', type: 'function', function: { name: 'f' } }] },
        { role: 'tool', tool_call_id: 'c', content: prompt },
      ],
      stream_options: { include_usage: true },
      ...{ tools: [TOOL], tool_choice: 'auto', response_format: { type: 'json_object' }, logit_bias: {} },
      // This model lacks it: the gateway cuts what the hostile provider says.
      stop: ['e', prompt],
      ...{ store: true, metadata: { a: 'b' }, user: prompt, service_tier: 'flex', safety_identifier: prompt },
    },
  ],
  '/responses': [
    ...MEDIA_RESPONSES,
    { model: 'gpt-3.5-turbo', input: prompt, max_output_tokens: 20 },
    { model: 'lesson', input: prompt, max_output_tokens: 20 },
    {
      ...{ model: 'gpt-5-mini', instructions: prompt, stream: true, reasoning: { effort: 'low' }, store: true },
      input: [
        { role: 'user', content: [{ type: 'input_text', text: prompt }] },
        { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'gAAAA' },
        { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' },
        { type: 'function_call_output', call_id: 'c', output: prompt },
      ],
      tools: [{ type: 'function', name: 'f', parameters: {}, strict: true }],
      ...{ text: { format: { type: 'text' } }, include: ['reasoning.encrypted_content'], truncation: 'auto' },
    },
  ],
  '/completions': [
    { model: 'gpt-3.5-turbo-instruct', prompt, max_tokens: 10 },
    { model: 'gpt-3.5-turbo-instruct', prompt: [[1, 2], [3]], n: 2, best_of: 3, stream: true, stop: [prompt] },
  ],
  '/embeddings': [
    { model: 'text-embedding-3-small', input: prompt },
    { model: 'bert-lab', input: prompt },
    { model: 'text-embedding-3-small', input: [prompt, 'b'], encoding_format: 'base64', dimensions: 8, user: prompt },
  ],
  '/moderations': [{ input: prompt }, { model: 'omni-moderation-latest', input: [{ type: 'text', text: prompt }] }],
  '/images/generations': IMAGE_BODIES,
  '/audio/speech': SPEECH_BODIES,
};

const deep = (depth: number, open: string, close: string) => `${open.repeat(depth)}1${close.repeat(depth)}`;

const HOSTILE_TEXTS: readonly string[] = [
  ...[
    'null',
    'true',
    'false',
    '0',
    '-0',
    '1',
    '-1',
    '16',
    '0.5',
    '128',
    '129',
    '4096',
    '1e9',
    '1e400',
    '-1e400',
    '1e-400',
  ],
  ...['9007199254740993', '2147483648', '1'.repeat(400), '""', '" "', '"\\ud800"', '"\\udc00\\ud800"', '"\\u0000"'],
  ...['"\\ufeff"', '"\u2028"', '"é"', '"😀"', '[]', '{}', '[[]]', '[null]', '[{}]', '[0]', '[1e400]', '["",""]'],
  ...['{"__proto__":{"model":"gpt-4"}}', '{"constructor":{"prototype":{"a":1}}}', '{"toJSON":1}', '{"length":-1}'],
  ...[
    '"gpt-4"',
    '"gpt-3.5-turbo "',
    '"GPT-3.5-TURBO"',
    '"gpt-3.5-turbo\\u0000"',
    '"ft:gpt-3.5-turbo:a::b"',
    '"file_search"',
  ],
  ...['"item_reference"', '"image_url"', '"input_file"', '"assistant"', '"priority"', '{"type":"web_search"}'],
  ...['[{"type":"image_url","image_url":{"url":"http://127.0.0.1/"}}]', '{"include_usage":false}', '"24h"'],
  ...[
    deep(50, '[', ']'),
    deep(3000, '{"a":', '}'),
    deep(20_000, '[', ']'),
    `"${'a'.repeat(70_000)}"`,
    `"${'한'.repeat(9_000)}"`,
  ],
  ...[`[${'"ab",'.repeat(3000)}"c"]`, `[${'1,'.repeat(5000)}1]`, `"${prompt}"`],
  ...['NaN', 'undefined', '-', '"', '{', "'a'", '01', '.5', '[1,]', '{"a":1,}', '/**/1'],
  ...HOSTILE_MEDIA,
];

const NAMES: readonly string[] = [
  ...[
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'model',
    'Model',
    'messages',
    'input',
    'store',
    'user',
    'n',
    'N',
  ],
  ...['stream', 'stream_options', 'background', 'previous_response_id', 'conversation', 'prompt', 'tools', 'audio'],
  ...['max_tokens', 'max_completion_tokens', 'max_output_tokens', 'service_tier', 'web_search_options', 'prediction'],
  ...['temperature', 'logprobs', 'metadata', 'safety_identifier', 'modalities', 'type', 'role', 'content', 'id', ''],
  ...['text', 'image_url', 'url', 'detail', 'file_id', 'output', 'size', 'quality', 'partial_images', 'voice', 'svg'],
  ...['\ud800', '\u0000', 'a.b[0]', prompt, 'x'.repeat(5000), 'stream\u200b', 'ſtore'],
];

const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(60),
  how: fc.constantFrom('replace', 'replace', 'replace', 'remove', 'repeat', 'add', 'add', 'rename', 'wrap'),
  name: fc.constantFrom(...NAMES),
  text: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...HOSTILE_TEXTS) },
    { weight: 1, arbitrary: fc.json({ maxDepth: 3 }) },
  ),
});

/** How the text becomes bytes. */
export type Wrapping = 'as it is' | 'utf-16' | 'bom' | 'gzip' | 'cut' | 'twice' | 'not utf-8' | 'blanks';

const wrapping: fc.Arbitrary<Wrapping> = fc.oneof(
  { weight: 20, arbitrary: fc.constant<Wrapping>('as it is') },
  { weight: 1, arbitrary: fc.constantFrom<Wrapping>('utf-16', 'bom', 'gzip', 'cut', 'twice', 'not utf-8', 'blanks') },
);

export interface HostileBody {
  readonly text: string;
  readonly wrapping: Wrapping;
}

/** Mostly a good body with a few things wrong: what is wrong everywhere is refused by the first look. */
export function bodyFor(path: string): fc.Arbitrary<HostileBody> {
  const good = GOOD_BODIES[path] ?? [{}];
  const changed = fc
    .tuple(
      fc.constantFrom(...good),
      fc.oneof(fc.constant<Mutation[]>([]), fc.array(mutation, { minLength: 1, maxLength: 3 })),
    )
    .map(([body, mutations]) => written(mutations.reduce<JsonText>((node, one) => mutated(node, one), textOf(body))));
  const any = fc.oneof(fc.json(), fc.string({ maxLength: 50 }), fc.constant(''));
  const text = fc.oneof({ weight: 15, arbitrary: changed }, { weight: 1, arbitrary: any });
  return fc.record({ text, wrapping });
}

export function bytesOf({ text, wrapping }: HostileBody): Buffer {
  switch (wrapping) {
    case 'utf-16':
      return Buffer.from(text, 'utf16le');
    case 'bom':
      return Buffer.from(`\ufeff${text}`);
    case 'gzip':
      return gzipSync(text);
    case 'cut':
      return Buffer.from(text).subarray(0, -1 - (text.length >> 2));
    case 'twice':
      return Buffer.from(text + text);
    case 'not utf-8':
      return Buffer.concat([
        Buffer.from(text.slice(0, 20)),
        Buffer.from([0xff, 0xc0, 0x80]),
        Buffer.from(text.slice(20)),
      ]);
    case 'blanks':
      return Buffer.from(`\r\n\t ${text}\n\n`);
    default:
      return Buffer.from(text);
  }
}
