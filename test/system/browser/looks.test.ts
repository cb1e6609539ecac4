import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { SEEDED_ENVIRONMENT, type SeededClass, seedClass } from '../../support/seeded-class.ts';
import { type Glance, lookAt } from './looks.ts';
import { signInAsOwner, signInAsStudent } from './signing-in.ts';
import { watchedBrowser } from './watched-browser.ts';

const GLANCES: readonly Glance[] = [
  { width: 390, scheme: 'light', asks: 'everything' },
  { width: 1280, scheme: 'dark', asks: 'everything' },
];

const browser = watchedBrowser();
let app: RunningApp;
let seeded: SeededClass;
beforeAll(async () => {
  app = await startApp({ env: { ...SEEDED_ENVIRONMENT, JIGAP_ADDRESS_FAILURES_PER_MINUTE: '1' } });
  seeded = await seedClass(app);
});
afterAll(() => app.stop());

test('the checks find grey on grey, a field without a name, and a line too long for a phone', async () => {
  const page = await browser.open(app.url);
  await page.goto('/');
  await page.evaluate(
    `document.querySelector('main').insertAdjacentHTML('beforeend', '<p id="grey">Hardly there</p><input>')`,
  );
  await page.evaluate(`document.querySelector('#grey').style.color = '#ccc'`);
  await page.evaluate(`document.querySelector('#grey').style.width = '500px'`);
  const faults = (await lookAt(page, GLANCES)).join('\n');
  expect(faults).toMatch(/color-contrast: .*Hardly there/);
  expect(faults).toMatch(/label: .*<input>/);
  expect(faults).toMatch(/is 5\d\d pixels wide at 390/);
});

const FAILED = 'Failed to load resource: the server responded with a status of';

