import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newName } from '../../support/new-name.ts';
import type { StudentWithToken } from '../../support/owner-client.ts';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { type Glance, lookAt } from './looks.ts';
import { signInAsOwner, signInAsStudent } from './signing-in.ts';
import { watchedBrowser } from './watched-browser.ts';

const GLANCES: readonly Glance[] = [
  { width: 390, scheme: 'light', asks: 'everything' },
  { width: 1280, scheme: 'dark', asks: 'colours' },
];
const REQUESTS = '/dashboard/money-requests';

const browser = watchedBrowser();
let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

async function newPupil(language: 'en' | 'ko' = 'en'): Promise<StudentWithToken> {
  const { id } = (await app.api('POST', '/api/classes', { name: newName('More money'), language })).json;
  return app.newStudent({ name: newName('Kim'), classId: id, budgets: [{ period: 'week', limit_usd: 0.5 }] });
}

const topUpsOf = async ({ student: { id } }: StudentWithToken) =>
  (await app.api('GET', `/api/top-ups?scope=student&scope_id=${id}`)).json.data;

/** Tab by Tab: what cannot be reached is not there for somebody without a mouse. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let n = 0; n < 120; n++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
  }
  throw new Error(`no Tab reaches ${selector}`);
}

test('without scripts, a student asks and the owner grants with another amount and a word', async () => {
  const pupil = await newPupil();
  const student = await browser.open(app.url, { javaScriptEnabled: false });
  await signInAsStudent(student, pupil.token);
  await student.locator('#ask summary').click();
  await student.locator('#ask [name=amount]').fill('0.50');
  await student.locator('#ask [name=reason]').fill('For the project');
  await student.locator('#ask button.primary').click();
  await student.locator('.notice.good').waitFor();
  const owner = await browser.open(app.url, { javaScriptEnabled: false });
  await signInAsOwner(owner, app);
  await owner.goto('/dashboard');
  await owner.locator(`a[href="${REQUESTS}"]`).first().click();
  const row = owner.locator('tbody tr', { hasText: pupil.student.name });
  await row.locator('input[name^=amount]').fill('0.25');
  await owner.locator('[name=word]').fill('Good luck');
  await row.locator('button').click();
  await owner.waitForURL('**done=money_granted');
  expect(await topUpsOf(pupil)).toMatchObject([{ amount_usd: 0.25, reason: 'Good luck' }]);
  await student.goto('/me');
  expect(await student.locator('#ask').textContent()).toContain('Good luck');
  expect(await student.locator('.my-top-ups').textContent()).toContain('$0.25 left');
});

test('by the keyboard alone, a student asks and the owner grants; Enter in an amount decides nothing', async () => {
  const [first, second] = [await newPupil(), await newPupil()];
  const ask = (of: StudentWithToken) =>
    app.store.moneyRequests.ask(
      of.student.id,
      { amount: 500_000_000, reason: 'r' },
      { actor: `student ${of.student.id}`, now: app.clock.now() },
    );
  await ask(first);
  const student = await browser.open(app.url);
  await signInAsStudent(student, second.token);
  await tabTo(student, '#ask summary');
  await student.keyboard.press('Enter');
  await tabTo(student, '#ask [name=amount]');
  await student.keyboard.type('0.5');
  await tabTo(student, '#ask [name=reason]');
  await student.keyboard.type('For the fair');
  await tabTo(student, '#ask button.primary');
  await student.keyboard.press('Enter');
  await student.waitForURL('**done=money_asked');
  const waiting = (await app.api('GET', '/api/money-requests')).json.data;
  const { id } = waiting.find((each: { student_id: number }) => each.student_id === second.student.id);

  const owner = await browser.open(app.url);
  await signInAsOwner(owner, app);
  await owner.goto(REQUESTS);
  await tabTo(owner, `[name=amount-${id}]`);
  await owner.keyboard.press('Enter');
  await tabTo(owner, `button[name=grant][value="${id}"]`);
  expect([await topUpsOf(first), await topUpsOf(second)]).toEqual([[], []]);
  await owner.keyboard.press('Enter');
  await owner.waitForURL('**done=money_granted');
  expect([await topUpsOf(first), await topUpsOf(second)]).toMatchObject([[], [{ amount_usd: 0.5 }]]);
});

test.each(['en', 'ko'] as const)(
  'every page of more money is accessible and fits its screen (%s)',
  async (language) => {
    const pupil = await newPupil(language);
    const asked = { amount: 500_000_000, reason: '발표 준비\n'.repeat(4) };
    const change = { actor: `student ${pupil.student.id}`, now: app.clock.now() };
    await app.store.moneyRequests.ask(pupil.student.id, asked, change);
    const holders = [
      { scope: 'student', scope_id: pupil.student.id },
      { scope: 'class', scope_id: pupil.student.class_id },
    ];
    for (const holder of holders) {
      await app.api('POST', '/api/top-ups', { ...holder, amount_usd: 6, reason: 'a word '.repeat(20) });
    }
    const locale = language === 'ko' ? 'ko-KR' : 'en-GB';
    const owner = await browser.open(app.url, { locale });
    await signInAsOwner(owner, app);
    const student = await browser.open(app.url, { locale });
    await signInAsStudent(student, pupil.token);
    const faults: Record<string, string[]> = {};
    const look = async (page: Page, path: string) => {
      await page.goto(path);
      for (const opened of await page.locator('#top-ups details, #ask details').all()) {
        await opened.evaluate((element) => element.setAttribute('open', ''));
      }
      const found = await lookAt(page, GLANCES);
      if (found.length > 0) faults[path] = found;
    };
    await look(owner, REQUESTS);
    await look(owner, `/dashboard/students/${pupil.student.id}`);
    await look(owner, `/dashboard/classes/${pupil.student.class_id}`);
    await look(student, '/me');
    await app.api('POST', `/api/money-requests/decline`, {
      ids: (await app.api('GET', '/api/money-requests')).json.data.map(({ id }: { id: number }) => id),
      word: 'Later',
    });
    await look(student, '/me');
    await look(owner, REQUESTS);
    expect(faults).toEqual({});
  },
);
