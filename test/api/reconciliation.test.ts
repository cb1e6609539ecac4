import { describe, expect, test } from 'vitest';
import { USAGE_LISTS } from '../../src/endpoints/endpoints.ts';
import { incidentNoteIn } from '../../src/language/incident-notes.ts';
import type { Catalogue } from '../../src/ledger/prices.ts';
import { BillingReconciler } from '../../src/ops/billing-reconciler.ts';
import { createLogger } from '../../src/ops/logging.ts';
import { createReconcile } from '../../src/ops/reconcile-bill.ts';
import type { Store } from '../../src/store/store.ts';
import { providerBill } from '../../src/upstream/provider-bill.ts';
import { UpstreamKey } from '../../src/upstream/upstream-key.ts';
import { errorAnswer, recordCall, startApi, type TestApi } from './api-fixture.ts';
import { ACCOUNT_WORDS, ADMIN_KEY, type AdminApi, refused, startAdminApi } from './stub-admin-api.ts';

const SECRETS = [ADMIN_KEY, ADMIN_KEY.slice(0, 12), ...ACCOUNT_WORDS];
const TODAY = '2026-11-23';
const YESTERDAY = '2026-11-22';

interface Setting {
  readonly owner: TestApi;
  readonly admin: AdminApi;
  /** What the server does by itself once a day; each time one is asked for, as after a new start. */
  readonly daily: () => Promise<void>;
  readonly logged: readonly string[];
}

async function withAdminApi({ key = ADMIN_KEY, project = null as string | null } = {}): Promise<Setting> {
  const admin = await startAdminApi();
  const logged: string[] = [];
  const logger = createLogger('info', 'json', { write: (line: string) => void logged.push(line) });
  const now = () => owner.clock.now();
  const reconciler = (store: Store, catalogue: Catalogue) =>
    createReconcile({
      ...{ records: store.records, journal: store.journal, catalogue, thresholdPercent: 2, logger, now },
      provider: 'openai',
      readBill: providerBill({ baseUrl: admin.url, adminKey: new UpstreamKey(key), project, usageLists: USAGE_LISTS }),
    });
  const owner = await startApi(undefined, reconciler);
  const { journal } = owner.store;
  const daily = () =>
    new BillingReconciler({ reconcile: reconciler(owner.store, new Map()), journal, logger, now }).run();
  await owner.call('POST', '/api/students', { name: 'Kim' });
  await owner.call('POST', '/api/students/1/tokens', {});
  return { owner, admin, daily, logged };
}

/** Calls of 10 input tokens, 4 of them cached, and 5 output tokens. */
async function calls(owner: TestApi, count: number, more: object = {}): Promise<void> {
  for (let n = 0; n < count; n++) await recordCall(owner, { studentId: 1, tokenId: 1, cost: 1_000_000, ...more });
}

const billed = (day: string, input: number, output: number, model = 'gpt-3.5-turbo-0125') => ({
  ...{ day, model, input_tokens: input, output_tokens: output },
  ...{ input_cached_tokens: 0, num_model_requests: 3 },
});

/** Only models that write have tiers. */
function groups(path: string): string[] {
  if (path.endsWith('costs')) return [];
  return path.endsWith('completions') ? ['model', 'service_tier'] : ['model'];
}

