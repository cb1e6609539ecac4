import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { findUnservedService } from '../../../src/gateway/refusals/unserved-services.ts';
import { connectRaw } from '../../support/raw-client.ts';
import { startApp } from '../../support/running-app.ts';

const app = await startApp({ env: { JIGAP_STUDENT_REQUESTS_PER_MINUTE: '100000' } });
const { upstream } = app;
const { token } = await app.newStudent();
afterAll(() => app.stop());
beforeEach(() => upstream.reset());

const CHAT = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'hi' }], max_tokens: 5 };
const RESPONSE = { model: 'gpt-3.5-turbo', input: 'hi', max_output_tokens: 16 };

async function send(method: string, path: string, body: object | null, as = token) {
  const client = await connectRaw(app.url);
  const text = body === null ? '' : JSON.stringify(body);
  const type = body === null ? {} : { 'content-type': 'application/json' };
  await client.request({ method, path, headers: { authorization: `Bearer ${as}`, ...type }, body: text });
  const response = await client.response();
  client.hangUp();
  return { ...response, json: JSON.parse(response.body.toString()) };
}

/** The paths to everything that OpenAI stores for an account (specification of 2026-08-21). */
const STORED = [
  ...['chat/completions/chatcmpl-1', 'chat/completions/chatcmpl-1/messages', 'responses/resp_1'],
  ...['responses/resp_1/input_items', 'responses/resp_1/cancel', 'responses/compact', 'responses/input_tokens'],
  ...['conversations', 'conversations/conv_1', 'conversations/conv_1/items', 'conversations/conv_1/items/msg_1'],
  ...[
    'files',
    'files/file-1',
    'files/file-1/content',
    'uploads',
    'uploads/upload_1/parts',
    'batches',
    'batches/batch_1',
  ],
  ...['batches/batch_1/cancel', 'threads', 'threads/thread_1', 'threads/thread_1/messages', 'threads/thread_1/runs'],
  ...['assistants', 'assistants/asst_1', 'vector_stores', 'vector_stores/vs_1', 'vector_stores/vs_1/files'],
  ...['vector_stores/vs_1/search', 'containers', 'containers/cntr_1', 'containers/cntr_1/files/cfile_1/content'],
  ...[
    'fine_tuning/jobs',
    'fine_tuning/jobs/ftjob-1',
    'fine_tuning/checkpoints/ft:x/permissions',
    'evals',
    'evals/eval_1',
  ],
  ...['evals/eval_1/runs', 'skills', 'skills/skill_1', 'videos', 'videos/video_1/content', 'chatkit/sessions'],
  ...['chatkit/threads/cthr_1', 'realtime/sessions', 'realtime/client_secrets', 'realtime/calls'],
  ...[
    'audio/voices',
    'audio/transcriptions',
    'images/variations',
    'images/edits',
    'moderations/modr-1',
    'embeddings/1',
  ],
  ...['models/gpt-3.5-turbo/permissions', 'organization/users', 'organization/projects', 'organization/admin_api_keys'],
  ...['organization/usage/completions', 'organization/costs', 'organization/audit_logs', 'projects/proj_1/groups'],
  ...['dashboard/billing/usage', 'engines', 'engines/davinci/completions', 'me'],
];

/** Without /v1 before them, these are addresses of our own pages. */
const PAGES = /^(?:me|dashboard\/.*)$/;

