import fc from 'fast-check';
import { type Script, STRANGE_USAGES, usageOf } from '../../support/scripted-upstream.ts';
import { SECRETS, WORDS } from '../secrecy/canaries.ts';
import {
  answerOf,
  BROKEN_ENDS,
  BROKEN_WIRES,
  ERROR_BODIES,
  streamOf,
  TALKATIVE_HEADERS,
} from '../secrecy/confessions.ts';

/** What a provider does with one call. Plain data, so that it can be printed and sent again. */
export interface HostileAnswer {
  readonly status: number;
  readonly type: string | null;
  readonly talkative: boolean;
  /** Texts; "{whole}" and "{stream}" stand for a good answer of the endpoint. */
  readonly body: readonly string[];
  readonly usage: string;
  readonly end: 'end' | 'reset' | 'close' | 'hang' | 'long length';
  /** Of BROKEN_WIRES, instead of all this. */
  readonly wire: string | null;
}

const { key, 'key of the lab': labKey } = SECRETS;
/** Each provider may have heard of the other's key. */
const SAID = `${WORDS.answer} ${key} ${labKey}`;
const USAGES: Readonly<Record<string, unknown>> = {
  ...STRANGE_USAGES,
  good: usageOf(10, 5),
  'far too much': usageOf(2_000_000, 2_000_000),
};

const deep = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

const WHOLE_BODIES: readonly string[] = [
  ...[
    '',
    ' ',
    'null',
    '[]',
    '{}',
    '"hi"',
    '0',
    '{"choices":[]}',
    '{"choices":null}',
    '{"error":null}',
    '{"error":"no"}',
  ],
  ...[
    '{"choices":[],"usage":{"prompt_tokens":1e400}}',
    '{"output":[],"error":{"message":1}}',
    '{"data":[{"embedding":"A"}]}',
  ],
  ...[
    deep(100),
    deep(200_000),
    '{"choices":[',
    '\ufeff{"choices":[]}',
    '\u0000',
    '{"__proto__":{"choices":[]}}',
    '\xff\xfe',
  ],
  ...[
    `{"choices":[],"a":"${'x'.repeat(300_000)}"}`,
    `{"choices":["${key}`,
    `${key}${key}`,
    `{"choices":["${labKey}`,
    `${labKey}${key}`,
  ],
  ...Object.values(ERROR_BODIES),
];

const FRAGMENTS: readonly string[] = [
  ...[
    'data: ',
    'data:',
    '\n',
    '\n\n',
    '\r\n',
    '\r\n\r\n',
    '\r',
    '\r\r',
    '\n\r\n',
    ': ping\n\n',
    '\ufeff',
    'id: 1\n',
    'retry: 1\n',
  ],
  ...[
    'data: [DONE]\n\n',
    'data:[DONE]\r\n\r\n',
    'data: [DONE]',
    'event: error\n',
    'event: ping\ndata: {}\n\n',
    '\u0000',
    '\xff',
  ],
  ...[
    'data: {"choices":[{"index":0,"delta":{"content":"a"}}]}\n\n',
    'data: {"choices":[]}\n\n',
    'data: {"usage":null}\n\n',
  ],
  ...['data: {"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}\n\n'],
  ...['data: {"choices":[],"usage":{"prompt_tokens":-5,"completion_tokens":1e300}}\r\r', 'data: {"usage" : {}}\n\n'],
  ...['data: {"type":"response.output_text.delta","delta":"a"}\n\n', 'data: {"type":"response.completed"}\n\n'],
  ...['data: {"type":"response.completed","response":{"usage":{"input_tokens":5,"output_tokens":2}}}\n\n'],
  ...[
    'data: {"type":"response.incomplete","response":null}\n\n',
    'data: null\n\n',
    'data: []\n\n',
    'data: {\n',
    'data: }\n\n',
  ],
  ...['data: {"type":"image_generation.completed","b64_json":"AAAA"}\n\n', 'event: image_generation.completed\n'],
  ...['data: {"type":"image_generation.completed","usage":{"input_tokens":5,"output_tokens":1e9}}\n\n'],
  ...[`data: {"type":"image_generation.partial_image","b64_json":"${'A'.repeat(40_000)}`, '"}\n\n', 'ID3\u0004\u0000'],
  ...[
    `data: {"choices":[{"delta":{"content":"${key}"}}]}\n\n`,
    key,
    key.slice(0, 20),
    key.slice(20),
    labKey,
    labKey.slice(0, 20),
    labKey.slice(20),
    `data: ${deep(50_000)}\n\n`,
  ],
  ...[
    `data: {"choices":["${'x'.repeat(200_000)}"]}\n\n`,
    'x'.repeat(600_000),
    '{stream}',
    '{whole}',
    ...Object.values(BROKEN_ENDS),
  ],
];

