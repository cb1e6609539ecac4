import { expect, onTestFinished, test } from 'vitest';
import { LONG_RUN } from '../support/long-run.ts';
import { type RunningApp, startApp } from '../support/running-app.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../support/scripted-upstream.ts';
import { tempFolderForThisTest } from '../support/temp-folder.ts';
import { spawnServer } from '../system/server/gateway-server.ts';

const CHAT = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'hi' }], max_tokens: 100 };

async function keylessApp(): Promise<{ app: RunningApp; upstream: ScriptedUpstream }> {
  const upstream = await startScriptedUpstream();
  onTestFinished(() => upstream.stop());
  const app = await startApp({ upstream, checks: true, env: { OPENAI_API_KEY: '', OPENAI_BASE_URL: upstream.url } });
  onTestFinished(() => app.stop());
  return { app, upstream };
}

test('calls OPENAI_BASE_URL without an Authorization header, and costs its usage', async () => {
  const { app, upstream } = await keylessApp();
  const { token, student } = await app.newStudent();
  for (const stream of [false, true]) {
    const answer = await app.chat(token, { ...CHAT, stream });
    expect(answer.status).toBe(200);
    expect(answer.body.toString()).not.toContain('simulated');
  }
  await expect.poll(() => upstream.calls.some(({ path }) => path === '/v1/models')).toBe(true);
  for (const { headers } of upstream.calls) {
    expect(headers.authorization).toBeUndefined();
    expect(JSON.stringify(headers)).not.toContain(token);
  }
  expect((await app.recordsOf(student.id)).map(({ outcome }: { outcome: string }) => outcome)).toEqual(['ok', 'ok']);
});

test('hides account ids in the errors of a server without a key', async () => {
  const { app, upstream } = await keylessApp();
  const { token } = await app.newStudent();
  upstream.always(async (_call, act) => {
    act.json(400, {
      error: { message: 'bad value for sk-proj-abc123 in org-Nobody42', type: 'invalid_request_error' },
    });
  });
  const answer = await app.chat(token, CHAT);
  expect(answer.status).toBe(400);
  expect(answer.body.toString()).toContain('bad value for');
  expect(answer.body.toString()).not.toMatch(/sk-proj-abc123|org-Nobody42/);
});

test('the startup banner names the address that is called without a key', LONG_RUN, async () => {
  const upstream = await startScriptedUpstream();
  onTestFinished(() => upstream.stop());
  const server = spawnServer({
    OPENAI_API_KEY: '',
    OPENAI_BASE_URL: upstream.url,
    JIGAP_DATABASE: `${tempFolderForThisTest()}/jigap.db`,
  });
  onTestFinished(async () => {
    await server.stop('SIGKILL');
  });
  await server.prints(/Your dashboard/);
  expect(server.printed()).toContain(
    `Calls go to ${new URL(upstream.url).origin} without a key. Set OPENAI_API_KEY if it needs one.\n`,
  );
  expect(server.printed()).not.toMatch(/simulated|demo/i);
});
