import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { EXECUTABLE, FLAGS } from './chromium.ts';
import { type PageServer, servePages } from './page-server.ts';

let browser: Browser;
let pages: PageServer;
let app: RunningApp;
let page: Page;
let troubles: string[];

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: EXECUTABLE, args: FLAGS });
  pages = await servePages();
  app = await startApp({ env: { JIGAP_CORS_ORIGINS: pages.origin } });
});
afterAll(async () => {
  await browser.close();
  await app.stop();
  await pages.stop();
});

beforeEach(async () => {
  troubles = [];
  page = await browser.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text());
  });
  page.on('pageerror', (error) => troubles.push(error.message));
});
afterEach(() => page.close());

interface Said {
  readonly text: string;
  readonly chunks: number;
  readonly requestId: string | null;
  readonly remaining: string | null;
}

/** Runs the page's own code: chat-in-page.js. */
async function chatInPage(settings: { apiKey: string; baseURL: string }): Promise<Said> {
  await page.waitForFunction('window.isReady');
  return (await page.evaluate(`window.chat(${JSON.stringify(settings)})`)) as Said;
}

test('the openai client in a page of a configured origin chats, streams and reads the headers of jigap', async () => {
  const { token } = await app.newStudent();
  await page.goto(pages.origin);
  const answer = await chatInPage({ apiKey: token, baseURL: `${app.url}/v1` });
  expect(answer.text).not.toBe('');
  expect(answer.chunks).toBeGreaterThan(1);
  expect(answer.requestId).toMatch(/^req_/);
  expect(Number(answer.remaining)).toBeGreaterThan(0);
  expect(troubles).toEqual([]);
});

test('a page of any other origin cannot call the gateway', async () => {
  const { token } = await app.newStudent();
  await page.goto(pages.otherOrigin);
  await expect(chatInPage({ apiKey: token, baseURL: `${app.url}/v1` })).rejects.toThrow(/Connection error/);
  expect(troubles.join('\n')).toContain('CORS');
});
