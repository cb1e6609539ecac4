import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { EXECUTABLE, FLAGS } from './chromium.ts';

/** What a page breaks of its own policy never reaches the network, so it is said where a test hears it. */
const TELL_VIOLATIONS = `document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
  console.error('policy: ' + violatedDirective + ' ' + blockedURI));`;

/**
 * Chromium for the tests of a file. Every problem of a page fails the test that opened it: an error in the console, a
 * script that throws, a violation of the policy, a request that fails or is refused.
 */
export class WatchedBrowser {
  #browser: Browser | undefined;
  #pages: Page[] = [];
  #troubles: string[] = [];
  #expected: string[] = [];

  async start(): Promise<void> {
    this.#browser = await chromium.launch({ executablePath: EXECUTABLE, args: FLAGS });
  }

  async stop(): Promise<void> {
    await this.#browser?.close();
  }

  /** In a context of its own: no cookie or cached file of another page. @param url where its paths begin */
  async open(url: string, options: BrowserContextOptions = {}): Promise<Page> {
    if (this.#browser === undefined) throw new Error('the browser has not been started');
    const context = await this.#browser.newContext({
      locale: 'en-GB',
      timezoneId: 'Asia/Seoul',
      baseURL: url,
      ...options,
    });
    context.setDefaultTimeout(15_000);
    await context.addInitScript(TELL_VIOLATIONS);
    const page = await context.newPage();
    this.#pages.push(page);
    this.#watch(page);
    return page;
  }

  /** One trouble, in exactly these words, that this test must meet. */
  expectTrouble(words: string): void {
    this.#expected.push(words);
  }

  /** What was complained of so far, and what this test announced; as new afterwards. */
  async takeTroubles(): Promise<{ readonly met: readonly string[]; readonly expected: readonly string[] }> {
    await Promise.all(this.#pages.map((page) => page.context().close()));
    const taken = { met: this.#troubles, expected: this.#expected };
    [this.#pages, this.#troubles, this.#expected] = [[], [], []];
    return taken;
  }

  #watch(page: Page): void {
    const note = (words: string) => this.#troubles.push(words);
    page.on('console', (message) => {
      const isTrouble = message.type() === 'error' || message.type() === 'warning';
      if (isTrouble) note(`${message.text()} (${pathOf(message.location().url)})`);
    });
    page.on('pageerror', (error) => note(`thrown: ${error.message}`));
    page.on('requestfailed', (request) => {
      const why = request.failure()?.errorText ?? '';
      // Leaving a page ends what it was asking for, and a file to keep ends the way to a page.
      if (why !== 'net::ERR_ABORTED') note(`${why} (${pathOf(request.url())})`);
    });
  }
}

function pathOf(url: string): string {
  return URL.parse(url)?.pathname ?? url;
}

/** Call it outside of tests. */
export function watchedBrowser(): WatchedBrowser {
  const browser = new WatchedBrowser();
  beforeAll(() => browser.start());
  afterAll(() => browser.stop());
  afterEach(async () => {
    const { met, expected } = await browser.takeTroubles();
    expect(met).toEqual(expected);
  });
  return browser;
}
