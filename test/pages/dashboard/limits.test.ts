import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { pagesOf, type TestBrowser } from '../test-browser.ts';
import { CLASSES_PATH, classClient } from './class-client.ts';

let app: RunningApp;
let owner: TestBrowser;
beforeAll(async () => {
  app = await startApp({ env: { JIGAP_ALLOWED_MODELS: 'gpt-3.5-turbo,gpt-4o-mini,gpt-6-sol', JIGAP_LANGUAGE: 'en' } });
  owner = await pagesOf(app).owner();
});
afterAll(() => app.stop());

const api = classClient(() => app);
const TOKENS = { new_limit: '200,000', new_unit: 'tokens', new_period: 'day', new_model: ['gpt-4o-mini'] };
const ROW = { period: 'day', unit: 'tokens', limit: 200_000, limit_usd: null, selector: { models: ['gpt-4o-mini'] } };

describe('a class', () => {
  let path: string;
  let id: number;
  beforeEach(async () => {
    id = await api.createClass({ budgets: [{ period: 'month', limit_usd: 12 }] });
    path = `${CLASSES_PATH}/${id}`;
  });

  it('gets a limit of tokens for each student, which the form of its money leaves alone', async () => {
    const { location } = await owner.post(`${path}/limits`, { ...TOKENS, whom: 'class-student' });
    expect(location).toBe(`${path}?done=limit_set`);
    expect((await api.getClass(id)).student_budgets).toEqual([{ ...ROW, carry_over: false }]);
    const { text } = await owner.get(path);
    expect(text).toContain('200,000 tokens of gpt-4o-mini a day');
    await owner.post(`${path}/budgets`, { budgets_week: '3', student_budgets_week: '0.5' });
    const { budgets, student_budgets } = await api.getClass(id);
    expect(budgets).toMatchObject([{ period: 'week', unit: 'money', limit_usd: 3 }]);
    expect(student_budgets).toMatchObject([ROW, { period: 'week', unit: 'money', limit_usd: 0.5 }]);
    expect(student_budgets).toHaveLength(2);
  });

  it('gets one of its own in money for a model, shown with a bar, and removed by its button', async () => {
    const limit = { new_limit: '0.10', new_unit: 'money', new_period: 'week', new_model: ['gpt-6-sol'], whom: 'class' };
    await owner.post(`${path}/limits`, limit);
    const [, budget] = (await api.getClass(id)).budgets;
    expect(budget).toMatchObject({ unit: 'money', limit_usd: 0.1, selector: { models: ['gpt-6-sol'] } });
    const { text } = await owner.get(path);
    expect(text).toContain('This week · gpt-6-sol');
    expect(text).toContain('$0.10 for gpt-6-sol a week');
    const { location } = await owner.post(`${path}/limits/${budget?.id}/remove`, {});
    expect(location).toBe(`${path}?done=limit_removed`);
    expect((await api.getClass(id)).budgets).toHaveLength(1);
  });

  it('does not remove the budget of another class', async () => {
    const other = await api.createClass({ budgets: [{ period: 'day', unit: 'tokens', limit: 9 }] });
    const [budget] = (await api.getClass(other)).budgets;
    expect((await owner.post(`${path}/limits/${budget?.id}/remove`, {})).status).toBe(404);
    expect((await api.getClass(other)).budgets).toHaveLength(1);
  });

  it.each([
    [{ ...TOKENS, new_limit: '1.5' }, 'Enter a whole number from 0 to 1,000,000,000,000.'],
    [{ ...TOKENS, new_limit: 'many' }, 'Enter a whole number from 0 to 1,000,000,000,000.'],
    [{ ...TOKENS, new_endpoint: 'embeddings' }, 'Choose models or an endpoint, not both.'],
    [{ ...TOKENS, new_model: ['gpt-4o-minI'] }, 'Did you mean gpt-4o-mini?'],
    [{ ...TOKENS, new_model: ['sk-proj-secret-of-the-owner'] }, 'must not look like a key'],
  ])('shows %j again with what is wrong', async (form, problem) => {
    const { status, text } = await owner.post(`${path}/limits`, { ...form, whom: 'class' });
    expect(status).toBe(422);
    expect(text).toContain(problem);
    expect(text).toMatch(/<option value="tokens" selected>/);
    expect((await api.getClass(id)).budgets).toHaveLength(1);
  });

  it('says of a limit of images that no model that draws is allowed', async () => {
    const limit = { new_limit: '1', new_unit: 'images', new_period: 'day', whom: 'class-student' };
    await owner.post(`${path}/limits`, limit);
    expect((await owner.get(path)).text).toContain('No model that students may use now draws images');
  });
});

describe('a student', () => {
  it('gets, keeps and loses a limit of calls of an endpoint, apart from the money of the period', async () => {
    const { json } = await app.api('POST', '/api/students', {
      name: 'Kim',
      budgets: [{ period: 'day', limit_usd: 1 }],
    });
    const path = `/dashboard/students/${json.id}`;
    const limit = { new_limit: '50', new_unit: 'calls', new_period: 'day', new_endpoint: 'embeddings' };
    expect((await owner.post(`${path}/limits`, limit)).location).toBe(`${path}?done=limit_set`);
    const page = await owner.get(path);
    expect(page.text).toContain('Today · calls to embeddings · set for this student');
    const kind = { period: 'day', unit: 'calls', selector: 'endpoint:embeddings' };
    await owner.post(`${path}/budgets`, { ...kind, limit_day_calls_endpoint_embeddings: '60' });
    await owner.post(`${path}/budgets`, { period: 'day', limit_day: '2' });
    const { budgets } = (await app.api('GET', `/api/students/${json.id}`)).json;
    expect(budgets).toMatchObject([
      { unit: 'money', limit_usd: 2 },
      { unit: 'calls', limit: 60, selector: { endpoint: 'embeddings' } },
    ]);
    expect((await owner.post(`${path}/budgets/${budgets[1].id}/remove`, {})).location).toBe(
      `${path}?done=limit_removed`,
    );
    expect((await app.api('GET', `/api/students/${json.id}`)).json.budgets).toMatchObject([
      { unit: 'money', limit_usd: 2 },
    ]);
  });
});

describe('the wallet', () => {
  it('keeps its limit of a model when its money is changed', async () => {
    await owner.post('/dashboard/wallet/limits', { ...TOKENS, new_model: ['gpt-6-sol'] });
    expect((await owner.get('/dashboard/wallet')).text).toContain('200,000 tokens of gpt-6-sol a day');
    await owner.post('/dashboard/wallet', { limits_month: '7' });
    const { data } = (await app.api('GET', '/api/budgets?scope=wallet')).json;
    expect(data).toMatchObject([
      { period: 'day', unit: 'tokens', limit: 200_000, selector: { models: ['gpt-6-sol'] } },
      { period: 'month', unit: 'money', limit_usd: 7 },
    ]);
  });
});

it('the audit says the limit in its unit, and which calls it counts', async () => {
  const id = await api.createClass({});
  await owner.post(`${CLASSES_PATH}/${id}/limits`, { ...TOKENS, whom: 'class' });
  const { text } = await owner.get('/dashboard/audit');
  expect(text).toContain('200,000 tokens');
  expect(text).not.toContain('200_000');
  const [entry] = (await app.api('GET', '/api/audit?limit=1')).json.data;
  expect(entry).toMatchObject({
    action: 'budget.set',
    after: { unit: 'tokens', limit: 200_000, selector: { models: ['gpt-4o-mini'] } },
  });
});
