import type { Download, Locator, Page } from 'playwright-core';
import { LAYOUT } from '../../../src/pages/components/layout-texts.ts';
import { NOTICES, type NoticeKey } from '../../../src/pages/components/notice-texts.ts';
import { CLASSES } from '../../../src/pages/dashboard/classes/texts.ts';
import type { Term } from './term-plan.ts';
import { textOf } from './text-of.ts';

/** The dashboard in the hands of the owner: what every page has, by the texts of the owner's language. */
export abstract class OwnerPages {
  protected readonly page: Page;
  protected readonly term: Term;

  constructor(page: Page, term: Term) {
    this.page = page;
    this.term = term;
  }

  protected get language() {
    return this.term.language;
  }

  /** By the menu. */
  protected async opens(section: 'overview' | 'students' | 'classes' | 'notices' | 'settings'): Promise<void> {
    const name = LAYOUT[this.language][section];
    await this.page.locator('.rail nav').getByRole('link', { name }).click();
    await this.page.getByRole('heading', { level: 1, name }).waitFor();
  }

  protected async looksAtClass(): Promise<void> {
    await this.opens('classes');
    await this.follows(this.term.className);
  }

  protected async looksAtArchivedClass(): Promise<void> {
    await this.opens('classes');
    await this.page.getByRole('link', { name: CLASSES[this.language].toArchived }).click();
    await this.follows(this.term.className);
  }

  protected async follows(link: string): Promise<void> {
    await this.page.locator('main').getByRole('link', { name: link, exact: true }).first().click();
  }

  protected async presses(button: string): Promise<void> {
    await this.page.locator('main').getByRole('button', { name: button, exact: true }).click();
  }

  protected async confirms(opener: string, act: string): Promise<void> {
    await this.page.locator('details.confirm > summary', { hasText: opener }).click();
    await this.presses(act);
  }

  protected async isTold(notice: NoticeKey): Promise<void> {
    await this.page.locator('.notice.good').filter({ hasText: NOTICES[this.language][notice] }).waitFor();
  }

  protected async reads(text: string): Promise<void> {
    await this.page.getByText(text).first().waitFor();
  }

  protected async downloads(target: Locator): Promise<Download> {
    const [download] = await Promise.all([this.page.waitForEvent('download'), target.click()]);
    return download;
  }

  /** The number that it shows after the page was loaded anew; 0 while it is not there. */
  protected async reloads(shown: Locator): Promise<number> {
    await this.page.reload();
    return (await shown.count()) === 0 ? 0 : Number.parseInt(await textOf(shown.first()), 10);
  }
}