describe('the comparison of bill and ledger', () => {
  test('counts only what the provider of the bill was sent', async () => {
    const { owner, admin } = await withAdminApi();
    owner.clock.set(Date.parse('2026-11-22T12:00:00Z'));
    await calls(owner, 2);
    await calls(owner, 5, { provider: 'lab' });
    owner.clock.set(Date.parse('2026-11-23T12:00:00Z'));
    admin.completions = [billed(YESTERDAY, 20, 10)];
    admin.costs = { [YESTERDAY]: 0.002 };

    const { body } = await owner.call('GET', `/api/reconciliation?from=${YESTERDAY}&to=${YESTERDAY}`);
    expect(body.within).toBe(true);
    expect(body.data).toMatchObject([{ ours: { requests: 2, input_tokens: 20, cost_usd: 0.002 }, drift_tokens: 0 }]);
  });

  test('lists both per UTC day and model, a snapshot under its id', async () => {
    const { owner, admin } = await withAdminApi();
    const { call, clock } = owner;
    clock.set(Date.parse('2026-11-22T23:59:59.900Z'));
    await calls(owner, 3);
    clock.set(Date.parse('2026-11-23T00:00:00.100Z'));
    await calls(owner, 1);
    admin.completions = [billed(YESTERDAY, 32, 15), billed(TODAY, 10, 5)];
    admin.costs = { [YESTERDAY]: 0.0030000001, [TODAY]: 0.001 };

    const { body } = await call('GET', `/api/reconciliation?from=${YESTERDAY}&to=${TODAY}`);
    expect(body).toMatchObject({ from: YESTERDAY, to: TODAY, threshold_percent: 2, within: true });
    expect(body.data).toMatchObject([
      {
        ...{ day: YESTERDAY, model: 'gpt-3.5-turbo', drift_tokens: 2, drift_tokens_percent: 4.26, within: true },
        ours: { requests: 3, input_tokens: 30, cached_input_tokens: 12, output_tokens: 15, cost_usd: 0.003 },
        theirs: { requests: 3, input_tokens: 32, output_tokens: 15 },
      },
      { day: TODAY, ours: { requests: 1, unmeasured: 0 }, drift_tokens: 0 },
    ]);
    expect(body.days).toEqual([
      { day: YESTERDAY, ours_usd: 0.003, billed_usd: 0.003, drift_usd: 0, drift_percent: 0, within: true },
      { day: TODAY, ours_usd: 0.001, billed_usd: 0.001, drift_usd: 0, drift_percent: 0, within: true },
    ]);
    expect(body.worst.day).toBe(YESTERDAY);
  });

  test('reports what somebody else used with the key as a drift', async () => {
    const { owner, admin } = await withAdminApi();
    admin.completions = [billed(YESTERDAY, 50_000, 900, 'gpt-4o')];
    admin.costs = { [YESTERDAY]: 1.5 };
    const { body } = await owner.call('GET', '/api/reconciliation');
    expect(body).toMatchObject({ within: false, data: [{ model: 'gpt-4o', drift_tokens: 50_900, within: false }] });
    expect(body.worst).toMatchObject({ day: YESTERDAY, percent: 100, within: false });
    expect(body.days.at(-1)).toMatchObject({ day: YESTERDAY, drift_usd: 1.5, within: false });
  });

  test('ignores calls that were never served, and counts unmeasured ones apart', async () => {
    const { owner } = await withAdminApi();
    owner.clock.set(Date.parse('2026-11-22T12:00:00Z'));
    await calls(owner, 1, { outcome: 'upstream_refused', cost: 0 });
    await calls(owner, 1, { outcome: 'upstream_unreachable', cost: 0 });
    await calls(owner, 2, { outcome: 'ok', cost: 500, incident: 'uncertain' });
    await owner.call('POST', '/api/incidents/1/refund', {});
    owner.clock.set(Date.parse('2026-11-23T03:00:00Z'));
    const { body } = await owner.call('GET', '/api/reconciliation');
    expect(body.data).toMatchObject([{ ours: { requests: 2, input_tokens: 20, cost_usd: 5e-7 } }]);
  });

  test.each([
    ['less than its bound', 0.02, true],
    ['more than its bound, because the provider did not stop', 0.08, false],
  ])('accepts that a call cancelled at a hang-up is billed %s: %d', async (_what, billedUsd, within) => {
    const { owner, admin } = await withAdminApi();
    owner.clock.set(Date.parse('2026-11-22T12:00:00Z'));
    await calls(owner, 1, { outcome: 'cancelled', unmeasured: true, cost: 50_000_000 });
    admin.completions = [billed(YESTERDAY, 2000, 10_000)];
    admin.costs = { [YESTERDAY]: billedUsd };
    owner.clock.set(Date.parse('2026-11-23T03:00:00Z'));
    const { body } = await owner.call('GET', '/api/reconciliation');
    expect(body).toMatchObject({ within, data: [{ ours: { requests: 1, unmeasured: 1, cost_usd: 0.05 } }] });
    expect(body.days.at(-1)).toMatchObject({ day: YESTERDAY, ours_usd: 0.05, billed_usd: billedUsd, within });
  });

  test('includes embeddings and moderations', async () => {
    const { owner, admin } = await withAdminApi();
    admin.embeddings = [{ day: YESTERDAY, model: 'text-embedding-3-small', input_tokens: 70, num_model_requests: 2 }];
    admin.moderations = [{ day: YESTERDAY, model: 'omni-moderation', input_tokens: 7, num_model_requests: 1 }];
    const { body } = await owner.call('GET', '/api/reconciliation');
    expect(body.data).toMatchObject([
      { model: 'omni-moderation', theirs: { requests: 1, input_tokens: 7 } },
      { model: 'text-embedding-3-small', theirs: { requests: 2, input_tokens: 70, output_tokens: 0 } },
    ]);
  });

  test('includes the calls of speech', async () => {
    const { owner, admin } = await withAdminApi();
    admin.speeches = [{ day: YESTERDAY, model: 'tts-1', characters: 100_000, num_model_requests: 25 }];
    const { body } = await owner.call('GET', '/api/reconciliation');
    expect(body.data).toMatchObject([{ model: 'tts-1', theirs: { requests: 25, input_tokens: 0 } }]);
  });

  test('goes on without the list of speech once OpenAI has closed it', async () => {
    const { owner, admin } = await withAdminApi();
    admin.speeches = null;
    admin.moderations = [{ day: YESTERDAY, model: 'omni-moderation', input_tokens: 7, num_model_requests: 1 }];
    const { body } = await owner.call('GET', '/api/reconciliation');
    expect(body.data).toMatchObject([{ model: 'omni-moderation' }]);
  });

  test('reads all pages of every list', async () => {
    const { owner, admin } = await withAdminApi();
    admin.daysPerPage = 3;
    const days = Array.from({ length: 20 }, (_, n) => `2026-11-${String(n + 1).padStart(2, '0')}`);
    admin.completions = days.map((day) => billed(day, 100, 10));
    admin.costs = Object.fromEntries(days.map((day) => [day, 0.25]));
    const { body } = await owner.call('GET', '/api/reconciliation?from=2026-11-01&to=2026-11-20');
    expect(body.data.map((row: { day: string }) => row.day)).toEqual(days);
    expect(body.days.every((row: { billed_usd: number }) => row.billed_usd === 0.25)).toBe(true);
    expect(admin.requests).toHaveLength(5 * 7);
    expect(admin.requests.filter(({ query }) => query.get('page') === 'page_18')).toHaveLength(5);
  });

  test('reports no drift in money for a day that is not billed yet', async () => {
    const { owner, admin } = await withAdminApi();
    admin.costs = { [YESTERDAY]: null };
    const { body } = await owner.call('GET', '/api/reconciliation');
    expect(body.days.at(-1)).toMatchObject({ day: YESTERDAY, billed_usd: null, drift_usd: null, within: true });
    expect(body.days.at(-2)).toMatchObject({ billed_usd: 0 });
  });
});

