import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../support/running-app.ts';
import { type PagesUnderTest, pagesOf, startPages, type TestBrowser } from './test-browser.ts';

let app: RunningApp;
let pages: PagesUnderTest;
beforeAll(async () => {
  app = await startApp();
  pages = pagesOf(app);
});
afterAll(() => app.stop());

const POLICY =
  "default-src 'none';script-src 'self';style-src 'self';img-src 'self';connect-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none'";

describe('a form', () => {
  let owner: TestBrowser;
  beforeAll(async () => {
    owner = await pages.owner();
  });

  it.each([
    ['without its proof', { csrf: '' }, {}],
    ['with another proof', { csrf: 'A'.repeat(43) }, {}],
    ['of another site', {}, { 'sec-fetch-site': 'cross-site' }],
    ['of a neighbour', {}, { 'sec-fetch-site': 'same-site' }],
    ['with another origin', {}, { origin: 'https://evil.example' }],
    ['of a page that hides its origin', {}, { origin: 'null' }],
  ])('%s does nothing', async (_, fields, headers) => {
    const answer = await owner.post('/dashboard/sign-out', fields, { headers });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('The form was not accepted');
    expect((await owner.get('/dashboard')).status).toBe(200);
  });

  it('with the proof of another session does nothing', async () => {
    const other = await pages.owner();
    const { text } = await other.get('/dashboard');
    const csrf = /name="csrf" value="([^"]*)"/.exec(text)?.[1] ?? '';
    expect(csrf).toMatch(/^[\w-]{43}$/);
    expect((await owner.post('/dashboard/sign-out', { csrf })).status).toBe(403);
  });

  it('of another site cannot sign anybody in', async () => {
    const options = { headers: { 'sec-fetch-site': 'cross-site' } };
    const answer = await pages.browser().post('/dashboard/sign-in', { token: app.ownerToken }, options);
    expect([answer.status, answer.setCookies]).toEqual([403, []]);
  });

  it('that is no form is refused', async () => {
    for (const type of ['text/plain', 'application/json', 'multipart/form-data; boundary=x']) {
      const answer = await owner.post('/dashboard/sign-out', {}, { headers: { 'content-type': type } });
      expect(answer.status).toBe(415);
    }
  });

  it('takes the browser’s word over the address that a proxy hides', async () => {
    const headers = { 'sec-fetch-site': 'same-origin', origin: 'https://class.example' };
    const answer = await pages.browser().post('/dashboard/sign-in', { token: app.ownerToken }, { headers });
    expect(answer.status).toBe(303);
  });
});

it('the mark of the demo upstream is on every page, whoever looks at it', async () => {
  const { app: own, browser, owner, student } = await startPages({ env: { OPENAI_API_KEY: '' } });
  const [nobody, teacher] = [browser(), await owner()];
  const pupil = await student((await own.newStudent()).token);
  const pagesSeen = [
    ...(await Promise.all(
      ['/', '/dashboard/sign-in', '/me/sign-in', '/join', '/join?code=AAAA-2222', '/me/nothing'].map((path) =>
        nobody.get(path),
      ),
    )),
    ...(await Promise.all(
      ['/dashboard', '/dashboard/classes/new', '/dashboard/nothing'].map((path) => teacher.get(path)),
    )),
    await pupil.get('/me'),
  ];
  for (const { text } of pagesSeen) expect(text).toContain('class="demo-mark"');
  expect((await pages.browser().get('/')).text).not.toContain('demo-mark');
});

