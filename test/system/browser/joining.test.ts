import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newName } from '../../support/new-name.ts';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { type Glance, lookAt } from './looks.ts';
import { signInAsOwner } from './signing-in.ts';
import { watchedBrowser } from './watched-browser.ts';

const browser = watchedBrowser();
let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const GLANCES: readonly Glance[] = [
  { width: 390, scheme: 'light', asks: 'everything' },
  { width: 1280, scheme: 'dark', asks: 'colours' },
];
const ON_A_WALL: readonly Glance[] = [
  { width: 1280, scheme: 'light', asks: 'everything' },
  { width: 1920, scheme: 'dark', asks: 'colours' },
  { width: 390, scheme: 'light', asks: 'colours' },
];

interface Club {
  readonly id: number;
  readonly join_code: string;
}

/** A class with a roster of three. */
async function newClub(language: 'en' | 'ko', fields: object = {}): Promise<Club> {
  const body = { name: newName('파이썬 기초'), language, join_places: 5, ...fields };
  const club: Club = (await app.api('POST', '/api/classes', body)).json;
  for (const [name, student_number] of [
    ['김민지', '20261004'],
    ['이서연', '20261005'],
    ['박지우', '20261006'],
  ]) {
    await app.api('POST', '/api/students', { name, student_number, class_id: club.id });
  }
  return club;
}

async function join(page: Page, { join_code }: Club, name: string, identity: string): Promise<void> {
  await page.goto(`/join?code=${join_code}`);
  await page.locator('[name=name]').fill(name);
  await page.locator('[name=identity]').fill(identity);
  await page.locator('main button.primary').click();
}

const requestsOf = async ({ id }: Club) => (await app.api('GET', `/api/classes/${id}/join-requests`)).json.data;

test('a student claims a place without scripts, and another one waits without them', async () => {
  const club = await newClub('ko');
  const claiming = await browser.open(app.url, { javaScriptEnabled: false, locale: 'ko-KR' });
  await join(claiming, club, '김민지', '20261004');
  expect(await claiming.locator('.new-token code').textContent()).toMatch(/^jgp_/);
  const waiting = await browser.open(app.url, { javaScriptEnabled: false, locale: 'ko-KR' });
  await join(waiting, club, '최하늘', '7');
  expect(await waiting.locator('main h2').textContent()).toContain('승인을 기다리고 있어요');
  const [{ id }] = await requestsOf(club);
  await app.api('POST', `/api/classes/${club.id}/join-requests/approve`, { approvals: [{ id }] });
  await waiting.locator('main a.button').click();
  await waiting.locator('main button.primary').click();
  expect(await waiting.locator('.new-token code').textContent()).toMatch(/^jgp_/);
});

test('the owner approves by one click, and the page that waits shows the way to the token by itself', async () => {
  const club = await newClub('en', { join_mode: 'approve' });
  const student = await browser.open(app.url);
  await join(student, club, '김민지', '20261004');
  await student.waitForURL('**/join/waiting');
  const owner = await browser.open(app.url);
  await signInAsOwner(owner, app);
  await owner.goto('/dashboard');
  await owner.locator(`a[href="/dashboard/classes/${club.id}/join-requests"]`).click();
  await owner.locator('button[value=approve_all]').click();
  await owner.waitForURL('**done=requests_approved');
  await student.locator('main button.primary').click();
  expect(await student.locator('.new-token code').textContent()).toMatch(/^jgp_/);
  expect(await requestsOf(club)).toEqual([]);
});

test('the projector counts those who join while it is shown', async () => {
  const club = await newClub('en');
  const wall = await browser.open(app.url, { viewport: { width: 1280, height: 720 } });
  await signInAsOwner(wall, app);
  await wall.goto(`/dashboard/classes/${club.id}/projector`);
  expect(await wall.locator('.projector-counts').textContent()).toContain('0 of 3');
  const [scrolled, shown] = [await wall.evaluate('document.documentElement.scrollHeight'), 720];
  expect(Number(scrolled)).toBeLessThanOrEqual(shown);
  const student = await browser.open(app.url);
  await join(student, club, '이서연', '20261005');
  await wall.locator('.projector-counts', { hasText: '1 of 3' }).waitFor();
});

test.each(['en', 'ko'] as const)('every page of joining is accessible and fits its screen (%s)', async (language) => {
  const club = await newClub(language);
  const locale = language === 'ko' ? 'ko-KR' : 'en-GB';
  const owner = await browser.open(app.url, { locale });
  await signInAsOwner(owner, app);
  const student = await browser.open(app.url, { locale });
  const faults: Record<string, string[]> = {};
  const look = async (page: Page, path: string, glances: readonly Glance[]) => {
    await page.goto(path);
    const found = await lookAt(page, glances);
    if (found.length > 0) faults[path] = found;
  };
  await look(student, `/join?code=${club.join_code}`, GLANCES);
  await look(student, '/join/waiting', GLANCES);
  await join(student, club, '최하늘', '7');
  await look(student, '/join/waiting', GLANCES);
  await join(await browser.open(app.url, { locale }), club, '김민지', '7');
  const requests = await requestsOf(club);
  const path = `/dashboard/classes/${club.id}`;
  for (const below of ['', '/join-requests', `/join-requests/${requests[1].id}`])
    await look(owner, path + below, GLANCES);
  await look(owner, `${path}/projector`, ON_A_WALL);
  await app.api('POST', `${path.replace('/dashboard', '/api')}/join-requests/approve`, {
    approvals: [{ id: requests[0].id }],
  });
  await look(student, '/join/waiting', GLANCES);
  await app.api('POST', `${path.replace('/dashboard', '/api')}/join-requests/decline`, { ids: [requests[0].id] });
  await look(student, '/join/waiting', GLANCES);
  expect(faults).toEqual({});
});
