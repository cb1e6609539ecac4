import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { type PagesUnderTest, pagesOf, startPages } from '../test-browser.ts';

let app: RunningApp;
let pages: PagesUnderTest;
beforeAll(async () => {
  app = await startApp();
  pages = pagesOf(app);
});
afterAll(() => app.stop());

it('marks every page of a server with the demo upstream', async () => {
  const { app: own, browser, owner, student } = await startPages({ env: { OPENAI_API_KEY: '' } });
  const [guest, teacher] = [browser(), await owner()];
  const pupil = await student((await own.newStudent()).token);
  const pagesSeen = [
    ...(await Promise.all(
      ['/', '/dashboard/sign-in', '/me/sign-in', '/join', '/join?code=AAAA-2222', '/me/nothing'].map((path) =>
        guest.get(path),
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

describe('the layout', () => {
  it('has one heading, landmarks and a skip link', async () => {
    const { text } = await (await pages.owner()).get('/dashboard');
    for (const tag of ['h1', 'main', 'header', 'footer'])
      expect(text.match(new RegExp(`<${tag}[ >]`, 'g'))).toHaveLength(1);
    expect(text).toContain('aria-current="page">Overview</a>');
    expect(text).toContain('<a class="skip" href="#main">');
  });

  it('escapes a name in every place', async () => {
    const name = `<img src=x onerror=alert(1)>"'&`;
    const { token } = await app.newStudent({ name });
    const { text } = await (await pages.student(token)).get('/me');
    expect(text).not.toContain('<img');
    expect(text).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;');
  });
});
