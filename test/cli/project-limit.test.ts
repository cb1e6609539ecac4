import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { jigap } from './in-process.ts';
import { type StubApi, startStubApi } from './stub-api.ts';

let api: StubApi;
beforeEach(async () => {
  api = await startStubApi();
});
afterEach(() => api.close());

describe('jigap project-limit', () => {
  test('shows the limit at the provider beside the wallet', async () => {
    const { out, exitCode } = await jigap(api.url, ['project-limit']);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^limit at the provider +4 USD$/m);
    expect(out).toMatch(/^wallet's limit of this month +5 USD$/m);
    expect(out).toMatch(/^state +lower than the wallet's limit$/m);
    expect(out).toMatch(/^lowest that holds the wallet +5 USD$/m);
  });

  test('set asks before it sends the amount, and sends it as it was typed', async () => {
    expect(await jigap(api.url, ['project-limit', 'set', '5.50'])).toMatchObject({ exitCode: 2, out: '' });
    expect(api.requests).toEqual([]);
    expect(await jigap(api.url, ['project-limit', 'set', '5.50', '--yes'])).toMatchObject({ exitCode: 0 });
    expect(api.requests).toMatchObject([{ route: 'PUT /api/project-limit', body: { limit_usd: 5.5 } }]);
    expect(await jigap(api.url, ['project-limit', 'set', 'much', '--yes'])).toMatchObject({ exitCode: 2 });
  });

  test('says what is missing when the server has no project', async () => {
    const message = 'OPENAI_PROJECT_ID is not set on the server.';
    api.answer('GET /api/project-limit', 409, { error: { message, type: 'x', code: 'no_project_id', param: null } });
    const run = await jigap(api.url, ['project-limit']);
    expect(run).toEqual({ exitCode: 3, out: '', error: `error: ${message}\n` });
  });
});
