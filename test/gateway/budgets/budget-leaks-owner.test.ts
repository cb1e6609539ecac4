import { readFileSync } from 'node:fs';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { ConfigError, loadConfig } from '../../../src/config/config.ts';
import { StorageError } from '../../../src/store/errors.ts';
import { CHAT, startAppFixture, type TestStudent } from '../../support/app-fixture.ts';
import { TEST_START } from '../../support/clock.ts';
import { connectRaw } from '../../support/raw-client.ts';
import { startApp } from '../../support/running-app.ts';
import { startScriptedUpstream, usageOf } from '../../support/scripted-upstream.ts';
import { tempFolderForThisTest } from '../../support/temp-folder.ts';
import { errorOf, HELD_JSON } from '../exits/exit-check.ts';

/** Each title ends with the cause by which other gateways lost money. */
const fixture = await startAppFixture();
const { app, upstream } = fixture;
afterAll(() => fixture.stop());
beforeEach(() => {
  upstream.reset();
  app.clock.set(TEST_START);
});

const USD = 1e9;
const chat = async ({ token }: TestStudent) => {
  const response = await app.chat(token, CHAT);
  await fixture.settled();
  return response;
};
/** Exactly one more call fits after the first one. */
const FOR_TWO = (HELD_JSON + 12_500) / USD;

describe('known leak: prices', () => {
  const catalogue = JSON.parse(readFileSync(new URL('../../../config/models.json', import.meta.url), 'utf8'));
  const withPrices = (prices: unknown) =>
    JSON.stringify({
      ...catalogue,
      models: catalogue.models.map((model: { id: string }) => (model.id === 'gpt-4o' ? { ...model, prices } : model)),
    });

  test('does not start with a model that has no price (leak: a missing price costs 0)', () => {
    const start = (env: Record<string, string>, models?: string) => () =>
      loadConfig({ JIGAP_TIME_ZONE: 'UTC', ...env }, (path) => models ?? readFileSync(path, 'utf8'));
    expect(start({ JIGAP_ALLOWED_MODELS: 'gpt-4o' })).not.toThrow();
    expect(start({ JIGAP_ALLOWED_MODELS: 'gpt-9-omega' })).toThrow(ConfigError);
    expect(start({ JIGAP_MODEL_ALIASES: 'gpt-3.5-turbo=gpt-9-omega' })).toThrow(ConfigError);
    for (const prices of [undefined, [], [{ from: '2024-01-01', input: 0 }], [{ from: 'x' }]]) {
      expect(start({ JIGAP_ALLOWED_MODELS: 'gpt-4o' }, withPrices(prices))).toThrow(ConfigError);
    }
  });

  test('sends nothing to the provider on any route without money (leak: a route outside the guard)', async () => {
    const student = await fixture.addStudent(0);
    const paths = ['chat/completions', 'completions', 'responses', 'embeddings', 'moderations', 'images/generations'];
    const odd = [
      'chat/completions?model=gpt-4',
      'chat/completions/',
      'Chat/Completions',
      'chat%2fcompletions',
      'files',
    ];
    const elsewhere = [
      '/openai/v1/chat/completions',
      '//v1/chat/completions',
      '/v1/../v1/chat/completions',
      '/v1beta/x',
    ];
    const all = [...paths, ...odd].flatMap((path) => [`/v1/${path}`, `/${path}`]).concat(elsewhere);
    const seen: [string, number][] = [];
    for (const path of all) {
      for (const method of ['POST', 'PUT', 'GET']) {
        const client = await connectRaw(app.url);
        const headers = { authorization: `Bearer ${student.token}`, 'content-type': 'application/json' };
        const body = JSON.stringify({ ...CHAT, input: 'hi', prompt: 'hi' });
        await client.request({ method, path, headers, ...(method === 'GET' ? {} : { body }) });
        seen.push([`${method} ${path}`, (await client.response()).status]);
        client.hangUp();
      }
    }
    expect(seen.filter(([, status]) => status < 400 || status >= 500)).toEqual([]);
    expect(upstream.calls).toEqual([]);
  });
});

