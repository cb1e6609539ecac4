import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHAT } from '../support/app-fixture.ts';
import { newName } from '../support/new-name.ts';
import { type RunningApp, startApp } from '../support/running-app.ts';
import { pagesOf, type TestBrowser } from './test-browser.ts';

let app: RunningApp;
let browser: () => TestBrowser;
beforeAll(async () => {
  app = await startApp();
  ({ browser } = pagesOf(app));
});
afterAll(() => app.stop());

const newClass = async (fields: object = {}) =>
  (
    await app.api('POST', '/api/classes', {
      ...{ name: newName('AI'), language: 'ko', time_zone: 'Asia/Seoul', owner_title: '교수님', join_places: 3 },
      ...fields,
    })
  ).json;

async function myPage(token: string, query = ''): Promise<string> {
  const student = browser();
  await student.signInAsStudent(token);
  // The language switch answers with a redirect.
  if (query !== '') await student.get(`/me${query}`);
  return (await student.get('/me')).text;
}

const BY_TITLE = { ko: /교수님께/, en: /your professor/ } as const;
const BY_DEFAULT = /선생님|your teacher/;

describe('the page of a student calls the owner as the class does', () => {
  it.each([
    ['is suspended', {}, { suspended: true }],
    ['is in a class that has ended', { ends_on: '2026-01-31' }, {}],
    ['has spent a budget that does not reset', {}, { budgets: [{ period: 'total', limit_usd: 0 }] }],
    ['has spent a budget that resets', {}, { budgets: [{ period: 'week', limit_usd: 0 }] }],
  ])('when the student %s', async (_what, classFields, fields) => {
    const { id } = await newClass(classFields);
    const { student, token } = await app.newStudent({ classId: id });
    await app.api('PATCH', `/api/students/${student.id}`, fields);
    const korean = await myPage(token);
    expect(korean).toMatch(BY_TITLE.ko);
    expect(korean).not.toMatch(BY_DEFAULT);
    const english = await myPage(token, '?lang=en');
    expect(english).toMatch(BY_TITLE.en);
    expect(english).not.toMatch(BY_DEFAULT);
  });

  it('when a call broke off, and when the token ends soon', async () => {
    const { id } = await newClass();
    const { student, token } = await app.newStudent({ classId: id });
    app.upstream.next((_call, act) => act.reset());
    await app.chat(token, CHAT);
    const soon = new Date(app.clock.now() + 86_400_000).toISOString();
    const second = (await app.api('POST', `/api/students/${student.id}/tokens`, { expires_at: soon })).json;
    const korean = await myPage(second.token);
    expect(korean).toContain('그 전에 교수님께 새 토큰을 받으세요');
    expect(korean).not.toMatch(BY_DEFAULT);
  });
});

describe('the pages to join a class call the owner as the class does', () => {
  it.each([
    ['by name', {}, BY_TITLE.ko.source.replace('께', '께서')],
    ['without a place', { join_places: 0 }, BY_TITLE.ko.source],
    ['that is over', { ends_on: '2026-01-31' }, BY_TITLE.ko.source],
  ])('of a class %s', async (_what, fields, words) => {
    const { join_code: code } = await newClass(fields);
    const { text } = await browser().get(`/join?code=${code}`);
    expect(text).toMatch(new RegExp(words));
    expect(text).not.toMatch(BY_DEFAULT);
  });
});

describe('texts that students read', () => {
  const SOURCE = join(import.meta.dirname, '../../src');
  const texts = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => [path, readFileSync(join(SOURCE, path), 'utf8')] as const);

  /** Of the owner, and of people whose class is not known yet: the default stands there. */
  const NOT_FOR_STUDENTS = new Set([
    ...['access/owner-titles.ts', 'language/reader-texts.ts', 'api/class-body.ts', 'api/class-json.ts'],
    ...['cli/commands/class-texts.ts', 'pages/dashboard/class/form-texts.ts'],
    ...['pages/components/sign-in-texts.ts', 'pages/web/error-texts.ts'],
  ]);

  it('have no title of the owner written into them', () => {
    const wrong = texts.filter(([, text]) => /선생님|\byour teacher\b/i.test(text)).map(([path]) => path);
    expect(wrong.filter((path) => !NOT_FOR_STUDENTS.has(path))).toEqual([]);
  });

  it('have no title at the start of an English sentence, where it would need a capital letter', () => {
    const wrong = texts.filter(([, text]) => /(?:`|[.?!] )\$\{ownerTitle\} [a-z]/.test(text)).map(([path]) => path);
    expect(wrong).toEqual([]);
  });

  it('have no particle behind a title that changes with its last sound', () => {
    const particles = texts.flatMap(([, text]) =>
      [...text.matchAll(/\$\{ownerTitle\}([가-힣]+)/g)].map(([, particle = '']) => particle),
    );
    expect(particles.length).toBeGreaterThan(40);
    expect(particles.filter((particle) => !['께', '께서', '의'].includes(particle))).toEqual([]);
  });
});
