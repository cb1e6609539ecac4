import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { pagesOf, startPages, type TestBrowser } from '../test-browser.ts';
import { CLASSES_PATH, classClient } from './class-client.ts';

let app: RunningApp;
let owner: TestBrowser;
beforeAll(async () => {
  app = await startApp({ env: { JIGAP_ALLOWED_MODELS: 'gpt-3.5-turbo,gpt-4o-mini' } });
  owner = await pagesOf(app).owner();
});
afterAll(() => app.stop());

const api = classClient(() => app);

describe('the form for a new class', () => {
  const chosen = (text: string, name: string) =>
    new RegExp(`<select id="field-${name}".*?<option(?: value="(\\w+)")? +selected>([^<]*)`, 's').exec(text)?.slice(1);

  it('has the language of the visitor and the zone of the owner', async () => {
    const { app, browser } = await startPages({ env: { JIGAP_TIME_ZONE: 'UTC' } });
    const visitor = browser({ 'accept-language': 'ko-KR,ko' });
    await visitor.signInAsOwner(app);
    const guessed = (await visitor.get(`${CLASSES_PATH}/new`)).text;
    expect(chosen(guessed, 'language')?.[0]).toBe('ko');
    expect(chosen(guessed, 'time_zone')?.[1]).toBe('Asia/Seoul');
    expect(guessed).toContain('운영자의 시간대를 아직 몰라서 언어를 보고 골라 두었어요. 다르면 바꿔 주세요.');
    const inEnglish = (await visitor.get(`${CLASSES_PATH}/new`, { headers: { 'accept-language': 'en' } })).text;
    expect(chosen(inEnglish, 'language')?.[0]).toBe('en');
    expect(chosen(inEnglish, 'time_zone')?.[1]).toBe('UTC');
    expect(inEnglish).toContain('so this is the server’s');
    await app.api('PATCH', '/api/settings', { time_zone: 'Asia/Tokyo' });
    const known = (await visitor.get(`${CLASSES_PATH}/new`)).text;
    expect(chosen(known, 'time_zone')?.[1]).toBe('Asia/Tokyo');
    expect(known).not.toContain('아직 몰라서');
  });
});

describe('the page of all classes', () => {
  it('links to the form for the first class when there is none', async () => {
    const empty = await startPages();
    const { text } = await (await empty.owner()).get(CLASSES_PATH);
    expect(text).toContain('There is no class yet');
    expect(text).toContain(`href="${CLASSES_PATH}/new"`);
  });

  it('shows how many students each class has, its dates, what is left and what it spent', async () => {
    const id = await api.createClass({
      name: 'Listed',
      ends_on: '2020-01-31',
      budgets: [{ period: 'month', limit_usd: 12 }],
    });
    await api.createStudent(id);
    const { text } = await owner.get(CLASSES_PATH);
    const row = text.slice(text.indexOf('>Listed</a>'), text.indexOf('</tr>', text.indexOf('>Listed</a>')));
    expect(row).toMatch(/data-head="Students" ?>1</);
    expect(row).toContain('until 31 Jan 2020');
    expect(row).toContain('over</span>');
    expect(row).toContain('This month · Left $12.00');
    expect(row).toContain('<data class="money" value="0"');
  });
});

describe('the filter of the classes', () => {
  const namesIn = (text: string) => [...text.matchAll(/<a class="who" href="[^"]*">([^<]*)</g)].map(([, name]) => name);

  it('finds classes by a part of their name, suggests all names, and keeps what was chosen', async () => {
    for (const name of ['Filter B', 'filter a', 'Other']) await api.createClass({ name });
    const { text } = await owner.get(`${CLASSES_PATH}?q=FILTER&sort=created`);
    expect(namesIn(text)).toEqual(['filter a', 'Filter B']);
    expect(text).toContain('<option>Other');
    expect(text).toMatch(/name="q"[^>]*value="FILTER"/);
    expect(text).toMatch(/<option value="created" selected>/);
    expect((await owner.get(`${CLASSES_PATH}?q=nothing`)).text).toContain('No class matches.');
  });

  it('shows fifty classes a page, each once', async () => {
    const many = await startPages();
    const browser = await many.owner();
    const names = Array.from({ length: 120 }, (_, n) => `Class ${String(n).padStart(3, '0')}`);
    for (const name of names) await many.app.api('POST', '/api/classes', { name });
    const found: unknown[] = [];
    for (let path: string | null = CLASSES_PATH; path !== null; ) {
      const { text }: { text: string } = await browser.get(path);
      found.push(...namesIn(text));
      path = /rel="next" href="([^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? null;
    }
    expect(found).toEqual(names);
  });
});
