import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ACCOUNT_WORDS, ADMIN_KEY, startAdminApi } from '../api/stub-admin-api.ts';
import { LONG_RUN } from '../support/long-run.ts';
import { runningUrl, startServer } from '../support/server-process.ts';
import { tempFolderForThisTest } from '../support/temp-folder.ts';

const OWNER_TOKEN = 'the-owner-token-of-this-test';

test('a server with an admin key compares the bill and shows neither the key nor the account', LONG_RUN, async () => {
  const admin = await startAdminApi();
  const server = startServer({
    command: [process.execPath, join(import.meta.dirname, '../../src/server.ts')],
    cwd: tempFolderForThisTest(),
    env: {
      JIGAP_PORT: '0',
      JIGAP_ENV_FILE: 'none',
      JIGAP_OWNER_TOKEN: OWNER_TOKEN,
      JIGAP_LOG_LEVEL: 'trace',
      OPENAI_ADMIN_KEY: ADMIN_KEY,
      OPENAI_ADMIN_BASE_URL: admin.url,
      // What the SDK would take from the environment, were it not told otherwise.
      OPENAI_ORG_ID: 'org-from-the-environment',
      OPENAI_LOG: 'debug',
    },
  });
  onTestFinished(async () => {
    await server.stop();
  });
  const url = await runningUrl(server);

  const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  admin.completions = [
    { day: yesterday, model: 'gpt-4o', input_tokens: 5000, output_tokens: 1, num_model_requests: 1 },
  ];
  const headers = { authorization: `Bearer ${OWNER_TOKEN}` };
  const answer = await fetch(`${url}/api/reconciliation?from=${yesterday}`, { headers });
  const text = await answer.text();
  expect(JSON.parse(text)).toMatchObject({ within: false, data: [{ model: 'gpt-4o', drift_tokens: 5001 }] });
  expect(admin.requests.map((request) => request.headers['openai-organization'])).toEqual(Array(5).fill(undefined));

  // The check at the start has been made, or is: it shows where a supervisor looks.
  const ready = await fetch(`${url}/readyz`);
  expect(await ready.json()).toMatchObject({ status: 'ok' });
  await server.stop();
  for (const secret of [ADMIN_KEY, ...ACCOUNT_WORDS]) expect(server.printed() + text).not.toContain(secret);
});
