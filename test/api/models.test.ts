import { describe, expect, test } from 'vitest';
import { startApi, type TestApi } from './api-fixture.ts';

const PATH = '/api/models';
const AUDITED = 'models.update';

function refusal(name: string, changes: object = {}) {
  const where = { studentId: 1, tokenId: 1, model: name, endpoint: 'chat', reason: 'modelNotAllowed', status: 404 };
  return { at: 0, times: 1, listed: true, ...where, ...changes };
}

async function errorOf({ call }: TestApi, method: string, body: object): Promise<[number, string, string, string]> {
  const { status, body: answer } = await call(method, PATH, body);
  return [status, answer.error.code, answer.error.param, answer.error.message];
}

describe('GET /api/models', () => {
  test('says what is allowed, where that comes from, and what there is to choose from', async () => {
    const { call } = await startApi();
    const { status, body } = await call('GET', PATH);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...{ source: 'environment', version: 0, changed_at: null, changed_by: null, not_served: [] },
      ...{ allowed: ['gpt-3.5-turbo', 'gpt-4o-mini'], aliases: {} },
      environment: { allowed: ['gpt-3.5-turbo', 'gpt-4o-mini'], aliases: {} },
    });
    expect(body.served.map(({ name }: { name: string }) => name)).toEqual(['gpt-3.5-turbo', 'gpt-4o-mini']);
    const model = body.catalogue.find(({ id }: { id: string }) => id === 'text-embedding-3-small');
    expect(model).toMatchObject({ endpoints: ['embeddings'], input_usd: 0.000001, warning: null });
  });
});

describe('PATCH /api/models', () => {
  test('allows, aliases and disallows names, each change with the owner in the audit', async () => {
    const { call } = await startApi();
    await call('PATCH', PATH, { allow: ['text-embedding-3-small'], aliases: { 'gpt-4o': 'gpt-4o-mini' } });
    const { body } = await call('PATCH', PATH, { disallow: ['gpt-3.5-turbo'], version: 1 });
    expect(body).toMatchObject({
      ...{ source: 'owner', version: 2, changed_by: 'owner', changed_at: expect.stringMatching(/Z$/) },
      ...{ allowed: ['gpt-4o-mini', 'gpt-4o', 'text-embedding-3-small'], aliases: { 'gpt-4o': 'gpt-4o-mini' } },
    });
    expect((await call('PATCH', PATH, { aliases: { 'gpt-4o': null } })).body.aliases).toEqual({});
    const { data } = (await call('GET', '/api/audit')).body;
    expect(data.map(({ actor, action }: { actor: string; action: string }) => [actor, action])).toEqual([
      ['owner', AUDITED],
      ['owner', AUDITED],
      ['owner', AUDITED],
    ]);
    expect(data[2]).toMatchObject({
      before: { allowed_models: ['gpt-3.5-turbo', 'gpt-4o-mini'], model_aliases: [], model_source: 'environment' },
      after: { model_aliases: ['gpt-4o=gpt-4o-mini'], model_source: 'owner' },
    });
  });

  test.each<[object, number, string, string | null]>([
    [{ allow: ['gpt-7'] }, 400, 'invalid_value', 'allow'],
    [{ allow: ['gpt-4o-mimi'] }, 400, 'invalid_value', 'allow'],
    [{ allow: ['sk-proj-0123456789'] }, 400, 'invalid_value', 'allow'],
    [{ disallow: ['gpt-4o'] }, 400, 'invalid_value', 'disallow[0]'],
    [{ disallow: ['gpt-3.5-turbo', 'gpt-4o-mini'] }, 400, 'invalid_value', 'disallow'],
    [{ aliases: { a: 'b' } }, 400, 'invalid_value', 'aliases'],
    [{ aliases: { 'gpt-4o': 'gpt-4o' } }, 400, 'invalid_value', 'aliases'],
    [{ aliases: { a: 'gpt-3.5-turbo', 'gpt-3.5-turbo': 'gpt-4o-mini' } }, 400, 'invalid_value', 'aliases'],
    [{ aliases: { 'gpt-4o-mini': 'text-embedding-3-small' } }, 400, 'invalid_value', 'aliases'],
    [{ aliases: { ['x'.repeat(101)]: 'gpt-4o-mini' } }, 400, 'invalid_value', 'aliases'],
    [{ aliases: { 'a b': 'gpt-4o-mini' } }, 400, 'invalid_value', 'aliases'],
    [{ version: 7, allow: ['gpt-3.5-turbo'] }, 409, 'conflict', null],
    [{ allow: 'gpt-4o-mini' }, 400, 'invalid_value', 'allow'],
    [{ nothing: true }, 400, 'unknown_field', 'nothing'],
  ])('refuses %j, and changes nothing', async (body, status, code, param) => {
    const api = await startApi();
    const [gotStatus, , gotParam, message] = await errorOf(api, 'PATCH', body);
    expect([gotStatus, gotParam]).toEqual([status, param]);
    expect(code.length).toBeGreaterThan(0);
    expect(message).not.toContain('sk-proj');
    expect((await api.call('GET', PATH)).body.version).toBe(0);
    expect((await api.call('GET', '/api/audit')).body.data).toEqual([]);
  });

  test('names the model that was perhaps meant, in the language of the client', async () => {
    const { call } = await startApi();
    const messageOf = async (language: string) =>
      (await call('PATCH', PATH, { allow: ['gpt-4o-mimi'] }, { 'accept-language': language })).body.error.message;
    expect(await messageOf('en')).toContain('Did you mean gpt-4o-mini?');
    expect(await messageOf('ko')).toContain('혹시 gpt-4o-mini 모델입니까?');
  });
});

describe('PUT and DELETE /api/models', () => {
  test('set everything at once, and go back to the environment', async () => {
    const { call } = await startApi();
    const set = await call('PUT', PATH, { allowed: ['lecture', 'gpt-4o-mini'], aliases: { lecture: 'gpt-4o-mini' } });
    expect(set.body).toMatchObject({ source: 'owner', allowed: ['lecture', 'gpt-4o-mini'] });
    const reset = await call('DELETE', PATH);
    expect([reset.status, reset.body]).toMatchObject([200, { source: 'environment', version: 2 }]);
  });

  test('refuse an alias that nobody could name', async () => {
    const body = { allowed: ['gpt-4o-mini'], aliases: { lecture: 'gpt-4o-mini' } };
    expect(await errorOf(await startApi(), 'PUT', body)).toMatchObject([400, 'invalid_value', 'aliases', /"lecture"/]);
  });
});

test('GET /api/models/refused offers the cheapest model in use at the endpoint for each name', async () => {
  const { call, store, clock } = await startApi();
  const at = clock.now();
  await store.records.noteRefusals([
    refusal('gpt-4o', { at, times: 3 }),
    refusal('gpt-3.5-turbo', { at }),
    refusal('text-embedding-ada-002', { at, endpoint: 'embeddings' }),
    refusal('gpt-4.1', { at: at - 8 * 24 * 60 * 60 * 1000 }),
  ]);
  const { data } = (await call('GET', '/api/models/refused')).body;
  expect(data).toMatchObject([
    { name: 'gpt-4o', times: 3, students: 1, offer: { is_in_use: true, endpoints: ['chat'] } },
    { name: 'text-embedding-ada-002', offer: { model: 'text-embedding-3-small', is_in_use: false } },
  ]);
});
