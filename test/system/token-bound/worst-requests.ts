import type { JsonObject } from '../../../src/upstream/json/json-object.ts';
import { chatRequest, type Request } from './first-requests.ts';

const ITEMS = 1000;

/** What makes few bytes many tokens, and where: each exceeded the bytes of its body in some rendering. */
export const WORST_REQUESTS: Readonly<Record<string, Request>> = {
  'an enum of small numbers': withProperty({ type: 'integer', enum: Array.from({ length: ITEMS }, (_, n) => n % 10) }),
  'examples in a comment': withProperty({ examples: Array.from({ length: ITEMS }, () => 0) }),
  'lists in lists': withProperty({ default: nested(100) }),
  'texts of Hangul': withProperty({ enum: Array.from({ length: ITEMS }, () => '한글날') }),
  'a text that pages escape': withProperty({ description: `<a href='&'>+`.repeat(ITEMS) }),
  'a description of many lines': withProperty({ description: '0\n'.repeat(ITEMS) }),
  'numbers with an exponent': withProperty({ enum: Array.from({ length: ITEMS }, () => 1e308) }),
  'an answer format': chatRequest({
    response_format: { type: 'json_schema', json_schema: { name: 'r', schema: enumOf(0) } },
  }),
  'functions of the old kind': chatRequest({ functions: [{ name: 'f', parameters: enumOf(0) }] }),
  'a choice that repeats a tool': chatRequest({
    tool_choice: {
      type: 'allowed_tools',
      allowed_tools: { mode: 'auto', tools: [{ type: 'function', function: { name: 'f', parameters: enumOf(0) } }] },
    },
  }),
  'arguments that are parsed': withArguments((text) => ({
    tool_calls: [{ id: 'c', type: 'function', function: text }],
  })),
  'many results of one call': chatRequest({
    messages: [
      {
        role: 'assistant',
        tool_calls: [{ id: 'c', type: 'function', function: { name: '0a'.repeat(32), arguments: '' } }],
      },
      ...Array.from({ length: ITEMS }, () => ({ role: 'tool', tool_call_id: 'c', content: '' })),
    ],
  }),
  'arguments of the old kind': withArguments((text) => ({ function_call: text })),
};

function withProperty(schema: JsonObject): Request {
  return chatRequest({
    tools: [{ type: 'function', function: { name: 'f', parameters: { properties: { a: schema } } } }],
  });
}

function withArguments(call: (called: JsonObject) => JsonObject): Request {
  const called = { name: 'f', arguments: JSON.stringify(Array.from({ length: ITEMS }, () => 0)) };
  return chatRequest({ messages: [{ role: 'assistant', content: null, ...call(called) }] });
}

function enumOf(item: unknown): JsonObject {
  return { properties: { a: { enum: Array.from({ length: ITEMS }, () => item) } } };
}

function nested(depth: number): unknown {
  let value: unknown = [];
  for (let level = 0; level < depth; level++) value = [value];
  return value;
}