describe('known leak: spent money comes back', () => {
  test('keeps what was spent when a budget is edited', async () => {
    const student = await fixture.addStudent(FOR_TWO);
    expect((await chat(student)).status).toBe(200);
    const set = (period: string, limit_usd: number) =>
      app.api('PUT', '/api/budgets', { scope: 'student', scope_id: student.id, period, limit_usd });
    for (const [period, limit] of [['week', 5] as const, ['day', 1] as const, ['month', 2] as const]) {
      expect((await set(period, limit)).json).toMatchObject({ spent_usd: 0.0000125, held_usd: 0, limit_usd: limit });
    }
    const { json } = await set('week', HELD_JSON / USD);
    expect((await chat(student)).status).toBe(402);
    expect((await app.api('DELETE', `/api/budgets/${json.id}`)).status).toBe(204);
    expect((await set('week', HELD_JSON / USD)).json).toMatchObject({ spent_usd: 0.0000125 });
    expect((await chat(student)).status).toBe(402);
    expect((await app.api('PATCH', `/api/students/${student.id}`, { class_id: null })).status).toBe(200);
    expect((await chat(student)).status).toBe(402);
    expect(await fixture.moneyOf('student', student.id)).toEqual({ spent: 3 * 12_500, held: 0 });
  });

  test('keeps what was spent when a token is rotated', async () => {
    const student = await fixture.addStudent(HELD_JSON / USD);
    expect((await chat(student)).status).toBe(200);
    const [{ id }] = (await app.api('GET', `/api/students/${student.id}/tokens`)).json.data;
    const rotated = await app.api('POST', `/api/tokens/${id}/rotate`, {});
    const issued = await app.api('POST', `/api/students/${student.id}/tokens`, {});
    for (const { json } of [rotated, issued]) {
      expect((await app.chat(json.token, CHAT)).status).toBe(402);
    }
    expect((await chat(student)).status).toBe(401);
  });

  test('keeps what was spent, and every settlement, across a restart', async () => {
    const databasePath = `${tempFolderForThisTest()}/jigap.db`;
    const provider = await startScriptedUpstream();
    const first = await startApp({ databasePath, upstream: provider });
    const { student, token } = await first.newStudent();
    expect((await first.chat(token, CHAT)).status).toBe(200);
    // Stopped at once: the stop must write everything that is not written yet.
    await first.stop();
    const env = { JIGAP_STUDENT_WEEKLY_USD: String(HELD_JSON / USD), JIGAP_WALLET_MONTHLY_USD: '7' };
    const second = await startApp({ databasePath, upstream: provider, env });
    const [balance] = await second.store.ledger.balancesOf('student', student.id, second.clock.now());
    expect(balance).toMatchObject({ spent: 12_500, held: 0, limit: HELD_JSON });
    expect((await second.chat(token, CHAT)).status).toBe(402);
    await second.stop();
    const third = await startApp({ databasePath, upstream: provider, env: { JIGAP_TIME_ZONE: 'America/New_York' } });
    const [moved] = await third.store.ledger.balancesOf('student', student.id, third.clock.now());
    expect(moved).toMatchObject({ spent: 12_500, held: 0 });
    await third.stop();
    await provider.stop();
  });

  test('does not start a second process on the same database (leak: counters per process)', async () => {
    await expect(startApp({ databasePath: app.databasePath, upstream })).rejects.toThrow(StorageError);
    expect((await chat(await fixture.addStudent())).status).toBe(200);
  });
});

