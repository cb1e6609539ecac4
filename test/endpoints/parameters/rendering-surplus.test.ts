import { describe, expect, test } from 'vitest';
import { CHAT } from '../../../src/endpoints/chat.ts';
import { COMPLETIONS } from '../../../src/endpoints/completions.ts';
import { EMBEDDINGS } from '../../../src/endpoints/embeddings.ts';
import type { Endpoint } from '../../../src/endpoints/endpoint.ts';
import { ENDPOINTS } from '../../../src/endpoints/endpoints.ts';
import { MODERATIONS } from '../../../src/endpoints/moderations.ts';
import { RESPONSES } from '../../../src/endpoints/responses.ts';
import { boundRenderedTokens, RENDERING_FRAME_TOKENS } from '../../../src/ledger/rendered-tokens.ts';
import type { JsonObject } from '../../../src/upstream/json/json-object.ts';

const TOOLS = [{ type: 'function', function: { name: 'f', parameters: { enum: [0, 1] } } }];
const ARGUMENTS = '{"a":[0,1]}';
const FUNCTION = { name: 'name', arguments: ARGUMENTS };

function surplus({ surplusTokens }: Endpoint, fields: JsonObject): number {
  return surplusTokens(fields, JSON.stringify);
}

function beyondBytes(json: string): number {
  return boundRenderedTokens(json) - Buffer.byteLength(json);
}

describe('surplusTokens', () => {
  test.each<[string, Endpoint, JsonObject]>([
    ['a text', RESPONSES, { input: 'a', instructions: '가' }],
    ['a prompt', COMPLETIONS, { prompt: '"\n' }],
    ['messages', CHAT, { messages: [{ role: 'user', content: [{ type: 'text', text: '[0,0]' }], name: 'n' }] }],
    ['a list of texts', EMBEDDINGS, { input: ['a', '가'] }],
    ['parts of texts', MODERATIONS, { input: [{ type: 'text', text: 'a' }] }],
    ['token numbers', COMPLETIONS, { prompt: [[1, 2], [3]] }],
    ...[CHAT, COMPLETIONS].map((endpoint): [string, Endpoint, JsonObject] => [
      `fields of ${endpoint.kind} that no model sees`,
      endpoint,
      { stop: ['a'], stream_options: { include_usage: true }, logit_bias: { 1: 1 } },
    ]),
    ['modalities', CHAT, { modalities: ['text'] }],
    [
      'effort, included fields and stream options',
      RESPONSES,
      {
        reasoning: { effort: 'low' },
        include: ['reasoning.encrypted_content'],
        stream_options: { include_obfuscation: false },
      },
    ],
    ['numbers and words', CHAT, { temperature: 0.5, tool_choice: 'auto', n: 2, parallel_tool_calls: true, seed: null }],
  ])('are none for %s', (_, endpoint, fields) => {
    expect(surplus(endpoint, fields)).toBe(0);
  });

  test.each(
    // No token is bounded where characters are priced.
    ENDPOINTS.filter(({ makes }) => makes !== 'speech').flatMap((endpoint): [string, string, Endpoint][] =>
      ['tools', 'functions', 'tool_choice', 'function_call', 'response_format', 'text', 'a_future_parameter'].map(
        (name) => [name, endpoint.kind, endpoint],
      ),
    ),
  )('are the most that a rendering makes of %s of %s, and of the words around it', (name, _, endpoint) => {
    expect(surplus(endpoint, { [name]: TOOLS })).toBe(beyondBytes(JSON.stringify(TOOLS)) + RENDERING_FRAME_TOKENS);
  });

  test('count the words around schemas once, however many schemas there are', () => {
    const fields = { tools: TOOLS, response_format: { type: 'json_object' } };
    const parts = beyondBytes(JSON.stringify(TOOLS)) + beyondBytes('{"type":"json_object"}');
    expect(surplus(CHAT, fields)).toBe(parts + RENDERING_FRAME_TOKENS);
  });

  test.each<[string, Endpoint, JsonObject]>([
    [
      'a tool call',
      CHAT,
      { messages: [{ role: 'assistant', tool_calls: [{ id: 'c', type: 'function', function: FUNCTION }] }] },
    ],
    ['a function call', CHAT, { messages: [{ role: 'assistant', function_call: FUNCTION }] }],
    ['a call without an id', RESPONSES, { input: [{ type: 'function_call', ...FUNCTION }] }],
  ])('are those of the arguments of %s', (_, endpoint, fields) => {
    expect(surplus(endpoint, fields)).toBe(beyondBytes(ARGUMENTS));
  });

  test('count the longest name of a call for each result', () => {
    const calls = ['a', '한글'].map((name) => ({ id: name, type: 'function', function: { name } }));
    const result = { role: 'tool', tool_call_id: 'a', content: '' };
    expect(surplus(CHAT, { messages: [{ role: 'assistant', tool_calls: calls }, result, result] })).toBe(2 * 6);
    const custom = { type: 'custom_tool_call', call_id: 'a', name: 'name', input: '' };
    const output = { type: 'custom_tool_call_output', call_id: 'a', output: '' };
    expect(surplus(RESPONSES, { input: [output, custom, output, output] })).toBe(3 * 4);
  });

  test.each<[Endpoint, JsonObject]>([
    [
      CHAT,
      {
        messages: [
          null,
          0,
          'a',
          [],
          { tool_calls: {} },
          { tool_calls: [0, null, { function: 'f' }] },
          { function_call: [] },
        ],
      },
    ],
    [RESPONSES, { input: [{}, { arguments: {} }, { name: 0, output: null }] }],
    [CHAT, { messages: {} }],
    [RESPONSES, { input: 0 }],
  ])('do not depend on a shape that was not checked (case %#)', (endpoint, fields) => {
    expect(surplus(endpoint, fields)).toBe(0);
  });
});
