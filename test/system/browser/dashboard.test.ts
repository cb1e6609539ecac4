import { readFile } from 'node:fs/promises';
import OpenAI from 'openai';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { noUsageJson } from '../../support/scripted-upstream.ts';
import { signInAsOwner } from './signing-in.ts';
import { textOf } from './text-of.ts';
import { watchedBrowser } from './watched-browser.ts';

const browser = watchedBrowser();
let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

async function ownerPage(): Promise<Page> {
  const page = await browser.open(app.url);
  await signInAsOwner(page, app);
  return page;
}

/** As a student's program does it, with the client that all of them use. */
async function ask(token: string): Promise<string | null> {
  const client = new OpenAI({ apiKey: token, baseURL: `${app.url}/v1`, maxRetries: 0 });
  const answer = await client.chat.completions.create({
    model: 'gpt-3.5-turbo',
    messages: [{ role: 'user', content: 'Hello!' }],
  });
  return answer.choices[0]?.message.content ?? null;
}

/** The number of today over one of its names. */
function figure(page: Page, name: string) {
  return page.locator('dl.figures div').filter({ hasText: name }).locator('dd').first();
}

async function waitForText(page: Page, selector: string, text: string): Promise<void> {
  await page.locator(selector).filter({ hasText: text }).first().waitFor();
}

test('an owner creates a class, a budget, a student and a token, and calls and refusals change the overview', async () => {
  const page = await ownerPage();
  await page.getByRole('link', { name: 'Create a class' }).click();
  await page.getByLabel('Name').fill('Class in a browser');
  await page.getByRole('group', { name: 'Each student' }).getByLabel('A week', { exact: true }).fill('0.25');
  await page.getByRole('button', { name: 'Add the class' }).click();
  await waitForText(page, '.notice', 'Class created');

  await page.getByRole('link', { name: 'Add students' }).first().click();
  await page.getByLabel('Name', { exact: true }).fill('Minji');
  await page.getByLabel('Class', { exact: true }).last().selectOption({ label: 'Class in a browser' });
  await page.getByRole('button', { name: 'Add a student' }).click();
  await page.getByRole('heading', { level: 1, name: 'Minji' }).waitFor();
  const student = page.url().replace(/\?.*/, '');
  await page.getByRole('button', { name: 'Issue a token' }).click();
  const token = await textOf(page.locator('code[aria-label=Token]'));
  expect(token).toMatch(/^jgp_/);

  await page.goto('/dashboard');
  await page.evaluate('window.isTheSamePage = true');
  expect(await ask(token)).toBe('Hello!');
  await figure(page, 'calls').filter({ hasText: /^1$/ }).waitFor();
  expect(await page.evaluate('window.isTheSamePage')).toBe(true);

  const other = await page.context().newPage();
  await other.goto(student);
  await other.getByText('Set one for this student').click();
  await other.getByLabel('Limit per week').fill('0');
  await other.getByRole('button', { name: 'Save' }).click();
  await waitForText(other, '.notice', 'Budget set');
  await other.close();
  await expect(ask(token)).rejects.toMatchObject({ status: 402 });
  await figure(page, 'refused').filter({ hasText: /^1$/ }).waitFor();
  expect(await page.evaluate('window.isTheSamePage')).toBe(true);
  await figure(page, 'refused').getByRole('link').click();
  await waitForText(page, 'table', 'Minji');
});

test('an uncertain charge appears without reloading, and is refunded', async () => {
  const page = await ownerPage();
  const { student, token } = await app.newStudent({ name: 'Hana' });
  app.upstream.next(noUsageJson);
  await ask(token);
  await page.getByRole('link', { name: 'The provider did not say what a call used' }).click();
  await page.getByRole('button', { name: 'Refund and close' }).click();
  await waitForText(page, '.notice', 'Refunded to the budgets');
  const [budget] = await app.budgetsOf(student.id);
  expect(budget.spent_usd).toBe(0);
});

test('the CSV of the usage has every cell of the table', async () => {
  const page = await ownerPage();
  const { token } = await app.newStudent({ name: '남궁하늘' });
  await ask(token);
  await page.goto('/dashboard/usage?group=student');
  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download CSV' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/\.csv$/);
  const text = await readFile(await download.path(), 'utf8');
  const names = await page.locator('main .section table tbody th, main table tbody th').allTextContents();
  expect(names).toContain('남궁하늘');
  for (const name of names) expect(text).toContain(name.trim());
});

test('a new owner token signs out every browser, and opens the dashboard', async () => {
  const own = await startApp({ env: { JIGAP_OWNER_TOKEN: '' } });
  try {
    const [here, there] = [await browser.open(own.url), await browser.open(own.url)];
    for (const page of [here, there]) await signInAsOwner(page, own);
    await here.goto('/dashboard/settings');
    await here.getByText('Replace the owner token').click();
    // Its parts are asked for every 4, 15 and 30 s: from now on, the first one comes alone.
    await there.reload();
    await here.getByRole('button', { name: 'Make a new token' }).click();
    const ownerToken = await textOf(here.locator('.copy-line code'));
    // The other browser notices when it asks for its numbers, without anybody's hand.
    browser.expectTrouble(
      'Failed to load resource: the server responded with a status of 401 (Unauthorized) (/dashboard/overview/now)',
    );
    await there.waitForURL(/sign-in/);
    await here.getByRole('link', { name: 'Sign in' }).click();
    await signInAsOwner(here, { ownerToken });
    await here.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  } finally {
    await own.stop();
  }
});

test('the first sign-in gives the owner the time zone of the browser', async () => {
  const own = await startApp({ env: { JIGAP_TIME_ZONE: 'UTC' } });
  try {
    const first = await browser.open(own.url, { timezoneId: 'Pacific/Kiritimati' });
    await signInAsOwner(first, own);
    expect((await own.api('GET', '/api/settings')).json).toMatchObject({ time_zone: 'Pacific/Kiritimati' });
    const page = await browser.open(own.url);
    await signInAsOwner(page, own);
    await page.goto('/dashboard/settings');
    expect(await page.getByLabel('Your time zone').inputValue()).toBe('Pacific/Kiritimati');
    // A page that is open asks for the newest numbers, also of a server that stops.
    await Promise.all([first.close(), page.close()]);
  } finally {
    await own.stop();
  }
});
