import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { type PagesUnderTest, pagesOf, type TestBrowser } from '../test-browser.ts';

/** Each of these once let one person take the server's time, or its disk, from all the others. */

let app: RunningApp;
let pages: PagesUnderTest;
beforeAll(async () => {
  app = await startApp({ env: { JIGAP_STUDENT_REQUESTS_PER_MINUTE: '120' } });
  pages = pagesOf(app);
});
afterAll(() => app.stop());

async function statuses(times: number, ask: () => Promise<{ readonly status: number }>): Promise<Map<number, number>> {
  const answers = await Promise.all(Array.from({ length: times }, ask));
  return new Map([...Map.groupBy(answers, ({ status }) => status)].map(([status, of]) => [status, of.length]));
}

const LONG = 'a=1&'.repeat(5000);

describe('a student with a script that loops', () => {
  it('has to wait for pages; calls and other students do not', async () => {
    const [{ token }, neighbour] = [await app.newStudent(), await app.newStudent()];
    const looping = await pages.student(token);
    const seen = await statuses(150, () => looping.get('/me/live'));
    expect(seen.get(429)).toBeGreaterThanOrEqual(30);
    const refused = await looping.get('/me');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.text).toContain('Too many requests');
    expect((await (await pages.student(neighbour.token)).get('/me')).status).toBe(200);
    const chat = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'hi' }] };
    expect((await app.chat(token, chat)).status).toBe(200);
  });

  it('has at most twenty sessions', async () => {
    const { token } = await app.newStudent();
    const browsers = Array.from({ length: 22 }, () => pages.browser());
    for (const browser of browsers) {
      app.clock.advance(1);
      await browser.signInAsStudent(token);
    }
    const entered = await Promise.all(browsers.map((browser) => browser.get('/me')));
    expect(entered.map(({ status }) => status)).toEqual([303, 303, ...Array.from({ length: 20 }, () => 200)]);
    expect((await statuses(150, () => pages.browser().signInAsStudent(token))).get(429)).toBeGreaterThanOrEqual(30);
  });

  it('gets at most ten new API tokens an hour', async () => {
    const { student, token } = await app.newStudent();
    const rotating = await pages.student(token);
    const ends: number[] = [];
    for (let n = 0; n < 11; n++) {
      ends.push((await rotating.post('/me/rotate')).status);
      await rotating.get('/me');
    }
    expect(ends).toEqual([...Array.from({ length: 10 }, () => 200), 429]);
    expect((await app.api('GET', `/api/students/${student.id}/tokens`)).json.data).toHaveLength(11);
  });
});

describe('a guest who tries join codes in a loop', () => {
  it('has to wait, while others at the same address join with a right code', async () => {
    const club = (await app.api('POST', '/api/classes', { name: 'AI club', join_places: 2 })).json;
    const otherBrowser = pages.browser();
    const right = `/join?code=${club.join_code}`;
    expect((await otherBrowser.get(right)).status).toBe(200);
    const seen = await statuses(620, () => otherBrowser.get('/join?code=AAAA-2222'));
    expect(seen).toEqual(
      new Map([
        [422, 600],
        [429, 20],
      ]),
    );
    const refused = await otherBrowser.get('/join?code=BBBB-3333');
    expect([refused.status, refused.text.includes('AI club')]).toEqual([429, false]);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await otherBrowser.get('/join')).status).toBe(200);
    const classmate = pages.browser();
    expect((await classmate.get(right)).text).toContain('AI club');
    expect((await classmate.post('/join', { code: club.join_code, name: 'Kim' })).status).toBe(200);
    const chat = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'hi' }] };
    expect((await app.chat((await app.newStudent()).token, chat)).status).toBe(200);
  });
});

describe('a guest who has a join code', () => {
  it('cannot find out the names in the class by trying; a new student still joins', async () => {
    const fields = { name: 'Chess club', language: 'en', join_places: 2 };
    const { join_code: code } = (await app.api('POST', '/api/classes', fields)).json;
    const curious = pages.browser();
    expect((await curious.post('/join', { code, name: 'Kim' })).status).toBe(200);
    const seen = await statuses(620, () => curious.post('/join', { code, name: 'Kim' }));
    expect(seen.get(429)).toBeGreaterThanOrEqual(20);
    expect((await pages.browser().post('/join', { code, name: 'Lee' })).status).toBe(200);
  });
});

describe('a form of a megabyte', () => {
  it.each(['/dashboard/sign-in', '/me/sign-in', '/join'])(
    'is not read at %s, where everybody may send',
    async (path) => {
      expect((await pages.browser().post(path, { token: LONG })).status).toBe(413);
    },
  );

  it('is read only from the owner with a session', async () => {
    const student: TestBrowser = await pages.student((await app.newStudent()).token);
    expect((await student.post('/me/sign-out', { names: LONG })).status).toBe(413);
    expect((await pages.browser().post('/dashboard/students/several', { names: LONG })).status).toBe(303);
    const owner = await pages.owner();
    expect((await owner.post('/dashboard/students/several', { names: `a name\n${LONG}` })).status).toBe(422);
    expect((await owner.post('/dashboard/students/several', { names: 'a name' })).status).toBe(200);
  });
});
