import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { TEST_START } from '../../support/clock.ts';
import { newName } from '../../support/new-name.ts';
import type { ApiJson } from '../../support/owner-client.ts';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { type Glance, lookAt } from './looks.ts';
import { signInAsOwner, signInAsStudent } from './signing-in.ts';
import { watchedBrowser } from './watched-browser.ts';

const browser = watchedBrowser();
let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());
/** Monday noon in Seoul. */
beforeEach(() => app.clock.set(TEST_START));

const CHAT = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'hi' }] };
const PHONE = { width: 390, height: 844 };
const GLANCES: readonly Glance[] = [
  { width: 390, scheme: 'light', asks: 'everything' },
  { width: 1280, scheme: 'dark', asks: 'colours' },
];

const newClass = (fields: object = {}): Promise<ApiJson> =>
  app.owner.newClass({ name: newName('AI 101'), language: 'en', ...fields });

test('on a phone without scripts, an owner enters the week, opens the class for 50 minutes and ends the lesson', async () => {
  const { id } = await newClass();
  const { token } = await app.newStudent({ classId: id });
  const status = async () => (await app.chat(token, CHAT)).status;
  const page = await browser.open(app.url, { javaScriptEnabled: false, viewport: PHONE });
  await signInAsOwner(page, app);
  await page.goto(`/dashboard/classes/${id}`);
  await page.getByRole('link', { name: 'Open it in lessons only' }).click();
  await page.getByLabel('In lessons only').check();
  const row = (n: number) => page.locator('.weekly-hours .fields').nth(n);
  for (const [n, day] of ['Wednesday', 'Friday'].entries()) {
    await row(n).getByLabel('Day').selectOption(day);
    await row(n).getByLabel('From').fill('10:00');
    await row(n).getByLabel('To').fill('10:50');
  }
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('.notice.good').waitFor();
  expect(await page.locator('.weekly-hours .fields').count()).toBe(4);
  expect(await status()).toBe(403);

  await page.getByRole('link', { name: 'Back to the class' }).click();
  await page.getByText('Wed, Fri 10:00-10:50').waitFor();
  await page.getByRole('button', { name: 'Open for 50 minutes' }).click();
  await page.getByText('Open until Monday 23 November at 12:50.').first().waitFor();
  expect(await status()).toBe(200);
  await page.getByRole('button', { name: 'End the lesson' }).click();
  await page.getByText('The next lesson begins on Wednesday 25 November at 10:00.').first().waitFor();
  expect(await status()).toBe(403);
});

test('an owner pauses a class by the keyboard, its student reads why, and it goes on', async () => {
  const { id } = await newClass({ language: 'ko' });
  const { token } = await app.newStudent({ classId: id });
  const [owner, student] = [await browser.open(app.url), await browser.open(app.url, { viewport: PHONE })];
  await signInAsOwner(owner, app);
  await owner.goto(`/dashboard/classes/${id}`);
  await owner.getByRole('button', { name: 'Pause', exact: true }).focus();
  await owner.keyboard.press('Enter');
  await owner.getByText('Paused since').waitFor();
  await signInAsStudent(student, token);
  await student.getByText('선생님께서 반을 일시 중지하셨어요').waitFor();
  await owner.getByRole('button', { name: 'Resume', exact: true }).click();
  await owner.locator('.notice.good').waitFor();
  // The student's page is loaded again by itself.
  await student.getByText('선생님께서 반을 일시 중지하셨어요').waitFor({ state: 'detached', timeout: 20_000 });
});

test('an owner pauses every class from the overview, and resumes them', async () => {
  const { id, name } = await newClass();
  const page = await browser.open(app.url, { viewport: PHONE });
  await signInAsOwner(page, app);
  await page.getByRole('button', { name: 'Pause all classes' }).click();
  await page.getByRole('link', { name }).waitFor();
  expect(await app.owner.call('GET', `/api/classes/${id}`)).toMatchObject({ state: 'paused' });
  expect(await lookAt(page, GLANCES)).toEqual([]);
  await page.getByRole('button', { name: 'Resume all of them' }).click();
  await page.getByRole('button', { name: 'Pause all classes' }).waitFor();
  expect(await app.owner.call('GET', `/api/classes/${id}`)).toMatchObject({ state: 'open' });
});

test.each(['en-GB', 'ko-KR'])(
  'the pages of a class with lessons are accessible and fit a phone, in %s',
  async (locale) => {
    const { id } = await newClass({
      ...{ language: locale.slice(0, 2), opening: 'lessons' },
      weekly_hours: [
        { weekday: 'mon', from: '10:00', to: '10:50' },
        { weekday: 'thu', from: '14:00', to: '24:00' },
      ],
    });
    await app.owner.call('POST', `/api/classes/${id}/lesson-sessions`, {
      day: '2026-11-25',
      from: '09:00',
      to: '10:00',
    });
    const { token } = await app.newStudent({ classId: id });
    const [owner, student] = [await browser.open(app.url, { locale }), await browser.open(app.url, { locale })];
    await signInAsOwner(owner, app);
    await signInAsStudent(student, token);
    for (const path of [`/dashboard/classes/${id}`, `/dashboard/classes/${id}/lessons`]) {
      await owner.goto(path);
      expect(await lookAt(owner, GLANCES), path).toEqual([]);
    }
    browser.expectTrouble(
      `Failed to load resource: the server responded with a status of 422 (Unprocessable Entity) (/dashboard/classes/${id}/lessons)`,
    );
    await owner.locator('.weekly-hours [name=from]').last().fill('10:00');
    await owner.locator('form.class-form .button.primary').click();
    await owner.locator('.error').waitFor();
    expect(await lookAt(owner, GLANCES)).toEqual([]);
    await student.goto('/me');
    expect(await lookAt(student, GLANCES)).toEqual([]);
  },
);
