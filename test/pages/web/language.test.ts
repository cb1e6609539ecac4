import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { type PagesUnderTest, pagesOf } from '../test-browser.ts';

let app: RunningApp;
let pages: PagesUnderTest;
beforeAll(async () => {
  app = await startApp();
  pages = pagesOf(app);
});
afterAll(() => app.stop());

describe('the language of a page', () => {
  const titleOf = ({ text }: { text: string }) => /<html lang="(\w+)">/.exec(text)?.[1];

  it('is the browser’s until the person chooses one, which stays', async () => {
    const browser = pages.browser({ 'accept-language': 'fr, ko-KR;q=0.9, en;q=0.8' });
    expect(titleOf(await browser.get('/'))).toBe('ko');
    const chosen = await browser.get('/?lang=en&x=1');
    expect([chosen.status, chosen.location]).toEqual([303, '/?x=1']);
    expect(titleOf(await browser.get('/'))).toBe('en');
  });

  it('is the server’s when the browser accepts no language of the pages', async () => {
    expect(titleOf(await pages.browser({ 'accept-language': 'fr;q=1, ko;q=0' }).get('/'))).toBe('en');
    expect(titleOf(await pages.browser().get('/?lang=fr'))).toBe('en');
  });

  it('is the class’s for its students until they choose one', async () => {
    const fields = { name: '한국어 반', language: 'ko', time_zone: 'Asia/Seoul' };
    const { id } = (await app.api('POST', '/api/classes', fields)).json;
    const { token } = await app.newStudent({ classId: id });
    const student = pages.browser({ 'accept-language': 'en' });
    expect(titleOf(await student.get('/me/sign-in'))).toBe('en');
    await student.signInAsStudent(token);
    expect(titleOf(await student.get('/me'))).toBe('ko');
    await student.get('/me?lang=en');
    expect(titleOf(await student.get('/me'))).toBe('en');
  });

  it('is switched on the same page, and never leads to another host', async () => {
    const { text } = await pages.browser().get('/dashboard/sign-in?next=%2Fdashboard%2Fusage');
    expect(text).toContain('href="/dashboard/sign-in?next=%2Fdashboard%2Fusage&amp;lang=ko"');
    const { location } = await pages.browser().get('/dashboard//evil.example?lang=ko');
    expect(location).toBe('/dashboard//evil.example');
  });
});