describe('a complete day that drifts', () => {
  const incidentsOf = async ({ owner }: Setting): Promise<{ id: number; detail: string; closed_at: string | null }[]> =>
    (await owner.call('GET', '/api/incidents')).body.data;
  const drift = (day: string) =>
    `on ${day} the provider's counts and the ledger's differ by more than 2 %: see jigap reconcile --from ${day} --to ${day}`;

  test('raises one incident for money and one for the tokens of a model, and none for today', async () => {
    const setting = await withAdminApi();
    const { owner, admin, daily, logged } = setting;
    admin.costs = { '2026-11-20': 1.5, [TODAY]: 1.5 };
    admin.completions = [billed(YESTERDAY, 50_000, 900, 'gpt-4o'), billed('2026-11-21', 900, 100, 'gpt-4o')];
    expect(await incidentsOf(setting)).toEqual([]);
    await owner.call('GET', `/api/reconciliation?to=${TODAY}`);
    const found = [{ kind: 'bill_drift', detail: drift(YESTERDAY) }, { detail: drift('2026-11-20') }];
    expect(await incidentsOf(setting)).toMatchObject(found);
    for (const { detail } of found) expect(incidentNoteIn('ko', detail)).toContain('장부가 2% 넘게 달라요');
    await owner.call('GET', '/api/reconciliation');
    await daily();
    expect(await incidentsOf(setting)).toMatchObject(found);
    expect(logged.map((line) => JSON.parse(line).day)).toEqual(['2026-11-20', YESTERDAY]);
  });

  test('raises no incident again after it was closed', async () => {
    const setting = await withAdminApi();
    const { owner, admin, daily } = setting;
    admin.costs = { [YESTERDAY]: 1.5 };
    await daily();
    expect(await incidentsOf(setting)).toMatchObject([{ detail: drift(YESTERDAY), closed_at: null }]);
    await owner.call('POST', '/api/incidents/1/close');
    await daily();
    await owner.call('GET', '/api/reconciliation');
    expect(await incidentsOf(setting)).toMatchObject([{ id: 1, closed_at: expect.any(String) }]);
  });

  test('raises no incident when it ended before jigap was installed', async () => {
    const setting = await withAdminApi();
    const { owner, admin } = setting;
    await owner.store.journal.noteStart(Date.parse(`${YESTERDAY}T12:00:00Z`));
    admin.costs = { '2026-11-20': 1.5, [YESTERDAY]: 1.5 };
    const { body } = await owner.call('GET', '/api/reconciliation');
    expect(body.days.filter(({ within }: { within: boolean }) => !within)).toHaveLength(2);
    expect(await incidentsOf(setting)).toMatchObject([{ detail: drift(YESTERDAY) }]);
  });

  test('raises an incident when it ended while the server was down', async () => {
    const setting = await withAdminApi();
    const { owner, admin, daily } = setting;
    await daily();
    owner.clock.advance(6 * 86_400_000);
    admin.costs = { '2026-11-24': 1.5 };
    await daily();
    expect(await incidentsOf(setting)).toMatchObject([{ detail: drift('2026-11-24') }]);
    expect(new Set(admin.requests.map(({ query }) => Number(query.get('start_time')) * 1000))).toEqual(
      new Set([Date.parse('2026-11-21'), Date.parse(YESTERDAY)]),
    );
  });
});

