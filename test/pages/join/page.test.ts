import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { StorageError } from '../../../src/store/errors.ts';
import { newName } from '../../support/new-name.ts';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { EXPIRED, type PagesUnderTest, pagesOf } from '../test-browser.ts';

let app: RunningApp;
let pages: PagesUnderTest;
beforeAll(async () => {
  app = await startApp();
  pages = pagesOf(app);
});
afterAll(() => app.stop());

const HOSTILE = `<img src=x onerror=alert(1)>"'&`;
const IN_ENGLISH = { 'accept-language': 'en' };

interface JoinClass {
  readonly id: number;
  readonly join_code: string;
}

const newClass = async (fields: object = {}): Promise<JoinClass> =>
  (await app.api('POST', '/api/classes', { name: newName('AI club'), language: 'en', join_places: 5, ...fields })).json;
const studentsOf = async ({ id }: JoinClass) => (await app.api('GET', `/api/students?class_id=${id}`)).json.data;
const placesOf = async ({ id }: JoinClass): Promise<number> =>
  (await app.api('GET', `/api/classes/${id}`)).json.join_places;
const tokenIn = (text: string): string => /jgp_[0-9a-z]{38,}/.exec(text)?.[0] ?? '';
const atLink = ({ join_code }: JoinClass) => `/join?code=${join_code}`;

