import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SessionStore } from '../../../src/store/session-store.ts';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { tempFolderForThisTest } from '../../support/temp-folder.ts';
import { EXPIRED, type PagesUnderTest, pagesOf, startPages } from '../test-browser.ts';

let app: RunningApp;
let pages: PagesUnderTest;
beforeAll(async () => {
  app = await startApp();
  pages = pagesOf(app);
});
afterAll(() => app.stop());

/** Something else comes between the end of one session and the beginning of the next. */
function endingSlowly(sessions: SessionStore, meanwhile: () => Promise<unknown>): SessionStore {
  return {
    begin: (idHash, session) => sessions.begin(idHash, session),
    find: (idHash, now) => sessions.find(idHash, now),
    end: async (idHash) => {
      await sessions.end(idHash);
      await meanwhile();
    },
    endAllOfOwner: (change) => sessions.endAllOfOwner(change),
    setSignInLink: (link, change) => sessions.setSignInLink(link, change),
    signInLink: () => sessions.signInLink(),
    beginByLink: (isUsable, idHash, session, change) => sessions.beginByLink(isUsable, idHash, session, change),
    ownerHasSignedIn: () => sessions.ownerHasSignedIn(),
    cookieSecret: () => sessions.cookieSecret(),
  };
}

const DAY_MS = 24 * 60 * 60 * 1000;

describe('the owner’s session', () => {
  it('begins with the owner token, and leads to the page that was requested', async () => {
    const browser = pages.browser();
    const wanted = await browser.get('/dashboard/overview/now');
    expect(wanted.status).toBe(401);
    const { status, location } = await browser.get('/dashboard?day=1');
    expect([status, location]).toEqual([303, '/dashboard/sign-in?next=%2Fdashboard%3Fday%3D1']);
    const form = await browser.get(location ?? '');
    expect(form.text).toContain('value="/dashboard?day=1"');
    const entered = await browser.signInAsOwner(app, { next: '/dashboard?day=1' });
    expect([entered.status, entered.location]).toEqual([303, '/dashboard?day=1']);
    expect((await browser.get('/dashboard')).text).toContain('<h1>Overview</h1>');
  });

  it('has a cookie that no script reads, no other site sends, and only the dashboard gets', async () => {
    const { setCookies } = await pages.browser().signInAsOwner(app);
    const [cookie = ''] = setCookies.filter((one) => !EXPIRED.test(one));
    expect(cookie).toMatch(/^jigap_owner=[^;]{60,}; /);
    expect(cookie.split('; ').slice(1).sort()).toEqual([
      'HttpOnly',
      'Max-Age=604800',
      'Path=/dashboard',
      'SameSite=Strict',
    ]);
  });

  it.each([
    ['', /Paste the token first/],
    ['jgp_someone', /student’s API token/],
    ['sk-proj-abc', /a provider’s key/],
    ['jgo_wrong', /not the owner token/],
  ])('does not begin with "%s", which the page does not repeat', async (token, message) => {
    const browser = pages.browser();
    const answer = await browser.post('/dashboard/sign-in', { token });
    expect(answer.status).toBe(422);
    expect(answer.text).toMatch(message);
    if (token !== '') expect(answer.text).not.toContain(token);
    expect(answer.setCookies).toEqual([]);
    expect((await browser.get('/dashboard')).status).toBe(303);
  });

  it.each([
    'https://evil.example/dashboard',
    '//evil.example/dashboard',
    '/\\evil.example',
    '/dashboard/../me',
    '/dashboard.evil.example',
    '/dashboardx',
    '/me',
    'javascript:alert(1)',
    '/dashboard/sign-out',
    '/dashboard\r\nset-cookie: a=b',
  ])('never leads from the sign-in to %s', async (next) => {
    const { location } = await pages.browser().signInAsOwner(app, { next });
    expect(location).toMatch(/^\/dashboard(?:set-cookie:%20a=b)?$/);
    const form = await pages.browser().get(`/dashboard/sign-in?next=${encodeURIComponent(next)}`);
    expect(form.text).toMatch(/name="next" value="\/dashboard(?:set-cookie:%20a=b)?"/);
  });

  it('is new at each sign-in: a planted or older cookie is invalid afterwards', async () => {
    const browser = pages.browser();
    await browser.signInAsOwner(app);
    const planted = browser.cookies.get('jigap_owner');
    await browser.signInAsOwner(app);
    expect(browser.cookies.get('jigap_owner')).not.toEqual(planted);
    const thief = pages.browser();
    if (planted !== undefined) thief.cookies.set('jigap_owner', planted);
    expect((await thief.get('/dashboard')).status).toBe(303);
  });

  it('is not accepted from a forged or changed cookie', async () => {
    const browser = await pages.owner();
    const good = browser.cookies.get('jigap_owner')?.value ?? '';
    for (const value of [good.slice(0, 20), good.replace(/^./, (first) => (first === 'a' ? 'b' : 'a')), 'x.y', '']) {
      browser.cookies.set('jigap_owner', { value, path: '/dashboard' });
      expect((await browser.get('/dashboard')).status).toBe(303);
    }
  });

  it('ends in this browser or in all of them; students stay signed in', async () => {
    const [here, there] = [await pages.owner(), await pages.owner()];
    const student = await pages.student((await app.newStudent()).token);
    expect((await here.post('/dashboard/sign-out')).location).toBe('/dashboard/sign-in?done=signed_out');
    expect((await here.get('/dashboard')).status).toBe(303);
    expect((await there.get('/dashboard')).status).toBe(200);
    const everywhere = await pages.owner();
    const out = await everywhere.post('/dashboard/sign-out-everywhere');
    expect((await everywhere.get(out.location ?? '')).text).toContain('signed out in every browser');
    expect((await there.get('/dashboard')).status).toBe(303);
    expect((await student.get('/me')).status).toBe(200);
  });
});

