import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { pagesOf, type TestBrowser } from '../test-browser.ts';

let app: RunningApp;
let owner: TestBrowser;
beforeAll(async () => {
  app = await startApp();
  owner = await pagesOf(app).owner();
});
afterAll(() => app.stop());

const LIST = '/dashboard/students?q=Kim&sort=created';

const hrefs = (text: string) => [...text.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => unescaped(href));
const wayBackIn = (text: string) => unescaped(/class="way-back"><a href="([^"]*)"/.exec(text)?.[1] ?? '');
const unescaped = (text: string) => text.replaceAll('&amp;', '&');

describe('a page that was opened from a filtered list', () => {
  it('leads back to the list as it was, through the pages below it and after a form', async () => {
    const { id: studentId } = (await app.newStudent({ name: 'Kim' })).student;
    const list = await owner.get(LIST);
    const toStudent = hrefs(list.text).find((href) => href.startsWith(`/dashboard/students/${studentId}?`)) ?? '';
    const student = await owner.get(toStudent);
    expect(wayBackIn(student.text)).toBe(LIST);
    const toToken = hrefs(student.text).find((href) => href.includes('/tokens/')) ?? '';
    expect(wayBackIn((await owner.get(toToken)).text)).toBe(LIST);
    const action = unescaped(/action="([^"]*\/suspend[^"]*)"/.exec(student.text)?.[1] ?? '');
    const { location } = await owner.post(action, {});
    expect(wayBackIn((await owner.get(location ?? '')).text)).toBe(LIST);
  });

  it('leads back from a call', async () => {
    const { token } = await app.newStudent({ name: 'Lee' });
    await app.chat(token, { model: 'gpt-3.5-turbo', max_tokens: 5, messages: [{ role: 'user', content: 'Hi' }] });
    const filter = '/dashboard/calls?model=gpt-3.5-turbo&outcome=ok';
    const { text } = await owner.get('/dashboard/calls?outcome=ok');
    const call = hrefs(text).find((href) => /^\/dashboard\/calls\/\d+/.test(href)) ?? '';
    expect(wayBackIn((await owner.get(call)).text)).toBe('/dashboard/calls?outcome=ok');
    const [path = ''] = call.split('?');
    expect(wayBackIn((await owner.get(`${path}?back=${encodeURIComponent(filter)}`)).text)).toBe(filter);
  });

  it.each(['https://evil.example/dashboard', '//evil.example', '/me', '"><script>', '/dashboard/sign-out'])(
    'does not lead to %s, in a link or a redirect',
    async (hostile) => {
      const { id: studentId } = (await app.newStudent({ name: 'Choi' })).student;
      const query = `?back=${encodeURIComponent(hostile)}`;
      const { text } = await owner.get(`/dashboard/students/${studentId}${query}`);
      expect(text).not.toContain('class="way-back"');
      expect(hrefs(text).filter((href) => !/^(?:\/|#|\?)(?!\/)/.test(href))).toEqual([]);
      const { location } = await owner.post(`/dashboard/students/${studentId}/suspend${query}`, {});
      expect(location).toBe(`/dashboard/students/${studentId}?done=student_suspended`);
    },
  );
});
