import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openAiUpstream } from '../support/openai-upstream.ts';
import { type RunningApp, startApp } from '../support/running-app.ts';
import { type Script, startScriptedUpstream } from '../support/scripted-upstream.ts';

const CHAT = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'hi' }], max_tokens: 100 };
const ANSWER = JSON.stringify({
  ...{ id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'gpt-3.5-turbo' },
  choices: [{ index: 0, message: { role: 'assistant', content: 'hello' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
});
const CODINGS: readonly (readonly [string, (text: string) => Buffer])[] = [
  ['gzip', gzipSync],
  ['br', brotliCompressSync],
  ['a-coding-of-its-own', Buffer.from],
];

function encoded(status: number, coding: string, body: Buffer): Script {
  return async (_call, act) => {
    act.head(status, { 'content-type': 'application/json', 'content-encoding': coding });
    await act.write(body);
    act.end();
  };
}

async function startedApp(): Promise<RunningApp> {
  const app = await startApp();
  onTestFinished(() => app.stop());
  return app;
}

describe.each(CODINGS)('an answer of the provider in %s, which was not requested', (coding, encode) => {
  test('is not read: the call is charged as a broken one, with an incident', async () => {
    const app = await startedApp();
    const { token, student } = await app.newStudent();
    for (const stream of [false, true]) {
      app.upstream.next(encoded(200, coding, encode(ANSWER)));
      const answer = await app.chat(token, { ...CHAT, stream });
      expect(answer.status).toBe(502);
      expect(answer.body.toString()).not.toContain('hello');
    }
    expect(app.upstream.calls.map(({ headers }) => headers['accept-encoding'])).toEqual(['identity', 'identity']);
    const records = await app.recordsOf(student.id);
    expect(records.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['upstream_died', 'upstream_died']);
    const { json } = await app.api('GET', '/api/incidents?open=true');
    expect(json.data.map(({ kind }: { kind: string }) => kind)).toEqual(['uncertain', 'uncertain']);
  });

  test('is no list of models, and is a refused key when its status says so', async () => {
    const upstream = await startScriptedUpstream();
    onTestFinished(() => upstream.stop());
    const key = 'sk-proj-SomebodysKeyForThisTest0123456789';
    const provider = openAiUpstream({ baseUrl: upstream.url, key, timeoutMs: 20_000 });
    onTestFinished(() => provider.close());
    upstream.always(encoded(200, coding, encode('{"data":[{"id":"gpt-4o"}]}')));
    expect(await provider.listModels()).toBeNull();
    upstream.always(encoded(401, coding, encode('{}')));
    expect(await provider.listModels()).toEqual({ keyRefused: 401 });
    upstream.always(async (_call, act) => act.json(200, { data: [{ id: 'gpt-4o' }] }));
    expect(await provider.listModels()).toEqual([{ id: 'gpt-4o', shutdownDate: null }]);
  });
});
