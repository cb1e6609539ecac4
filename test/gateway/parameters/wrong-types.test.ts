import { describe, test } from 'vitest';
import { CHAT, startRefusingApp, withMessage, withPart } from './refused-chat.ts';

const { expectRefused } = await startRefusingApp();

describe('parameters of a wrong type', () => {
  test.each<[string, unknown]>([
    ...(['max_tokens', 'max_completion_tokens', 'n'] as const).flatMap((name) =>
      [0, -1, 1.5, '5', true, [], {}, 2 ** 53].map((value): [string, unknown] => [name, value]),
    ),
    ['n', 129],
    ...[1, 'true', {}].map((value): [string, unknown] => ['stream', value]),
    ...['hi', {}, 5].map((value): [string, unknown] => ['messages', value]),
    ...['f', {}, 5].map((value): [string, unknown] => ['tools', value]),
    ...['json', 5, []].map((value): [string, unknown] => ['response_format', value]),
    ['modalities', 'text'],
    ...[7, true, {}, ['a', 'b', 'c', 'd', 'e'], { id: 'x' }].map((value): [string, unknown] => ['stop', value]),
    ...['x', 1.5, true, {}, [], 2 ** 53].map((value): [string, unknown] => ['seed', value]),
    ...['x', 7, true, [], ['50256']].map((value): [string, unknown] => ['logit_bias', value]),
    ...['x', true, {}, []].map((value): [string, unknown] => ['temperature', value]),
    ...['x', 0, {}].map((value): [string, unknown] => ['logprobs', value]),
    ...['5', 21, -1, 1.5].map((value): [string, unknown] => ['top_logprobs', value]),
    ...['web_search', 7, []].map((value): [string, unknown] => ['tool_choice', value]),
    ...['f', 7, ['f']].map((value): [string, unknown] => ['function_call', value]),
    ...['f', {}].map((value): [string, unknown] => ['functions', value]),
    ...['yes', 1, {}].map((value): [string, unknown] => ['parallel_tool_calls', value]),
  ])('%s of %j', async (param, value) => {
    await expectRefused({ ...CHAT, [param]: value }, 'invalid_value', param);
  });

  test.each<[string, object, string]>([
    ['a message that is a text', { messages: ['hi'] }, 'messages[0]'],
    ['a message that is null', { messages: [null] }, 'messages[0]'],
    ['a content that is an object', withMessage({ content: {} }), 'messages[0].content'],
    ['a part that is a text', withMessage({ content: ['x'] }), 'messages[0].content[0]'],
    ['a text that is a number', withPart({ type: 'text', text: 5 }), 'messages[1].content[0].text'],
    ...['name', 'refusal', 'tool_call_id'].flatMap((name) =>
      [{ file_id: 'file-1' }, ['x'], 7, true].map((value): [string, object, string] => [
        `a ${name} that is ${JSON.stringify(value)}`,
        withMessage({ [name]: value }),
        `messages[0].${name}`,
      ]),
    ),
    ['a stop that is a number', { stop: ['a', 7] }, 'stop[1]'],
    ['a bias that is a text', { logit_bias: { '50256': 'x' } }, 'logit_bias.50256'],
    [
      'arguments that are an object',
      withMessage({ function_call: { name: 'f', arguments: {} } }),
      'messages[0].function_call.arguments',
    ],
    ['a schema that is a list', { functions: [{ name: 'f', parameters: [] }] }, 'functions[0].parameters'],
    ['a schema that is a text', { functions: [{ name: 'f', parameters: 'file-1' }] }, 'functions[0].parameters'],
    ['a tool that is a text', { tools: ['f'] }, 'tools[0]'],
    ['options that are a text', { stream: true, stream_options: 'all' }, 'stream_options'],
    [
      'a usage that is a text',
      { stream: true, stream_options: { include_usage: 'yes' } },
      'stream_options.include_usage',
    ],
  ])('%s', async (_what, more, param) => {
    await expectRefused({ ...CHAT, ...more }, 'invalid_value', param);
  });
});