describe('stored data in the shared account', () => {
  test.each(STORED)('is not reached at %s', async (path) => {
    for (const prefix of PAGES.test(path) ? ['/v1/'] : ['/v1/', '/']) {
      for (const method of ['GET', 'POST', 'DELETE', 'PUT', 'PATCH']) {
        const { status, json } = await send(method, prefix + path, method === 'GET' ? null : { metadata: {} });
        expect([method, prefix, status]).toEqual([method, prefix, 404]);
        const why = findUnservedService(prefix + path)?.why.en;
        expect(json).toEqual({
          error: {
            message: why ?? expect.stringContaining('POST /v1/chat/completions'),
            ...{ type: 'invalid_request_error', param: null },
            code: why === undefined ? 'unknown_url' : 'service_not_served',
          },
        });
      }
    }
    expect(upstream.calls).toEqual([]);
  });

  test.each(STORED.filter((path) => PAGES.test(path)))('is not reached by way of our own page /%s', async (path) => {
    for (const method of ['GET', 'POST', 'DELETE', 'PUT', 'PATCH']) {
      const client = await connectRaw(app.url);
      await client.request({ method, path: `/${path}`, headers: { authorization: `Bearer ${token}` }, body: '' });
      const { status } = await client.response();
      client.hangUp();
      expect([303, 404]).toContain(status);
    }
    expect(upstream.calls).toEqual([]);
  });

  test.each(['chat/completions', 'responses', 'completions', 'embeddings', 'moderations', 'audio/speech'])(
    'is not listed, changed or removed at /v1/%s',
    async (path) => {
      for (const method of ['GET', 'DELETE', 'PUT', 'PATCH']) {
        expect((await send(method, `/v1/${path}`, null)).status).toBe(404);
      }
      expect(upstream.calls).toEqual([]);
    },
  );

  test.each<[string, string, string, object]>([
    ['an earlier response', 'responses', 'previous_response_id', { previous_response_id: 'resp_1' }],
    ['a conversation', 'responses', 'conversation', { conversation: 'conv_1' }],
    ['a conversation, as an object', 'responses', 'conversation', { conversation: { id: 'conv_1' } }],
    ['a stored prompt', 'responses', 'prompt', { prompt: { id: 'pmpt_1' } }],
    ['an item', 'responses', 'input[0].type', { input: [{ type: 'item_reference', id: 'msg_1' }] }],
    ['an item without a type', 'responses', 'input[0].role', { input: [{ id: 'msg_1' }] }],
    [
      'thoughts by their id',
      'responses',
      'input[0].encrypted_content',
      { input: [{ type: 'reasoning', id: 'rs_1', summary: [] }] },
    ],
    [
      'a file',
      'responses',
      'input[0].content[0].type',
      { input: [{ role: 'user', content: [{ type: 'input_file', file_id: 'file-1' }] }] },
    ],
    [
      'an image',
      'responses',
      'input[0].content[0].type',
      { input: [{ role: 'user', content: [{ type: 'input_image', file_id: 'file-1' }] }] },
    ],
    ['a vector store', 'responses', 'tools[0].type', { tools: [{ type: 'file_search', vector_store_ids: ['vs_1'] }] }],
    ['a container', 'responses', 'tools[0].type', { tools: [{ type: 'code_interpreter', container: 'cntr_1' }] }],
    ['a computation to fetch later', 'responses', 'background', { background: true }],
    [
      'a file in a chat',
      'chat/completions',
      'messages[0].content[0].type',
      { messages: [{ role: 'user', content: [{ type: 'file', file: { file_id: 'file-1' } }] }] },
    ],
    [
      'a spoken answer in a chat',
      'chat/completions',
      'messages[0].audio',
      { messages: [{ role: 'assistant', audio: { id: 'audio_1' } }] },
    ],
  ])('is not referred to: %s', async (_what, path, param, more) => {
    const base = path === 'responses' ? RESPONSE : CHAT;
    for (const stream of [false, true]) {
      const { status, json } = await send('POST', `/v1/${path}`, { ...base, ...more, stream });
      expect(status).toBe(400);
      expect(json.error.param).toBe(param);
    }
    expect(upstream.calls).toEqual([]);
  });

  test.each(['chat/completions', 'responses'])('does not grow by a call of /v1/%s with any field', async (path) => {
    const base = path === 'responses' ? RESPONSE : CHAT;
    for (const store of [true, false, null, 'yes'])
      await send('POST', `/v1/${path}`, { ...base, store, metadata: { a: 'b' } });
    expect(upstream.calls).toHaveLength(4);
    for (const { json } of upstream.calls) {
      expect(json).toMatchObject({ store: false });
      expect(json).not.toHaveProperty('metadata');
    }
  });
});

describe('the identity of a student for the provider', () => {
  const CLAIMS = {
    user: 'somebody',
    safety_identifier: 'else',
    prompt_cache_key: 'warm',
    prompt_cache_retention: '24h',
  };

  async function pseudonymFields(as: string, path: string, body: object): Promise<Record<string, unknown>> {
    await send('POST', `/v1/${path}`, body, as);
    return upstream.calls.at(-1)?.json as Record<string, unknown>;
  }

  test.each(['chat/completions', 'responses'])('is set by the gateway at /v1/%s', async (path) => {
    const base = path === 'responses' ? RESPONSE : CHAT;
    const one = await app.newStudent();
    const other = await app.newStudent();
    const { json } = await app.api('POST', `/api/students/${one.student.id}/tokens`, {});
    const first = await pseudonymFields(one.token, path, { ...base, ...CLAIMS });
    expect(first).toMatchObject({
      safety_identifier: expect.stringMatching(/^[0-9a-f]{32}$/),
      prompt_cache_key: first.safety_identifier,
    });
    expect(JSON.stringify(first)).not.toMatch(/somebody|else|warm|24h/);
    const again = await pseudonymFields(json.token, path, { ...base, safety_identifier: 'a second token' });
    expect(again.safety_identifier).toBe(first.safety_identifier);
    const claimed = await pseudonymFields(other.token, path, { ...base, safety_identifier: first.safety_identifier });
    expect(claimed.safety_identifier).not.toBe(first.safety_identifier);
    expect(claimed.prompt_cache_key).toBe(claimed.safety_identifier);
  });
});

test.each(['/v1/usage', '/usage'])('the usage at %s is the student’s own, not the account’s', async (path) => {
  for (const method of ['POST', 'DELETE', 'PUT', 'PATCH']) expect((await send(method, path, {})).status).toBe(404);
  const { status, json } = await send('GET', path, null);
  expect(status).toBe(200);
  expect(json).toEqual((await send('GET', '/api/me', null)).json);
  expect(upstream.calls).toEqual([]);
});

test('a student can read the rules of the class, but not the owner’s note about the student', async () => {
  const classes = await app.api('POST', '/api/classes', { name: 'A class', rules: 'Share nothing.' });
  const { student, token: own } = await app.newStudent();
  await app.api('PATCH', `/api/students/${student.id}`, { class_id: classes.json.id, note: 'cheated in May' });
  const me = await send('GET', '/api/me', null, own);
  expect(me.json.class).toMatchObject({ name: 'A class', rules: 'Share nothing.' });
  const answers = [
    me,
    await send('GET', '/v1/models', null, own),
    await send('POST', '/v1/chat/completions', CHAT, own),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  for (const { body } of answers) expect(body.toString()).not.toMatch(/cheated|note|join_/);
});
