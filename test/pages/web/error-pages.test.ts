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

describe('error pages', () => {
  it('sends a 404 page below the paths of the pages, without details', async () => {
    for (const path of ['/dashboard/nothing', '/me/nothing', '/dashboard/students/0x1/nothing']) {
      const answer = await pages.browser().get(path);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
      expect(answer.text).toContain('Page not found');
      expect(answer.text).not.toContain('nothing"');
    }
  });

  it('redirects a path with a slash at its end to the page', async () => {
    for (const folder of ['/dashboard', '/me']) {
      const { status, headers } = await pages.browser().get(`${folder}/`);
      expect([status, headers.get('location')]).toEqual([308, folder]);
    }
  });

  it('sends the JSON of the gateway for other paths, files beside the assets too', async () => {
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

  it('sends a 500 page without the cause, which is in the log', async () => {
    let isBroken = false;
    const {
      app: own,
      owner,
      browser,
    } = await startPages({
      store: (store) => ({
        ...store,
        ledger: Object.assign(Object.create(store.ledger), {
          balancesOf: (...values: Parameters<typeof store.ledger.balancesOf>) =>
            isBroken ? Promise.reject(new Error('SECRET in /home/owner/jigap.db')) : store.ledger.balancesOf(...values),
        }),
      }),
    });
    const { token } = await own.newStudent();
    isBroken = true;
    const answer = await (await owner()).get('/dashboard');
    expect(answer.status).toBe(500);
    expect(answer.text).toContain('Something went wrong on our side');
    expect(answer.text).toContain('The log of the server says more');
    const student = browser({ 'accept-language': 'ko' });
    await student.signInAsStudent(token);
    const forStudent = await student.get('/me');
    expect([forStudent.status, forStudent.text]).toEqual([500, expect.stringContaining('선생님께 말씀드리세요')]);
    expect(forStudent.text).not.toMatch(/로그에|디스크/);
    for (const { text } of [answer, forStudent]) expect(text).not.toMatch(/SECRET|jigap\.db|Error/);
    expect(own.logLines.join('\n')).toContain('SECRET in');
  });
});