describe('a student who opens the link of a class', () => {
  it('enters a name, gets a token, is signed in, and calls with it', async () => {
    const club = await newClass({ student_budgets: [{ period: 'day', limit_usd: 0.25 }] });
    const browser = pages.browser(IN_ENGLISH);
    const form = await browser.get(atLink(club));
    expect(form.status).toBe(200);
    expect(form.text).toMatch(/<h1>Join AI club( \d+)?<\/h1>/);
    const joined = await browser.post('/join', { code: club.join_code, name: ' Kim Minji ' });
    expect(joined.status).toBe(200);
    expect(joined.headers.get('cache-control')).toBe('no-store');
    expect(joined.text).toContain('You joined AI club');
    const token = tokenIn(joined.text);
    expect(await studentsOf(club)).toMatchObject([
      { name: 'Kim Minji', class_id: club.id, suspended: false, budgets: [{ period: 'day', limit_usd: 0.25 }] },
    ]);
    expect((await browser.get('/me')).text).toContain('Kim Minji’s wallet');
    const call = await fetch(`${app.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'hi' }] }),
    });
    expect(call.status).toBe(200);
    expect(await placesOf(club)).toBe(4);
  });

  it('sees the token on that page only', async () => {
    const club = await newClass();
    const joined = await pages.browser().post('/join', { code: club.join_code, name: 'Lee' });
    const token = tokenIn(joined.text);
    const [{ id }] = await studentsOf(club);
    const owner = await pages.owner();
    const otherPages = [
      (await owner.get(`/dashboard/students/${id}`)).text,
      (await owner.get('/dashboard/audit')).text,
      (await app.api('GET', `/api/students/${id}/tokens`)).text,
      app.logLines.join('\n'),
    ];
    expect(otherPages.filter((text) => text.includes(token))).toEqual([]);
    expect(otherPages[1]).toContain('Joined with the join code');
  });

  it('gets the student’s cookie, which goes to the student’s page only', async () => {
    const club = await newClass();
    const { setCookies } = await pages.browser().post('/join', { code: club.join_code, name: 'Park' });
    const [cookie = ''] = setCookies.filter((one) => !EXPIRED.test(one));
    expect(cookie).toMatch(/^jigap_student=/);
    expect(cookie.split('; ').slice(1).sort()).toEqual(['HttpOnly', 'Max-Age=7776000', 'Path=/me', 'SameSite=Lax']);
  });

  it('reads the language of the class unless another was chosen', async () => {
    const club = await newClass({ language: 'ko' });
    const browser = pages.browser(IN_ENGLISH);
    expect((await browser.get(atLink(club))).text).toContain('<html lang="ko">');
    const switched = await browser.get(`${atLink(club)}&lang=en`);
    expect(switched.location).toBe(atLink(club));
    expect((await browser.get(atLink(club))).text).toContain('<html lang="en">');
  });

  it('joins and sees the token when only the sign-in fails', async () => {
    const club = await newClass();
    const begin = vi.spyOn(app.store.sessions, 'begin').mockRejectedValueOnce(new StorageError('the disk is full'));
    onTestFinished(() => begin.mockRestore());
    const joined = await pages.browser().post('/join', { code: club.join_code, name: 'Choi' });
    expect(begin).toHaveBeenCalledOnce();
    expect(joined.status).toBe(200);
    expect(joined.text).toContain('Sign in to your wallet with it.');
    const student = await pages.student(tokenIn(joined.text));
    expect((await student.get('/me')).text).toContain('Choi');
  });

  it('reads that the class has not begun, beside the programs that do not work yet', async () => {
    const club = await newClass({ starts_on: '2099-03-02' });
    const joined = await pages.browser().post('/join', { code: club.join_code, name: 'Jung' });
    expect(joined.text).toContain('Your class begins on');
    const begun = await newClass();
    const other = await pages.browser().post('/join', { code: begun.join_code, name: 'Jung' });
    expect(other.text).not.toContain('Your class begins on');
  });

  it('gets a composed name from any keyboard', async () => {
    const club = await newClass();
    await pages.browser().post('/join', { code: club.join_code, name: '김서연'.normalize('NFD') });
    expect((await studentsOf(club)).map(({ name }: { name: string }) => name)).toEqual(['김서연']);
  });

  it('finds the class by its code with other letters, spaces or dashes', async () => {
    const club = await newClass();
    const browser = pages.browser(IN_ENGLISH);
    expect((await browser.get('/me/sign-in')).text).toContain('href="/join"');
    expect((await browser.get('/join')).text).toMatch(/<form method="get" action="\/join">/);
    const typed = encodeURIComponent(` ${club.join_code.toLowerCase().replace('-', ' ')}`);
    expect((await browser.get(`/join?code=${typed}`)).text).toContain('Join AI club');
    expect((await browser.get('/')).text).toContain('href="/join"');
    expect((await browser.get('/join/?code=AAAA-2222')).location).toBe('/join?code=AAAA-2222');
    expect((await browser.get('/join/elsewhere')).status).toBe(404);
  });
});

describe('joining is refused', () => {
  it.each([
    ['no name', '  ', 'Enter your name'],
    ['an invisible name', '\u3164\u200b', 'Enter your name'],
    ['a name that reverses the text around it', 'Ki\u202em', 'Enter your name'],
    ['a name of 201 characters', '한'.repeat(201), 'Enter your name'],
    ['a name of a student in the class', 'kim MINJI', 'A student with this name'],
  ])('for %s', async (_what, name, text) => {
    const club = await newClass();
    await app.api('POST', '/api/students', { name: 'Kim Minji', class_id: club.id });
    const browser = pages.browser(IN_ENGLISH);
    const answer = await browser.post('/join', { code: club.join_code, name });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(text);
    expect(answer.text).toMatch(/id="field-name"[^>]*aria-invalid="true"/);
    expect(answer.text).toContain(`value="${name.trim()}"`);
    expect(answer.text).toContain(`href="${atLink(club)}&amp;lang=ko"`);
    expect(answer.text.includes('That is me: open my wallet')).toBe(text.startsWith('A student'));
    expect(answer.setCookies).toEqual([]);
    expect([(await studentsOf(club)).length, await placesOf(club)]).toEqual([1, 5]);
  });

  it('for a wrong code, without a word about any class', async () => {
    const browser = pages.browser(IN_ENGLISH);
    expect((await browser.get('/join?code=hello')).text).toContain('has eight letters and digits');
    for (const answer of [
      await browser.get('/join?code=AAAA-2222'),
      await browser.post('/join', { code: 'AAAA-2222', name: 'Kim' }),
    ]) {
      expect(answer.status).toBe(422);
      expect(answer.text).toContain('No class has this code');
      expect(answer.text).toMatch(/id="field-code"[^>]*value="AAAA-2222"/);
    }
  });

  it.each([
    ['has no place', { join_places: 0 }, 'Joining this class is closed right now'],
    ['is over', { ends_on: '2020-01-31' }, 'This class has ended'],
  ])('in a class that %s', async (_what, fields, text) => {
    const club = await newClass(fields);
    const browser = pages.browser(IN_ENGLISH);
    const looked = await browser.get(atLink(club));
    expect(looked.text).toContain(text);
    expect(looked.text).not.toContain('id="field-name"');
    const tried = await browser.post('/join', { code: club.join_code, name: 'Kim' });
    expect([tried.status, tried.text.includes(text)]).toEqual([422, true]);
    expect(await studentsOf(club)).toEqual([]);
  });

  it('in the language of the class', async () => {
    const club = await newClass({ language: 'ko' });
    const browser = pages.browser(IN_ENGLISH);
    expect((await browser.post('/join', { code: club.join_code, name: '' })).text).toContain('<html lang="ko">');
    const closed = await newClass({ language: 'ko', join_places: 0 });
    expect((await browser.post('/join', { code: closed.join_code, name: 'Kim' })).text).toContain('<html lang="ko">');
  });

  it('for a form of another site', async () => {
    const club = await newClass();
    const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    const fields = { code: club.join_code, name: 'Kim' };
    expect((await pages.browser().post('/join', fields, { headers })).status).toBe(403);
    expect(await studentsOf(club)).toEqual([]);
  });
});

it('escapes what was typed', async () => {
  const club = await newClass({ name: `Club ${HOSTILE}` });
  const browser = pages.browser(IN_ENGLISH);
  const texts = [
    (await browser.get(atLink(club))).text,
    (await browser.get(`/join?code=${encodeURIComponent(HOSTILE)}`)).text,
    (await browser.post('/join', { code: club.join_code, name: HOSTILE })).text,
    (await browser.post('/join', { code: club.join_code, name: HOSTILE })).text,
    (await browser.get('/me')).text,
  ];
  for (const text of texts) {
    expect(text).toContain('&lt;img');
    expect(text).not.toContain('<img');
  }
});
