import { describe, expect, onTestFinished, test } from 'vitest';
import { incidentNoteIn } from '../../src/language/incident-notes.ts';
import type { ProjectLimitAccount } from '../../src/ledger/project-limit.ts';
import { createLogger } from '../../src/ops/logging.ts';
import { ProjectLimitWatch } from '../../src/ops/project-limit-watch.ts';
import type { Store } from '../../src/store/store.ts';
import { projectLimitAccount } from '../../src/upstream/project-limit.ts';
import { UpstreamKey } from '../../src/upstream/upstream-key.ts';
import { errorAnswer, startApi, type TestApi } from './api-fixture.ts';
import { ACCOUNT_WORDS, ADMIN_KEY, type AdminApi, PROJECT_ID, refused, startAdminApi } from './stub-admin-api.ts';

const SECRETS = [ADMIN_KEY, ADMIN_KEY.slice(0, 12), ...ACCOUNT_WORDS];
const PATH = '/api/project-limit';
const NOW = '2026-11-23T03:00:00.000Z';
const LOW =
  "the spend limit of the project at the provider is lower than the wallet's limit of the month: see the page of the wallet";
const MISSING = 'the project at the provider has no spend limit: set one on the page of the wallet';

interface Setting {
  readonly owner: TestApi;
  readonly admin: AdminApi;
  /** What the server does by itself every hour. */
  readonly hourly: () => Promise<void>;
  readonly logged: readonly string[];
}

/** The wallet has $5 a month. */
async function withAdminApi({
  key = ADMIN_KEY,
  project = PROJECT_ID as string | null,
  through = (account: ProjectLimitAccount) => account,
} = {}): Promise<Setting> {
  const admin = await startAdminApi();
  const logged: string[] = [];
  const logger = createLogger('info', 'json', { write: (line: string) => void logged.push(line) });
  const account = through(projectLimitAccount({ baseUrl: admin.url, adminKey: new UpstreamKey(key), project }));
  let watch: ProjectLimitWatch | undefined;
  const limiting = ({ ledger, journal }: Store) => {
    const made = new ProjectLimitWatch({ account, ledger, journal, logger, now: () => owner.clock.now() });
    watch = made;
    return { last: () => made.last, check: () => made.check(), set: (cents: number) => made.set(cents) };
  };
  const owner = await startApi(undefined, undefined, null, null, limiting);
  onTestFinished(() => watch?.stop());
  return { owner, admin, logged, hourly: async () => watch?.run() };
}

const incidents = async ({ call }: TestApi) =>
  (await call('GET', '/api/incidents?open=true')).body.data.map(({ id, kind, detail }: Record<string, unknown>) => ({
    ...{ id, kind, detail },
  }));

function expectNoSecret(text: string): void {
  for (const secret of SECRETS) expect(text).not.toContain(secret);
}