describe('a student’s session', () => {
  it('begins with the API token, also of a suspended student', async () => {
    const { student, token } = await app.newStudent({ name: 'Suspended One' });
    await app.api('PATCH', `/api/students/${student.id}`, { suspended: true });
    const browser = await pages.student(token);
    const { status, text } = await browser.get('/me');
    expect(status).toBe(200);
    expect(text).toContain('Suspended One');
    expect(browser.cookies.get('jigap_student')?.path).toBe('/me');
    expect((await browser.get('/dashboard')).status).toBe(303);
  });

  it('has a cookie that only the student’s page gets', async () => {
    const { setCookies } = await pages.browser().signInAsStudent((await app.newStudent()).token);
    const [cookie = ''] = setCookies.filter((one) => !EXPIRED.test(one));
    expect(cookie.split('; ').slice(1).sort()).toEqual(['HttpOnly', 'Max-Age=7776000', 'Path=/me', 'SameSite=Lax']);
  });

  it('ends with the API token', async () => {
    const { student, token } = await app.newStudent();
    const browser = await pages.student(token);
    const [{ id }] = (await app.api('GET', `/api/students/${student.id}/tokens`)).json.data;
    await app.api('DELETE', `/api/tokens/${id}`);
    expect((await browser.get('/me')).location).toBe('/me/sign-in');
    expect((await browser.signInAsStudent(token)).text).toContain('replaced, revoked or has expired');
  });

  it.each([
    ['jgo_abc', /owner token/],
    ['sk-abc', /a provider’s key/],
    ['jgp_abc', /not an API token of this server/],
  ])('does not begin with "%s", and the page says why', async (token, message) => {
    const answer = await pages.browser().signInAsStudent(token);
    expect(answer.status).toBe(422);
    expect(answer.text).toMatch(message);
  });

  it('ends at signing out', async () => {
    const browser = await pages.student((await app.newStudent()).token);
    await browser.post('/me/sign-out');
    expect((await browser.get('/me')).status).toBe(303);
  });
});

