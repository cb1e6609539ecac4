import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { jigap } from './in-process.ts';
import { type StubApi, startStubApi } from './stub-api.ts';

let api: StubApi;
beforeEach(async () => {
  api = await startStubApi();
});
afterEach(() => api.close());

describe('jigap provider', () => {
  test('lists who answers calls', async () => {
    const { out, exitCode } = await jigap(api.url, ['provider', 'list']);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^NAME +ADDRESS +KEYS +CALLS AT ONCE +MODELS$/m);
    expect(out).toMatch(/^openai +https:\/\/api\.openai\.com +2 \(1 resting\) +no limit +gpt-6-luna, a, b, c, \+2$/m);
    expect(out).toMatch(/^lab +http:\/\/10\.0\.0\.7:8000 +0 +3 of 4 +llama$/m);
  });

  test('tries all of them, shows what each key does, and ends with 1 when one does not work', async () => {
    const message = 'Nothing answers at this address: start the server, or correct the address and the port.';
    const facts = { outcome: 'unreachable', status: null, models_listed: null, missing: [] };
    const keys = [{ label: 'no key', ok: false, ...facts, message }];
    api.answer('POST /api/providers/lab/test', 200, { name: 'lab', ok: false, keys });
    const { out, error, exitCode } = await jigap(api.url, ['provider', 'test']);
    expect(out).toMatch(/^openai +OPENAI_API_KEY +Works: it lists 9 model\(s\)\.$/m);
    expect(out).toMatch(/^lab +no key +Nothing answers at this address/m);
    expect([exitCode, error]).toEqual([1, 'error: 1 provider(s) do not work as they should\n']);
    expect(api.requests.map(({ route }) => route)).toEqual(
      expect.arrayContaining(['POST /api/providers/openai/test', 'POST /api/providers/lab/test']),
    );
  });

  test('tries one', async () => {
    const { exitCode, out } = await jigap(api.url, ['provider', 'test', 'openai']);
    expect([exitCode, out.includes('lab')]).toEqual([0, false]);
  });
});
