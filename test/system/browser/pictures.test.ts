import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { writePng } from '../../../src/upstream/demo/images/png.ts';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { signInAsStudent } from './signing-in.ts';
import { textOf } from './text-of.ts';
import { watchedBrowser } from './watched-browser.ts';

const PHONE = { viewport: { width: 390, height: 844 }, locale: 'ko-KR', hasTouch: true, isMobile: true };
const LUNA = 'gpt-5.6-luna';

const browser = watchedBrowser();
let app: RunningApp;
let classId: number;
beforeAll(async () => {
  app = await startApp({
    env: { JIGAP_ALLOWED_MODELS: `gpt-3.5-turbo,${LUNA}`, JIGAP_IMAGE_BODY_LIMIT_BYTES: '300000' },
  });
  classId = (await app.api('POST', '/api/classes', { name: '사진반', language: 'ko' })).json.id;
});
afterAll(() => app.stop());
beforeEach(() => app.upstream.reset());

async function phone(): Promise<Page> {
  const { token } = await app.newStudent({ classId, budgets: [{ period: 'week', limit_usd: 1 }] });
  const page = await browser.open(app.url, PHONE);
  await signInAsStudent(page, token);
  return page;
}

/** A picture that does not compress. */
function noise(width: number, height: number): Buffer {
  const pixels = Uint8Array.from({ length: width * height }, (_, at) => (at * 2_654_435_761) >>> 24);
  const palette = Array.from({ length: 256 }, (_, n) => [n, 255 - n, (n * 7) % 256] as const);
  return writePng({ width, height, palette, pixels }, 'noise');
}

async function choose(page: Page, name: string, mimeType: string, buffer: Buffer): Promise<void> {
  await page.getByLabel('사진', { exact: true }).setInputFiles({ name, mimeType, buffer });
}

async function sentPicture(): Promise<{ type: string; bytes: Buffer }> {
  const { body } = await app.upstream.called(1);
  const { url } = JSON.parse(body).messages[0].content[1].image_url;
  const [, type = '', base64 = ''] = /^data:image\/(\w+);base64,(.*)$/.exec(url) ?? [];
  return { type, bytes: Buffer.from(base64, 'base64') };
}

test('a student on a phone chooses a picture, sees it, sends it with a question, and sees what it cost', async () => {
  const page = await phone();
  const canvas = page.locator('.try-picture canvas');
  expect(await canvas.isVisible()).toBe(false);
  await choose(page, '지갑.png', 'image/png', noise(64, 48));
  await canvas.waitFor();
  expect(await canvas.getAttribute('aria-label')).toBe('지갑.png');
  // The model that was chosen takes none.
  expect(await page.getByLabel('모델').inputValue()).toBe(LUNA);
  await page.getByLabel('질문').fill('이게 뭐야?');
  await page.getByRole('button', { name: '물어보기' }).click();
  await page
    .locator('.try-cost')
    .filter({ hasText: /이번 질문에 \$0\.0\d+ 들었어요/ })
    .waitFor();
  const { type, bytes } = await sentPicture();
  expect([type, bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual(['png', 64, 48]);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
});

test('a picture that is too large is made smaller in the browser, and arrives', async () => {
  const page = await phone();
  await choose(page, 'photo.png', 'image/png', noise(3000, 2000));
  await page.locator('.try-picture canvas').waitFor();
  await page.getByRole('button', { name: '물어보기' }).click();
  await page.locator('.try-cost p').waitFor();
  const { type, bytes } = await sentPicture();
  expect(type).toBe('jpeg');
  expect(bytes.length).toBeLessThan(225_000);
  expect(bytes.length).toBeGreaterThan(20_000);
});

test('a picture that is taken back is not sent, nor one to a model that takes none', async () => {
  const page = await phone();
  await choose(page, 'a.png', 'image/png', noise(8, 8));
  await page.getByRole('button', { name: '사진 빼기' }).click();
  expect(await page.locator('.try-picture canvas').isVisible()).toBe(false);
  await choose(page, 'b.png', 'image/png', noise(8, 8));
  await page.locator('.try-picture canvas').waitFor();
  await page.getByLabel('모델').selectOption('gpt-3.5-turbo');
  expect(await page.locator('.try-picture canvas').isVisible()).toBe(false);
  await page.getByRole('button', { name: '물어보기' }).click();
  await page.locator('.try-cost p').waitFor();
  expect((await app.upstream.called(1)).body).not.toContain('image_url');
});

test('a file that is no picture is refused in words, before anything is sent', async () => {
  const page = await phone();
  await choose(page, 'notes.png', 'image/png', Buffer.from('not a picture'));
  const error = page.locator('.try-picture .error');
  await error.waitFor();
  expect(await textOf(error)).toContain('사진으로 읽을 수 없는 파일');
  expect(app.upstream.calls).toEqual([]);
});

test('the place that a phone wrote into a photo does not leave the browser', async () => {
  const page = await phone();
  const png = noise(16, 16);
  expect(png.includes('noise')).toBe(true);
  await choose(page, 'c.png', 'image/png', png);
  await page.locator('.try-picture canvas').waitFor();
  await page.getByRole('button', { name: '물어보기' }).click();
  await page.locator('.try-cost p').waitFor();
  const { bytes } = await sentPicture();
  expect(bytes.includes('noise')).toBe(false);
  expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([16, 16]);
});
