import { describe, expect, onTestFinished, test } from 'vitest';
import { SIGN_IN_LINK_LIFETIME_MS } from '../../../src/admin/sign-in-links.ts';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { EXPIRED, type PagesUnderTest, pagesOf } from '../test-browser.ts';

const PATH = '/dashboard/sign-in/link';

interface LinkFixture extends PagesUnderTest {
  /** The path of a new link, and its secret. */
  readonly newLink: () => Promise<{ readonly path: string; readonly secret: string }>;
}

async function startWithLinks(env: Readonly<Record<string, string>> = {}): Promise<LinkFixture> {
  const app = await startApp({ env });
  onTestFinished(() => app.stop());
  const newLink = async () => {
    const { path } = (await app.api('POST', '/api/sign-in-links', {})).json;
    return { path, secret: String(path).slice(PATH.length + 1) };
  };
  return { ...pagesOf(app), newLink };
}

const actionsOf = async (app: RunningApp) =>
  (await app.api('GET', '/api/audit')).json.data.map(({ action, actor }: { action: string; actor: string }) => [
    action,
    actor,
  ]);

describe('a sign-in link', () => {
  test('shows a button, which signs the browser in, once', async () => {
    const { app, browser, newLink } = await startWithLinks();
    const { path, secret } = await newLink();
    expect(secret).toMatch(/^[\w-]{43}$/);
    const mine = browser();
    const page = await mine.get(path);
    expect(page.status).toBe(200);
    expect(page.text).toContain(`<form method="post" action="${PATH}">`);
    const entered = await mine.post(PATH, { secret });
    expect([entered.status, entered.location]).toEqual([303, '/dashboard']);
    expect((await mine.get('/dashboard')).status).toBe(200);
    expect((await actionsOf(app)).slice(0, 2)).toEqual([
      ['sign-in-link.use', 'owner'],
      ['sign-in-link.create', 'owner'],
    ]);
    const replay = await browser().post(PATH, { secret });
    expect(replay.status).toBe(404);
    expect(replay.setCookies.filter((cookie) => !EXPIRED.test(cookie))).toEqual([]);
    expect((await browser().get(path)).status).toBe(404);
  });

  test('is not used up by programs that open it to preview it', async () => {
    const { app, browser, newLink } = await startWithLinks();
    const { path, secret } = await newLink();
    for (const method of ['GET', 'HEAD', 'GET', 'OPTIONS']) await fetch(new URL(path, app.url), { method });
    expect((await browser().get(path)).status).toBe(200);
    expect((await browser().post(PATH, { secret })).status).toBe(303);
  });

  test('signs in one of many browsers that send it at the same time', async () => {
    const { browser, newLink } = await startWithLinks();
    const { secret } = await newLink();
    const answers = await Promise.all(Array.from({ length: 8 }, () => browser().post(PATH, { secret })));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, ...Array(7).fill(404)]);
  });

  test('ends after ten minutes, also by a clock that was set back', async () => {
    const { app, browser, newLink } = await startWithLinks();
    const first = await newLink();
    app.clock.advance(SIGN_IN_LINK_LIFETIME_MS);
    expect((await browser().post(PATH, { secret: first.secret })).status).toBe(404);
    const second = await newLink();
    app.clock.set(app.clock.now() - 3_600_000);
    expect((await browser().get(second.path)).status).toBe(404);
    expect((await browser().post(PATH, { secret: second.secret })).status).toBe(404);
  });

  test('ends when a newer one is made, and when the owner token is replaced', async () => {
    const { app, browser, newLink } = await startWithLinks({ JIGAP_OWNER_TOKEN: '' });
    const [older, newer] = [await newLink(), await newLink()];
    expect((await browser().post(PATH, { secret: older.secret })).status).toBe(404);
    await app.api('POST', '/api/owner-token/rotate', {});
    expect((await browser().post(PATH, { secret: newer.secret })).status).toBe(404);
  });

  test('cannot be sent by a page of another site', async () => {
    const { browser, newLink } = await startWithLinks();
    const { secret } = await newLink();
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]) {
      expect((await browser().post(PATH, { secret }, { headers })).status).toBe(403);
    }
    expect((await browser().post(PATH, { secret })).status).toBe(303);
  });

  test('begins a session of its own: a cookie that was planted before signs nobody in', async () => {
    const { app, browser, newLink } = await startWithLinks();
    const attacker = browser();
    await attacker.signInAsOwner(app);
    const planted = attacker.cookies.get('jigap_owner');
    const victim = browser();
    if (planted !== undefined) victim.cookies.set('jigap_owner', planted);
    const { secret } = await newLink();
    await victim.post(PATH, { secret });
    expect(victim.cookies.get('jigap_owner')?.value).not.toBe(planted?.value);
    expect((await attacker.get('/dashboard')).status).toBe(303);
    expect((await victim.get('/dashboard')).status).toBe(200);
  });

  test('counts as a wrong token when it does not work, and too many have to wait', async () => {
    const { browser, newLink } = await startWithLinks({ JIGAP_ADDRESS_FAILURES_PER_MINUTE: '3' });
    const { secret } = await newLink();
    const statuses = [];
    for (let guess = 0; guess < 3; guess++) statuses.push((await browser().post(PATH, { secret: `x${guess}` })).status);
    statuses.push((await browser().get(`${PATH}/guess`)).status);
    expect(statuses).toEqual([404, 404, 404, 429]);
    expect((await browser().post(PATH, { secret })).status).toBe(303);
  });

  test('is in no log, in no Referer and in no cache, and only its hash is in the database', async () => {
    const { app, browser, newLink } = await startWithLinks();
    const { path, secret } = await newLink();
    const page = await browser().get(path);
    expect(page.headers.get('referrer-policy')).toBe('strict-origin');
    expect(page.headers.get('cache-control')).toBe('no-store');
    const answer = await browser().post(PATH, { secret });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    await browser().post(PATH, { secret });
    await browser().get(path);
    expect(app.logLines.join('\n')).not.toContain(secret);
    expect(JSON.stringify(await app.store.sessions.signInLink())).not.toContain(secret);
    expect((await app.api('GET', '/api/audit')).text).not.toContain(secret);
    expect((await app.api('GET', '/metrics')).text).not.toContain(secret);
  });

  test.each(['', 'x', '%00', 'a'.repeat(5000), '..%2f..', 'é', '김지우'])(
    'that says "%s" is a page, not an error',
    async (secret) => {
      const { browser } = await startWithLinks();
      expect([404, 414]).toContain((await browser().get(`${PATH}/${encodeURI(secret)}`)).status);
      expect((await browser().post(PATH, { secret })).status).toBe(404);
    },
  );

  test('asks a browser for its time zone, once', async () => {
    const { app, browser, newLink } = await startWithLinks();
    const { path, secret } = await newLink();
    expect((await browser().get(path)).text).toContain('data-browser-time-zone');
    await browser().post(PATH, { secret, time_zone: 'Asia/Tokyo' });
    expect((await app.api('GET', '/api/settings')).json.time_zone).toBe('Asia/Tokyo');
    expect((await browser().get((await newLink()).path)).text).not.toContain('data-browser-time-zone');
  });
});

