import type OpenAI from 'openai';
import { makeParseableResponseFormat, makeParseableTextFormat, makeParseableTool } from 'openai/lib/parser';
import { makeParseableResponseTool } from 'openai/lib/ResponsesParser';
import { afterAll, describe, expect, test } from 'vitest';
import { CHAT, MODEL, QUESTION, startSdkFixture } from './sdk-fixture.ts';

const fixture = await startSdkFixture({ env: { OPENAI_API_KEY: '' } });
afterAll(() => fixture.stop());

type Messages = OpenAI.Chat.ChatCompletionMessageParam[];
type Input = OpenAI.Responses.ResponseInput;

const SCHEMA = {
  type: 'object',
  properties: { loud: { type: 'boolean' } },
  required: ['loud'],
  additionalProperties: false,
} as const;
const FORMAT = makeParseableResponseFormat(
  { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema: SCHEMA } },
  JSON.parse,
);
const TOOL = makeParseableTool<{ name: string; arguments: Record<string, unknown> }>(
  { type: 'function', function: { name: 'measure', strict: true, parameters: SCHEMA } },
  { parser: JSON.parse, callback: undefined },
);

/** What the SDKs make of an answer is sent back by `messages.push(completion.choices[0].message)`. */
describe('an answer of the SDK’s helpers can be sent back as it is', () => {
  const ask: Messages = [...QUESTION];

  test('an answer of chat.completions.parse() can be sent back as it is', async () => {
    const { client } = await fixture.addCaller();
    const first = await client.chat.completions.parse({ ...CHAT, response_format: FORMAT });
    const message = first.choices[0]?.message;
    expect(message?.parsed).toEqual({ loud: expect.any(Boolean) });
    const messages = [...ask, message, ...ask] as Messages;
    const second = await client.chat.completions.create({ ...CHAT, messages });
    expect(second.choices[0]?.finish_reason).toBe('stop');
  });

  test('an answer of chat.completions.parse() with tools can be sent back as it is', async () => {
    const { client } = await fixture.addCaller();
    const first = await client.chat.completions.parse({ ...CHAT, tools: [TOOL], tool_choice: 'required' });
    const message = first.choices[0]?.message;
    const [call] = message?.tool_calls ?? [];
    expect(call).toMatchObject({ function: { parsed_arguments: { loud: expect.any(Boolean) } } });
    const messages = [...ask, message, { role: 'tool', tool_call_id: call?.id, content: 'yes' }] as Messages;
    const second = await client.chat.completions.create({ ...CHAT, messages, tools: [TOOL] });
    expect(second.choices[0]?.finish_reason).toBe('stop');
  });

  test('an answer of chat.completions.stream() can be sent back as it is', async () => {
    const { client } = await fixture.addCaller();
    const stream = client.chat.completions.stream({ ...CHAT, tools: [TOOL], tool_choice: 'required' });
    const message = await stream.finalMessage();
    const [call] = message.tool_calls ?? [];
    const messages = [...ask, message, { role: 'tool', tool_call_id: call?.id, content: 'yes' }] as Messages;
    const second = await client.chat.completions.stream({ ...CHAT, messages, tools: [TOOL] }).finalMessage();
    expect(second.content).toMatch(/./);
  });

  test('an answer of responses.parse() can be sent back as it is', async () => {
    const { client } = await fixture.addCaller();
    const format = makeParseableTextFormat({ type: 'json_schema', name: 'answer', schema: SCHEMA }, JSON.parse);
    const input: Input = [...QUESTION];
    const first = await client.responses.parse({ model: MODEL, input, text: { format } });
    expect(first.output_parsed).toEqual({ loud: expect.any(Boolean) });
    expect(JSON.stringify(first.output)).toContain('"parsed":');
    const second = await client.responses.create({
      model: MODEL,
      input: [...input, ...first.output, ...input] as Input,
    });
    expect(second.status).toBe('completed');
  });

  test('an answer of responses.parse() with tools can be sent back as it is', async () => {
    const { client } = await fixture.addCaller();
    const tool = makeParseableResponseTool<{ name: string; arguments: Record<string, unknown> }>(
      { type: 'function', name: 'measure', strict: true, parameters: SCHEMA },
      { parser: JSON.parse, callback: undefined },
    );
    const input: Input = [...QUESTION];
    const first = await client.responses.parse({ model: MODEL, input, tools: [tool], tool_choice: 'required' });
    const call = first.output.find((item) => item.type === 'function_call');
    expect(call).toMatchObject({ parsed_arguments: { loud: expect.any(Boolean) } });
    const result = { type: 'function_call_output' as const, call_id: call?.call_id ?? '', output: 'yes' };
    const second = await client.responses.create({
      model: MODEL,
      input: [...input, ...first.output, result] as Input,
      tools: [tool],
    });
    expect(second.status).toBe('completed');
  });
});
