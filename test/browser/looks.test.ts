import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/running-app.ts';
import { SEEDED_ENVIRONMENT, seedClass } from '../support/seeded-class.ts';
import { type Glance, lookAt } from './looks.ts';
import { signInAsOwner } from './signing-in.ts';
import { watchedBrowser } from './watched-browser.ts';

const GLANCES: readonly Glance[] = [
  { width: 390, scheme: 'light', asks: 'everything' },
  { width: 1280, scheme: 'dark', asks: 'everything' },
];

const browser = watchedBrowser();
let app: RunningApp;
beforeAll(async () => {
  app = await startApp({ env: SEEDED_ENVIRONMENT });
  await seedClass(app);
});
afterAll(() => app.stop());

test('a page with planted faults is found out: grey on grey, a field without a name, a line too long for a phone', async () => {
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

test('what is not there, and a form that comes back with faults, are accessible and fit a phone', async () => {
  const page = await browser.open(app.url);
  await signInAsOwner(page, app);
  const failedToLoad = 'Failed to load resource: the server responded with a status of';
  browser.expectTrouble(`${failedToLoad} 404 (Not Found) (/dashboard/nothing)`);
  await page.goto('/dashboard/nothing');
  expect(await lookAt(page, GLANCES)).toEqual([]);

  browser.expectTrouble(`${failedToLoad} 422 (Unprocessable Entity) (/dashboard/classes)`);
  await page.goto('/dashboard/classes/new');
  await page.getByLabel('Name').fill('인공지능과 함께하는 창의 융합 탐구 동아리 화요일 오후반');
  await page.getByRole('group', { name: 'Each student' }).getByLabel('A week').fill('a lot');
  await page.getByRole('button', { name: 'Add the class' }).click();
  await page.locator('.fault').first().waitFor();
  expect(await lookAt(page, GLANCES)).toEqual([]);
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
