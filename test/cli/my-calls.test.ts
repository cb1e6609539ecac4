import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ENDPOINT_NAMES } from '../../src/cli/commands/my-calls.ts';
import { formatLocalInstant } from '../../src/cli/output.ts';
import { ENDPOINTS } from '../../src/endpoints/endpoints.ts';
import { clientSettings, jigap } from './in-process.ts';
import { type StubApi, startStubApi } from './stub-api.ts';
import { DRY_RUN } from './stub-routes.ts';

const ID = 'req_0123456789abcdef0123456789abcdef';
const BODY = Buffer.from('{"model": "gpt-3.5-turbo", "messages": []}');

let api: StubApi;
beforeEach(async () => {
  api = await startStubApi();
});
afterEach(() => api.close());

describe('jigap me call', () => {
  test('shows what a call cost, to the last digit', async () => {
    const { exitCode, out } = await jigap(api.url, ['me', 'call', ID]);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^cost USD +0\.000012345$/m);
    expect(out).toMatch(/^model +gpt-3\.5-turbo \(gpt-6-luna\)$/m);
    expect(out).toMatch(/^outcome +student hung up$/m);
  });

  test('asks for the id as it is, whatever it holds', async () => {
    const { exitCode } = await jigap(api.url, ['me', 'call', '../../api/me?x']);
    expect(exitCode).toBe(3);
    expect(api.requests.map(({ route }) => route)).toEqual(['GET /v1/usage/..%2F..%2Fapi%2Fme%3Fx']);
  });

  test('needs the API token of the student, not that of the owner', async () => {
    const settings = () => clientSettings(api.url, { apiToken: null });
    const { exitCode, error } = await jigap(api.url, ['me', 'call', ID], { settings });
    expect({ exitCode, error }).toEqual({ exitCode: 4, error: expect.stringContaining('set OPENAI_API_KEY') });
  });
});

describe('jigap me dry-run', () => {
  const readFile = async () => BODY;

  test('sends the file as it is, and shows the worst case and the budget that is too small', async () => {
    const { exitCode, out } = await jigap(api.url, ['me', 'dry-run', 'body.json'], { readFile });
    expect(exitCode).toBe(0);
    expect(api.requests).toMatchObject([
      { route: 'POST /v1/dry-run/chat/completions', body: { model: 'gpt-3.5-turbo', messages: [] } },
    ]);
    expect(out).toMatch(/^at most USD +0\.0061234$/m);
    expect(out).toMatch(/^would be sent now +no$/m);
    const resets = formatLocalInstant('2026-11-29T15:00:00.000Z');
    expect(out).toContain(
      `The budget "student, week" is too small for this call: 0.001 USD are left. It resets on ${resets}.`,
    );
  });

  test('says nothing of a budget when the call fits', async () => {
    api.answer('POST /v1/dry-run/chat/completions', 200, { ...DRY_RUN, fits: true, short_budget: null });
    const { out } = await jigap(api.url, ['me', 'dry-run', '-'], { readFile });
    expect(out).toMatch(/^would be sent now +yes\n$/m);
    expect(out).not.toContain('budget');
  });

  test('shows why the gateway would refuse the call', async () => {
    const error = { message: 'The model x is not allowed.', type: 'x', code: 'model_not_found', param: null };
    api.answer('POST /v1/dry-run/chat/completions', 404, { error });
    const run = await jigap(api.url, ['me', 'dry-run', 'body.json'], { readFile });
    expect(run).toMatchObject({ exitCode: 3, error: 'error: The model x is not allowed.\n' });
  });

  test('knows every endpoint that is served, and no other', async () => {
    expect(ENDPOINT_NAMES).toEqual(ENDPOINTS.map(({ path }) => path.slice(1)));
    expect((await jigap(api.url, ['me', 'dry-run', 'x', '--endpoint', 'images'])).exitCode).toBe(2);
  });

  test('is Korean on a Korean terminal', async () => {
    const { out } = await jigap(api.url, ['me', 'dry-run', 'x'], { readFile, language: 'ko' });
    expect(out).toMatch(/^최대 비용\(달러\) +0\.0061234$/m);
    expect(out).toContain('이 호출에는 예산이 모자랍니다: 학생, 일주일 (남은 돈 0.001달러).');
  });
});
