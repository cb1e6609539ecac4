import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startAppFixture, type TestStudent } from '../../support/app-fixture.ts';
import { responses, responsesUsage } from '../../support/responses-scripts.ts';
import { expectRefused, post, sent } from './endpoint-calls.ts';

const THINKER = 'gpt-6-luna';
const fixture = await startAppFixture({ env: { JIGAP_ALLOWED_MODELS: `gpt-3.5-turbo,${THINKER}` } });
let student: TestStudent;
beforeAll(async () => {
  student = await fixture.addStudent();
});
afterAll(() => fixture.stop());
beforeEach(() => {
  fixture.upstream.reset();
  fixture.upstream.always(responses({ usage: responsesUsage(10, 5) }));
});

const UNSUPPORTED = 'unsupported_parameter';
const MISSING = 'missing_required_parameter';

const ask = (input: unknown) => ({ model: 'gpt-3.5-turbo', input });

async function expectRefusal(input: unknown, param: string, code: string): Promise<void> {
  await expectRefused(fixture, student, '/responses', ask(input), { status: 400, param, code });
}

describe('items of the input', () => {
  const USER = { role: 'user', content: 'hi' };
  const THOUGHT = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'gAAAA' };
  const CALL = { type: 'function_call', call_id: 'call_1', name: 'add', arguments: '{}' };
  const SAID = { type: 'output_text', text: 'hello', annotations: [], logprobs: [] };
  const ANSWER = { type: 'message', id: 'msg_1', status: 'completed', role: 'assistant', content: [SAID] };
  const CITATION = { type: 'url_citation', url: 'https://a.example', title: 'a', start_index: 0, end_index: 1 };

  test.each<[string, object]>([
    ['a message', USER],
    ['a message of a developer', { role: 'developer', content: 'Be brief.' }],
    ['a message in parts', { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hi' }] }],
    ['an answer as it came', ANSWER],
    ['an answer with its phase', { ...ANSWER, phase: 'final_answer' }],
    ['an answer that cites a page', { ...ANSWER, content: [{ ...SAID, annotations: [CITATION] }] }],
    ['a refusal as it came', { ...ANSWER, content: [{ type: 'refusal', refusal: 'no' }] }],
    ['a call as it came', { ...CALL, id: 'fc_1', status: 'completed' }],
    ['a call by the model itself', { ...CALL, caller: { type: 'direct' } }],
    ['the result of a call', { type: 'function_call_output', call_id: 'call_1', output: '3' }],
    [
      'a result in parts',
      { type: 'function_call_output', call_id: 'call_1', output: [{ type: 'input_text', text: '3' }] },
    ],
    ['a call of a custom tool', { type: 'custom_tool_call', call_id: 'call_1', name: 'sql', input: 'select 1' }],
    ['its result', { type: 'custom_tool_call_output', call_id: 'call_1', output: '1' }],
    ['a thought that brings itself', THOUGHT],
    ['a thought with its summary', { ...THOUGHT, summary: [{ type: 'summary_text', text: 'add them' }] }],
  ])('%s is allowed, and sent unchanged', async (_, item) => {
    expect((await post(fixture, student, '/responses', { ...ask([USER, item]), model: THINKER })).status).toBe(200);
    expect(sent(fixture).input).toEqual([USER, item]);
  });

  test('a reasoning item is dropped for a model that does not reason', async () => {
    expect((await post(fixture, student, '/responses', ask([USER, THOUGHT, ANSWER, USER]))).status).toBe(200);
    expect(sent(fixture).input).toEqual([USER, ANSWER, USER]);
  });

  const IMAGE = { type: 'input_image', image_url: 'https://a.example/cat.png' };
  const FILE = { type: 'input_file', file_id: 'file-1' };
  const AUDIO = { type: 'input_audio', input_audio: { data: '', format: 'mp3' } };
  const REFUSED: [string, unknown, string, string][] = [
    ['an image', { role: 'user', content: [IMAGE] }, '.content[0].type', UNSUPPORTED],
    ['a file', { role: 'user', content: [FILE] }, '.content[0].type', UNSUPPORTED],
    ['a sound', { role: 'user', content: [AUDIO] }, '.content[0].type', UNSUPPORTED],
    ['an image of a tool', { ...CALL, type: 'function_call_output', output: [IMAGE] }, '.name', 'unknown_parameter'],
    [
      'an image as a result',
      { type: 'function_call_output', call_id: 'call_1', output: [IMAGE] },
      '.output[0].type',
      UNSUPPORTED,
    ],
    [
      'a forced write to the cache',
      { role: 'user', content: [{ type: 'input_text', text: 'hi', prompt_cache_breakpoint: { mode: 'explicit' } }] },
      '.content[0].prompt_cache_breakpoint',
      'unknown_parameter',
    ],
    [
      'a part that is text and more',
      { role: 'user', content: [{ ...IMAGE, type: 'input_text', text: 'hi' }] },
      '.content[0].image_url',
      'unknown_parameter',
    ],
    [
      'an answer that cites a file',
      { ...ANSWER, content: [{ ...SAID, annotations: [{ type: 'file_citation', file_id: 'file-1' }] }] },
      '.content[0].annotations[0].type',
      UNSUPPORTED,
    ],
    ['a thought that must be looked up', { type: 'reasoning', id: 'rs_2', summary: [] }, '.encrypted_content', MISSING],
    ['a thought without content', { ...THOUGHT, id: 'rs_2', encrypted_content: null }, '.encrypted_content', MISSING],
    ['a thought with a picture', { ...THOUGHT, content: [IMAGE] }, '.content[0].type', UNSUPPORTED],
    ['a call by a program', { ...CALL, caller: { type: 'program', caller_id: 'x' } }, '.caller.type', UNSUPPORTED],
    ['a call in a namespace', { ...CALL, namespace: 'x' }, '.namespace', 'unknown_parameter'],
    ['a call with a list', { ...CALL, arguments: [IMAGE] }, '.arguments', 'invalid_value'],
    ['an unknown role', { role: 'root', content: 'hi' }, '.role', 'invalid_value'],
    ['no role', { content: 'hi' }, '.role', MISSING],
    ['no content', { role: 'user' }, '.content', MISSING],
    ['a text', 'hi', '', 'invalid_value'],
    ['null', null, '', 'invalid_value'],
    ['a list', [USER], '', 'invalid_value'],
    ['an unknown key', { ...USER, store: true }, '.store', 'unknown_parameter'],
  ];
  test.each(REFUSED)('%s is refused', async (_, item, param, code) => {
    await expectRefusal([USER, item], `input[1]${param}`, code);
  });

  test.each([
    ...['item_reference', 'file_search_call', 'web_search_call', 'computer_call', 'computer_call_output'],
    ...['code_interpreter_call', 'image_generation_call', 'local_shell_call', 'local_shell_call_output', 'shell_call'],
    ...['shell_call_output', 'apply_patch_call', 'apply_patch_call_output', 'mcp_list_tools', 'mcp_call'],
    ...[
      'mcp_approval_request',
      'mcp_approval_response',
      'compaction',
      'tool_search_call',
      'additional_tools',
      'program',
    ],
  ])('%s is refused', async (type) => {
    await expectRefusal([USER, { type, id: 'x_1' }], 'input[1].type', UNSUPPORTED);
  });

  test.each<[string, unknown, string]>([
    ['an empty text', '', MISSING],
    ['an empty list', [], MISSING],
    ['null', null, MISSING],
    ['a number', 7, 'invalid_value'],
    ['an object', { role: 'user', content: 'hi' }, 'invalid_value'],
  ])('%s is refused as input', async (_, input, code) => {
    await expectRefusal(input, 'input', code);
  });
});