describe('known leak: rules of the gateway', () => {
  test('refuses API tokens at the owner’s API (leak: students raise their own limit)', async () => {
    const student = await fixture.addStudent(0);
    const raise = { scope: 'student', scope_id: student.id, period: 'week', limit_usd: 100 };
    for (const [method, path, body] of [
      ['PUT', '/api/budgets', raise],
      ['PATCH', `/api/students/${student.id}`, { budgets: [{ period: 'week', limit_usd: 100 }] }],
      ['POST', `/api/students/${student.id}/tokens`, {}],
      ['POST', '/api/students', { name: 'me again' }],
    ] as const) {
      const headers = { authorization: `Bearer ${student.token}`, 'content-type': 'application/json' };
      const { status } = await fetch(app.url + path, { method, headers, body: JSON.stringify(body) });
      expect([path, status]).toEqual([path, 401]);
    }
    expect((await chat(student)).status).toBe(402);
  });

  test('refuses a call whose hold cannot be written (leak: allow on a storage error)', async () => {
    const failing = await startApp({
      upstream,
      store: (store) => ({
        ...store,
        ledger: new Proxy(store.ledger, {
          get(target, name) {
            if (name === 'placeHold') return () => Promise.reject(new StorageError('the disk is full'));
            const value: unknown = Reflect.get(target, name);
            return typeof value === 'function' ? value.bind(target) : value;
          },
        }),
      }),
    });
    const { token } = await failing.newStudent();
    const response = await failing.chat(token, CHAT);
    expect([response.status, errorOf(response).code]).toEqual([503, 'ledger_unavailable']);
    expect(response.headers['x-should-retry']).toBe('false');
    expect(response.body.toString()).not.toContain('disk is full');
    expect(upstream.calls).toEqual([]);
    await failing.stop();
  });

  test('accepts one of five periods only (leak: a zero or negative period spins the CPU)', async () => {
    const student = await fixture.addStudent();
    for (const period of [0, -1, '', '0d', '-1d', 'year', null, []]) {
      const budget = { scope: 'student', scope_id: student.id, period, limit_usd: 1 };
      expect((await app.api('PUT', '/api/budgets', budget)).status).toBe(400);
    }
    for (const limit_usd of [-1, -1e-9, 1e300, null, '1', 1e-10]) {
      const budget = { scope: 'student', scope_id: student.id, period: 'week', limit_usd };
      expect((await app.api('PUT', '/api/budgets', budget)).status).toBe(400);
    }
    expect((await chat(student)).status).toBe(200);
  });

  test('ends a day in the time zone of the class (leak: days end at midnight UTC)', async () => {
    const { json: schoolClass } = await app.api('POST', '/api/classes', { name: 'Seoul', time_zone: 'Asia/Seoul' });
    const budgets = [{ period: 'day', limit_usd: HELD_JSON / USD }] as const;
    const { token } = await app.newStudent({ classId: schoolClass.id, budgets });
    expect((await app.chat(token, CHAT)).headers['x-jigap-resets-at']).toBe('2026-11-23T15:00:00.000Z');
    app.clock.set(Date.parse('2026-11-23T14:59:59.999Z'));
    expect((await app.chat(token, CHAT)).status).toBe(402);
    app.clock.set(Date.parse('2026-11-23T15:00:00.000Z'));
    expect((await app.chat(token, CHAT)).headers['x-jigap-resets-at']).toBe('2026-11-24T15:00:00.000Z');
    await fixture.settled();
  });

  test('starts every week on Monday (leak: two parts start it on different days)', async () => {
    upstream.next((_call, act) => act.json(200, { choices: [], usage: usageOf(10, 5) }));
    app.clock.set(Date.parse('2026-11-22T14:59:59.999Z'));
    const student = await fixture.addStudent(1);
    const headers = { authorization: `Bearer ${student.token}` };
    const weekly = [{ period: 'week', limit_usd: 5 }];
    await app.api('PATCH', `/api/classes/${fixture.classId}`, { budgets: weekly });
    await app.api('PUT', '/api/budgets', { scope: 'wallet', period: 'week', limit_usd: 5 });
    for (const [at, start, end] of [
      ['2026-11-22T14:59:59.999Z', '2026-11-15T15:00:00.000Z', '2026-11-22T15:00:00.000Z'],
      ['2026-11-22T15:00:00.000Z', '2026-11-22T15:00:00.000Z', '2026-11-29T15:00:00.000Z'],
    ] as const) {
      app.clock.set(Date.parse(at));
      const me = (await (await fetch(`${app.url}/api/me`, { headers })).json()) as { budgets: { period: string }[] };
      const listed = await Promise.all(
        ['wallet', `class&scope_id=${fixture.classId}`, `student&scope_id=${student.id}`].map(
          async (scope) => (await app.api('GET', `/api/budgets?scope=${scope}`)).json.data,
        ),
      );
      const weeks = [...me.budgets, ...listed.flat()].filter(({ period }) => period === 'week');
      expect(weeks).toHaveLength(4);
      for (const week of weeks) expect(week).toMatchObject({ period_start: start, resets_at: end });
      expect((await app.chat(student.token, CHAT)).headers['x-jigap-resets-at']).toBe(end);
      await fixture.settled();
    }
  });
});
