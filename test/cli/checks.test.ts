import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { jigap } from './in-process.ts';
import { type StubApi, startStubApi } from './stub-api.ts';
import { CHECK, RECONCILIATION } from './stub-routes.ts';

let api: StubApi;
beforeEach(async () => {
  api = await startStubApi();
});
afterEach(() => api.close());

describe('jigap check', () => {
  test('ends with 0 when the ledger has no errors', async () => {
    const run = await jigap(api.url, ['check']);
    expect(run).toEqual({ exitCode: 0, out: '12 records, 3 balances and 1 open holds: no errors\n', error: '' });
    expect(api.requests).toMatchObject([{ route: 'POST /api/check', body: {} }]);
  });

  test('lists the errors and ends with 1', async () => {
    const faults = ['wallet, day from x: spent is below zero', 'call 7: \u001b[31mrefunds are above its cost'];
    api.answer('POST /api/check', 200, { ...CHECK, ok: false, faults });
    const run = await jigap(api.url, ['check']);
    expect(run.exitCode).toBe(1);
    expect(run.out).toContain('- wallet, day from x: spent is below zero\n- call 7: refunds are above its cost\n');
    expect(run.error).toBe('error: the ledger has 2 error(s)\n');
  });

  test('ends with the same exit codes with --json', async () => {
    api.answer('POST /api/check', 200, { ...CHECK, ok: false, faults: ['x'] });
    const run = await jigap(api.url, ['check', '--json']);
    expect(run.exitCode).toBe(1);
    expect(JSON.parse(run.out)).toEqual({ ...CHECK, ok: false, faults: ['x'] });
  });
});

describe('jigap reconcile', () => {
  test('shows both sides, and ends with 0 when the drift is within the threshold', async () => {
    const run = await jigap(api.url, ['reconcile', '--from', '2026-11-16', '--to', '2026-11-22']);
    expect(run).toMatchObject({ exitCode: 0, error: '' });
    expect(api.requests.at(-1)).toMatchObject({ query: { from: '2026-11-16', to: '2026-11-22' } });
    expect(run.out).toMatch(/2026-11-22 +gpt-6-luna +2 +1 +3000\/3010 +1200 +10 +0\.24 .* 0\.000005 +ok$/m);
    expect(run.out).toMatch(/^2026-11-22 +0\.003 +- +- +0 {2}ok$/m);
    expect(run.out).toContain('worst drift: 0.24 % of the tokens of gpt-6-luna on 2026-11-22');
  });

  test('lets the server choose the days when none are given', async () => {
    await jigap(api.url, ['reconcile']);
    expect(api.requests.at(-1)?.query).toEqual({});
  });

  test('ends with 1 when the drift is above the threshold', async () => {
    const data = RECONCILIATION.data.map((row) => ({ ...row, within: false }));
    api.answer('GET /api/reconciliation', 200, { ...RECONCILIATION, data, within: false });
    const run = await jigap(api.url, ['reconcile']);
    expect(run.exitCode).toBe(1);
    expect(run.out).toMatch(/gpt-6-luna .* DRIFT$/m);
    expect(run.error).toBe('error: the bill and the ledger differ by more than 2 %\n');
    expect((await jigap(api.url, ['reconcile', '--json'])).exitCode).toBe(1);
  });

  test('says what is missing when the server has no admin key', async () => {
    const message = 'OPENAI_ADMIN_KEY is not set on the server.';
    api.answer('GET /api/reconciliation', 409, { error: { message, type: 'x', code: 'no_admin_key', param: null } });
    expect(await jigap(api.url, ['reconcile'])).toEqual({ exitCode: 3, out: '', error: `error: ${message}\n` });
  });

  test('reports a day that does not exist as a wrong command line', async () => {
    expect((await jigap(api.url, ['reconcile', '--from', '2026-02-30'])).exitCode).toBe(2);
  });
});
