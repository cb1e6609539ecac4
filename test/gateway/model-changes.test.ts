import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type AppFixture, CHAT, STREAM, startAppFixture } from '../support/app-fixture.ts';
import { startApp } from '../support/running-app.ts';
import { type Script, wellBehaved } from '../support/scripted-upstream.ts';
import { tempFolderForThisTest } from '../support/temp-folder.ts';

const MODELS = '/api/models';
const ENVIRONMENT = { JIGAP_ALLOWED_MODELS: 'gpt-3.5-turbo', JIGAP_MODEL_ALIASES: 'gpt-3.5-turbo=gpt-6-luna' };
const CALLS = 50;

const waits: Script = async (call, act) => {
  await act.gate('changed');
  await wellBehaved(call, act);
};

async function change({ app }: Pick<AppFixture, 'app'>, body: object): Promise<void> {
  expect(await app.api('PATCH', MODELS, body)).toMatchObject({ status: 200 });
}

/** "gpt-6-luna@2026-10-01" -> "gpt-6-luna" */
function pricedModel({ priceVersion }: { readonly priceVersion: string }): string {
  return priceVersion.split('@')[0] ?? '';
}

describe('a change of the models while calls run', () => {
  test('reaches the next call at once, and none of 50 in flight: their model, price, hold and cost stay', async () => {
    const fixture = await startAppFixture({ env: ENVIRONMENT });
    const student = await fixture.addStudent();
    fixture.upstream.always(waits);
    const clients = await Promise.all(
      Array.from({ length: CALLS }, (_, call) => fixture.ask(student, call % 2 === 0 ? CHAT : STREAM)),
    );
    await fixture.callsInFlight(CALLS);
    await fixture.upstream.called(CALLS);
    const before = await fixture.moneyOf('wallet');
    expect(before.held).toBeGreaterThan(0);

    await change(fixture, { aliases: { 'gpt-3.5-turbo': 'gpt-5.2' } });
    expect(await fixture.moneyOf('wallet')).toEqual(before);
    expect((await fixture.callWith(wellBehaved, student, CHAT)).status).toBe(200);
    await change(fixture, { disallow: ['gpt-3.5-turbo'], allow: ['gpt-4o'] });
    expect((await fixture.call(student, CHAT)).status).toBe(404);
    expect((await fixture.callWith(wellBehaved, student, { ...CHAT, model: 'gpt-4o' })).status).toBe(200);

    fixture.upstream.open('changed');
    for (const client of clients) {
      expect((await client.response()).status).toBe(200);
      client.hangUp();
    }
    await fixture.settled();
    const records = await fixture.recordsOf(student);
    expect(records.map(pricedModel)).toEqual(records.map(({ servedModel }) => servedModel));
    const counts = Object.entries(Object.groupBy(records, pricedModel)).map(([model, rows]) => [model, rows?.length]);
    expect(Object.fromEntries(counts)).toEqual({ 'gpt-6-luna': CALLS, 'gpt-5.2': 1, 'gpt-4o': 1 });
    expect(new Set(records.filter((record) => pricedModel(record) === 'gpt-6-luna').map(({ cost }) => cost)).size).toBe(
      1,
    );
    expect((await fixture.app.api('POST', '/api/check')).json).toMatchObject({ ok: true, faults: [] });
    await fixture.stop();
  });

  test('never mixes two versions in one call, however often they change', async () => {
    const fixture = await startAppFixture({ env: ENVIRONMENT });
    const student = await fixture.addStudent();
    const models = ['gpt-6-luna', 'gpt-5.2', 'gpt-4o-mini', 'gpt-5.4-nano'];
    const changes = (async () => {
      for (let round = 0; round < 24; round++) {
        await change(fixture, { aliases: { 'gpt-3.5-turbo': models[round % models.length] } });
      }
    })();
    await Promise.all(Array.from({ length: 40 }, () => fixture.call(student, CHAT)));
    await changes;
    await fixture.settled();
    const records = await fixture.recordsOf(student);
    const sent = fixture.upstream.calls.map(({ json }) => (json as { readonly model: string }).model);
    expect(records.map(({ servedModel }) => servedModel).sort()).toEqual(sent.sort());
    expect(records.map(pricedModel)).toEqual(records.map(({ servedModel }) => servedModel));
    expect(records.length).toBe(40);
    await fixture.stop();
  });
});