const STATUSES = [
  200, 200, 200, 200, 200, 201, 204, 206, 299, 301, 304, 307, 400, 401, 403, 404, 408, 409, 413, 422, 429,
];
const TYPES = [
  'application/json',
  'text/event-stream',
  'text/event-stream; charset=utf-8',
  'TEXT/EVENT-STREAM',
  'text/html',
  'audio/mpeg',
];

const good: fc.Arbitrary<HostileAnswer> = fc.record({
  status: fc.constant(200),
  type: fc.constant(null),
  talkative: fc.boolean(),
  body: fc.constantFrom(['{good}']),
  usage: fc.constantFrom(...Object.keys(USAGES)),
  end: fc.constant('end'),
  wire: fc.constant(null),
});

const bad: fc.Arbitrary<HostileAnswer> = fc.record({
  status: fc.oneof(fc.constantFrom(...STATUSES), fc.constantFrom(500, 502, 503, 504, 529, 599)),
  type: fc.constantFrom(null, ...TYPES, `application/json; key=${key}`, ''),
  talkative: fc.boolean(),
  body: fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...WHOLE_BODIES).map((one) => [one]) },
    { weight: 3, arbitrary: fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 8 }) },
    { weight: 1, arbitrary: fc.json().map((one) => [one]) },
    { weight: 1, arbitrary: fc.constantFrom(['{good}', key], ['{stream}'], ['{whole}']) },
  ),
  usage: fc.constantFrom(...Object.keys(USAGES)),
  end: fc.oneof(
    { weight: 20, arbitrary: fc.constant<HostileAnswer['end']>('end') },
    { weight: 3, arbitrary: fc.constantFrom<HostileAnswer['end']>('reset', 'close', 'long length') },
    { weight: 1, arbitrary: fc.constant<HostileAnswer['end']>('hang') },
  ),
  wire: fc.oneof(
    { weight: 12, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constantFrom(...Object.keys(BROKEN_WIRES)) },
  ),
});

export const hostileAnswer: fc.Arbitrary<HostileAnswer> = fc.oneof(
  { weight: 2, arbitrary: good },
  { weight: 3, arbitrary: bad },
);

export function scriptOf(answer: HostileAnswer): Script {
  const { status, type, talkative, end, wire } = answer;
  if (wire !== null) return BROKEN_WIRES[wire] ?? ((_call, act) => act.reset());
  return async (call, act) => {
    const isStream = (call.json as { stream?: unknown } | undefined)?.stream === true;
    const pieces = answer.body.map((piece) => textFor(piece, call.path, isStream, answer.usage));
    const usual = isStream ? 'text/event-stream' : 'application/json';
    const length = Buffer.byteLength(pieces.join(''));
    act.head(status, {
      ...(talkative ? TALKATIVE_HEADERS : {}),
      ...(type === '' ? {} : { 'content-type': type ?? usual }),
      ...(end === 'long length' ? { 'content-length': length + 10 } : {}),
    });
    // Neither of the two may have a body.
    if (status !== 204 && status !== 304) for (const piece of pieces) if (piece !== '') await act.write(piece);
    if (end === 'hang') return act.hang();
    if (end === 'reset') act.reset();
    else if (end === 'close' || end === 'long length') act.close();
    else act.end();
  };
}

function textFor(piece: string, path: string, isStream: boolean, usage: string): string {
  const good = () => (isStream ? streamOf(path, SAID) : JSON.stringify(answerOf(path, SAID)));
  const text = piece === '{good}' ? good() : piece === '{stream}' ? streamOf(path, SAID) : piece;
  const whole = text === '{whole}' ? JSON.stringify(answerOf(path, SAID)) : text;
  return whole.replace(
    /"usage":(?:\{"prompt_tokens":10.*?\}|\{"total_tokens":206.*?\}\})/,
    () => `"usage":${JSON.stringify(USAGES[usage])}`,
  );
}