describe('the limit of the project at the provider', () => {
  test('is shown beside the wallet, and asked for with the admin key alone', async () => {
    const { owner, admin } = await withAdminApi();
    admin.projectLimit = { cents: 500 };
    const answer = await owner.call('GET', PATH);
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        ...{ limit_usd: 5, is_reached: false, wallet_usd: 5, state: 'enough', suggested_usd: 5 },
        read_at: NOW,
      },
    ]);
    expectNoSecret(answer.text);
    const [request] = admin.requests;
    expect(admin.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `GET /v1/organization/projects/${PROJECT_ID}/spend_limit`,
    ]);
    expect(request?.headers.authorization).toBe(`Bearer ${ADMIN_KEY}`);
    expect(request?.headers).not.toHaveProperty('openai-organization');
    expect(await incidents(owner)).toEqual([]);
  });

  test.each([
    ['a cent below the wallet', { cents: 499 }, { limit_usd: 4.99, state: 'low', is_reached: false }],
    ['above it', { cents: 10_000 }, { limit_usd: 100, state: 'enough', is_reached: false }],
    ['reached', { cents: 600, status: 'enforcing' }, { limit_usd: 6, state: 'enough', is_reached: true }],
    ['nothing', { cents: 0 }, { limit_usd: 0, state: 'low', is_reached: false }],
    ['missing', null, { limit_usd: null, state: 'missing', is_reached: false }],
  ])('is judged when it is %s', async (_what, limit, expected) => {
    const { owner, admin } = await withAdminApi();
    admin.projectLimit = limit;
    expect((await owner.call('GET', PATH)).body).toMatchObject(expected);
  });

  test('is judged by what the wallet promises now, and offered in whole cents', async () => {
    const { owner, admin } = await withAdminApi();
    admin.projectLimit = { cents: 500 };
    await owner.call('PUT', '/api/budgets', { scope: 'wallet', period: 'month', limit_usd: 7.000000001 });
    expect((await owner.call('GET', PATH)).body).toMatchObject({
      ...{ wallet_usd: 7.000000001, state: 'low', suggested_usd: 7.01 },
    });
  });

  test('is set in whole cents, once, with an entry of the audit', async () => {
    const { owner, admin } = await withAdminApi();
    const answer = await owner.call('PUT', PATH, { limit_usd: 12.34 });
    expect(answer).toMatchObject({ status: 200, body: { limit_usd: 12.34, state: 'enough' } });
    const posts = admin.requests.filter(({ method }) => method === 'POST');
    expect(posts.map(({ path, body }) => [path, JSON.parse(body)])).toEqual([
      [
        `/v1/organization/projects/${PROJECT_ID}/spend_limit`,
        { currency: 'USD', interval: 'month', threshold_amount: 1234 },
      ],
    ]);
    await owner.call('PUT', PATH, { limit_usd: 5 });
    const { data } = (await owner.call('GET', '/api/audit')).body;
    expect(data.slice(0, 2)).toMatchObject([
      { action: 'project-limit.set', before: { limit_usd: 12.34 }, after: { limit_usd: 5 } },
      { action: 'project-limit.set', actor: 'owner', before: null, after: { limit_usd: 12.34 } },
    ]);
    expectNoSecret(JSON.stringify(data));
  });

  test.each([0, 0.001, 0.015, -1, 100_000.01])('is not set to %d USD, and nothing is sent', async (limit_usd) => {
    const { owner, admin } = await withAdminApi();
    expect(await owner.call('PUT', PATH, { limit_usd })).toMatchObject(errorAnswer(400, 'invalid_value', 'limit_usd'));
    expect([admin.requests, admin.projectLimit]).toEqual([[], null]);
  });

  test('counts as set when the answer to it was lost, and as not set when the request was', async () => {
    let isLost = true;
    const through = (account: ProjectLimitAccount): ProjectLimitAccount => ({
      read: account.read,
      set: async (cents) => {
        if (!isLost) return { unreadable: 'unreachable' };
        await account.set(cents);
        return { unreadable: 'unreachable' };
      },
    });
    const { owner, admin } = await withAdminApi({ through });
    expect(await owner.call('PUT', PATH, { limit_usd: 6 })).toMatchObject({ status: 200, body: { limit_usd: 6 } });
    isLost = false;
    const answer = await owner.call('PUT', PATH, { limit_usd: 7 });
    expect(answer).toMatchObject(errorAnswer(502, 'project_limit_unreadable', null));
    expect(admin.projectLimit).toEqual({ cents: 600 });
    const actions = (await owner.call('GET', '/api/audit')).body.data.map(({ action }: { action: string }) => action);
    expect(actions.filter((action: string) => action === 'project-limit.set')).toHaveLength(1);
  });

  test('is never set by a check', async () => {
    const { owner, admin, hourly } = await withAdminApi();
    await hourly();
    await owner.call('GET', PATH);
    expect(admin.requests.map(({ method }) => method)).toEqual(['GET', 'GET', 'GET', 'GET']);
  });

  test('is the owner’s alone', async () => {
    const { owner } = await withAdminApi();
    for (const authorization of [undefined, 'Bearer jgp_not-the-owner']) {
      const headers = authorization === undefined ? {} : { authorization };
      expect((await owner.fetch(PATH, { headers })).status).toBe(401);
    }
  });
});

describe('an incident about the limit of the project', () => {
  test('is raised when the limit is missing or too low, and again only after it was enough', async () => {
    const { owner, admin, hourly, logged } = await withAdminApi();
    await hourly();
    await hourly();
    expect(await incidents(owner)).toEqual([{ id: 1, kind: 'project_limit_missing', detail: MISSING }]);
    await owner.call('POST', '/api/incidents/1/close', {});
    await hourly();
    expect(await incidents(owner)).toEqual([]);
    admin.projectLimit = { cents: 499 };
    await hourly();
    await owner.call('GET', PATH);
    expect(await incidents(owner)).toEqual([{ id: 2, kind: 'project_limit_low', detail: LOW }]);
    await owner.call('POST', '/api/incidents/2/close', {});
    await owner.call('PUT', PATH, { limit_usd: 5 });
    await hourly();
    expect(await incidents(owner)).toEqual([]);
    await owner.call('PUT', '/api/budgets', { scope: 'wallet', period: 'month', limit_usd: 5.01 });
    await hourly();
    expect(await incidents(owner)).toEqual([{ id: 3, kind: 'project_limit_low', detail: LOW }]);
    for (const detail of [LOW, MISSING]) expect(incidentNoteIn('ko', detail)).toMatch(/지갑/);
    expectNoSecret(logged.join(''));
    expect(logged.join('')).not.toMatch(/499|4\.99/);
  });

  test('is not raised where the limit cannot be read: the log says why', async () => {
    const { owner, admin, hourly, logged } = await withAdminApi();
    admin.trouble = { ...refused(500, 'oops'), headers: { 'x-should-retry': 'false' } };
    await hourly();
    expect(await incidents(owner)).toEqual([]);
    expect(logged.map((line) => JSON.parse(line).why)).toEqual(['unreachable']);
    expectNoSecret(logged.join(''));
  });
});