describe('sessions of a server', () => {
  it('count guesses per address, of all sign-ins and APIs together', async () => {
    const { browser } = await startPages({ env: { JIGAP_ADDRESS_FAILURES_PER_MINUTE: '3' } });
    const guesses = [
      () => browser().post('/dashboard/sign-in', { token: 'jgo_wrong' }),
      () => browser().post('/me/sign-in', { token: 'jgp_wrong' }),
    ];
    const statuses: number[] = [];
    for (let n = 0; n < 4; n++) statuses.push((await (guesses[n % 2] ?? guesses[0])?.())?.status ?? 0);
    expect(statuses).toEqual([422, 422, 422, 429]);
    const waiting = await browser().post('/dashboard/sign-in', { token: 'jgo_wrong' });
    expect(Number(waiting.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(waiting.text).toContain('Too many wrong tokens');
  });

  it('begin with the right token after too many wrong ones: a school is one address', async () => {
    const own = await startPages({ env: { JIGAP_ADDRESS_FAILURES_PER_MINUTE: '1' } });
    for (let n = 0; n < 3; n++) await own.browser().post('/dashboard/sign-in', { token: 'jgo_wrong' });
    expect((await own.browser().signInAsOwner(own.app)).status).toBe(303);
  });

  it('end after their lifetime, and the owner’s with the owner token', async () => {
    const { app: own, owner, student } = await startPages({ env: { JIGAP_OWNER_TOKEN: '' } });
    const { token } = await own.newStudent();
    const [before, reader] = [await owner(), await student(token)];
    const { status } = await own.api('POST', '/api/owner-token/rotate', {});
    expect(status).toBeLessThan(300);
    expect((await before.get('/dashboard')).status).toBe(303);
    own.clock.advance(8 * DAY_MS);
    expect((await reader.get('/me')).status).toBe(200);
    own.clock.advance(83 * DAY_MS);
    expect((await reader.get('/me')).status).toBe(303);
  });

  it('do not begin with an owner token that is being replaced', async () => {
    let meanwhile: () => Promise<unknown> = async () => {};
    const { app: own, owner } = await startPages({
      env: { JIGAP_OWNER_TOKEN: '' },
      store: (store) => ({ ...store, sessions: endingSlowly(store.sessions, () => meanwhile()) }),
    });
    const thief = await owner();
    meanwhile = () => own.api('POST', '/api/owner-token/rotate', {});
    expect((await thief.signInAsOwner(own)).status).toBe(303);
    expect((await thief.get('/dashboard')).status).toBe(303);
  });

  it('of the owner end when the server starts with another owner token', async () => {
    const databasePath = join(tempFolderForThisTest(), 'jigap.db');
    const first = await startApp({ databasePath });
    const before = await pagesOf(first).owner();
    expect((await before.get('/dashboard')).status).toBe(200);
    await first.stop();
    const second = await startPages({
      databasePath,
      env: { JIGAP_OWNER_TOKEN: 'jgo_another-owner-token-of-the-tests' },
    });
    const after = second.browser();
    for (const [name, cookie] of before.cookies) after.cookies.set(name, cookie);
    expect((await after.get('/dashboard')).status).toBe(303);
  });

  it('have Secure cookies behind https, and HSTS', async () => {
    const { app: own, browser } = await startPages({ env: { JIGAP_TRUST_PROXY: '127.0.0.1' } });
    const proxied = browser({ 'x-forwarded-proto': 'https', 'x-forwarded-host': 'class.example' });
    const options = { headers: { origin: 'https://class.example' } };
    const answer = await proxied.post('/dashboard/sign-in', { token: own.ownerToken }, options);
    expect(answer.setCookies.at(-1)).toMatch(/; Secure/);
    expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000');
    expect((await browser().get('/')).headers.get('strict-transport-security')).toBeNull();
  });
});
