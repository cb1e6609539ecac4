import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { chatStreamText, type Script, usageOf } from '../../support/scripted-upstream.ts';
import { signInAsStudent } from './signing-in.ts';
import { textOf } from './text-of.ts';
import { watchedBrowser } from './watched-browser.ts';

const PHONE = { viewport: { width: 390, height: 844 }, locale: 'ko-KR', hasTouch: true, isMobile: true };

const browser = watchedBrowser();
let app: RunningApp;
let classId: number;
beforeAll(async () => {
  app = await startApp();
  classId = (await app.api('POST', '/api/classes', { name: '파이썬 기초 2반', language: 'ko' })).json.id;
});
afterAll(() => app.stop());

async function phoneOf(token: string): Promise<Page> {
  const page = await browser.open(app.url, PHONE);
  await signInAsStudent(page, token);
  return page;
}

/** Half an answer, and the rest when the test has seen the half. */
const inTwoHalves: Script = async (call, act) => {
  const stream = { chunks: ['지갑은 ', '돈을 지켜요.'], usage: usageOf(12, 8) };
  const events = chatStreamText(call, stream);
  act.head(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  for (const event of events.slice(0, 2)) await act.write(event);
  await act.gate('the half was seen');
  for (const event of events.slice(2)) await act.write(event);
  act.end();
};

test('a student on a phone reads the budget in Korean, sends a question, and sees the answer and its cost', async () => {
  const { token } = await app.newStudent({ name: '김서연', classId, budgets: [{ period: 'week', limit_usd: 0.5 }] });
  const page = await phoneOf(token);
  await page.getByRole('heading', { level: 1, name: '김서연님의 지갑' }).waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('ko');
  const left = page.locator('.my-budgets .budget-left strong').first();
  expect(await textOf(left)).toMatch(/0\.50$/);

  app.upstream.next(inTwoHalves);
  await page.getByLabel('질문').fill('지갑은 왜 필요할까?');
  await page.getByRole('button', { name: '물어보기' }).click();
  const answer = page.locator('.try-answer');
  await answer.filter({ hasText: /^지갑은 $/ }).waitFor();
  app.upstream.open('the half was seen');
  await page
    .locator('.try-cost')
    .filter({ hasText: /이번 질문에 \$0\.0000\d+ 들었어요/ })
    .waitFor();
  expect(await textOf(answer)).toBe('지갑은 돈을 지켜요.');
  // The list and the bar have been asked for again, by themselves.
  await page.locator('.my-calls').filter({ hasText: '입력 12, 출력 8' }).waitFor();
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
});

test('a student without money reads the refusal in Korean in place of the answer', async () => {
  const { student, token } = await app.newStudent({ name: '최지호', classId });
  const page = await phoneOf(token);
  await app.api('PUT', '/api/budgets', { scope: 'student', scope_id: student.id, period: 'week', limit_usd: 0 });
  browser.expectTrouble(
    'Failed to load resource: the server responded with a status of 402 (Payment Required) (/me/try)',
  );
  await page.getByRole('button', { name: '물어보기' }).click();
  await page.locator('.try-answer.error').filter({ hasText: '예산' }).waitFor();
  await page.locator('.notice.bad').first().waitFor();
});

test('a student who replaces a token that leaked goes on with the new one, and the old one is refused', async () => {
  const { token } = await app.newStudent({ name: '이도윤', classId });
  const page = await phoneOf(token);
  await page.getByText('API 토큰 교체하기', { exact: true }).click();
  await page.locator('details.confirm[open] form button').click();
  const renewed = await textOf(page.locator('.new-token .copy-line code'));
  const chat = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: '안녕' }] };
  expect((await app.chat(token, chat)).status).toBe(401);
  expect((await app.chat(renewed, chat)).status).toBe(200);
  await page.getByRole('link', { name: '복사했어요. 내 지갑 보기' }).click();
  await page.getByRole('heading', { level: 1, name: '이도윤님의 지갑' }).waitFor();
});

test('a student who joins by the link is one student after two clicks, and goes on without typing the token', async () => {
  const joining = { name: '창업 동아리', language: 'ko', join_places: 2 };
  const club = (await app.api('POST', '/api/classes', joining)).json;
  const page = await browser.open(app.url, PHONE);
  await page.goto(`/join?code=${club.join_code}`);
  await page.getByRole('heading', { level: 1, name: '창업 동아리 참여하기' }).waitFor();
  await page.getByLabel('이름').fill('박하은');
  // The first answer is held back until there was a second click: it would overtake the page that shows the token.
  let sent = 0;
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  await page.route('**/join', async (route) => {
    sent++;
    first.resolve();
    await second.promise;
    await route.continue();
  });
  const button = await page.getByRole('button', { name: '참여하기' }).boundingBox();
  const click = () => page.mouse.click((button?.x ?? 0) + 9, (button?.y ?? 0) + 9);
  await click();
  await first.promise;
  await click();
  second.resolve();
  await page.getByRole('heading', { level: 1, name: '창업 동아리에 참여했어요' }).waitFor();
  const token = await textOf(page.locator('.new-token .copy-line code'));
  const chat = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: '안녕' }] };
  expect((await app.chat(token, chat)).status).toBe(200);
  const { data } = (await app.api('GET', `/api/students?class_id=${club.id}`)).json;
  expect(data.map(({ name }: { name: string }) => name)).toEqual(['박하은']);
  expect(sent).toBe(1);
  await page.getByRole('link', { name: '복사했어요. 내 지갑 보기' }).click();
  await page.getByRole('heading', { level: 1, name: '박하은님의 지갑' }).waitFor();
  await page.locator('.my-calls').filter({ hasText: 'gpt-3.5-turbo' }).waitFor();
});