describe('headers', () => {
  it.each([
    '/',
    '/dashboard/sign-in',
    '/me/sign-in',
    '/join',
    '/join?code=AAAA-2222',
    '/dashboard',
    '/dashboard/nothing',
  ])('of %s let nothing in, and keep nothing', async (path) => {
    const { headers } = await pages.browser().get(path);
    expect(headers.get('content-security-policy')).toBe(POLICY);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
  });

  it('and cookies of the pages reach neither /v1 nor /api', async () => {
    for (const path of ['/v1/models', '/models', '/api/students', '/api/me', '/livez', '/nothing']) {
      const { headers, setCookies } = await pages.browser().get(`${path}?lang=ko`);
      expect([path, headers.get('content-security-policy'), setCookies]).toEqual([path, null, []]);
    }
  });

  it('let a versioned file be kept for ever, and only that', async () => {
    const { text } = await pages.browser().get('/');
    const versioned = /\/assets\/style\.css\?v=\w+/.exec(text)?.[0] ?? '';
    const kept = await pages.browser().get(versioned);
    expect([kept.status, kept.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8']);
    expect(kept.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect((await pages.browser().get('/assets/style.css')).headers.get('cache-control')).toBe('no-cache');
  });
});

describe('what is not there', () => {
  it('below the pages is a page, and says nothing secret', async () => {
    for (const path of ['/dashboard/nothing', '/me/nothing', '/dashboard/students/0x1/nothing']) {
      const answer = await pages.browser().get(path);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
      expect(answer.text).toContain('Page not found');
      expect(answer.text).not.toContain('nothing"');
    }
  });

  it('a slash too many leads to the page', async () => {
    for (const folder of ['/dashboard', '/me']) {
      const { status, headers } = await pages.browser().get(`${folder}/`);
      expect([status, headers.get('location')]).toEqual([308, folder]);
    }
  });

  it('anywhere else is what the API says, files beside the assets too', async () => {
    for (const path of [
      '/nothing',
      '/v1/nothing',
      '/assets/nothing.js',
      '/assets/../pages.ts',
      '/assets/',
      '/dashboardx',
    ]) {
      const answer = await pages.browser().get(path);
      expect(answer.status).toBe(404);
      expect(JSON.parse(answer.text).error.code).toBe('unknown_url');
    }
  });

  it('a page that fails says nothing of why; the log does', async () => {
    const { app: own, owner } = await startPages({
      store: (store) => ({
        ...store,
        ledger: Object.assign(Object.create(store.ledger), {
          balancesOf: () => Promise.reject(new Error('SECRET in /home/owner/jigap.db')),
        }),
      }),
    });
    const answer = await (await owner()).get('/dashboard');
    expect(answer.status).toBe(500);
    expect(answer.text).toContain('Something went wrong on our side');
    expect(answer.text).not.toMatch(/SECRET|jigap\.db|Error/);
    expect(own.logLines.join('\n')).toContain('SECRET in');
  });
});

describe('the language', () => {
  const titleOf = ({ text }: { text: string }) => /<html lang="(\w+)">/.exec(text)?.[1];

  it('is the browser’s unless one was chosen, and a choice sticks', async () => {
    const browser = pages.browser({ 'accept-language': 'fr, ko-KR;q=0.9, en;q=0.8' });
    expect(titleOf(await browser.get('/'))).toBe('ko');
    const chosen = await browser.get('/?lang=en&x=1');
    expect([chosen.status, chosen.location]).toEqual([303, '/?x=1']);
    expect(titleOf(await browser.get('/'))).toBe('en');
  });

  it('is the server’s where nobody says anything that we speak', async () => {
    expect(titleOf(await pages.browser({ 'accept-language': 'fr;q=1, ko;q=0' }).get('/'))).toBe('en');
    expect(titleOf(await pages.browser().get('/?lang=fr'))).toBe('en');
  });

  it('is the class’s for its students, until they choose', async () => {
    const wish = { name: '한국어 반', language: 'ko', time_zone: 'Asia/Seoul' };
    const { id } = (await app.api('POST', '/api/classes', wish)).json;
    const { token } = await app.newStudent({ classId: id });
    const student = pages.browser({ 'accept-language': 'en' });
    expect(titleOf(await student.get('/me/sign-in'))).toBe('en');
    await student.signInAsStudent(token);
    expect(titleOf(await student.get('/me'))).toBe('ko');
    await student.get('/me?lang=en');
    expect(titleOf(await student.get('/me'))).toBe('en');
  });

  it('is switched on the page where one is, and never to another host', async () => {
    const { text } = await pages.browser().get('/dashboard/sign-in?next=%2Fdashboard%2Fusage');
    expect(text).toContain('href="/dashboard/sign-in?next=%2Fdashboard%2Fusage&amp;lang=ko"');
    const { location } = await pages.browser().get('/dashboard//evil.example?lang=ko');
    expect(location).toBe('/dashboard//evil.example');
  });
});

describe('a frame', () => {
  it('has one heading, landmarks, and a switch of languages', async () => {
    const { text } = await (await pages.owner()).get('/dashboard');
    for (const tag of ['h1', 'main', 'header', 'footer'])
      expect(text.match(new RegExp(`<${tag}[ >]`, 'g'))).toHaveLength(1);
    expect(text).toContain('aria-current="page">Overview</a>');
    expect(text).toContain('<a class="skip" href="#main">');
  });

  it('escapes a name wherever it stands', async () => {
    const name = `<img src=x onerror=alert(1)>"'&`;
    const { token } = await app.newStudent({ name });
    const { text } = await (await pages.student(token)).get('/me');
    expect(text).not.toContain('<img');
    expect(text).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;');
  });
});
