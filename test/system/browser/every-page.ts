import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { SEEDED_ENVIRONMENT, type SeededClass, seedClass } from '../../support/seeded-class.ts';
import { NOBODY } from '../../support/unreachable-url.ts';
import { type Glance, lookAt } from './looks.ts';
import { signInAsOwner, signInAsStudent } from './signing-in.ts';
import { watchedBrowser } from './watched-browser.ts';

const MAX_BYTES = 100 * 1024;
/** Of the packed style alone: less means that it was not counted. */
const MIN_BYTES = 5 * 1024;

/** In bytes: the page and every file that belongs to it, as they are sent to a browser without a cache. */
const WEIGHT = `performance.getEntries()
  .filter(({ entryType, initiatorType }) => entryType === 'navigation' || (entryType === 'resource' && initiatorType !== 'fetch'))
  .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`;

/** Ends what hangs: a busy machine takes a minute for all pages. */
const MANY_PAGES_MS = 180_000;

const FOR_EVERYBODY = ['/', '/v1', '/help', '/dashboard/sign-in', '/me/sign-in', '/join', '/claim'];

function ownersPages({ usual, suspended, classIds }: SeededClass, call: number): string[] {
  const below = {
    '': [
      '',
      '/guide',
      '/wallet',
      '/audit',
      '/settings',
      '/notices',
      '/incidents',
      '/incidents/1',
      '/incidents?state=closed',
    ],
    '/settings/backups': [''],
    '/settings/export': ['', '?class=1'],
    '/settings/notice-channels': ['', '/1'],
    '/settings/notice-deliveries': ['?channel=1'],
    '/forgetting': [''],
    '/money-requests': [''],
    '/settings/models': ['', '/serve?name=gpt-4o&endpoint=chat'],
    '/students': [
      '',
      `?class=${classIds[0]}&sort=spend`,
      '?add=yes',
      '/several',
      `/${usual.id}`,
      `/${suspended.id}?issue=yes`,
      `/${usual.id}/remove`,
    ],
    [`/students/${usual.id}/tokens`]: [`/${usual.tokenId}`],
    '/classes': [
      '',
      '?q=a&sort=students',
      '/new',
      `/${classIds[0]}`,
      `/${classIds[0]}/edit`,
      `/${classIds[0]}/calls`,
      `/${classIds[0]}/roster`,
      `/${classIds[0]}/lessons`,
      `/${classIds[0]}/calls`,
      `/${classIds[0]}/archive`,
      `/${classIds[0]}/copy`,
      '?archived=yes',
    ],
    '/api': ['', '/classes', '/students', '/usage', '/models'],
    '/usage': ['', '?group=student', '?group=class', '?group=model&from=2026-01-01&to=2026-11-26'],
    '/calls': ['', `/${call}`, '/refused', '?outcome=abandoned'],
  };
  return Object.entries(below).flatMap(([folder, ends]) => ends.map((end) => `/dashboard${folder}${end}`));
}

async function lookAtAll(page: Page, paths: readonly string[], glances: readonly Glance[]): Promise<void> {
  const faults: Record<string, string[]> = {};
  for (const path of paths) {
    await page.goto(path);
    const bytes = Number(await page.evaluate(WEIGHT));
    const found = await lookAt(page, glances);
    if (bytes < MIN_BYTES || bytes > MAX_BYTES) found.push(`weighs ${bytes} bytes`);
    if (found.length > 0) faults[path] = found;
  }
  expect(faults).toEqual({});
}

/** A channel to which nobody answers, and a message that did not arrive. */
async function addChannel(app: RunningApp): Promise<void> {
  const channel = { name: 'Teachers’ chat', kind: 'webhook', address: new URL('/hook', NOBODY).href };
  const { json } = await app.api('POST', '/api/notice-channels', channel);
  await app.api('POST', `/api/notice-channels/${json.id}/test`);
}

/** A student who waits for an answer, and a backup. */
async function askAndBackUp(app: RunningApp, { near }: SeededClass): Promise<void> {
  const asked = { amount: 500_000_000, reason: '발표 자료를 만들려고요' };
  await app.store.moneyRequests.ask(near.id, asked, { actor: `student ${near.id}`, now: app.clock.now() });
  await app.api('POST', '/api/backups', {});
}

/** The tests of all pages in one language; a file for each, so that they run side by side. */
export function testEveryPage(locale: string, glances: readonly Glance[]): void {
  const browser = watchedBrowser();
  let app: RunningApp;
  let seeded: SeededClass;
  beforeAll(async () => {
    app = await startApp({ env: SEEDED_ENVIRONMENT });
    seeded = await seedClass(app);
    await addChannel(app);
    await askAndBackUp(app, seeded);
    while (await app.store.notices.findNotices(app.clock.now()));
  });
  afterAll(() => app.stop());

  test('the public pages are accessible, weigh less than 100 KB and fit a phone', async () => {
    const page = await browser.open(app.url, { locale });
    const joining = seeded.joinCodes.map((code) => `/join?code=${code}`);
    const link = (await app.api('POST', '/api/sign-in-links', {})).json.path;
    await lookAtAll(page, [...FOR_EVERYBODY, ...joining, link], glances);
  });

  test(
    'every page of the dashboard is accessible, weighs less than 100 KB and fits a phone',
    async () => {
      const page = await browser.open(app.url, { locale });
      await signInAsOwner(page, app);
      const [call] = (await app.api('GET', '/api/requests?limit=1')).json.data;
      await lookAtAll(page, ownersPages(seeded, call.id), glances);
    },
    MANY_PAGES_MS,
  );

  test.each(['usual', 'near', 'spent', 'suspended'] as const)(
    'the page of a student is accessible, weighs less than 100 KB and fits a phone (%s)',
    async (who) => {
      const page = await browser.open(app.url, { locale });
      await signInAsStudent(page, seeded[who].token);
      await lookAtAll(page, ['/me', '/me/help', '/me/estimate', '/me/call'], glances);
    },
  );
}
