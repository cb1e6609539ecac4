import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { signInAsOwner, signInAsStudent } from './signing-in.ts';
import { textOf } from './text-of.ts';
import { watchedBrowser } from './watched-browser.ts';

const WITHOUT_SCRIPTS = { javaScriptEnabled: false };
const CHAT = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'hi' }] };

const browser = watchedBrowser();
let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

test('without scripts, an owner sets up a class and sees its call in the table of the chart', async () => {
  const page = await browser.open(app.url, WITHOUT_SCRIPTS);
  await signInAsOwner(page, app);
  await page.getByRole('link', { name: 'Create a class' }).click();
  await page.getByLabel('Name').fill('Without scripts');
  await page.getByRole('group', { name: 'All students' }).getByLabel('A month', { exact: true }).fill('5');
  await page.getByRole('button', { name: 'Add the class' }).click();
  await page.getByRole('link', { name: 'Add students' }).first().click();
  await page.getByLabel('Name', { exact: true }).fill('Minji');
  await page.getByRole('button', { name: 'Add a student' }).click();
  await page.getByRole('button', { name: 'Issue a token' }).click();
  const token = await textOf(page.locator('code[aria-label=Token]'));
  expect((await app.chat(token, CHAT)).status).toBe(200);

  await page.getByRole('link', { name: 'Overview' }).click();
  await page.getByText('Show the numbers').click();
  expect(await page.locator('figure table tbody tr').count()).toBeGreaterThanOrEqual(30);
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Check the ledger' }).click();
  await page.locator('.notice.good').waitFor();
});

test('without scripts, a link signs the owner in, and by the Tab key alone', async () => {
  const page = await browser.open(app.url, WITHOUT_SCRIPTS);
  await page.goto((await app.api('POST', '/api/sign-in-links', {})).json.path);
  await page.getByRole('button', { name: 'Sign in' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL('**/dashboard');
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
});

test('without scripts, a student reads the budgets and gets no try-it box', async () => {
  const { token } = await app.newStudent({ name: 'Seoyeon' });
  const page = await browser.open(app.url, WITHOUT_SCRIPTS);
  await signInAsStudent(page, token);
  await page.locator('noscript p').filter({ visible: true }).waitFor();
  expect(await page.locator('form.try-it').isVisible()).toBe(false);
  expect(await page.locator('button.copy:visible').count()).toBe(0);
  expect(await page.locator('.my-budgets .budget').count()).toBe(1);
});
