import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newName } from '../../support/new-name.ts';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { EXPIRED, type PagesUnderTest, pagesOf, type TestBrowser } from '../test-browser.ts';

let app: RunningApp;
let pages: PagesUnderTest;
beforeAll(async () => {
  app = await startApp();
  pages = pagesOf(app);
});
afterAll(() => app.stop());

const IN_ENGLISH = { 'accept-language': 'en' };
const MINJI = { name: '김민지', identity: '20261004' };

interface Club {
  readonly id: number;
  readonly join_code: string;
}

/** A class in English with a roster of three. */
async function newClub(fields: object = {}): Promise<Club> {
  const body = { name: newName('AI club'), language: 'en', join_places: 5, ...fields };
  const club: Club = (await app.api('POST', '/api/classes', body)).json;
  const roster = '이름,학번,이메일\n김민지,20261004,\n이서연,,seoyeon@school.example\n박지우,20261006,\n';
  const headers = { authorization: `Bearer ${app.ownerToken}`, 'content-type': 'text/csv' };
  const imported = await fetch(`${app.url}/api/classes/${club.id}/roster`, { method: 'POST', headers, body: roster });
  expect(imported.status).toBe(200);
  return club;
}

const tokenIn = (text: string): string => /jgp_[0-9a-z]{38,}/.exec(text)?.[0] ?? '';
const join = (browser: TestBrowser, club: Club, person: { name: string; identity?: string }) =>
  browser.post('/join', { code: club.join_code, ...person });
const studentsOf = async ({ id }: Club) => (await app.api('GET', `/api/students?class_id=${id}`)).json.data;
const requestsOf = async ({ id }: Club) => (await app.api('GET', `/api/classes/${id}/join-requests`)).json.data;
const approve = async ({ id }: Club, approvals: object[]) =>
  (await app.api('POST', `/api/classes/${id}/join-requests/approve`, { approvals })).json;

describe('a student of the roster who opens the link of the class', () => {
  it('claims the place that is there, and is signed in', async () => {
    const club = await newClub();
    const browser = pages.browser(IN_ENGLISH);
    const form = await browser.get(`/join?code=${club.join_code}`);
    expect(form.text).toContain('Your student number or e-mail');
    const joined = await join(browser, club, { name: ' 김 민지 ', identity: ' ２０２６１００４' });
    expect(joined.status).toBe(200);
    expect(joined.headers.get('cache-control')).toBe('no-store');
    expect(tokenIn(joined.text)).not.toBe('');
    expect((await browser.get('/me')).text).toContain('김민지');
    expect((await studentsOf(club)).map(({ name }: { name: string }) => name)).toEqual(['김민지', '이서연', '박지우']);
    expect((await app.api('GET', `/api/classes/${club.id}`)).json.join_places).toBe(5);
  });

  it('claims it with the e-mail address', async () => {
    const club = await newClub();
    const joined = await join(pages.browser(), club, { name: '이서연', identity: 'SEOYEON@school.example' });
    expect(tokenIn(joined.text)).not.toBe('');
  });

  it('must name a number or an e-mail address', async () => {
    const club = await newClub();
    for (const identity of ['', 'abc', 'a@', '2.0261E+07']) {
      const answer = await join(pages.browser(IN_ENGLISH), club, { name: '김민지', identity });
      expect([answer.status, identity]).toEqual([422, identity]);
      expect(answer.text).toMatch(/id="field-identity"[^>]*aria-invalid="true"/);
    }
    expect(await requestsOf(club)).toEqual([]);
  });
});

