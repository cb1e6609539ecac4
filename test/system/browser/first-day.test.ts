import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { CLAIM_LINKS } from '../../../src/pages/dashboard/claim-links/texts.ts';
import { CLASS_FORM } from '../../../src/pages/dashboard/class/form-texts.ts';
import { JOINING } from '../../../src/pages/dashboard/class/joining/texts.ts';
import { ROSTER } from '../../../src/pages/dashboard/class/roster/texts.ts';
import { CLASS } from '../../../src/pages/dashboard/class/texts.ts';
import { GUIDE } from '../../../src/pages/dashboard/guide/texts.ts';
import { SIGN_IN_LINK } from '../../../src/pages/dashboard/sign-in/link-texts.ts';
import { freePort, startServer } from '../../support/server-process.ts';
import { tempFolderForThisTest } from '../../support/temp-folder.ts';
import { DESK, makeRoster, PHONE, playStudents, type RosterStudent, type Tongue } from './first-day-students.ts';
import { Newcomer } from './newcomer.ts';
import { textOf } from './text-of.ts';
import { watchedBrowser } from './watched-browser.ts';

const ROOT = join(import.meta.dirname, '../../..');
/** 03:00 of the next day in Seoul. */
const SERVER_START = '2026-11-26T18:00:00.000Z';
const FIVE_MINUTES_MS = 300_000;
const STUDENTS = 30;
/** In the terminal; the typing counts, the download does not. */
const INSTALL_COMMAND = 'npm ci && npm start';

const browser = watchedBrowser();

/** As `npm start` on a server in UTC, at night. */
async function startAtNight() {
  const env = {
    PATH: process.env.PATH ?? '',
    TZ: 'UTC',
    TEST_CLOCK_START: SERVER_START,
    JIGAP_ENV_FILE: 'none',
    JIGAP_PORT: String(await freePort()),
    JIGAP_DATABASE: join(tempFolderForThisTest(), 'jigap.db'),
  };
  const preload = join(ROOT, 'test/support/shift-clock.ts');
  const server = startServer({
    command: [process.execPath, '--import', preload, join(ROOT, 'src/server.ts')],
    cwd: ROOT,
    env,
  });
  onTestFinished(async () => {
    await server.stop('SIGKILL');
  });
  const signInLink = await server.prints(/http:\S+\/dashboard\/sign-in\/\S+/);
  const ownerToken = await server.prints(/jgo_[0-9A-Za-z]+/);
  return { signInLink, url: new URL(signInLink).origin, ownerToken };
}

async function createClass(owner: Newcomer, page: Page, { language }: Tongue): Promise<void> {
  const t = CLASS_FORM[language];
  await owner.clicks(page.getByRole('link', { name: GUIDE[language].steps.class.title }));
  await owner.types(page.getByLabel(t.name, { exact: true }), { en: 'Python 101', ko: '파이썬 기초' }[language]);
  expect(await page.getByLabel(t.timeZone).inputValue()).toBe('Asia/Seoul');
  expect(await page.getByRole('combobox', { name: t.language }).inputValue()).toBe(language);
  const each = page.getByRole('group', { name: t.studentLimits });
  await owner.types(each.getByLabel(t.limitNames.week, { exact: true }), '0.50');
  await owner.clicks(page.getByRole('button', { name: CLASS[language].create }));
}

/** Out of a spreadsheet. */
async function importRoster(owner: Newcomer, page: Page, { language }: Tongue, roster: readonly RosterStudent[]) {
  const lines = roster.map(({ name, number }) => `${number}\t${name}`);
  await owner.clicks(page.getByRole('link', { name: ROSTER[language].link }));
  await owner.pastes(page.getByLabel(ROSTER[language].roster, { exact: true }), lines.join('\n'));
  await owner.clicks(page.getByRole('button', { name: ROSTER[language].preview }));
  await owner.clicks(page.getByRole('button', { name: ROSTER[language].apply }));
}

async function openJoining(owner: Newcomer, page: Page, { language }: Tongue): Promise<string> {
  await owner.clicks(page.getByRole('button', { name: JOINING[language].openIt }));
  return owner.copies(page.getByLabel(JOINING[language].link, { exact: true }));
}

