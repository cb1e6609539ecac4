import type { Download } from 'playwright-core';
import { expect } from 'vitest';
import { BACKUPS } from '../../../src/pages/dashboard/backups/texts.ts';
import { ARCHIVE } from '../../../src/pages/dashboard/class/archive/texts.ts';
import { CLASS_FORM } from '../../../src/pages/dashboard/class/form-texts.ts';
import { CLASS } from '../../../src/pages/dashboard/class/texts.ts';
import { EXPORT } from '../../../src/pages/dashboard/export/texts.ts';
import { FORGETTING } from '../../../src/pages/dashboard/forgetting/texts.ts';
import { CHANNELS } from '../../../src/pages/dashboard/notice-channels/texts.ts';
import { NOTICES_PAGE } from '../../../src/pages/dashboard/notices/texts.ts';
import { OwnerPages } from './owner-pages.ts';
import { textOf } from './text-of.ts';

/** What the owner does with what came together, and at the end of the class. */
export class TermEnd extends OwnerPages {
  /** @returns the secret of the webhook */
  async addsWebhook(address: string): Promise<string> {
    const t = CHANNELS[this.language];
    await this.opens('notices');
    await this.follows(NOTICES_PAGE[this.language].channels);
    await this.page.getByLabel(t.kind).selectOption(t.kinds.webhook);
    await this.page.getByLabel(t.name, { exact: true }).fill('Chat');
    await this.page.getByLabel(t.address).fill(address);
    await this.presses(t.add);
    const secret = await textOf(this.page.locator('.copy-line code'));
    await this.follows(t.secretDone);
    await this.presses(t.test);
    await this.reads(t.testArrived);
    return secret;
  }

  async makesBackup(): Promise<Download> {
    const t = BACKUPS[this.language];
    await this.opens('settings');
    await this.follows(t.list);
    await this.presses(t.make);
    await this.isTold('backup_made');
    // A slow machine has one of the server's own by now.
    return this.downloads(this.page.locator('main table a[href$="-owner.db"]'));
  }

  async exportsClass(format: 'csv' | 'json'): Promise<Download> {
    const t = EXPORT[this.language];
    await this.looksAtClass();
    await this.follows(`${t.toClass}…`);
    await this.page.getByLabel(t.format).selectOption(t.formats[format]);
    return this.downloads(this.page.getByRole('button', { name: t.download }));
  }

  async archivesClass(): Promise<void> {
    const t = ARCHIVE[this.language];
    await this.looksAtClass();
    await this.follows(`${t.archive}…`);
    await this.presses(t.archiveAct);
    await this.isTold('class_archived');
    expect(await this.page.getByRole('link', { name: this.term.className, exact: true }).count()).toBe(0);
    await this.opens('students');
    expect(await this.page.locator('main').textContent()).not.toContain(this.term.className);
    expect(await this.page.locator('main').textContent()).not.toContain(this.term.student.name);
  }

  async reopensClass(): Promise<void> {
    const t = ARCHIVE[this.language];
    await this.looksAtArchivedClass();
    await this.confirms(t.reopen, t.reopenAct);
    await this.isTold('class_reopened');
  }

  async forgetsNames(): Promise<void> {
    const t = FORGETTING[this.language];
    await this.looksAtArchivedClass();
    await this.follows(`${t.forget}…`);
    await this.confirms(t.forgetClass(2), t.act);
    await this.isTold('names_forgotten');
  }

  /** On no page that lists or shows people, calls or changes. */
  async findsNowhere(words: readonly string[]): Promise<void> {
    const student = '/dashboard/students/1';
    const paths = [
      '',
      '/students',
      '/students/1',
      '/students/2',
      '/classes?archived=yes',
      '/classes/1',
      '/usage?group=student',
    ];
    const lists = ['/calls', '/notices', '/incidents', '/audit', '/money-requests', '/forgetting', '/calls/refused'];
    for (const path of [...paths, ...lists].map((each) => `/dashboard${each}`)) {
      await this.page.goto(path);
      const text = await this.page.content();
      expect([path, words.filter((word) => text.includes(word))]).toEqual([path, []]);
    }
    // The records stay.
    await this.page.goto(student);
    expect(await this.page.locator('.calls-list tbody tr').count()).toBeGreaterThan(0);
  }

  async copiesClass(): Promise<void> {
    const t = ARCHIVE[this.language];
    await this.looksAtArchivedClass();
    await this.follows(`${t.copy}…`);
    await this.page.getByLabel(CLASS_FORM[this.language].name, { exact: true }).fill(this.term.nextClassName);
    await this.presses(t.copyAct);
    await this.isTold('class_copied');
    await this.reads(CLASS[this.language].noStudents);
    await this.reads(this.term.instructions);
    await this.opens('classes');
    await this.page.getByRole('link', { name: this.term.nextClassName, exact: true }).waitFor();
    expect(await this.page.getByRole('link', { name: this.term.className, exact: true }).count()).toBe(0);
  }
}
