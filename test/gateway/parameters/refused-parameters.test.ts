import { describe, expect, test } from 'vitest';
import { CHAT, startRefusingApp, withMessage, withPart } from './refused-chat.ts';

const { app, student, post, expectRefused } = await startRefusingApp();
const { upstream } = app;
const TOOL = { type: 'function', function: { name: 'f', parameters: { type: 'object' } } };

describe('refused parameters', () => {
  test.each<[string, object, string, string]>([
    ['an unknown parameter', { max_token: 5 }, 'unknown_parameter', 'max_token'],
    ['an unknown one even as null', { plugins: null }, 'unknown_parameter', 'plugins'],
    ['a name that every object has', { constructor: 1 }, 'unknown_parameter', 'constructor'],
    ['spoken answers', { audio: { voice: 'alloy', format: 'mp3' } }, 'unsupported_parameter', 'audio'],
    ['modalities beyond text', { modalities: ['text', 'audio'] }, 'unsupported_parameter', 'modalities[1]'],
    ['predictions', { prediction: { type: 'content', content: 'x' } }, 'unsupported_parameter', 'prediction'],
    ['web search', { web_search_options: {} }, 'unsupported_parameter', 'web_search_options'],
    ['moderation', { moderation: { model: 'm' } }, 'unsupported_parameter', 'moderation'],
    ['reasoning for a model without', { reasoning_effort: 'high' }, 'unsupported_parameter', 'reasoning_effort'],
    ['verbosity for a model without', { verbosity: 'low' }, 'unsupported_parameter', 'verbosity'],
    ['two caps', { max_tokens: 1, max_completion_tokens: 1 }, 'invalid_parameter_combination', 'max_tokens'],
    [
      'stream options without a stream',
      { stream_options: { include_usage: true } },
      'invalid_parameter_combination',
      'stream_options',
    ],
    [
      'the same with stream: false',
      { stream: false, stream_options: {} },
      'invalid_parameter_combination',
      'stream_options',
    ],
    ['an unknown stream option', { stream: true, stream_options: { x: 1 } }, 'unknown_parameter', 'stream_options.x'],
    ['a hosted tool', { tools: [TOOL, { type: 'web_search' }] }, 'unsupported_parameter', 'tools[1].type'],
    [
      'a tool of a server',
      { tools: [{ type: 'mcp', server_url: 'https://x.test' }] },
      'unsupported_parameter',
      'tools[0].type',
    ],
    ['a tool without a type', { tools: [{}] }, 'unsupported_parameter', 'tools[0].type'],
    ['more beside a function', { tools: [{ ...TOOL, web_search: {} }] }, 'unknown_parameter', 'tools[0].web_search'],
    [
      'more inside a function',
      { tools: [{ type: 'function', function: { name: 'f', x: 1 } }] },
      'unknown_parameter',
      'tools[0].function.x',
    ],
    [
      'more beside a choice',
      { tool_choice: { type: 'function', hosted: {} } },
      'unknown_parameter',
      'tool_choice.hosted',
    ],
    [
      'more beside what was called',
      withMessage({
        tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' }, image_url: {} }],
      }),
      'unknown_parameter',
      'messages[0].tool_calls[0].image_url',
    ],
    [
      'more inside of what was called',
      withMessage({ tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}', file: 'x' } }] }),
      'unknown_parameter',
      'messages[0].tool_calls[0].function.file',
    ],
    [
      'the same in the old way',
      withMessage({ function_call: { name: 'f', arguments: '{}', x: 1 } }),
      'unknown_parameter',
      'messages[0].function_call.x',
    ],
    ['an unknown format', { response_format: { type: 'grammar' } }, 'unsupported_parameter', 'response_format.type'],
    ['more beside a format', { response_format: { type: 'text', x: 1 } }, 'unknown_parameter', 'response_format.x'],
    [
      'an image',
      withPart({ type: 'image_url', image_url: { url: 'data:,' } }),
      'unsupported_parameter',
      'messages[1].content[0].type',
    ],
    [
      'a sound',
      withPart({ type: 'input_audio', input_audio: { data: '' } }),
      'unsupported_parameter',
      'messages[1].content[0].type',
    ],
    [
      'a stored file',
      withPart({ type: 'file', file: { file_id: 'file-1' } }),
      'unsupported_parameter',
      'messages[1].content[0].type',
    ],
    [
      'a billed cache write',
      withPart({ type: 'text', text: 'x', prompt_cache_breakpoint: {} }),
      'unknown_parameter',
      'messages[1].content[0].prompt_cache_breakpoint',
    ],
    [
      'an image beside a text',
      withPart({ type: 'text', text: 'x', image_url: 'y' }),
      'unknown_parameter',
      'messages[1].content[0].image_url',
    ],
    [
      'a stored spoken answer',
      withMessage({ role: 'assistant', audio: { id: 'a' } }),
      'unsupported_parameter',
      'messages[0].audio',
    ],
    ['an unknown key of a message', withMessage({ weight: 1 }), 'unknown_parameter', 'messages[0].weight'],
    [
      'a cited file',
      withMessage({ annotations: [{ type: 'file_citation', file_id: 'file-1' }] }),
      'unsupported_parameter',
      'messages[0].annotations[0].type',
    ],
    [
      'a file beside a cited page',
      withMessage({ annotations: [{ type: 'url_citation', url_citation: { url: 'x', file_id: 'file-1' } }] }),
      'unknown_parameter',
      'messages[0].annotations[0].url_citation.file_id',
    ],
    [
      'a hosted tool among functions',
      { functions: [{ type: 'web_search' }] },
      'unknown_parameter',
      'functions[0].type',
    ],
    [
      'the choice of a hosted tool',
      { tool_choice: { type: 'web_search_preview' } },
      'unsupported_parameter',
      'tool_choice.type',
    ],
    [
      'a hosted tool among those that are allowed',
      { tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [{ type: 'mcp' }] } } },
      'unsupported_parameter',
      'tool_choice.allowed_tools.tools[0].type',
    ],
    [
      'more beside a schema',
      { response_format: { type: 'json_schema', json_schema: { name: 's', file_id: 'file-1' } } },
      'unknown_parameter',
      'response_format.json_schema.file_id',
    ],
    ['an unknown role', withMessage({ role: 'root' }), 'invalid_value', 'messages[0].role'],
    ['no messages', { messages: [] }, 'missing_required_parameter', 'messages'],
    ['messages of null', { messages: null }, 'missing_required_parameter', 'messages'],
    ['no model', { model: null }, 'missing_required_parameter', 'model'],
    ['an empty model', { model: '' }, 'missing_required_parameter', 'model'],
    ['a list of models', { model: ['gpt-3.5-turbo'] }, 'missing_required_parameter', 'model'],
  ])('%s', async (_what, more, code, param) => {
    await expectRefused({ ...CHAT, ...more }, code, param);
  });

  test.each(['gpt-4', 'GPT-3.5-turbo', ' gpt-3.5-turbo', 'gpt-3.5-turbo-0125', 'ft:gpt-3.5-turbo:x::y', '__proto__'])(
    'the model %j',
    async (model) => {
      const { status, text } = await post({ ...CHAT, model });
      expect(status).toBe(404);
      expect(JSON.parse(text).error).toMatchObject({ code: 'model_not_found', param: 'model' });
      expect(upstream.calls).toEqual([]);
    },
  );

  test('a model name of half a megabyte, which is not repeated whole', async () => {
    const { status, text } = await post({ ...CHAT, ['x'.repeat(500_000)]: 1 });
    expect(status).toBe(400);
    expect(text.length).toBeLessThan(1000);
    const { text: about } = await post({ ...CHAT, model: 'y'.repeat(500_000) });
    expect(about.length).toBeLessThan(1000);
    expect(upstream.calls).toEqual([]);
  });

  test('leaves nothing on the ledger', async () => {
    const before = (await app.api('GET', `/api/requests?student_id=${student.id}&limit=1`)).json.data[0];
    await expectRefused({ ...CHAT, prediction: {} }, 'unsupported_parameter', 'prediction');
    const after = (await app.api('GET', `/api/requests?student_id=${student.id}&limit=1`)).json.data[0];
    expect(after).toEqual(before);
  });
});
