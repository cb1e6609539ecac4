import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { signInAsStudent } from './signing-in.ts';
import { watchedBrowser } from './watched-browser.ts';

const PHONE = { viewport: { width: 390, height: 844 }, locale: 'ko-KR', hasTouch: true, isMobile: true };

const browser = watchedBrowser();
let app: RunningApp;
let classId: number;
beforeAll(async () => {
  const env = { JIGAP_ALLOWED_MODELS: 'gpt-3.5-turbo,gpt-image-2,tts-1', OPENAI_API_KEY: '' };
  app = await startApp({ env });
  classId = (await app.api('POST', '/api/classes', { name: '미술반', language: 'ko' })).json.id;
});
afterAll(() => app.stop());

async function phone(limit_usd: number): Promise<Page> {
  const { token } = await app.newStudent({ classId, budgets: [{ period: 'week', limit_usd }] });
  const page = await browser.open(app.url, PHONE);
  await signInAsStudent(page, token);
  return page;
}

async function send(page: Page, form: string, text: string): Promise<Locator> {
  const box = page.locator('section').filter({ has: page.locator(form) });
  await box.locator('textarea').fill(text);
  await box.locator('button').click();
  return box;
}

test('a student on a phone has a picture drawn, sees it with its cost, and may save it', async () => {
  const page = await phone(1);
  const box = await send(page, 'form.try-image', '책상 위의 지갑');
  await box.locator('figure img').waitFor();
  expect(await page.evaluate(`document.querySelector('figure img').naturalWidth`)).toBe(1024);
  expect(await box.locator('figure img').getAttribute('alt')).toBe('책상 위의 지갑');
  expect(await box.locator('figure a').getAttribute('download')).toMatch(/^picture\.\w+$/);
  await box
    .locator('.try-cost')
    .filter({ hasText: /\$0\.00\d+/ })
    .waitFor();
  await box.getByText('그림 대신 도형을').waitFor();
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
});

test('a student on a phone has a sentence read aloud, and sees its cost', async () => {
  const page = await phone(1);
  const box = await send(page, 'form.try-speech', '지갑은 돈을 모아 두는 물건이에요.');
  await box.locator('audio').waitFor();
  await expect.poll(() => page.evaluate<number>(`document.querySelector('audio').duration`)).toBeGreaterThan(0.5);
  await box
    .locator('.try-cost')
    .filter({ hasText: /\$0\.000\d+/ })
    .waitFor();
  await box.getByText('목소리 대신 짧은 음을').waitFor();
});

test('a student without money reads why in place of what is made', async () => {
  const page = await phone(0);
  for (const path of ['/me/try-image', '/me/try-speech']) {
    browser.expectTrouble(
      `Failed to load resource: the server responded with a status of 402 (Payment Required) (${path})`,
    );
  }
  for (const form of ['form.try-image', 'form.try-speech']) {
    // The page speaks of the budget before there is an answer, too.
    const refused = page.waitForResponse((response) => response.status() === 402);
    const box = await send(page, form, '지갑');
    await (await refused).finished();
    await box.getByText(/예산/).first().waitFor();
    expect(await box.locator('figure, audio').isVisible()).toBe(false);
  }
});
