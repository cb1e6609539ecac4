import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { axe } from './axe.ts';
import { signInAsOwner } from './signing-in.ts';
import { watchedBrowser } from './watched-browser.ts';

const browser = watchedBrowser();
let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

let classes = 0;
async function openRoster(options: object) {
  classes++;
  const { id } = (await app.api('POST', '/api/classes', { name: `Roster ${classes}`, language: 'en' })).json;
  const page = await browser.open(app.url, options);
  await signInAsOwner(page, app);
  await page.goto(`/dashboard/classes/${id}`);
  await page.getByRole('link', { name: 'Import a roster' }).click();
  const list = async () => (await app.api('GET', `/api/students?class_id=${id}`)).json.data;
  return { page, list };
}

test('a CP949 file that is chosen fills the text, and its preview is imported', async () => {
  const { page, list } = await openRoster({});
  // "이름,학번", "똠민지,20261000": a syllable that only the extension of EUC-KR has.
  const buffer = Buffer.from('c0ccb8a72cc7d0b9f80d0a8c63b9cec1f62c32303236313030300d0a', 'hex');
  await page.getByLabel('Or choose a CSV file').setInputFiles({ name: 'roster.csv', mimeType: 'text/csv', buffer });
  await page.waitForFunction("document.getElementById('field-roster').value.includes('20261000')");
  expect(await page.getByLabel('Roster', { exact: true }).inputValue()).toBe('이름,학번\n똠민지,20261000\n');
  await page.getByRole('button', { name: 'Show what would change' }).click();
  await page.getByRole('heading', { name: '1 new student' }).waitFor();
  await page.getByRole('button', { name: 'Import the roster' }).click();
  await page.locator('.notice.good').waitFor();
  expect(await list()).toMatchObject([{ name: '똠민지', student_number: '20261000' }]);
});

test('a workbook that is chosen is refused in words, and leaves the text as it is', async () => {
  const { page } = await openRoster({});
  await page.getByLabel('Roster', { exact: true }).fill('김민지');
  const buffer = Buffer.from('504b03040000', 'hex');
  await page.getByLabel('Or choose a CSV file').setInputFiles({ name: 'roster.xlsx', mimeType: 'text/csv', buffer });
  await page.getByRole('alert').filter({ hasText: 'Save the table as CSV' }).waitFor();
  expect(await page.getByLabel('Roster', { exact: true }).inputValue()).toBe('김민지');
});

test.each<[string, { javaScriptEnabled?: boolean; viewport?: { width: number; height: number } }]>([
  ['with scripts', {}],
  ['without scripts', { javaScriptEnabled: false }],
  ['on a phone', { viewport: { width: 390, height: 844 } }],
])('%s, a roster is pasted, corrected and imported with its twins', async (_, options) => {
  const { page, list } = await openRoster(options);
  await page.getByLabel('Roster', { exact: true }).fill('20261000\t김민지\n\t이서준\n\t이서준\n20261003\t20261003\n');
  await page.getByRole('button', { name: 'Show what would change' }).click();
  await page.getByRole('heading', { name: '1 problem' }).waitFor();
  await page.getByLabel('Roster', { exact: true }).fill('20261000\t김민지\n\t이서준\n\t이서준\n');
  await page.getByRole('button', { name: 'Show again what would change' }).click();
  await page.getByRole('heading', { name: '2 lines with a name that is taken' }).waitFor();
  await page.getByLabel('Line 2: 이서준 is another student').check();
  await page.getByLabel('Line 3: 이서준 is another student').check();
  // axe-core waits for promises, which a page without scripts does not settle.
  if (options.javaScriptEnabled !== false) expect((await axe(page)).failing).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
  await page.getByRole('button', { name: 'Import the roster' }).click();
  await page.locator('.notice.good').waitFor();
  expect(await list()).toHaveLength(3);
});