describe('a limit that cannot be read', () => {
  test('is answered with 409 without an admin key, and without a project', async () => {
    const { call } = await startApi();
    for (const answer of [await call('GET', PATH), await call('PUT', PATH, { limit_usd: 5 })]) {
      expect(answer).toMatchObject(errorAnswer(409, 'no_admin_key', null));
    }
    const { owner, admin } = await withAdminApi({ project: null });
    const answer = await owner.call('GET', PATH);
    expect(answer).toMatchObject(errorAnswer(409, 'no_project_id', null));
    expect(answer.body.error.message).toContain('OPENAI_PROJECT_ID is not set');
    expect(admin.requests).toEqual([]);
  });

  test('is answered in our own words for another project, also when it is set', async () => {
    const { owner, admin } = await withAdminApi({ project: 'proj_Another' });
    for (const answer of [await owner.call('GET', PATH), await owner.call('PUT', PATH, { limit_usd: 5 })]) {
      expect(answer).toMatchObject(errorAnswer(502, 'project_limit_unreadable', null));
      expect(answer.body.error.message).toContain('knows no project');
      expectNoSecret(answer.text);
      expect(answer.text).not.toContain('proj_');
    }
    expect(admin.projectLimit).toBeNull();
  });

  const answerWith = (fields: object) => ({
    status: 200,
    body: {
      ...{ object: 'project.spend_limit', threshold_amount: 500, currency: 'USD', interval: 'month' },
      ...{ enforcement: { status: 'inactive' }, ...fields },
    },
  });

  test.each<[string, AdminApi['trouble'], RegExp]>([
    ['a key that may not', refused(403, 'Missing scopes: api.management.write'), /refuses OPENAI_ADMIN_KEY/],
    ['another key', refused(401, 'Incorrect API key'), /refuses OPENAI_ADMIN_KEY/],
    ['a bad request', refused(400, 'unsupported'), /cannot be understood/],
    ['too many requests', { ...refused(429, 'slow down'), headers: { 'x-should-retry': 'false' } }, /fewer requests/],
    ['a failure', { ...refused(503, 'oops'), headers: { 'x-should-retry': 'false' } }, /does not answer/],
    ['another address', { status: 302, body: '', headers: { location: 'http://127.0.0.1:9/' } }, /does not answer/],
    ['a page', { status: 200, body: '<html>', headers: { 'content-type': 'text/html' } }, /understood/],
    ['null', { status: 200, body: 'null' }, /understood/],
    ['an encoded answer', { ...answerWith({}), headers: { 'content-encoding': 'gzip' } }, /understood/],
    ['cents that are text', answerWith({ threshold_amount: '500' }), /understood/],
    ['a part of a cent', answerWith({ threshold_amount: 0.5 }), /understood/],
    ['less than nothing', answerWith({ threshold_amount: -1 }), /understood/],
    ['an absurd amount', answerWith({ threshold_amount: 1e15 }), /understood/],
    ['another currency', answerWith({ currency: 'KRW' }), /understood/],
    ['another interval', answerWith({ interval: 'day' }), /understood/],
  ])('is answered in our own words: %s', async (_what, trouble, message) => {
    const { owner, admin } = await withAdminApi();
    admin.trouble = trouble;
    for (const answer of [await owner.call('GET', PATH), await owner.call('PUT', PATH, { limit_usd: 5 })]) {
      expect(answer).toMatchObject(errorAnswer(502, 'project_limit_unreadable', null));
      expect(answer.body.error.message).toMatch(message);
      expectNoSecret(answer.text);
    }
    expect(await incidents(owner)).toEqual([]);
  });
});
