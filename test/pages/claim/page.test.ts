import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { formatClaimCode, newClaimCode } from '../../../src/access/claim-links.ts';
import { StorageError } from '../../../src/store/errors.ts';
import { LONG_RUN } from '../../support/long-run.ts';
import { newName } from '../../support/new-name.ts';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { type PagesUnderTest, pagesOf } from '../test-browser.ts';

let app: RunningApp;
let pages: PagesUnderTest;
beforeAll(async () => {
  app = await startApp();
  pages = pagesOf(app);
});
afterAll(() => app.stop());

const HOSTILE = `<img src=x onerror=alert(1)>"'&`;
const IN_ENGLISH = { 'accept-language': 'en' };
const DAY_MS = 24 * 60 * 60 * 1000;

async function newLink(fields: object = {}, student: object = {}) {
  const schoolClass = { name: newName('AI club'), language: 'en', time_zone: 'Asia/Seoul', ...fields };
  const { id: classId } = (await app.api('POST', '/api/classes', schoolClass)).json;
  const { id } = (await app.api('POST', '/api/students', { name: 'Kim Minji', class_id: classId, ...student })).json;
  return { classId, studentId: id, code: await linkFor(id) };
}

async function linkFor(studentId: number): Promise<string> {
  return (await app.api('POST', `/api/students/${studentId}/claim-link`, {})).json.code;
}
const tokensOf = async (studentId: number) => (await app.api('GET', `/api/students/${studentId}/tokens`)).json.data;
const tokenIn = (text: string): string => /jgp_[0-9a-z]{38,}/.exec(text)?.[0] ?? '';

describe('a student who opens a claim link', () => {
  it('sees whose it is, and gets a token that calls, in a browser that is signed in', async () => {
    const { studentId, code } = await newLink();
    const browser = pages.browser(IN_ENGLISH);
    const shown = await browser.get(`/claim/${code}`);
    expect(shown.status).toBe(200);
    expect(shown.text).toMatch(/AI club.*: your API token<\/h1>/);
    expect(shown.text).toContain('<strong>Kim Minji</strong>');
    expect(shown.text).toContain('The link works until Monday 7 December.');
    const claimed = await browser.post('/claim', { code });
    expect(claimed.status).toBe(200);
    expect(claimed.text).toContain('You have your API token');
    const token = tokenIn(claimed.text);
    expect((await browser.get('/me')).text).toContain('Kim Minji’s wallet');
    expect(
      (await app.chat(token, { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'hi' }] })).status,
    ).toBe(200);
    expect(await tokensOf(studentId)).toMatchObject([{ label: 'claim link', revoked_at: null, expires_at: null }]);
  });

  it('uses nothing up by opening it, however often, as chat apps do', async () => {
    const { studentId, code } = await newLink();
    const browser = pages.browser(IN_ENGLISH);
    for (let i = 0; i < 5; i++) expect((await browser.get(`/claim/${code}`)).status).toBe(200);
    expect((await fetch(`${app.url}/claim/${code}`, { method: 'HEAD' })).status).toBe(200);
    expect(await tokensOf(studentId)).toEqual([]);
    expect((await browser.post('/claim', { code })).status).toBe(200);
  });

  it('gets one token when two people claim at once, and the other is told that the link does not work', async () => {
    const { studentId, code } = await newLink();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => pages.browser(IN_ENGLISH).post('/claim', { code })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(404)]);
    expect(answers.filter(({ text }) => tokenIn(text) !== '')).toHaveLength(1);
    expect(await tokensOf(studentId)).toHaveLength(1);
  });

  it('may type the code as it is printed', async () => {
    const { code } = await newLink();
    const browser = pages.browser(IN_ENGLISH);
    expect((await browser.get('/claim')).text).toMatch(/<form method="get" action="\/claim">/);
    const typed = encodeURIComponent(formatClaimCode(code).toUpperCase());
    expect((await browser.get(`/claim?code=${typed}`)).text).toContain('<strong>Kim Minji</strong>');
    const mistyped = await browser.get(`/claim?code=${encodeURIComponent(formatClaimCode(code).slice(1))}`);
    expect([mistyped.status, mistyped.text.includes('This is not the code of a slip.')]).toEqual([422, true]);
    expect((await browser.get('/claim/')).location).toBe('/claim');
    expect((await browser.get(`/claim/${code}/more`)).status).toBe(404);
    expect((await browser.get(`/claim/${'x'.repeat(3000)}`)).status).toBe(404);
  });

  it('reads the language of the class and what its students call the owner', async () => {
    const { code } = await newLink({ language: 'ko', owner_title: '교수님' });
    const shown = await pages.browser(IN_ENGLISH).get(`/claim/${code}`);
    expect(shown.text).toContain('<html lang="ko">');
    expect(shown.text).toContain('교수님께 돌려 드리세요.');
    expect(shown.text).toContain(`href="/claim/${code}?lang=en"`);
    const claimed = await pages.browser(IN_ENGLISH).post('/claim', { code });
    expect(claimed.text).toContain('내 API 토큰을 받았어요');
  });

  it('has the token and sees it when only the sign-in fails', async () => {
    const { code } = await newLink();
    const begin = vi.spyOn(app.store.sessions, 'begin').mockRejectedValueOnce(new StorageError('the disk is full'));
    onTestFinished(() => begin.mockRestore());
    const claimed = await pages.browser(IN_ENGLISH).post('/claim', { code });
    expect([claimed.status, tokenIn(claimed.text).length]).toEqual([200, 42]);
    expect(claimed.text).toContain('Sign in to your wallet with it.');
  });

  it('may be suspended, and reads it beside the token', async () => {
    const { code } = await newLink({}, { suspended: true });
    const claimed = await pages.browser(IN_ENGLISH).post('/claim', { code });
    expect(claimed.text).toContain('Your access is suspended.');
    expect(tokenIn(claimed.text)).not.toBe('');
  });

  it('keeps the tokens that they have', async () => {
    const { studentId, code } = await newLink();
    await app.api('POST', `/api/students/${studentId}/tokens`, {});
    await pages.browser().post('/claim', { code });
    expect((await tokensOf(studentId)).map((token: { revoked_at: null }) => token.revoked_at)).toEqual([null, null]);
  });
});

