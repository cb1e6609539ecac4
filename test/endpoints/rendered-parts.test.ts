import { describe, expect, test } from 'vitest';
import { renderingSurplus } from '../../src/endpoints/rendered-parts.ts';
import { boundRenderedTokens, RENDERING_FRAME_TOKENS } from '../../src/ledger/rendered-tokens.ts';

const TOOLS = [{ type: 'function', function: { name: 'f', parameters: { enum: [0, 1] } } }];
const ARGUMENTS = '{"a":[0,1]}';
const FUNCTION = { name: 'name', arguments: ARGUMENTS };

function surplus(fields: Readonly<Record<string, unknown>>): number {
  return renderingSurplus(fields, JSON.stringify);
}

function beyondBytes(json: string): number {
  return boundRenderedTokens(json) - Buffer.byteLength(json);
}

describe('the tokens beyond the bytes of a request', () => {
  test.each([
    ['a text', { input: 'a', instructions: '가', prompt: '"\n' }],
    ['messages', { messages: [{ role: 'user', content: [{ type: 'text', text: '[0,0]' }], name: 'n' }] }],
    ['lists of texts and of token numbers', { input: ['a', '가'], prompt: [[1, 2], [3]] }],
    [
      'what no model is shown',
      { stop: ['a'], stream_options: { include_usage: true }, logit_bias: { 1: 1 }, modalities: ['text'] },
    ],
    ['effort and what to include', { reasoning: { effort: 'low' }, include: ['reasoning.encrypted_content'] }],
    ['numbers and words', { temperature: 0.5, tool_choice: 'auto', n: 2, parallel_tool_calls: true, seed: null }],
  ])('the tokens beyond the bytes of a request are none for %s', (_, fields) => {
    expect(surplus(fields)).toBe(0);
  });

  test.each([
    'tools',
    'functions',
    'tool_choice',
    'function_call',
    'response_format',
    'text',
    'a_parameter_of_tomorrow',
  ])(
    'the tokens beyond the bytes of a request are what a rendering makes of %s, and what it says around it',
    (name) => {
      expect(surplus({ [name]: TOOLS })).toBe(beyondBytes(JSON.stringify(TOOLS)) + RENDERING_FRAME_TOKENS);
    },
  );

  test('the tokens beyond the bytes of a request hold what is said around schemas once, however many there are', () => {
    const fields = { tools: TOOLS, response_format: { type: 'json_object' } };
    const parts = beyondBytes(JSON.stringify(TOOLS)) + beyondBytes('{"type":"json_object"}');
    expect(surplus(fields)).toBe(parts + RENDERING_FRAME_TOKENS);
  });

  test.each([
    [
      'a tool call',
      { messages: [{ role: 'assistant', tool_calls: [{ id: 'c', type: 'function', function: FUNCTION }] }] },
    ],
    ['a function call', { messages: [{ role: 'assistant', function_call: FUNCTION }] }],
    ['a call without an id', { input: [{ type: 'function_call', ...FUNCTION }] }],
  ])('the tokens beyond the bytes of a request are those of the arguments of %s', (_, fields) => {
    expect(surplus(fields)).toBe(beyondBytes(ARGUMENTS));
  });

  test('the tokens beyond the bytes of a request are the longest name of a call for each result', () => {
    const calls = ['a', '한글'].map((name) => ({ id: name, type: 'function', function: { name } }));
    const result = { role: 'tool', tool_call_id: 'a', content: '' };
    expect(surplus({ messages: [{ role: 'assistant', tool_calls: calls }, result, result] })).toBe(2 * 6);
    const custom = { type: 'custom_tool_call', call_id: 'a', name: 'name', input: '' };
    const output = { type: 'custom_tool_call_output', call_id: 'a', output: '' };
    expect(surplus({ input: [output, custom, output, output] })).toBe(3 * 4);
  });

  test.each([
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
    { input: [{}, { arguments: {} }, { name: 0, output: null }] },
    { messages: {}, input: 0 },
  ])('the tokens beyond the bytes of a request do not depend on a shape that was not checked: %j', (fields) => {
    expect(surplus(fields)).toBe(0);
  });
});