describe('the request to the provider', () => {
  test('asks for the last 7 complete UTC days with the admin key, and sends nothing else', async () => {
    const { owner, admin } = await withAdminApi();
    const { body } = await owner.call('GET', '/api/reconciliation');
    expect(body).toMatchObject({ from: '2026-11-16', to: YESTERDAY, within: true, worst: null, data: [] });
    expect(body.days).toHaveLength(7);
    expect(new Set(admin.requests.map(({ path }) => path))).toEqual(
      new Set([
        '/v1/organization/usage/completions',
        '/v1/organization/usage/embeddings',
        '/v1/organization/usage/moderations',
        '/v1/organization/usage/audio_speeches',
        '/v1/organization/costs',
      ]),
    );
    for (const { query, headers, path } of admin.requests) {
      expect(query.get('start_time')).toBe(String(Date.parse('2026-11-16') / 1000));
      expect(query.get('end_time')).toBe(String(Date.parse(TODAY) / 1000));
      expect(query.getAll('group_by[]')).toEqual(groups(path));
      expect(query.has('project_ids[]')).toBe(false);
      expect(headers.authorization).toBe(`Bearer ${ADMIN_KEY}`);
      expect(headers).not.toHaveProperty('openai-organization');
      expect(headers).not.toHaveProperty('openai-project');
    }
  });

  test('asks for one project when it is set', async () => {
    const { owner, admin } = await withAdminApi({ project: 'proj_class' });
    await owner.call('GET', '/api/reconciliation');
    expect(admin.requests.map(({ query }) => query.getAll('project_ids[]'))).toEqual(Array(5).fill(['proj_class']));
  });
});