describe('claiming is refused', () => {
  it('in the same words for a link that was used, was revoked, has expired, or never was', async () => {
    const used = await newLink();
    await pages.browser().post('/claim', { code: used.code });
    const replaced = await newLink();
    await linkFor(replaced.studentId);
    const removed = await newLink();
    await app.api('DELETE', `/api/students/${removed.studentId}`);
    const expired = await newLink();
    app.clock.advance(16 * DAY_MS);
    const answers = [];
    for (const code of [used.code, replaced.code, removed.code, expired.code, newClaimCode()]) {
      const browser = pages.browser(IN_ENGLISH);
      answers.push(await browser.get(`/claim/${code}`), await browser.post('/claim', { code }));
    }
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404]));
    expect(new Set(answers.map(({ text }) => text.replaceAll(/"\/claim[^"]*lang=ko"/g, ''))).size).toBe(1);
    expect(answers[0]?.text).toContain('This link does not work');
    expect(answers.flatMap(({ setCookies }) => setCookies)).toEqual([]);
  });

  it('in a class that is over, without using the link up', async () => {
    const { classId, code } = await newLink();
    await app.api('PATCH', `/api/classes/${classId}`, { ends_on: '2020-01-31' });
    const browser = pages.browser(IN_ENGLISH);
    for (const answer of [await browser.get(`/claim/${code}`), await browser.post('/claim', { code })]) {
      expect([answer.status, answer.text.includes('This class has ended')]).toEqual([409, true]);
    }
    await app.api('PATCH', `/api/classes/${classId}`, { ends_on: null });
    expect((await browser.post('/claim', { code })).status).toBe(200);
  });

  it('for a form of another site', async () => {
    const { studentId, code } = await newLink();
    const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    expect((await pages.browser().post('/claim', { code }, { headers })).status).toBe(403);
    expect(await tokensOf(studentId)).toEqual([]);
  });
});

describe('the code of a claim link', () => {
  it('reaches no log, no cache and no Referer, and the token reaches no other page', async () => {
    const { studentId, code } = await newLink();
    const browser = pages.browser(IN_ENGLISH);
    const shown = await browser.get(`/claim/${code}`);
    const claimed = await browser.post('/claim', { code });
    for (const { headers } of [shown, claimed, await browser.get(`/claim/${code}`)]) {
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('referrer-policy')).toBe('strict-origin');
    }
    const owner = await pages.owner();
    const others = [
      app.logLines.join('\n'),
      (await owner.get(`/dashboard/students/${studentId}`)).text,
      (await owner.get('/dashboard/audit')).text,
      JSON.stringify((await app.store.journal.listAudit({ after: null, limit: 500 })).rows),
    ];
    for (const secret of [code, formatClaimCode(code), tokenIn(claimed.text)]) {
      expect(others.filter((text) => text.includes(secret))).toEqual([]);
    }
    expect(others[2]).toContain('Claim link used');
  });

  it('is guessed at most 600 times a minute from one address, where right codes still work', LONG_RUN, async () => {
    const { code } = await newLink();
    const guesser = pages.browser(IN_ENGLISH);
    const statuses = [];
    for (let i = 0; i < 605; i++) statuses.push((await guesser.get(`/claim/${newClaimCode()}`)).status);
    expect(statuses.slice(-5)).toEqual([429, 429, 429, 429, 429]);
    expect((await guesser.post('/claim', { code })).status).toBe(200);
  });

  it('is escaped, as every text is', async () => {
    const { code } = await newLink({ name: `Club ${HOSTILE}` }, { name: HOSTILE });
    const browser = pages.browser(IN_ENGLISH);
    for (const path of [`/claim/${code}`, `/claim?code=${encodeURIComponent(HOSTILE)}`]) {
      expect((await browser.get(path)).text).not.toContain('<img');
    }
  });
});
