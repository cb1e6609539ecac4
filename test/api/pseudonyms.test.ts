import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type AppOverrides, startApp } from '../support/running-app.ts';
import { startScriptedUpstream } from '../support/scripted-upstream.ts';
import { tempFolderForThisTest } from '../support/temp-folder.ts';

const CHAT = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'Hello!' }] };

async function appOfThisTest(overrides?: AppOverrides) {
  const app = await startApp(overrides);
  onTestFinished(() => app.stop());
  return app;
}

test('GET /api/pseudonyms finds the student behind a pseudonym, also after the student was removed', async () => {
  const app = await appOfThisTest();
  await app.newStudent({ name: 'Someone else' });
  const { student, token } = await app.newStudent({ name: '김지우' });
  expect((await app.chat(token, { ...CHAT, user: 'me', safety_identifier: 'somebody-else' })).status).toBe(200);
  const sent = app.upstream.calls[0]?.json as { safety_identifier: string; prompt_cache_key: string; user?: string };
  expect(sent.safety_identifier).toMatch(/^[0-9a-f]{32}$/);
  expect(sent).toMatchObject({ prompt_cache_key: sent.safety_identifier });
  expect(sent).not.toHaveProperty('user');

  const path = `/api/pseudonyms/${sent.safety_identifier}`;
  const known = { pseudonym: sent.safety_identifier, student_id: student.id, name: '김지우' };
  expect(await app.api('GET', path)).toMatchObject({ status: 200, json: { ...known, removed: false } });
  await app.api('DELETE', `/api/students/${student.id}`);
  expect(await app.api('GET', path)).toMatchObject({ status: 200, json: { ...known, removed: true } });

  const unknown = await app.api('GET', `/api/pseudonyms/${'0'.repeat(32)}`);
  expect(unknown).toMatchObject({ status: 404, json: { error: { code: 'not_found', param: 'pseudonym' } } });
});

test('a pseudonym is the same after a restart, and another one in another installation', async () => {
  const databasePath = join(tempFolderForThisTest(), 'jigap.db');
  const upstream = await startScriptedUpstream();
  onTestFinished(() => upstream.stop());
  const first = await startApp({ databasePath, upstream });
  const { token } = await first.newStudent({ name: 'Ann' });
  await first.chat(token, CHAT);
  const firstCall = upstream.calls[0]?.json as { safety_identifier: string };
  await first.stop();

  const again = await appOfThisTest({ databasePath, upstream });
  await again.chat(token, CHAT);
  expect(upstream.calls[1]?.json).toMatchObject({ safety_identifier: firstCall.safety_identifier });

  const other = await appOfThisTest();
  const ann = await other.newStudent({ name: 'Ann' });
  await other.chat(ann.token, CHAT);
  expect(other.upstream.calls[0]?.json).toMatchObject({ safety_identifier: expect.stringMatching(/^[0-9a-f]{32}$/) });
  expect(other.upstream.calls[0]?.json).not.toMatchObject({ safety_identifier: firstCall.safety_identifier });
});