describe('an error of the provider', () => {
  test('is answered with 409 without an admin key', async () => {
    const { call } = await startApi();
    const answer = await call('GET', '/api/reconciliation');
    expect(answer).toMatchObject(errorAnswer(409, 'no_admin_key', null));
    expect(answer.body.error.message).toContain('OPENAI_ADMIN_KEY is not set');
  });

  test('is answered without the account when the key may not read usage', async () => {
    const { owner } = await withAdminApi({ key: 'sk-another-key' });
    const answer = await owner.call('GET', '/api/reconciliation');
    expect(answer).toMatchObject(errorAnswer(502, 'bill_unreadable', null));
    expect(answer.body.error.message).toContain('refuses OPENAI_ADMIN_KEY');
    expectNoSecret(answer.text);
  });

  const BUCKET = { object: 'bucket', start_time: 1_795_305_600, end_time: 1_795_392_000 };
  const pageWith = (result: object) => ({
    status: 200,
    body: { object: 'page', data: [{ ...BUCKET, results: [result] }], has_more: false, next_page: null },
  });

  test.each<[string, { status: number; body: unknown; headers?: Record<string, string> }, RegExp]>([
    ['a refusal', refused(403, 'Missing scopes: api.usage.read'), /refuses OPENAI_ADMIN_KEY/],
    ['a bad query', refused(400, 'unsupported'), /cannot be understood/],
    ['no such list', refused(404, 'nothing here'), /cannot be understood/],
    ['too many requests', { ...refused(429, 'slow down'), headers: { 'x-should-retry': 'false' } }, /fewer requests/],
    ['a failure', { ...refused(500, 'oops'), headers: { 'x-should-retry': 'false' } }, /does not answer/],
    ['another address', { status: 302, body: '', headers: { location: 'http://127.0.0.1:9/' } }, /does not answer/],
    ['another page', { status: 200, body: '<html>', headers: { 'content-type': 'text/html' } }, /understood/],
    ['counts that are text', pageWith({ model: 'm', input_tokens: '12', num_model_requests: 1 }), /understood/],
    ['counts below zero', pageWith({ model: 'm', input_tokens: -1, num_model_requests: 1 }), /understood/],
    ['no model', pageWith({ model: null, input_tokens: 1, num_model_requests: 1 }), /understood/],
    ['a list without an end', { status: 200, body: { data: [], has_more: true, next_page: 'again' } }, /understood/],
  ])('is answered in our own words: %s', async (_what, trouble, text) => {
    const { owner, admin } = await withAdminApi();
    admin.trouble = trouble;
    const answer = await owner.call('GET', '/api/reconciliation');
    expect(answer).toMatchObject(errorAnswer(502, 'bill_unreadable', null));
    expect(answer.body.error.message).toMatch(text);
    expectNoSecret(answer.text);
  });

  test.each(['gzip', 'br', 'zstd'])(
    'is reported for a bill encoded in %s, which is neither decoded nor requested again',
    async (coding) => {
      const { owner, admin } = await withAdminApi();
      admin.trouble = { status: 200, body: '{"data":[],"has_more":false}', headers: { 'content-encoding': coding } };
      const answer = await owner.call('GET', '/api/reconciliation');
      expect(answer).toMatchObject(errorAnswer(502, 'bill_unreadable', null));
      expect(answer.body.error.message).toMatch(/cannot be understood/);
      expect(new Set(admin.requests.map(({ path }) => path)).size).toBe(admin.requests.length);
      expect(new Set(admin.requests.map(({ headers }) => headers['accept-encoding']))).toEqual(new Set(['identity']));
    },
  );

  test('is reported for a bill in another currency', async () => {
    const { owner, admin } = await withAdminApi();
    admin.trouble = pageWith({ model: 'm', input_tokens: 1, amount: { value: 1, currency: 'eur' } });
    expect(await owner.call('GET', '/api/reconciliation')).toMatchObject(errorAnswer(502, 'bill_unreadable', null));
  });

  function expectNoSecret(text: string): void {
    for (const secret of SECRETS) expect(text).not.toContain(secret);
  }
});

test.each([
  ['from=2026-11-22&to=2026-11-21', 'from'],
  ['from=2026-02-30', 'from'],
  ['to=2026-11-24', 'to'],
  ['from=2026-01-01', 'from'],
])('the reconciliation refuses the days %s before it reads a bill', async (query, param) => {
  const { owner, admin } = await withAdminApi();
  expect(await owner.call('GET', `/api/reconciliation?${query}`)).toMatchObject(
    errorAnswer(400, 'invalid_value', param),
  );
  expect(admin.requests).toEqual([]);
});