describe('after a change of the models', () => {
  test('every door of a student shows and serves the new ones', async () => {
    const fixture = await startAppFixture({ env: ENVIRONMENT });
    const student = await fixture.addStudent();
    const get = async (path: string) => {
      const headers = { authorization: `Bearer ${student.token}` };
      const response = await fetch(fixture.app.url + path, { headers });
      return { status: response.status, json: JSON.parse(await response.text()) };
    };
    await change(fixture, { disallow: ['gpt-3.5-turbo'], aliases: { 'gpt-4o': 'gpt-6-luna' } });
    expect((await get('/v1/models')).json.data).toMatchObject([{ id: 'gpt-4o' }]);
    expect((await get('/v1/models/gpt-4o')).status).toBe(200);
    expect((await get('/v1/models/gpt-3.5-turbo')).status).toBe(404);
    expect((await get('/v1/usage')).json.models).toEqual(['gpt-4o']);
    const dry = await fixture.call(student, { ...CHAT, model: 'gpt-4o' }, '/v1/dry-run/chat/completions');
    expect(JSON.parse(dry.body.toString())).toMatchObject({ model: 'gpt-4o', served_model: 'gpt-6-luna' });
    const refused = await fixture.call(student, STREAM);
    expect([refused.status, refused.body.toString()]).toEqual([404, expect.stringContaining('gpt-4o')]);
    await fixture.stop();
  });

  test('a restart keeps them, and another value of the environment does not win', async () => {
    const databasePath = join(tempFolderForThisTest(), 'jigap.db');
    const first = await startApp({ env: ENVIRONMENT, databasePath });
    await change({ app: first }, { allow: ['gpt-5.2'] });
    await first.stop();
    const second = await startApp({ env: { JIGAP_ALLOWED_MODELS: 'gpt-4o' }, databasePath });
    onTestFinished(() => second.stop());
    expect((await second.api('GET', MODELS)).json).toMatchObject({
      ...{ source: 'owner', allowed: ['gpt-3.5-turbo', 'gpt-5.2'], aliases: { 'gpt-3.5-turbo': 'gpt-6-luna' } },
      environment: { allowed: ['gpt-4o'], aliases: {} },
    });
    const { token } = await second.newStudent();
    expect((await second.chat(token, { ...CHAT, model: 'gpt-5.2' })).status).toBe(200);
    expect((await second.chat(token, { ...CHAT, model: 'gpt-4o' })).status).toBe(404);
    expect((await second.api('DELETE', MODELS)).json.allowed).toEqual(['gpt-4o']);
    expect((await second.chat(token, { ...CHAT, model: 'gpt-4o' })).status).toBe(200);
  });
});

describe('a name that an SDK uses by default', () => {
  test('is kept with its refusal, and served after one change; other names are kept nowhere', async () => {
    const app = await startApp({ env: ENVIRONMENT });
    onTestFinished(() => app.stop());
    const { token } = await app.newStudent();
    const ask = (model: string) => app.chat(token, { ...CHAT, model });
    for (const model of ['gpt-4o', 'gpt-7-mini', 'my-secret-plan', 'sk-proj-0123456789abcdef']) {
      expect((await ask(model)).status).toBe(404);
    }
    const refused = async () => (await app.api('GET', `${MODELS}/refused`)).json.data;
    await expect.poll(async () => (await refused()).length, { timeout: 120_000 }).toBe(2);
    expect(await refused()).toMatchObject([
      { name: 'gpt-4o', endpoint: 'chat', times: 1, students: 1, offer: { model: 'gpt-6-luna', is_in_use: true } },
      { name: 'gpt-7-mini', offer: { model: 'gpt-6-luna' } },
    ]);
    expect(app.logLines.join('\n')).not.toMatch(/secret-plan|sk-proj-0123/);
    await change({ app }, { aliases: { 'gpt-7-mini': 'gpt-6-luna' } });
    expect((await ask('gpt-7-mini')).status).toBe(200);
    expect(await refused()).toMatchObject([{ name: 'gpt-4o' }]);
  });

  test('reaches no class whose own list does not have it', async () => {
    const app = await startApp({ env: ENVIRONMENT });
    onTestFinished(() => app.stop());
    const { json } = await app.api('POST', '/api/classes', { name: 'AI', allowed_models: ['gpt-3.5-turbo'] });
    const { token } = await app.newStudent({ classId: json.id });
    await change({ app }, { aliases: { 'gpt-4o': 'gpt-6-luna' } });
    expect((await app.chat(token, { ...CHAT, model: 'gpt-4o' })).status).toBe(404);
    expect((await app.chat(token, CHAT)).status).toBe(200);
  });
});
