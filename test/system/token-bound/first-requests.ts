import type { Endpoint } from '../../../src/endpoints/endpoint.ts';
import { ENDPOINTS } from '../../../src/endpoints/endpoints.ts';
import type { JsonObject } from '../../../src/upstream/json/json-object.ts';

export interface Request {
  readonly endpoint: Endpoint;
  readonly body: JsonObject;
  /** Of the student's class. */
  readonly instructions?: string;
}

/** Each kind of construct that an API knows, small: where a search begins. */
const SCHEMA = {
  type: 'object',
  properties: {
    a: { type: 'integer', enum: [0, 1, 2, 3, 4], description: 'One of:\nfive', examples: [0, 1] },
    b: { anyOf: [{ type: 'string', pattern: '^a/b$' }, { type: 'null' }, { $ref: '#/$defs/c' }], default: 1e21 },
    d: { type: ['array', 'null'], items: { type: 'array', items: {} }, minItems: 1 },
  },
  required: ['a'],
  $defs: { c: { const: '가é' } },
};
const FUNCTION = { name: 'f', description: 'Says "hello" to <you>.', parameters: SCHEMA };
const GRAMMAR = { definition: 'start: "a" /b+/\n', syntax: 'lark' };
const CALLED = { name: 'f', arguments: '{"a":[0,1,2],"b":"가"}' };
const USER = { role: 'user', content: 'hi' };
const FORMAT = { name: 'r', schema: SCHEMA, strict: true };

const CHAT = { model: 'm', messages: [USER] };
const RESPONSES = { model: 'm', input: 'hi' };

const BODIES: readonly (readonly [Endpoint['kind'], JsonObject])[] = [
  ['chat', { ...CHAT, tools: [{ type: 'function', function: FUNCTION }] }],
  ['chat', { ...CHAT, tools: [{ type: 'function', function: { name: 'f', parameters: { enum: [[], {}, 0, ''] } } }] }],
  [
    'chat',
    { ...CHAT, tools: [{ type: 'custom', custom: { name: 'c', format: { type: 'grammar', grammar: GRAMMAR } } }] },
  ],
  ['chat', { ...CHAT, functions: [FUNCTION, { name: '' }], function_call: { name: 'f' } }],
  ['chat', { ...CHAT, response_format: { type: 'json_schema', json_schema: FORMAT } }],
  [
    'chat',
    {
      ...CHAT,
      tool_choice: {
        type: 'allowed_tools',
        allowed_tools: { mode: 'auto', tools: [{ type: 'function', function: FUNCTION }] },
      },
    },
  ],
  [
    'chat',
    {
      ...CHAT,
      stop: ['a', '\n'],
      messages: [USER, { role: 'system', content: [{ type: 'text', text: '' }], name: 'n' }],
    },
  ],
  [
    'chat',
    {
      ...CHAT,
      messages: [
        {
          role: 'assistant',
          content: null,
          refusal: '',
          tool_calls: [{ id: 'i', type: 'function', function: CALLED }],
        },
        { role: 'assistant', tool_calls: [{ type: 'custom', custom: { name: 'c', input: '' } }] },
        { role: 'assistant', function_call: CALLED },
        { role: 'tool', tool_call_id: 'i' },
      ],
    },
  ],
  ['responses', { ...RESPONSES, instructions: '\n', tools: [{ type: 'function', ...FUNCTION }] }],
  ['responses', { ...RESPONSES, tools: [{ type: 'custom', name: 'c', format: { type: 'grammar', ...GRAMMAR } }] }],
  ['responses', { ...RESPONSES, text: { format: { type: 'json_schema', ...FORMAT } } }],
  [
    'responses',
    {
      ...RESPONSES,
      input: [
        { role: 'user', content: [{ type: 'input_text', text: '' }] },
        { type: 'function_call', call_id: '', ...CALLED },
        { type: 'function_call_output', call_id: '', output: '' },
        { type: 'custom_tool_call', call_id: '', name: '', input: '' },
        { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: '' }], encrypted_content: 'e' },
      ],
    },
  ],
  ['completions', { model: 'm', prompt: ['a', ''], stop: '\n' }],
  ['completions', { model: 'm', prompt: [[1, 2], [3]] }],
  ['embeddings', { model: 'm', input: ['a', '가'] }],
  ['embeddings', { model: 'm', input: [1, 2, 3] }],
];

/** Of classes: few bytes, and many tokens. */
const INSTRUCTIONS = '0a<\n"é한';
const INSTRUCTED: readonly (readonly [Endpoint['kind'], JsonObject])[] = [
  ['chat', CHAT],
  ['chat', { ...CHAT, messages: [{ role: 'system', content: [{ type: 'text', text: '' }] }] }],
  ['responses', RESPONSES],
  ['responses', { ...RESPONSES, instructions: '\n' }],
];

export const FIRST_REQUESTS: readonly Request[] = BODIES.map(([kind, body]) => ({ endpoint: endpointOf(kind), body }));

/** The same with the instructions of a class. */
export const INSTRUCTED_REQUESTS: readonly Request[] = INSTRUCTED.map(([kind, body]) => ({
  ...{ endpoint: endpointOf(kind), body, instructions: INSTRUCTIONS },
}));

/** A chat with a short message, unless said otherwise. */
export function chatRequest(fields: JsonObject): Request {
  return { endpoint: endpointOf('chat'), body: { ...CHAT, ...fields } };
}

export function endpointOf(kind: Endpoint['kind']): Endpoint {
  const endpoint = ENDPOINTS.find((one) => one.kind === kind);
  if (endpoint === undefined) throw new Error(`no endpoint serves ${kind}`);
  return endpoint;
}
