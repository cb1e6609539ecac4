import { afterAll, beforeAll, expect, test } from 'vitest';
import { newName } from '../../support/new-name.ts';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { type Glance, lookAt } from './looks.ts';
import { signInAsOwner } from './signing-in.ts';
import { watchedBrowser } from './watched-browser.ts';

const browser = watchedBrowser();
let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const PHONE = { width: 390, height: 844 };
const GLANCES: readonly Glance[] = [
  { width: 390, scheme: 'light', asks: 'everything' },
  { width: 1280, scheme: 'dark', asks: 'colours' },
];

test('on a phone without scripts, an owner copies a class, archives it, and forgets the names of its students', async () => {
  const [name, next, person] = [newName('Autumn'), newName('Spring'), newName('Kim Minji')];
  const { id } = await app.owner.newClass({ name, language: 'en' });
  const { student, token } = await app.newStudent({ classId: id, name: person });
  const page = await browser.open(app.url, { javaScriptEnabled: false, viewport: PHONE });
  await signInAsOwner(page, app);

  await page.goto(`/dashboard/classes/${id}`);
  await page.getByRole('link', { name: 'Copy for the next term' }).click();
  await page.getByLabel('Name').fill(next);
  await page.getByRole('button', { name: 'Create the class' }).click();
  await page.getByRole('heading', { name: next }).waitFor();

  await page.goto(`/dashboard/classes/${id}`);
  await page.getByRole('link', { name: 'Archive the class' }).click();
  await page.getByText('API tokens that stop working').waitFor();
  await page.getByRole('button', { name: 'Archive the class' }).click();
  await page.locator('.notice.good').waitFor();
  expect(await page.getByRole('link', { name, exact: true }).count()).toBe(0);

  const guest = await browser.open(app.url, { viewport: PHONE });
  browser.expectTrouble(
    'Failed to load resource: the server responded with a status of 422 (Unprocessable Entity) (/me/sign-in)',
  );
  await guest.goto('/me/sign-in');
  await guest.locator('[name=token]').fill(token);
  await guest.locator('main button.primary').click();
  await guest.getByText('The class of this API token has ended').waitFor();

  await page.getByRole('link', { name: /^Archived classes/ }).click();
  await page.getByRole('link', { name, exact: true }).click();
  await page.getByText('This class was archived').waitFor();
  await page.getByRole('link', { name: person, exact: true }).waitFor();
  await page.getByRole('link', { name: 'Forget names' }).click();
  await page.getByText('Forget 1 name').click();
  await page.getByRole('button', { name: 'Forget for good' }).click();
  await page.locator('.notice.good').waitFor();
  await page.goto(`/dashboard/students/${student.id}`);
  expect(await page.getByText(person).count()).toBe(0);
  await page.getByRole('heading', { name: /^Student \w{4}$/ }).waitFor();
});

test.each(['en-GB', 'ko-KR'])(
  'the pages of the end of a term are accessible and fit a phone, in %s',
  async (locale) => {
    const { id } = await app.owner.newClass({ name: newName('Winter'), language: locale.slice(0, 2) });
    await app.newStudent({ classId: id });
    const left = await app.newStudent({ classId: id });
    await app.owner.call('DELETE', `/api/students/${left.student.id}`);
    const page = await browser.open(app.url, { locale });
    await signInAsOwner(page, app);
    const faults: Record<string, string[]> = {};
    const look = async (path: string) => {
      await page.goto(path);
      const found = await lookAt(page, GLANCES);
      if (found.length > 0) faults[path] = found;
    };
    await look(`/dashboard/classes/${id}/archive`);
    await look(`/dashboard/classes/${id}/copy`);
    await app.owner.call('POST', `/api/classes/${id}/archive`, {});
    await look(`/dashboard/classes/${id}`);
    await look('/dashboard/classes?archived=yes');
    await look('/dashboard/forgetting');
    expect(faults).toEqual({});
  },
);
