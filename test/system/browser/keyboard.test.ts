import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { signInAsOwner, signInAsStudent } from './signing-in.ts';
import { watchedBrowser } from './watched-browser.ts';

const browser = watchedBrowser();
let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

interface Stop {
  /** What recognises the element: its name, or else its words. */
  readonly what: string;
  readonly isInMain: boolean;
  readonly isSeen: boolean;
}

/** Seen: an outline of 2 pixels or more, and on the screen. */
const STOP = `(() => {
  const element = document.activeElement;
  if (element === null || element === document.body) return null;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const { top, bottom, width } = element.getBoundingClientRect();
  return {
    what: element.getAttribute('name') ?? element.textContent.trim(),
    isInMain: element.closest('main') !== null,
    isSeen: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && width > 0 && bottom > 0 && top < innerHeight,
  };
})()`;

/** Every stop of the Tab key, until it leaves the page. */
async function stopsOf(page: Page): Promise<Stop[]> {
  const stops: Stop[] = [];
  for (let pressed = 0; pressed < 200; pressed++) {
    await page.keyboard.press('Tab');
    const stop = (await page.evaluate(STOP)) as Stop | null;
    if (stop === null) return stops;
    stops.push(stop);
  }
  throw new Error('the Tab key never leaves the page');
}

function expectAllSeen(stops: readonly Stop[]): void {
  expect(stops.filter(({ isSeen }) => !isSeen)).toEqual([]);
}

test('the Tab key alone signs an owner in', async () => {
  const page = await browser.open(app.url);
  await page.goto('/dashboard');
  const stops = await stopsOf(page);
  expectAllSeen(stops);
  await page.goto('/dashboard');
  const presses = stops.findIndex(({ what }) => what === 'token') + 1;
  expect(presses).toBeGreaterThan(0);
  for (let pressed = 0; pressed < presses; pressed++) await page.keyboard.press('Tab');
  await page.keyboard.type(app.ownerToken);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
});

test('the skip link is the first stop, and leads past the navigation into the form', async () => {
  const page = await browser.open(app.url);
  await signInAsOwner(page, app);
  await page.goto('/dashboard/classes/new');
  const stops = await stopsOf(page);
  expectAllSeen(stops);
  expect(stops[0]?.what).toBe('Skip to the content');
  const inMain = stops.filter(({ isInMain }) => isInMain).map(({ what }) => what);
  expect(inMain[0]).toBe('name');
  expect(inMain.at(-1)).toBe('Add the class');

  await page.goto('/dashboard/classes/new');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(STOP)).toMatchObject({ what: 'name', isSeen: true });
});

test('on a phone, every Tab stop of the student’s page is visible, with the try-it box among them', async () => {
  const { token } = await app.newStudent({ name: 'Seoyeon' });
  const page = await browser.open(app.url, { viewport: { width: 390, height: 844 } });
  await signInAsStudent(page, token);
  const stops = await stopsOf(page);
  expectAllSeen(stops);
  const names = stops.map(({ what }) => what);
  expect(names).toEqual(expect.arrayContaining(['message', 'model', 'Ask', 'Copy']));
});
