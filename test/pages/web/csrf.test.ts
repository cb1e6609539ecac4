import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { type PagesUnderTest, pagesOf, type TestBrowser } from '../test-browser.ts';

let app: RunningApp;
let pages: PagesUnderTest;
beforeAll(async () => {
  app = await startApp();
  pages = pagesOf(app);
});
afterAll(() => app.stop());

describe('a form of the pages', () => {
  let owner: TestBrowser;
  beforeAll(async () => {
    owner = await pages.owner();
  });

  it.each([
    ['without a CSRF token', { csrf: '' }, {}],
    ['with a wrong CSRF token', { csrf: 'A'.repeat(43) }, {}],
    ['from another site', {}, { 'sec-fetch-site': 'cross-site' }],
    ['of another subdomain', {}, { 'sec-fetch-site': 'same-site' }],
    ['with another origin', {}, { origin: 'https://evil.example' }],
    ['from a page that hides its origin', {}, { origin: 'null' }],
  ])('changes nothing %s', async (_, fields, headers) => {
    const answer = await owner.post('/dashboard/sign-out', fields, { headers });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('The form was not accepted');
    expect((await owner.get('/dashboard')).status).toBe(200);
  });

  it('changes nothing with the CSRF token of another session', async () => {
    const other = await pages.owner();
    const { text } = await other.get('/dashboard');
    const csrf = /name="csrf" value="([^"]*)"/.exec(text)?.[1] ?? '';
    expect(csrf).toMatch(/^[\w-]{43}$/);
    expect((await owner.post('/dashboard/sign-out', { csrf })).status).toBe(403);
  });

  it('of another site cannot sign in', async () => {
    const options = { headers: { 'sec-fetch-site': 'cross-site' } };
    const answer = await pages.browser().post('/dashboard/sign-in', { token: app.ownerToken }, options);
    expect([answer.status, answer.setCookies]).toEqual([403, []]);
  });

  it('is refused when its content type is not that of a form', async () => {
    for (const type of ['text/plain', 'application/json', 'multipart/form-data; boundary=x']) {
      const answer = await owner.post('/dashboard/sign-out', {}, { headers: { 'content-type': type } });
      expect(answer.status).toBe(415);
    }
  });

  it('is accepted by Sec-Fetch-Site when a proxy hides the origin', async () => {
    const headers = { 'sec-fetch-site': 'same-origin', origin: 'https://class.example' };
    const answer = await pages.browser().post('/dashboard/sign-in', { token: app.ownerToken }, { headers });
    expect(answer.status).toBe(303);
  });
});