/** @returns the code on the slip of each student, by name */
async function makeSlips(owner: Newcomer, page: Page, { language }: Tongue): Promise<Map<string, string>> {
  await owner.clicks(page.getByRole('link', { name: CLAIM_LINKS[language].link, exact: true }));
  await owner.clicks(page.getByRole('button', { name: CLAIM_LINKS[language].make }));
  await page.locator('.slip').first().waitFor();
  const slips = await page.locator('.slip').all();
  return new Map(
    await Promise.all(
      slips.map(async (slip) => {
        const [name, number, code] = await Promise.all(
          ['.slip-name', '.slip-number', '.slip-code'].map((part) => textOf(slip.locator(part))),
        );
        return [(name ?? '').replace(number ?? '', '').trim(), code ?? ''] as const;
      }),
    ),
  );
}

function jigap(words: readonly string[], { url, ownerToken }: { readonly url: string; readonly ownerToken: string }) {
  const env = { PATH: process.env.PATH ?? '', TZ: 'UTC', JIGAP_URL: url, JIGAP_OWNER_TOKEN: ownerToken };
  return promisify(execFile)(process.execPath, [join(ROOT, 'src/cli/jigap.js'), ...words], { env });
}

test.each([
  { language: 'ko', locale: 'ko-KR', window: DESK, scheme: 'light' },
  { language: 'en', locale: 'en-GB', window: PHONE, scheme: 'dark' },
] as const)(
  'an owner ($locale, $window.viewport.width pixels) has thirty claimed places and thirty answers after under five minutes by hand',
  async (row) => {
    const { window, scheme, ...tongue } = row;
    const { signInLink, url, ownerToken } = await startAtNight();
    const page = await browser.open(url, { locale: tongue.locale, colorScheme: scheme, ...window });
    const owner = new Newcomer(page);
    owner.typesInTerminal(INSTALL_COMMAND);
    await owner.arrives(signInLink);
    await owner.clicks(page.getByRole('button', { name: SIGN_IN_LINK[tongue.language].signIn }));
    await createClass(owner, page, tongue);
    const roster = makeRoster(tongue, STUDENTS);
    await importRoster(owner, page, tongue, roster);
    const joinLink = await openJoining(owner, page, tongue);
    const slips = await makeSlips(owner, page, tongue);
    expect(slips.size).toBe(STUDENTS);

    const hands = await playStudents(roster, { ...tongue, url, joinLink, slips, browser });

    // In Seoul it is tomorrow already; the figures of today are those of Seoul.
    await page.goto('/dashboard');
    expect(await textOf(page.locator('dl.figures dd').first())).toBe(String(STUDENTS));
    // Each place was claimed once, nobody has a second one, and each has one answer.
    const server = { url, ownerToken };
    const students = await jigap(['student', 'list', '--json'], server);
    const names = (JSON.parse(students.stdout).data as { name: string }[]).map(({ name }) => name);
    expect(names.toSorted()).toEqual(roster.map(({ name }) => name).toSorted());
    const usage = await jigap(['usage', '--by', 'student', '--json'], server);
    const calls = (JSON.parse(usage.stdout).data as { requests: number }[]).map(({ requests }) => requests);
    expect(calls).toEqual(roster.map(() => 1));
    await jigap(['check'], server);

    const [slowest] = hands.toSorted((a, b) => b.handMs - a.handMs);
    if (slowest === undefined) throw new Error('no student came');
    process.stdout.write(
      `first day (${tongue.locale}, ${window.viewport.width} pixels): ${counts('the owner', owner)}; `,
    );
    process.stdout.write(`${counts('the slowest student', slowest)}\n`);
    expect(owner.handMs + slowest.handMs).toBeLessThan(FIVE_MINUTES_MS);
  },
  600_000,
);

function counts(who: string, { clickCount, handMs }: Newcomer): string {
  return `${who} clicks ${clickCount} times and needs ${Math.round(handMs / 1000)} s by hand`;
}