test('pages with an error are accessible and fit a phone', async () => {
  const page = await browser.open(app.url);
  await signInAsOwner(page, app);
  browser.expectTrouble(`${FAILED} 404 (Not Found) (/dashboard/nothing)`);
  await page.goto('/dashboard/nothing');
  expect(await lookAt(page, GLANCES)).toEqual([]);

  browser.expectTrouble(`${FAILED} 403 (Forbidden) (/dashboard/classes)`);
  await page.goto('/dashboard/classes/new');
  await page.getByLabel('Name').fill('Forged');
  await page.evaluate(`document.querySelector('main [name=csrf]').value = 'of another session'`);
  await page.getByRole('button', { name: 'Add the class' }).click();
  await page.getByRole('link', { name: 'Back to the start' }).waitFor();
  expect(await lookAt(page, GLANCES)).toEqual([]);

  const broken = vi.spyOn(app.store.journal, 'listAudit').mockRejectedValue(new Error('the disk is on fire'));
  browser.expectTrouble(`${FAILED} 500 (Internal Server Error) (/dashboard/audit)`);
  await page.goto('/dashboard/audit');
  expect(await lookAt(page, GLANCES)).toEqual([]);
  broken.mockRestore();

  browser.expectTrouble(`${FAILED} 422 (Unprocessable Entity) (/join)`);
  await page.goto('/join?code=K7M2-Q9XP');
  expect(await lookAt(page, GLANCES)).toEqual([]);

  browser.expectTrouble(`${FAILED} 422 (Unprocessable Entity) (/me/sign-in)`);
  browser.expectTrouble(`${FAILED} 429 (Too Many Requests) (/me/sign-in)`);
  for (const text of [/another|not an API token/, /Too many wrong tokens/]) {
    await page.goto('/me/sign-in');
    await page.getByLabel('Your API token').fill('jgp_wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText(text).waitFor();
  }
  expect(await lookAt(page, GLANCES)).toEqual([]);
});

const PHONE = { viewport: { width: 390, height: 844 } };

test('on a phone, the navigation shows the current section, and the page stays at its top', async () => {
  const page = await browser.open(app.url, PHONE);
  await signInAsOwner(page, app);
  for (const name of ['Overview', 'Incidents', 'Audit', 'Settings']) {
    await page.getByRole('navigation').getByRole('link', { name }).click();
    const section = page.locator('.rail [aria-current]').filter({ hasText: name });
    await expect.poll(() => isInSight(section)).toBe(true);
    expect([name, await page.evaluate('scrollX + scrollY')]).toEqual([name, 0]);
  }
});

test('on a phone, the list of a student’s calls says how each ended', async () => {
  const page = await browser.open(app.url, PHONE);
  await signInAsOwner(page, app);
  await page.goto(`/dashboard/students/${seeded.usual.id}`);
  expect(await isInSight(page.locator('.calls-list .badge').filter({ hasText: 'Not read to the end' }))).toBe(true);
});

test('on a phone, a student’s first screen links to the code and has three calls, without scripts too', async () => {
  const page = await browser.open(app.url, { ...PHONE, javaScriptEnabled: false });
  await signInAsStudent(page, seeded.usual.token);
  await page.goto('/me?lang=en');
  const link = page.getByRole('link', { name: 'Use it in your code' });
  const rows = page.locator('.my-calls tbody tr');
  expect([await rows.count(), await visibleCount(rows)]).toEqual([8, 3]);
  for (const target of [link, rows.nth(2)]) {
    const box = await target.boundingBox();
    expect((box?.y ?? Infinity) + (box?.height ?? 0)).toBeLessThanOrEqual(PHONE.viewport.height);
  }
  await page.getByText('Show all 8').click();
  expect(await visibleCount(rows)).toBe(8);
  await link.click();
  const code = await page.getByLabel('Code for Python', { exact: true }).boundingBox();
  expect(code?.y).toBeLessThan(PHONE.viewport.height);
});

async function visibleCount(rows: Locator): Promise<number> {
  const visible = await Promise.all((await rows.all()).map((row) => row.isVisible()));
  return visible.filter(Boolean).length;
}

/** From left to right; how far down does not matter. */
async function isInSight(found: Locator): Promise<boolean> {
  const box = await found.boundingBox();
  return box !== null && box.x >= 0 && box.x + box.width <= PHONE.viewport.width;
}

test('a form with errors is accessible and fits a phone', async () => {
  const page = await browser.open(app.url);
  await signInAsOwner(page, app);
  browser.expectTrouble(`${FAILED} 422 (Unprocessable Entity) (/dashboard/classes)`);
  await page.goto('/dashboard/classes/new');
  await page.getByLabel('Name').fill('인공지능과 함께하는 창의 융합 탐구 동아리 화요일 오후반');
  await page.getByRole('group', { name: 'Each student' }).getByLabel('A week', { exact: true }).fill('a lot');
  await page.getByRole('button', { name: 'Add the class' }).click();
  await page.locator('.error').first().waitFor();
  expect(await lookAt(page, GLANCES)).toEqual([]);
});

test.each([
  [1280, 800, 1],
  [390, 844, 0.5],
])('at %i by %i pixels, the wallet and the chart are in the first screen', async (width, height, share) => {
  const page = await browser.open(app.url, { viewport: { width, height } });
  await signInAsOwner(page, app);
  await page.locator('figure .uplot canvas').waitFor();
  const wallet = await page.locator('.budget.large').first().boundingBox();
  const chart = await page.locator('figure .uplot').boundingBox();
  if (wallet === null || chart === null) throw new Error('the overview has no wallet or no chart');
  expect(wallet.y + wallet.height).toBeLessThan(chart.y);
  expect(chart.y + chart.height * share).toBeLessThanOrEqual(height);
});

test('uPlot draws the spending of thirty days', async () => {
  const page = await browser.open(app.url);
  await signInAsOwner(page, app);
  await page.locator('figure .uplot canvas').waitFor();
  const colours = await page.evaluate(`(() => {
    const canvas = document.querySelector('figure .uplot canvas');
    return new Set(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data).size;
  })()`);
  expect(colours).toBeGreaterThan(10);
});
