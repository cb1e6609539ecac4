import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startAppFixture, type TestStudent } from '../../support/app-fixture.ts';
import { responses, responsesUsage } from '../../support/responses-scripts.ts';
import { expectRefused, lastHold, post, sent, sentBytes } from '../endpoints/endpoint-calls.ts';

/** One that reasons and one that does not. */
const THINKER = 'gpt-6-luna';
const PLAIN = 'gpt-3.5-turbo';

const fixture = await startAppFixture({
  env: { JIGAP_ALLOWED_MODELS: `${PLAIN},${THINKER}`, JIGAP_LOWEST_MAX_TOKENS: '1' },
});
const { upstream } = fixture;
let student: TestStudent;
beforeAll(async () => {
  student = await fixture.addStudent();
});
afterAll(() => fixture.stop());
beforeEach(() => {
  upstream.reset();
  upstream.always(responses({ usage: responsesUsage(10, 5) }));
});

type Fields = Readonly<Record<string, unknown>>;

const ask = (fields: Fields, model = PLAIN) => post(fixture, student, '/responses', { model, input: 'hi', ...fields });

async function expectSent(fields: Fields, model = PLAIN): Promise<Fields> {
  const answer = await ask(fields, model);
  expect([answer.status, answer.status === 200 ? '' : answer.text]).toEqual([200, '']);
  return sent(fixture);
}

async function expectRefusal(fields: Fields, param: string, code: string, model = PLAIN): Promise<void> {
  await expectRefused(fixture, student, '/responses', { model, input: 'hi', ...fields }, { status: 400, param, code });
}

const UNSUPPORTED = 'unsupported_parameter';
const FUNCTION = { type: 'function', name: 'add', parameters: { type: 'object', properties: {} }, strict: true };

describe('parameters that the gateway sets', () => {
  test('the whole body, byte by byte', async () => {
    expect(await expectSent({})).toEqual({
      model: PLAIN,
      input: 'hi',
      stream: false,
      service_tier: 'default',
      store: false,
      safety_identifier: expect.stringMatching(/^[0-9a-f]{32}$/),
      prompt_cache_key: expect.stringMatching(/^[0-9a-f]{32}$/),
      max_output_tokens: 4096,
    });
  });

  test.each<[string, unknown, unknown]>([
    ['store', true, false],
    ['store', null, false],
    ['store', 'yes', false],
    ['service_tier', 'ultrafast', 'default'],
    ['service_tier', 'priority', 'default'],
    ['service_tier', null, 'default'],
    // Some servers stream when nothing is said.
    ['stream', null, false],
    ['safety_identifier', 'someone else', expect.stringMatching(/^[0-9a-f]{32}$/)],
    ['prompt_cache_key', 'someone else', expect.stringMatching(/^[0-9a-f]{32}$/)],
  ])('replaces %s: %j', async (name, sentByClient, expected) => {
    expect((await expectSent({ [name]: sentByClient }))[name]).toEqual(expected);
  });

  test.each<[string, unknown]>([
    ['metadata', { a: 'b' }],
    ['user', 'me'],
    ['max_tool_calls', 3],
    ['prompt_cache_retention', '24h'],
    ['prompt_cache_options', { mode: 'explicit' }],
    ['background', false],
  ])('does not send %s', async (name, value) => {
    expect(await expectSent({ [name]: value })).not.toHaveProperty(name);
  });

  test.each([
    ...['instructions', 'text', 'reasoning', 'tools', 'tool_choice', 'include', 'stream_options'],
    ...['temperature', 'truncation', 'previous_response_id', 'conversation', 'prompt', 'context_management'],
    ...['moderation', 'background', 'max_tool_calls', 'metadata', 'top_logprobs'],
  ])('does not send %s: null', async (name) => {
    expect(await expectSent({ [name]: null })).not.toHaveProperty(name);
  });
});

