import { expect } from 'vitest';
import { NOTICE_TEXTS } from '../../../src/admin/notices/notice-texts.ts';
import { momentInSentence } from '../../../src/language/moments.ts';
import { CLASS_CALLS } from '../../../src/pages/dashboard/class/calls/texts.ts';
import { CLASS_FORM } from '../../../src/pages/dashboard/class/form-texts.ts';
import { JOINING } from '../../../src/pages/dashboard/class/joining/texts.ts';
import { LESSONS } from '../../../src/pages/dashboard/class/lessons/texts.ts';
import { ROSTER } from '../../../src/pages/dashboard/class/roster/texts.ts';
import { CLASS } from '../../../src/pages/dashboard/class/texts.ts';
import { CLASSES } from '../../../src/pages/dashboard/classes/texts.ts';
import { WAITING_REQUESTS } from '../../../src/pages/dashboard/money-requests/texts.ts';
import { NOTICES_PAGE } from '../../../src/pages/dashboard/notices/texts.ts';
import { SIGN_IN_LINK } from '../../../src/pages/dashboard/sign-in/link-texts.ts';
import { formatMoney } from '../../../src/pages/format/format-money.ts';
import { OwnerPages } from './owner-pages.ts';
import { NEWS_TIMEOUT_MS, NOTICE_PERCENT } from './term-plan.ts';
import { textOf } from './text-of.ts';

const ZONE = 'Asia/Seoul';
/** Thursday 10:00 in Seoul, when the weekly lesson of the class begins. */
const NEXT_LESSON = Date.parse('2026-11-26T01:00:00.000Z');
const LESSON_MINUTES = 50;

/** What the owner does while the class runs, on the pages of the dashboard only. */
export class TermOwner extends OwnerPages {
  async signsIn(link: string): Promise<void> {
    await this.page.goto(link);
    await this.presses(SIGN_IN_LINK[this.language].signIn);
    await this.page.waitForURL('**/dashboard');
  }

  async createsClass(): Promise<void> {
    const t = CLASS_FORM[this.language];
    await this.opens('classes');
    await this.follows(CLASSES[this.language].add);
    await this.page.getByLabel(t.name, { exact: true }).fill(this.term.className);
    const each = this.page.getByRole('group', { name: t.studentLimits });
    await each.getByLabel(t.limitNames.week, { exact: true }).fill(String(this.term.limit / 1e9));
    await each.getByRole('checkbox', { name: `${t.limitNames.week}: ${t.carryOver}` }).check();
    await this.presses(CLASS[this.language].create);
    await this.isTold('class_added');
    const amount = formatMoney(this.term.limit, { language: this.language, krwPerUsd: null });
    await this.page.getByText(t.carriedOver(t.limitPer.week(amount))).waitFor();
  }

  async importsRoster(): Promise<void> {
    const t = ROSTER[this.language];
    const { student, classmate } = this.term;
    const lines = [student, classmate].map(({ name, number }) => `${number}\t${name}`);
    await this.follows(t.link);
    await this.page.getByLabel(t.roster, { exact: true }).fill(lines.join('\n'));
    await this.presses(t.preview);
    await this.presses(t.apply);
    await this.isTold('roster_applied');
  }

  /** @returns the link for the students */
  async opensJoining(): Promise<string> {
    const t = JOINING[this.language];
    await this.presses(t.openIt);
    return textOf(this.page.getByLabel(t.link, { exact: true }));
  }

  /** On Thursdays only; today is Wednesday. */
  async setsLessons(): Promise<void> {
    const t = LESSONS[this.language];
    await this.follows(t.setLessons);
    await this.page.getByLabel(t.lessonsOnly).check();
    const row = this.page.locator('.weekly-hours .fields').first();
    await row.getByLabel(t.weekday).selectOption(t.weekdays.thu);
    await row.getByLabel(t.from).fill('10:00');
    await row.getByLabel(t.to).fill('10:50');
    await this.presses(t.save);
    await this.isTold('lessons_changed');
    await this.follows(t.back);
    await this.reads(t.nextLesson(momentInSentence(NEXT_LESSON, ZONE, this.language)));
  }

  async opensForALesson(): Promise<void> {
    await this.presses(LESSONS[this.language].openNow(LESSON_MINUTES));
    await this.isTold('class_opened');
  }

  /** Of students' budgets from 80 % on. */
  async choosesNotices(): Promise<void> {
    const t = NOTICES_PAGE[this.language];
    await this.opens('settings');
    await this.page.getByLabel(t.percent(50), { exact: true }).uncheck();
    await this.presses(t.save);
    await this.isTold('notices_chosen');
  }

  /** Of the budget and of the request, once each. What comes within ten minutes of the first is gathered. */
  async readsNotices(): Promise<void> {
    const t = NOTICES_PAGE[this.language];
    const said = NOTICE_TEXTS[this.language];
    const { className, student, asked } = this.term;
    await this.opens('overview');
    const count = this.page.locator('.rail .count');
    await expect.poll(() => this.reloads(count), { timeout: NEWS_TIMEOUT_MS }).toBeGreaterThan(1);
    await this.opens('notices');
    const titles = await this.page.locator('.incidents h3 a').allTextContents();
    const used = said.studentUsed(student.name, className, said.periods.week, NOTICE_PERCENT);
    const amount = formatMoney(asked.nano, { language: this.language, krwPerUsd: null });
    const request = said.moneyRequest(student.name, className, amount);
    for (const title of [used, request]) expect(titles.filter((each) => each === title)).toHaveLength(1);
    await this.presses(t.read);
    await this.isTold('notices_read');
    expect(await count.count()).toBe(0);
  }

  async grantsTheRequest(): Promise<void> {
    const t = WAITING_REQUESTS[this.language];
    const { student, reason, lastDay, word } = this.term;
    await this.opens('overview');
    await this.follows(t.waiting(1));
    const row = this.page.locator('tbody tr', { hasText: reason });
    await row.getByLabel(t.untilOf(student.name)).fill(lastDay);
    await this.page.getByLabel(t.word).fill(word);
    await row.getByRole('button', { name: t.grantTo(student.name) }).click();
    await this.isTold('money_granted');
    await this.reads(t.none);
  }

  async pauses(): Promise<void> {
    await this.looksAtClass();
    await this.presses(LESSONS[this.language].pause);
    await this.isTold('class_paused');
  }

  async resumes(): Promise<void> {
    await this.presses(LESSONS[this.language].resume);
    await this.isTold('class_resumed');
  }

  async setsRates(): Promise<void> {
    const t = CLASS_CALLS[this.language];
    const { instructions, limits } = this.term;
    await this.looksAtClass();
    await this.follows(t.change);
    await this.page.getByLabel(t.studentRequests).fill(String(limits.studentRequests));
    await this.page.getByLabel(t.studentCalls).fill(String(limits.studentCalls));
    await this.page.getByLabel(t.classRequests).fill(String(limits.classRequests));
    await this.page.getByLabel(t.classCalls).fill(String(limits.classCalls));
    await this.page.getByLabel(t.instructions).fill(instructions);
    await this.presses(t.save);
    await this.isTold('class_changed');
    await this.reads(instructions);
  }
}
