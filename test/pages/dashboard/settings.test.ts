import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SETTING_NAMES } from '../../../src/config/settings.ts';
import { SETTING_REASONS } from '../../../src/pages/dashboard/settings/reason-texts.ts';
import { ConflictError } from '../../../src/store/errors.ts';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { type PagesUnderTest, pagesOf, startPages, type TestBrowser } from '../test-browser.ts';

const PATH = '/dashboard/settings';
const CANARIES = {
  JIGAP_OWNER_TOKEN: 'an-owner-token-nobody-may-read',
  OPENAI_API_KEY: 'sk-proj-CanaryOfTheRealKey0123456789',
  OPENAI_ADMIN_KEY: 'sk-admin-CanaryOfTheAdminKey0123456789',
  OPENAI_PROJECT_ID: 'proj_CanaryOfTheProject0123',
};
const PASTED = { OPENAI_ADMIN_BASE_URL: 'https://bills.example/canary-in-a-path/v1' };

let app: RunningApp;
let pages: PagesUnderTest;
let owner: TestBrowser;
beforeAll(async () => {
  app = await startApp({
    env: {
      ...CANARIES,
      ...PASTED,
      JIGAP_ALLOWED_MODELS: 'gpt-3.5-turbo',
      JIGAP_MODEL_ALIASES: 'gpt-3.5-turbo=gpt-4o-mini',
    },
  });
  pages = pagesOf(app);
  owner = await pages.owner();
});
afterAll(() => app.stop());

describe('the settings page', () => {
  it.each(['en', 'ko'])('shows every setting and no secret (%s)', async (language) => {
    const browser = pages.browser({ 'accept-language': language });
    await browser.signInAsOwner(app);
    const { text } = await browser.get(PATH);
    for (const name of SETTING_NAMES) expect(text).toContain(name);
    for (const secret of [...Object.values(CANARIES), 'canary-in-a-path']) expect(text).not.toContain(secret);
    expect(text).toContain('https://bills.example');
    expect(text).toContain('gpt-3.5-turbo=gpt-4o-mini');
    expect(text).toContain(language === 'en' ? 'set, not shown' : '값은 보여 주지 않음');
    expect(text).toContain(language === 'en' ? '>Input: text<' : '>입력: 텍스트<');
  });

  it('describes each setting in every language', () => {
    for (const reasons of Object.values(SETTING_REASONS)) expect(new Set(Object.keys(reasons))).toEqual(SETTING_NAMES);
  });

  it('shows each price with its date and source, and the models that answer', async () => {
    const { text } = await owner.get(PATH);
    const from = text.indexOf('Models that students can use');
    const used = text.slice(from, text.indexOf('</table>', from));
    expect(used).toContain('answers for gpt-3.5-turbo');
    expect(used).toMatch(/\$0\.15<.*\$0\.60<.*18 Jul 2024.*128,000.*href="#source-1"/s);
    expect(text).toMatch(/<li id="source-1">[^<]*read 2026/);
    expect(text).toMatch(/gpt-image-2<.*\$0\.0059 an image at 1024x1024, low/s);
    const models = new Set(app.config.models.catalogue.values());
    expect(text).toContain(`${models.size - 1} more models of the catalogue`);
    for (const { id } of models) expect(text).toContain(`<code>${id}</code>`);
  });

  it('weighs less than 105 KB with all its files', async () => {
    const { text } = await owner.get(PATH);
    let bytes = Buffer.byteLength(text);
    for (const [, path = ''] of text.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)) {
      bytes += Buffer.byteLength((await owner.get(path)).text);
    }
    expect(bytes).toBeLessThan(105 * 1024);
  });

  it('checks the ledger and shows the result', async () => {
    await app.chat((await app.newStudent()).token, {
      model: 'gpt-3.5-turbo',
      messages: [{ role: 'user', content: 'Hi' }],
    });
    const { status, text } = await owner.post(`${PATH}/check`);
    expect(status).toBe(200);
    expect(text).toContain('Every balance is the sum of its records.');
    expect(text).toMatch(/Checked: \d+ balances, 1 records?, 0 open holds/);
  });

  it('needs a session, and its forms need their CSRF token', async () => {
    expect((await pages.browser().get(PATH)).status).toBe(303);
    for (const path of ['check', 'owner-token']) {
      expect((await owner.post(`${PATH}/${path}`, { csrf: '' })).status).toBe(403);
    }
  });

  it('does not replace an owner token that a setting sets, and says so', async () => {
    const { text } = await owner.get(PATH);
    expect(text).toContain('It is set by JIGAP_OWNER_TOKEN');
    expect(text).not.toContain(`action="${PATH}/owner-token"`);
    const refused = await owner.post(`${PATH}/owner-token`);
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('It is set by JIGAP_OWNER_TOKEN');
    expect((await app.api('GET', '/api/classes')).status).toBe(200);
  });
});

describe('a check of a ledger with an error', () => {
  it('shows the problem in the words of the incident', async () => {
    const problem = 'budget 1: <b>spent</b> is not the sum';
    const check = async () => ({ balances: 1, records: 2, holds: 0, problems: [problem] });
    const broken = await startPages({
      store: (store) => ({ ...store, ledger: withMethod(store.ledger, 'check', check) }),
    });
    const { text } = await (await broken.owner()).post(`${PATH}/check`);
    expect(text).toContain('One problem was found.');
    expect(text).toContain('budget 1: &lt;b&gt;spent&lt;/b&gt; is not the sum');
  });
});

describe('replacing the owner token', () => {
  it('is valid at once, shows the new token once, and ends every session', async () => {
    const own = await startPages({ env: { JIGAP_OWNER_TOKEN: '' } });
    const [here, there] = [await own.owner(), await own.owner()];
    expect((await here.get(PATH)).text).toContain(`action="${PATH}/owner-token"`);
    const { status, text, headers } = await here.post(`${PATH}/owner-token`);
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    const [token = ''] = /jgo_[0-9a-z]{38}/.exec(text) ?? [];
    expect(token).not.toBe(own.app.ownerToken);
    expect(text).not.toContain('name="csrf"');
    expect((await own.app.api('GET', '/api/classes')).status).toBe(401);
    expect((await here.get(PATH)).status).toBe(303);
    expect((await there.get(PATH)).status).toBe(303);
    expect((await own.browser().signInAsOwner(own.app)).status).toBe(422);
    const again = own.browser();
    expect((await again.post('/dashboard/sign-in', { token })).status).toBe(303);
    expect((await again.get(PATH)).text).not.toContain(token);
  });

  it('is refused when the token was replaced somewhere else just now', async () => {
    const replaced = () => Promise.reject(new ConflictError('replaced meanwhile'));
    const own = await startPages({
      env: { JIGAP_OWNER_TOKEN: '' },
      store: (store) => ({ ...store, journal: withMethod(store.journal, 'replaceOwnerTokenHash', replaced) }),
    });
    const here = await own.owner();
    const refused = await here.post(`${PATH}/owner-token`);
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('replaced somewhere else just now');
    // In the middle of a random value, chance may spell it.
    expect(refused.text).not.toMatch(/(?<![\w-])jgo_/);
  });
});

/** The same part of a store, but for one method. */
function withMethod<Part extends object, Name extends keyof Part>(
  part: Part,
  replaced: Name,
  method: Part[Name],
): Part {
  return new Proxy(part, {
    get(target, name) {
      if (name === replaced) return method;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