describe('POST /api/sign-in-links', () => {
  test('is for the owner alone', async () => {
    const { app } = await startWithLinks();
    const student = await app.newStudent();
    for (const token of ['', student.token]) {
      const headers = { authorization: `Bearer ${token}` };
      expect((await fetch(`${app.url}/api/sign-in-links`, { method: 'POST', headers })).status).toBe(401);
    }
    expect(await app.store.sessions.signInLink()).toBeNull();
  });

  test('answers the whole link where the server has a public address', async () => {
    const { app } = await startWithLinks({ JIGAP_PUBLIC_URL: 'https://class.example' });
    const { json, status } = await app.api('POST', '/api/sign-in-links', {});
    const expires_at = new Date(app.clock.now() + SIGN_IN_LINK_LIFETIME_MS).toISOString();
    expect([status, json]).toEqual([
      201,
      { path: expect.any(String), url: `https://class.example${json.path}`, expires_at },
    ]);
  });
});

describe('the settings page', () => {
  test('makes a link for another device, with a code to scan', async () => {
    const { browser, owner } = await startWithLinks();
    const mine = await owner();
    await mine.get('/dashboard/settings');
    const { status, text } = await mine.post('/dashboard/settings/sign-in-link', {});
    expect(status).toBe(200);
    expect(text).toContain('class="qr-code"');
    // 12:00 in Seoul, and ten minutes.
    expect(text).toContain('It works once, until 12:10.');
    expect(text).toContain('This address works on this computer only.');
    const [, secret = ''] = /sign-in\/link\/([\w-]{43})</.exec(text) ?? [];
    expect((await browser().post(PATH, { secret })).status).toBe(303);
    expect((await mine.get('/dashboard')).status).toBe(200);
  });

  test('makes none without the session and its CSRF token', async () => {
    const { app, browser, owner } = await startWithLinks();
    expect((await browser().post('/dashboard/settings/sign-in-link', {})).status).toBe(303);
    const mine = await owner();
    expect((await mine.post('/dashboard/settings/sign-in-link', { csrf: 'x' })).status).toBe(403);
    expect(await app.store.sessions.signInLink()).toBeNull();
  });
});
