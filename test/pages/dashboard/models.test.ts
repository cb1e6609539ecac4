import { describe, expect, it } from 'vitest';
import { UPSTREAM_KEY } from '../../support/running-app.ts';
import { type PageAnswer, startPages } from '../test-browser.ts';

const PATH = '/dashboard/settings/models';
const SERVE = `${PATH}/serve`;
const ENVIRONMENT = { JIGAP_ALLOWED_MODELS: 'gpt-3.5-turbo', JIGAP_MODEL_ALIASES: 'gpt-3.5-turbo=gpt-6-luna' };

async function start() {
  const pages = await startPages({ env: ENVIRONMENT });
  const models = async () => (await pages.app.api('GET', '/api/models')).json;
  return { ...pages, models, owner: await pages.owner() };
}

function versionOn({ text }: PageAnswer): string {
  return /name="version" value="(-?\d+)"/.exec(text)?.[1] ?? '';
}

function textOf({ text }: PageAnswer): string {
  return text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
}

describe('the page of models', () => {
  it('shows the price list with boxes, the other names, and where the choice comes from', async () => {
    const { owner } = await start();
    const page = await owner.get(PATH);
    expect(page.status).toBe(200);
    expect(textOf(page)).toMatch(/In effect the values of the environment .* Last change none so far/);
    expect(page.text).toMatch(/<input type="checkbox" name="models" value="gpt-6-luna" *>/);
    expect(page.text).not.toMatch(/name="models" value="gpt-3\.5-turbo"/);
    expect(page.text).toMatch(/name="alias" value="gpt-3\.5-turbo"/);
    expect(page.text).toMatch(/<option value="gpt-6-luna" selected>gpt-6-luna · \$0\.10 in, \$0\.50 out</);
    expect((await owner.get(PATH, { headers: { 'accept-language': 'ko' } })).text).toContain('학생이 쓸 수 있는 모델');
  });

  it('saves ticks and rows, says who changed them, and goes back to the environment', async () => {
    const { owner, models } = await start();
    const version = versionOn(await owner.get(PATH));
    const rows = { alias: ['gpt-4o', '', ' lecture '], served: ['gpt-6-luna', '', 'gpt-5.2'] };
    const saved = await owner.post(PATH, { version, models: ['gpt-6-luna'], ...rows });
    expect(saved).toMatchObject({ status: 303, location: `${PATH}?done=models_changed` });
    expect(await models()).toMatchObject({
      ...{ source: 'owner', allowed: ['gpt-6-luna', 'gpt-4o', 'lecture'] },
      aliases: { 'gpt-4o': 'gpt-6-luna', lecture: 'gpt-5.2' },
    });
    const page = textOf(await owner.get(saved.location ?? ''));
    expect(page).toMatch(/Models saved.*your choice on this page.*by Owner.*The environment says gpt-3\.5-turbo/);
    expect(textOf(await owner.get('/dashboard/settings'))).toMatch(
      /gpt-4o → gpt-6-luna.*Not in effect: the models are/,
    );
    expect(textOf(await owner.get('/dashboard/audit'))).toMatch(/Models changed.*gpt-4o=gpt-6-luna/);
    await owner.post(`${PATH}/reset`);
    expect(await models()).toMatchObject({ source: 'environment', allowed: ['gpt-3.5-turbo'] });
  });

  it.each<[string, Record<string, string | string[]>, RegExp]>([
    ['nothing at all', {}, /Leave at least one model/],
    ['an unknown model', { models: ['gpt-7'] }, /“gpt-7” is not in the price list/],
    ['a name twice', { alias: ['a', 'a'], served: ['gpt-4o', 'gpt-5.2'] }, /“a” is there twice/],
    ['a name without a model', { alias: 'a', served: '' }, /Enter a name of 1 to 100/],
    [
      'an alias of an alias',
      { alias: ['a', 'gpt-4o'], served: ['gpt-4o', 'gpt-5.2'] },
      /served by another model itself/,
    ],
    ['other endpoints', { alias: 'text-embedding-ada-002', served: 'gpt-4o' }, /is a model for embeddings/],
    ['a key', { models: 'gpt-4o', alias: UPSTREAM_KEY, served: 'gpt-4o' }, /must not look like a key/],
  ])('shows %s again with what is wrong, and changes nothing', async (_what, fields, message) => {
    const { owner, models } = await start();
    const version = versionOn(await owner.get(PATH));
    const page = await owner.post(PATH, { version, ...fields });
    expect(page.status).toBe(422);
    expect(textOf(page)).toMatch(message);
    expect(await models()).toMatchObject({ version: 0, source: 'environment' });
  });

  it('refuses what was made on an old page, and shows what is allowed now', async () => {
    const { owner, app, models } = await start();
    const version = versionOn(await owner.get(PATH));
    await app.api('PATCH', '/api/models', { allow: ['gpt-5.2'] });
    const page = await owner.post(PATH, { version, models: 'gpt-4o' });
    expect(page.status).toBe(409);
    expect(textOf(page)).toContain('The models were changed somewhere else meanwhile.');
    expect(versionOn(page)).toBe('1');
    expect(page.text).toMatch(/value="gpt-5\.2" checked/);
    expect((await models()).allowed).toEqual(['gpt-3.5-turbo', 'gpt-5.2']);
  });

  it('is the owner’s alone, and its forms need the owner’s token of the page', async () => {
    const { owner, app, browser, models } = await start();
    const { token } = await app.newStudent();
    const student = browser();
    await student.post('/me/sign-in', { token });
    for (const guest of [browser(), student]) {
      for (const path of [PATH, `${SERVE}?name=gpt-4o`]) {
        expect((await guest.get(path)).location).toMatch(/^\/dashboard\/sign-in/);
      }
      for (const path of [PATH, SERVE, `${PATH}/reset`]) {
        expect((await guest.post(path, { models: 'gpt-4o', name: 'gpt-4o', served: 'gpt-4o' })).status).not.toBe(200);
      }
    }
    await owner.get(PATH);
    expect((await owner.post(SERVE, { csrf: 'wrong', name: 'gpt-4o', served: 'gpt-6-luna' })).status).toBe(403);
    expect((await app.api('GET', '/api/models')).status).toBe(200);
    expect((await fetch(`${app.url}/api/models`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(401);
    expect(await models()).toMatchObject({ version: 0 });
  });

  it('names the classes that are left without a model', async () => {
    const { owner, app } = await start();
    await app.api('POST', '/api/classes', { name: '<b>AI', allowed_models: ['gpt-3.5-turbo'] });
    await app.api('PUT', '/api/models', { allowed: ['gpt-5.2'] });
    expect((await owner.get(PATH)).text).toContain('these students cannot call: &lt;b&gt;AI.');
  });
});

describe('the offer to serve a refused name', () => {
  it('leads from the refusal over a page with its price to a served name', async () => {
    const { owner, app, models } = await start();
    const { token } = await app.newStudent();
    const messages = [{ role: 'user', content: 'Hi' }];
    expect((await app.chat(token, { model: 'gpt-4.1-mini', messages })).status).toBe(404);
    const refused = async () => textOf(await owner.get('/dashboard/calls/refused'));
    const offer =
      'gpt-4.1-mini · /v1/chat/completions · once by one student Serve it by gpt-6-luna $0.10 in, $0.50 out';
    await expect.poll(refused, { timeout: 120_000 }).toContain(offer);
    expect(textOf(await owner.get('/dashboard'))).toContain('Serve it by gpt-6-luna');
    const link = `${SERVE}?name=gpt-4.1-mini&endpoint=chat`;
    expect((await owner.get(PATH)).text).toContain(`href="${link.replace('&', '&amp;')}"`);
    const page = await owner.get(link);
    expect(textOf(page)).toContain('charged at its price: gpt-6-luna costs $0.10 in, $0.50 out per million tokens');
    expect(textOf(page)).toContain('gpt-4.1-mini itself costs $0.40 in, $1.60 out.');
    const fields = { name: 'gpt-4.1-mini', endpoint: 'chat', served: 'gpt-6-luna' };
    expect((await owner.post(SERVE, fields)).location).toBe(`${PATH}?done=model_served`);
    expect((await models()).aliases).toMatchObject({ 'gpt-4.1-mini': 'gpt-6-luna' });
    expect((await app.chat(token, { model: 'gpt-4.1-mini', messages })).status).toBe(200);
    expect(await refused()).not.toContain('Serve it by');
  });

  it('allows the model itself instead, and says so when it is sent twice', async () => {
    const { owner, models } = await start();
    await owner.get(`${SERVE}?name=gpt-4o`);
    const fields = { name: 'gpt-4o', served: 'gpt-4o' };
    const answers = await Promise.all([owner.post(SERVE, fields), owner.post(SERVE, fields)]);
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    expect(await models()).toMatchObject({ version: 1, allowed: ['gpt-3.5-turbo', 'gpt-4o'] });
  });

  it.each(['', '<script>alert(1)</script>x y', 'a,b', 'a=b', 'x'.repeat(101), 'sk-proj-0123456789', 'gpt\u202e4o'])(
    'knows no name %j',
    async (name) => {
      const { owner, models } = await start();
      await owner.get(PATH);
      expect((await owner.get(`${SERVE}?${new URLSearchParams({ name })}`)).status).toBe(404);
      expect((await owner.post(SERVE, { name, served: 'gpt-6-luna' })).status).toBe(404);
      expect(await models()).toMatchObject({ version: 0 });
    },
  );

  it('shows a hostile name as text, and refuses a model that is not there', async () => {
    const { owner, models } = await start();
    const page = await owner.get(`${SERVE}?name=<b>x</b>&endpoint=<i>`);
    expect(page.text).toContain('&lt;b&gt;x&lt;/b&gt;');
    expect(page.text).not.toMatch(/<b>x|<i>/);
    const answer = await owner.post(SERVE, { name: 'gpt-4o', endpoint: 'chat', served: '<i>' });
    expect([answer.status, answer.text.includes('<i>')]).toEqual([422, false]);
    expect(await models()).toMatchObject({ version: 0 });
  });

  it('names the classes that it does not reach', async () => {
    const { owner, app } = await start();
    await app.api('POST', '/api/classes', { name: 'AI 1', allowed_models: ['gpt-3.5-turbo'] });
    await app.api('POST', '/api/classes', { name: 'AI 2' });
    const text = textOf(await owner.get(`${SERVE}?name=gpt-4o`));
    expect(text).toContain('whose own list does not have the name: AI 1.');
  });
});