describe('the output cap', () => {
  const CAPS: [string, unknown, string, number][] = [
    ['none: the default of the model', undefined, PLAIN, 4096],
    ['null: the default of the model', null, PLAIN, 4096],
    ['as asked', 300, PLAIN, 300],
    ['the lowest that there is', 16, PLAIN, 16],
    ['below the 16 that the provider takes', 5, PLAIN, 16],
    ['above what the model can give', 1_000_000, PLAIN, 4096],
    ['as asked, of a model that reasons', 90_000, THINKER, 90_000],
  ];
  test.each(CAPS)('%s', async (_, asked, model, cap) => {
    const body = await expectSent(asked === undefined ? {} : { max_output_tokens: asked }, model);
    expect(body.max_output_tokens).toBe(cap);
    // gpt-3.5-turbo: 500 and 1,500 nano-USD a token; gpt-6-luna: 125 (as if all were written to a cache) and 500.
    const [input, output] = model === PLAIN ? [500, 1500] : [125, 500];
    expect(lastHold(fixture)).toBe((sentBytes(fixture) + 64) * input + cap * output);
  });

  test.each([0, -1, 1.5, 2 ** 53, '100', true, [16]])('%j is refused', async (asked) => {
    await expectRefusal({ max_output_tokens: asked }, 'max_output_tokens', 'invalid_value');
  });

  test.each(['max_tokens', 'max_completion_tokens', 'n'])('%s belongs to another endpoint', async (name) => {
    await expectRefusal({ [name]: 20 }, name, 'unknown_parameter');
  });

  /** Enough for the input and so many tokens of output. */
  async function studentFor(tokens: number): Promise<TestStudent> {
    await ask({});
    return fixture.addStudent(((sentBytes(fixture) + 64) * 500 + tokens * 1500) / 1e9);
  }

  test('is lowered to what is affordable when the client set none', async () => {
    const answer = await post(fixture, await studentFor(20), '/responses', { model: PLAIN, input: 'hi' });
    expect(answer.status).toBe(200);
    expect(sent(fixture).max_output_tokens).toBe(20);
    expect(answer.headers.get('x-jigap-max-tokens')).toBe('20');
  });

  test('is never lowered below the 16 that the provider takes', async () => {
    const poor = await studentFor(15);
    const calls = upstream.calls.length;
    const answer = await post(fixture, poor, '/responses', { model: PLAIN, input: 'hi' });
    expect(answer.status).toBe(402);
    expect(answer.json.error.code).toBe('insufficient_quota');
    expect(upstream.calls).toHaveLength(calls);
  });

  test('passes on the provider’s 400, at no cost', async () => {
    const message = 'Expected a value <= 1, but got 5 instead.';
    const error = { message, param: 'top_p', code: 'decimal_above_max_value' };
    upstream.always((_, act) => act.json(400, { error: { ...error, type: 'invalid_request_error' } }));
    const answer = await ask({ top_p: 5 });
    expect(answer.status).toBe(400);
    expect(answer.json.error).toMatchObject({ ...error, message: expect.stringContaining(message) });
    expect(fixture.ledger.resolved.at(-1)?.resolution).toMatchObject({ as: 'release', cost: 0 });
  });
});

describe('refused: cost without a bound, or data of others', () => {
  test.each<[string, unknown]>([
    ['previous_response_id', 'resp_1'],
    ['conversation', 'conv_1'],
    ['conversation', { id: 'conv_1' }],
    ['prompt', { id: 'pmpt_1' }],
    ['context_management', [{ type: 'compaction' }]],
    ['moderation', { model: 'omni-moderation-latest' }],
    ['background', true],
  ])('%s: %j', async (name, value) => {
    await expectRefusal({ [name]: value }, name, UNSUPPORTED);
  });

  test.each([
    ...['file_search', 'web_search', 'web_search_preview', 'code_interpreter', 'image_generation', 'mcp', 'computer'],
    ...['computer_use_preview', 'shell', 'local_shell', 'apply_patch', 'tool_search', 'namespace', 'programmatic'],
  ])('a tool of the kind %s', async (type) => {
    await expectRefusal({ tools: [FUNCTION, { ...FUNCTION, type }] }, 'tools[1].type', UNSUPPORTED);
    await expectRefusal({ tools: [FUNCTION], tool_choice: { type } }, 'tool_choice.type', UNSUPPORTED);
  });

  test.each(['defer_loading', 'allowed_callers', 'async', 'server_url'])('a function with %s', async (name) => {
    await expectRefusal({ tools: [{ ...FUNCTION, [name]: true }] }, `tools[0].${name}`, 'unknown_parameter');
  });

  test.each([
    ...['file_search_call.results', 'web_search_call.results', 'web_search_call.action.sources'],
    ...['code_interpreter_call.outputs', 'computer_call_output.output.image_url', 'message.input_image.image_url'],
    ...['anything', 7],
  ])('to include %s', async (name) => {
    await expectRefusal({ include: ['reasoning.encrypted_content', name] }, 'include[1]', UNSUPPORTED);
  });

  test('the reasoning mode that runs several answers for one', async () => {
    await expectRefusal({ reasoning: { mode: 'pro' } }, 'reasoning.mode', UNSUPPORTED, THINKER);
  });

  test.each(['access_programs', 'image', 'modalities', 'audio', 'seed', 'messages', '__proto__', 'constructor'])(
    '%s, which is unknown here',
    async (name) => {
      const answer = await post(fixture, student, '/responses', `{"model":"${PLAIN}","input":"hi","${name}":{}}`);
      expect(answer.json.error).toMatchObject({ param: name, code: 'unknown_parameter' });
      expect(upstream.calls).toEqual([]);
    },
  );

  test.each<[Fields, string, string]>([
    [{ instructions: [{ type: 'item_reference', id: 'msg_1' }] }, 'instructions', 'invalid_value'],
    [{ stream: 'yes' }, 'stream', 'invalid_value'],
    [{ background: 'yes' }, 'background', 'invalid_value'],
    [{ tools: {} }, 'tools', 'invalid_value'],
    [{ tools: ['web_search'] }, 'tools[0]', 'invalid_value'],
    [{ tool_choice: 7 }, 'tool_choice', 'invalid_value'],
    [{ include: 'all' }, 'include', 'invalid_value'],
    [{ text: 'plain' }, 'text', 'invalid_value'],
    [{ text: { speech: {} } }, 'text.speech', 'unknown_parameter'],
    [{ text: { format: { type: 'grammar' } } }, 'text.format.type', UNSUPPORTED],
    [{ text: { format: { type: 'json_object', file: 'x' } } }, 'text.format.file', 'unknown_parameter'],
    [{ stream_options: { include_obfuscation: false } }, 'stream_options', 'invalid_parameter_combination'],
    [{ stream: true, stream_options: { include_usage: true } }, 'stream_options.include_usage', 'unknown_parameter'],
    [{ reasoning: 'high' }, 'reasoning', 'invalid_value'],
    [{ reasoning: { effort: 'low' } }, 'reasoning', UNSUPPORTED],
    [{ reasoning: { budget: 1 } }, 'reasoning.budget', 'unknown_parameter'],
    [{ text: { verbosity: 'low' } }, 'text.verbosity', UNSUPPORTED],
  ])('%j', async (fields, param, code) => {
    await expectRefusal(fields, param, code);
  });
});

