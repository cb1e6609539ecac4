import { decodeQR } from 'qr/decode.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { lookAt } from './looks.ts';
import { signInAsOwner } from './signing-in.ts';
import { watchedBrowser } from './watched-browser.ts';

const STUDENTS = 30;
const SLIPS_A_PAGE = 10;
const GLANCES = [
  { width: 1280, scheme: 'light', asks: 'everything' },
  { width: 390, scheme: 'dark', asks: 'colours' },
] as const;

const browser = watchedBrowser();
let app: RunningApp;
let path: string;
beforeAll(async () => {
  app = await startApp();
  const fields = { name: '자료구조', language: 'ko', time_zone: 'Asia/Seoul' };
  const { id } = (await app.api('POST', '/api/classes', fields)).json;
  for (let n = 0; n < STUDENTS; n++) {
    await app.api('POST', '/api/students', { name: `학생 ${n}`, class_id: id, student_number: `2026${1000 + n}` });
  }
  path = `/dashboard/classes/${id}/claim-links`;
});
afterAll(() => app.stop());

test('an owner prints ten slips on a page of A4, and a student claims by the code on one', async () => {
  const owner = await browser.open(app.url);
  await signInAsOwner(owner, app);
  await owner.goto(path);
  expect(await lookAt(owner, GLANCES)).toEqual([]);
  await owner.getByLabel('For', { exact: true }).selectOption('all');
  await owner.getByRole('button', { name: 'Make links' }).click();
  await owner.getByRole('heading', { name: `${STUDENTS} claim links` }).waitFor();
  expect(await lookAt(owner, GLANCES)).toEqual([]);
  expect((await owner.content()).length).toBeLessThan(100 * 1024);

  const link = await readCode(await owner.locator('.slip .qr-code').first().screenshot({ scale: 'device' }), owner);
  const printed = (await owner.locator('.slip-code').first().textContent()) ?? '';
  expect(link).toBe(`${app.url}/claim/${printed.replaceAll('-', '')}`);
  const pdf = (await owner.pdf({ preferCSSPageSize: true })).toString('latin1');
  expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(STUDENTS / SLIPS_A_PAGE);

  const student = await browser.open(app.url, { javaScriptEnabled: false, viewport: { width: 390, height: 800 } });
  await student.goto('/claim');
  await student.locator('[name=code]').fill(printed.toUpperCase());
  await student.keyboard.press('Enter');
  await student.getByRole('button', { name: '내 API 토큰 받기' }).focus();
  await student.keyboard.press('Enter');
  await student.getByRole('heading', { name: '내 API 토큰을 받았어요' }).waitFor();
  await owner.goto(path);
  await owner.getByText('used', { exact: true }).waitFor();
});

test('the page of a claim link is accessible and fits a phone, before and after', async () => {
  const [student] = (await app.api('GET', '/api/students?limit=1')).json.data;
  const { code } = (await app.api('POST', `/api/students/${student.id}/claim-link`, {})).json;
  const page = await browser.open(app.url);
  for (const each of ['/claim', `/claim/${code}`]) {
    await page.goto(each);
    expect(await lookAt(page, GLANCES)).toEqual([]);
  }
  await page.locator('main form button').click();
  await page.getByRole('heading', { name: '내 API 토큰을 받았어요' }).waitFor();
  expect(await lookAt(page, GLANCES)).toEqual([]);
});

/** What a phone reads from a picture of the code. */
async function readCode(png: Buffer, page: Awaited<ReturnType<typeof browser.open>>): Promise<string> {
  const pixels = await page.context().newPage();
  await pixels.goto('about:blank');
  const read = `(async () => {
    const image = await createImageBitmap(await (await fetch('data:image/png;base64,${png.toString('base64')}')).blob());
    const canvas = new OffscreenCanvas(image.width, image.height);
    canvas.getContext('2d').drawImage(image, 0, 0);
    const { data } = canvas.getContext('2d').getImageData(0, 0, image.width, image.height);
    return { width: image.width, height: image.height, data: [...data] };
  })()`;
  const { width, height, data } = (await pixels.evaluate(read)) as { width: number; height: number; data: number[] };
  await pixels.close();
  return decodeQR({ width, height, data: Uint8ClampedArray.from(data) }, { effort: Infinity, timeLimit: Infinity });
}