describe('anybody else', () => {
  it('reads the same, whatever was wrong', async () => {
    const club = await newClub();
    await join(pages.browser(), club, MINJI);
    const waiting: string[] = [];
    for (const person of [
      { name: '박지우', identity: '20269999' },
      { name: '최하늘', identity: '20261006' },
      { name: '김민지', identity: '20261004' },
      { name: '최하늘', identity: '20269999' },
    ]) {
      const browser = pages.browser(IN_ENGLISH);
      const answer = await join(browser, club, person);
      expect([answer.status, answer.location]).toEqual([303, '/join/waiting']);
      const { text } = await browser.get('/join/waiting');
      waiting.push(text.replaceAll(person.name, 'NAME').replaceAll(person.identity, 'IDENTITY'));
    }
    expect(new Set(waiting).size).toBe(1);
    expect(waiting[0]).toContain('Waiting for your teacher to approve you');
  });

  it('waits with a cookie that no other path gets, and whose value is stored nowhere', async () => {
    const club = await newClub();
    const { setCookies } = await join(pages.browser(), club, { name: '최하늘', identity: '7' });
    const [cookie = ''] = setCookies.filter((one) => !EXPIRED.test(one));
    expect(cookie).toMatch(/^jigap_join=[\w-]{43};/);
    expect(cookie.split('; ').slice(1).sort()).toEqual(['HttpOnly', 'Max-Age=1209600', 'Path=/join', 'SameSite=Lax']);
    const secret = /=([\w-]+)/.exec(cookie)?.[1] ?? '';
    const texts = [JSON.stringify(await requestsOf(club)), app.logLines.join('\n')];
    const { text } = await (await pages.owner()).get('/dashboard/audit');
    expect([...texts, text].some((each) => each.includes(secret))).toBe(false);
  });

  it('gets the token once, in the browser that asked, after the approval', async () => {
    const club = await newClub();
    const [browser, other] = [pages.browser(IN_ENGLISH), pages.browser(IN_ENGLISH)];
    await join(browser, club, { name: '최하늘', identity: '7' });
    expect((await browser.post('/join/waiting')).location).toBe('/join/waiting');
    const [{ id }] = await requestsOf(club);
    expect(await approve(club, [{ id }])).toEqual({ done: [id], failed: [] });
    expect((await browser.get('/join/waiting/live')).text).toContain('Show my API token');
    expect((await other.post('/join/waiting')).location).toBe('/join/waiting');
    const collected = await browser.post('/join/waiting');
    const token = tokenIn(collected.text);
    expect(token).not.toBe('');
    expect(collected.headers.get('cache-control')).toBe('no-store');
    expect((await browser.get('/me')).text).toContain('최하늘');
    expect((await browser.post('/join/waiting')).location).toBe('/join/waiting');
    expect((await browser.get('/join/waiting')).text).toContain('No request waits in this browser');
    const chat = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'hi' }] };
    expect((await app.chat(token, chat)).status).toBe(200);
    expect((await studentsOf(club)).at(-1)).toMatchObject({ name: '최하늘', student_number: '7' });
  });

  it('reads that the request was declined, or replaced by another browser', async () => {
    const club = await newClub();
    const [declined, replaced] = [pages.browser(IN_ENGLISH), pages.browser(IN_ENGLISH)];
    await join(declined, club, { name: '최하늘', identity: '7' });
    await join(replaced, club, { name: '정다은', identity: '8' });
    const [{ id }] = await requestsOf(club);
    await app.api('POST', `/api/classes/${club.id}/join-requests/decline`, { ids: [id] });
    expect((await declined.get('/join/waiting')).text).toContain('Declined by your teacher');
    await join(pages.browser(), club, { name: '정다은', identity: '8' });
    expect((await replaced.get('/join/waiting')).text).toContain('from another browser');
    expect(await requestsOf(club)).toMatchObject([{ name: '정다은', browsers: 2, suggestion: null }]);
  });

  it('does not learn a renewed join code', async () => {
    const club = await newClub();
    const browser = pages.browser(IN_ENGLISH);
    await join(browser, club, { name: '최하늘', identity: '7' });
    const { join_code: renewed } = (await app.api('POST', `/api/classes/${club.id}/join-code`, {})).json;
    expect((await browser.get('/join/waiting')).text).not.toContain(renewed);
  });

  it('is led back to the request from the form of the class', async () => {
    const club = await newClub();
    const browser = pages.browser(IN_ENGLISH);
    await join(browser, club, { name: '김민지', identity: '1' });
    const { text } = await browser.get(`/join?code=${club.join_code}`);
    expect(text).toContain('href="/join/waiting"');
    expect(tokenIn((await join(browser, club, MINJI)).text)).not.toBe('');
    expect(await requestsOf(club)).toEqual([]);
  });

  it('waits after five wrong numbers of one student, also with the right one, and locks nobody else out', async () => {
    const club = await newClub();
    for (let number = 0; number < 5; number++) {
      await join(pages.browser(), club, { name: '김민지', identity: String(20260000 + number) });
    }
    expect((await join(pages.browser(), club, MINJI)).location).toBe('/join/waiting');
    expect(tokenIn((await join(pages.browser(), club, { name: '박지우', identity: '20261006' })).text)).not.toBe('');
    const right = (await requestsOf(club)).find(({ identity }: { identity: string }) => identity === MINJI.identity);
    expect(right.suggestion).toEqual({ student_id: right.candidates[0].student_id });
  });

  it('is told when too many wait', async () => {
    const club = await newClub({ join_places: 1 });
    for (let n = 0; n < 10; n++) await join(pages.browser(), club, { name: `Pupil ${n}`, identity: String(n + 1) });
    const full = await join(pages.browser(IN_ENGLISH), club, { name: 'One more', identity: '99' });
    expect([full.status, full.text.includes('Too many people wait')]).toEqual([422, true]);
  });

  it('cannot send the form from another site', async () => {
    const club = await newClub();
    const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    const browser = pages.browser();
    await join(browser, club, { name: '최하늘', identity: '7' });
    const [{ id }] = await requestsOf(club);
    await approve(club, [{ id }]);
    expect((await browser.post('/join/waiting', {}, { headers })).status).toBe(403);
    expect((await requestsOf(club))[0].state).toBe('approved');
  });
});

describe('a class in which the owner approves everybody', () => {
  it('lets a student wait without a roster, and asks for the name alone', async () => {
    const body = { name: newName('AI club'), language: 'en', join_places: 5, join_mode: 'approve' };
    const club: Club = (await app.api('POST', '/api/classes', body)).json;
    const browser = pages.browser(IN_ENGLISH);
    const form = await browser.get(`/join?code=${club.join_code}`);
    expect(form.text).toContain('Each student is approved by your teacher');
    expect(form.text).not.toContain('field-identity');
    expect((await join(browser, club, { name: 'Kim' })).location).toBe('/join/waiting');
    expect(await studentsOf(club)).toEqual([]);
  });

  it('lets a student of the roster wait, too', async () => {
    const club = await newClub({ join_mode: 'approve' });
    expect((await join(pages.browser(), club, MINJI)).location).toBe('/join/waiting');
  });
});
