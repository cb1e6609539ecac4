import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { OWNER_TITLES } from '../../../src/access/owner-titles.ts';
import { REFUSALS } from '../../../src/gateway/refusals/refusal.ts';
import { dayInSentence } from '../../../src/language/moments.ts';
import type { Reader } from '../../../src/language/reader-texts.ts';
import { BUDGET } from '../../../src/pages/components/budget-texts.ts';
import { NOTICES } from '../../../src/pages/components/notice-texts.ts';
import { SIGN_IN } from '../../../src/pages/components/sign-in-texts.ts';
import { formatMoney } from '../../../src/pages/format/format-money.ts';
import { MY_LESSONS } from '../../../src/pages/me/lessons/texts.ts';
import { ASK_ID } from '../../../src/pages/me/money-requests/paths.ts';
import { MONEY_REQUESTS } from '../../../src/pages/me/money-requests/texts.ts';
import { MY_MONEY } from '../../../src/pages/me/money-texts.ts';
import { NEWS_TIMEOUT_MS, NOTICE_PERCENT, type Term } from './term-plan.ts';
import { textOf } from './text-of.ts';
import type { WatchedBrowser } from './watched-browser.ts';

/** A class that is never out of money is a fault. */
const MAX_QUESTIONS = 40;

/** What one student does in the term, on the own pages only. */
export class TermStudent {
  readonly #page: Page;
  readonly #term: Term;
  readonly #browser: WatchedBrowser;
  readonly #reader: Reader;
  /** Calls that were answered. */
  answers = 0;
  /** As soon as it was shown. */
  token = '';

  constructor(page: Page, term: Term, browser: WatchedBrowser) {
    this.#page = page;
    this.#term = term;
    this.#browser = browser;
    this.#reader = { language: term.language, ownerTitle: OWNER_TITLES[term.language].teacher };
  }

  async joins(link: string): Promise<void> {
    const { name, number } = this.#term.student;
    await this.#page.goto(link);
    await this.#page.locator('main [name=name]').fill(name);
    await this.#page.locator('main [name=identity]').fill(number);
    await this.#page.locator('main form .primary').click();
    this.token = await textOf(this.#page.locator('.new-token .copy-line code'));
    await this.#page.locator('.new-token a.primary').click();
    await this.#page.locator('.lesson-time').waitFor();
  }

  /** Asks until the budget refuses; the page tells how much is spent on the way. */
  async spendsEverything(): Promise<void> {
    const t = MY_MONEY(this.#reader);
    const week = BUDGET[this.#term.language].periods.week;
    const { limit } = this.#term;
    while ((await this.#left()) > (limit * (100 - NOTICE_PERCENT)) / 100) await this.asks();
    await this.#reads(t.used(week, NOTICE_PERCENT));
    this.#expectRefusal('402 (Payment Required)');
    for (let n = 0; n < MAX_QUESTIONS && !(await this.#tries()); n++) this.answers++;
    const text = await textOf(this.#page.locator('.try-answer.error'));
    const own = { limit: formatMoney(limit, this.#money), left: formatMoney(await this.#left(), this.#money) };
    expect(text).toContain(own.limit);
    expect(text).toContain(this.#reader.ownerTitle);
    await this.#page
      .locator('.notice.bad')
      .filter({ hasText: t.tooLittle(week) })
      .or(this.#page.locator('.notice.bad').filter({ hasText: t.spent(week) }))
      .first()
      .waitFor({ timeout: NEWS_TIMEOUT_MS });
  }

  /** @throws Error when there is no answer */
  async asks(): Promise<void> {
    if (await this.#tries()) throw new Error(await textOf(this.#page.locator('.try-answer.error')));
    this.answers++;
  }

  async requestsMoney(): Promise<void> {
    const t = MONEY_REQUESTS(this.#reader);
    const ask = this.#page.locator(`#${ASK_ID}`);
    await ask.getByText(t.open, { exact: true }).click();
    await ask.getByLabel(t.amount).fill(this.#term.asked.usd);
    await ask.getByLabel(t.reason).fill(this.#term.reason);
    await ask.getByRole('button', { name: t.send }).click();
    await this.#reads(NOTICES[this.#term.language].money_asked);
    await ask.getByText(this.#term.reason).waitFor();
    await ask.getByText(t.nextAfter.open).waitFor();
  }

  async readsTheAnswer(): Promise<void> {
    const { language, asked, lastDay, word } = this.#term;
    const t = MONEY_REQUESTS(this.#reader);
    const [amount, until] = [formatMoney(asked.nano, this.#money), dayInSentence(lastDay, language)];
    await this.#page.goto('/me');
    await this.#reads(t.granted(amount, until));
    await this.#page.locator(`#${ASK_ID}`).getByText(word, { exact: true }).waitFor();
    const topUp = await textOf(this.#page.locator('.my-top-ups li'));
    for (const part of [amount, until, word]) expect(topUp).toContain(part);
  }

  /** The page was open before. */
  async isRefusedInThePause(): Promise<void> {
    const { language, className } = this.#term;
    this.#expectRefusal('403 (Forbidden)');
    expect(await this.#tries()).toBe(true);
    const said = REFUSALS.classPaused.texts[language];
    const refusal = typeof said === 'string' ? said : said({ className, ...this.#reader });
    expect(await textOf(this.#page.locator('.try-answer.error'))).toBe(refusal);
    await this.#reads(MY_LESSONS(this.#reader).paused);
  }

  async readsTheRules(): Promise<void> {
    const { instructions, limits } = this.#term;
    await this.#page.goto('/me');
    await this.#page.locator('.class-rules').filter({ hasText: instructions }).waitFor();
    const line = await textOf(this.#page.locator('.my-models ~ p').last());
    for (const limit of Object.values(limits)) expect(line).toMatch(new RegExp(`\\b${limit}(?!\\d)`));
  }

  /** By the page that was open, which looks for news by itself, and by the token. */
  async isToldOfTheEnd(): Promise<void> {
    const { classEnded, signedOut } = SIGN_IN[this.#term.language].errors;
    this.#expectTrouble('401 (Unauthorized)', '/me/live');
    await this.#page.waitForURL('**/me/sign-in', { timeout: NEWS_TIMEOUT_MS });
    await this.#page.getByText(signedOut).waitFor();
    this.#expectTrouble('422 (Unprocessable Entity)', '/me/sign-in');
    await this.#page.locator('[name=token]').fill(this.token);
    await this.#page.locator('main button.primary').click();
    await this.#page.getByText(classEnded).waitFor();
  }

  get #money() {
    return { language: this.#term.language, krwPerUsd: null };
  }

  /** @returns whether it was refused */
  async #tries(): Promise<boolean> {
    await this.#page.locator('.try-it button').click();
    const cost = this.#page.locator('.try-cost').filter({ hasText: '$' });
    await cost.or(this.#page.locator('.try-answer.error')).waitFor();
    return (await cost.count()) === 0;
  }

  /** Nano-USD of the own budget, as the page shows it. */
  async #left(): Promise<number> {
    await this.#page.goto('/me');
    const shown = this.#page.locator('.my-budgets .budget-left strong data');
    return Math.round(Number(await shown.getAttribute('value')) * 1e9);
  }

  async #reads(text: string): Promise<void> {
    await this.#page.locator('.notice').filter({ hasText: text }).waitFor({ timeout: NEWS_TIMEOUT_MS });
  }

  #expectRefusal(status: string): void {
    this.#expectTrouble(status, '/me/try');
  }

  #expectTrouble(status: string, path: string): void {
    this.#browser.expectTrouble(`Failed to load resource: the server responded with a status of ${status} (${path})`);
  }
}