describe('parameters that pass unchanged', () => {
  const SCHEMA = {
    type: 'object',
    properties: { a: { type: 'string' } },
    required: ['a'],
    additionalProperties: false,
  };
  test.each<[Fields]>([
    [{ instructions: 'Be brief. 짧게.' }],
    [{ temperature: 0.2, top_p: 0.9, top_logprobs: 3 }],
    [{ parallel_tool_calls: false }],
    [{ truncation: 'auto' }],
    [{ include: ['message.output_text.logprobs'] }],
    [{ tools: [FUNCTION], tool_choice: { type: 'function', name: 'add' } }],
    [{ tools: [{ type: 'custom', name: 'sql', description: 'SQL', format: { type: 'text' } }], tool_choice: 'auto' }],
    [{ tools: [FUNCTION], tool_choice: { type: 'allowed_tools', mode: 'auto', tools: [FUNCTION] } }],
    [{ text: { format: { type: 'text' } } }],
    [{ text: { format: { type: 'json_object' } } }],
    [{ text: { format: { type: 'json_schema', name: 'answer', strict: true, schema: SCHEMA } } }],
    [{ stream: true }],
    [{ stream: true, stream_options: { include_obfuscation: false } }],
  ])('%j', async (fields) => {
    expect(await expectSent(fields)).toMatchObject(fields);
  });

  test.each([
    [undefined, THINKER, ['reasoning.encrypted_content']],
    [null, THINKER, ['reasoning.encrypted_content']],
    [['reasoning.encrypted_content'], THINKER, ['reasoning.encrypted_content']],
    [['message.output_text.logprobs'], THINKER, ['message.output_text.logprobs', 'reasoning.encrypted_content']],
    [['reasoning.encrypted_content'], PLAIN, undefined],
    [['reasoning.encrypted_content', 'message.output_text.logprobs'], PLAIN, ['message.output_text.logprobs']],
  ])('include %j of %s is sent as %j: reasoning always comes encrypted', async (said, model, included) => {
    expect((await expectSent({ include: said }, model)).include).toEqual(included);
  });

  test('parameters of reasoning models', async () => {
    const fields = { reasoning: { effort: 'low', summary: 'auto' }, text: { verbosity: 'low' } };
    expect(await expectSent(fields, THINKER)).toMatchObject(fields);
  });

  test.each([
    ['temperature', 1],
    ['top_p', 1],
    ['top_logprobs', 0],
  ])('%s of %d, which changes nothing, is dropped for a model that does not take it', async (name, value) => {
    expect(await expectSent({ [name]: value }, THINKER)).not.toHaveProperty(name);
  });

  test.each([
    ['temperature', 0],
    ['top_p', 0.5],
    ['top_logprobs', 1],
  ])('%s of %d is refused for a model that does not take it', async (param, value) => {
    const refusal = { status: 400, param, code: 'unsupported_parameter' };
    const body = { model: THINKER, input: 'hi', [param]: value };
    expect(await expectRefused(fixture, student, '/responses', body, refusal)).toContain(THINKER);
  });

  test('an empty reasoning parameter is dropped for a model that does not reason', async () => {
    expect(await expectSent({ reasoning: { effort: null, summary: null } })).not.toHaveProperty('reasoning');
  });
});

describe('the model of a response', () => {
  test.each<[string, unknown, number, string]>([
    ['that is not allowed', 'gpt-5', 404, 'model_not_found'],
    ['that is not in the catalogue', 'gpt-7-nova', 404, 'model_not_found'],
    ['that is a fine-tuned one', 'ft:gpt-3.5-turbo:club::a', 404, 'model_not_found'],
    ['that is missing', null, 400, 'missing_required_parameter'],
    ['that is no text', { id: PLAIN }, 400, 'missing_required_parameter'],
  ])('%s is refused', async (_, model, status, code) => {
    const refusal = { status, param: 'model', code };
    const message = await expectRefused(fixture, student, '/responses', { model, input: 'hi' }, refusal);
    expect(message).toContain(`${PLAIN}, ${THINKER}`);
  });
});
