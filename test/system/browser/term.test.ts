import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Webhook } from 'standardwebhooks';
import { expect, onTestFinished, test } from 'vitest';
import { type ReceivedMessage, startReceiver } from '../../delivery/receiver.ts';
import { freePort, startServer } from '../../support/server-process.ts';
import { tempFolderForThisTest } from '../../support/temp-folder.ts';
import { linesOfJson, rowsOfZip } from './exported-files.ts';
import { DESK, PHONE } from './first-day-students.ts';
import { TermEnd } from './term-end.ts';
import { TermOwner } from './term-owner.ts';
import { TERMS } from './term-plan.ts';
import { TermStudent } from './term-student.ts';
import { watchedBrowser } from './watched-browser.ts';

const ROOT = join(import.meta.dirname, '../../..');
/** Wednesday 10:05 in Seoul, a day before the weekly lesson of the class. */
const SERVER_START = '2026-11-25T01:05:00.000Z';
const TERM_MS = 300_000;

const browser = watchedBrowser();

/** As `npm start`, with the demo upstream. @returns the link that signs the owner in */
async function startInTerm(): Promise<string> {
  const preload = join(ROOT, 'test/support/shift-clock.ts');
  const server = startServer({
    command: [process.execPath, '--import', preload, join(ROOT, 'src/server.ts')],
    cwd: ROOT,
    env: {
      PATH: process.env.PATH ?? '',
      TZ: 'UTC',
      TEST_CLOCK_START: SERVER_START,
      JIGAP_ENV_FILE: 'none',
      JIGAP_PORT: String(await freePort()),
      JIGAP_DATABASE: join(tempFolderForThisTest(), 'jigap.db'),
    },
  });
  onTestFinished(async () => {
    await server.stop('SIGKILL');
  });
  return server.prints(/http:\S+\/dashboard\/sign-in\/\S+/);
}

/** What the integrity check says, and how many calls are in it. */
function lookIntoBackup(path: string) {
  const database = new Database(path, { readonly: true });
  const calls = database.prepare('SELECT count(*) FROM usage_records').pluck().get();
  const check = database.pragma('integrity_check', { simple: true });
  database.close();
  return { calls, check };
}

function isSignedBy(secret: string, { headers, body }: ReceivedMessage): boolean {
  const sentAt = new Date(Number(headers['webhook-timestamp']) * 1000);
  return headers['webhook-signature'] === new Webhook(secret).sign(String(headers['webhook-id']), sentAt, body);
}

test.each([
  { language: 'ko', locale: 'ko-KR', window: DESK, scheme: 'light' },
  { language: 'en', locale: 'en-GB', window: PHONE, scheme: 'dark' },
] as const)(
  'an owner and a student ($locale, $window.viewport.width pixels) go through a term by the pages alone',
  async ({ language, locale, window, scheme }) => {
    const term = TERMS[language];
    const receiver = await startReceiver();
    const signInLink = await startInTerm();
    const options = { locale, colorScheme: scheme, acceptDownloads: true, ...window };
    const { origin } = new URL(signInLink);
    const dashboard = await browser.open(origin, options);
    const owner = new TermOwner(dashboard, term);
    const end = new TermEnd(dashboard, term);
    const student = new TermStudent(await browser.open(origin, options), term, browser);

    await owner.signsIn(signInLink);
    await owner.createsClass();
    await owner.importsRoster();
    const joinLink = await owner.opensJoining();
    await owner.setsLessons();
    await owner.opensForALesson();
    await owner.choosesNotices();

    await student.joins(joinLink);
    await student.spendsEverything();
    await student.requestsMoney();
    await owner.readsNotices();
    await owner.grantsTheRequest();
    await student.readsTheAnswer();
    await student.asks();

    await owner.pauses();
    await student.isRefusedInThePause();
    await owner.resumes();
    await student.asks();
    await owner.setsRates();
    await student.readsTheRules();
    await student.asks();

    const secret = await end.addsWebhook(`${receiver.url}/hook`);
    expect(receiver.received.map((message) => isSignedBy(secret, message))).toEqual([true]);

    const backup = await end.makesBackup();
    expect(lookIntoBackup(await backup.path())).toEqual({ calls: student.answers, check: 'ok' });
    const zip = rowsOfZip(await (await end.exportsClass('csv')).path());
    const json = linesOfJson(await (await end.exportsClass('json')).path());
    const ofType = (type: string) => json.filter((line) => line.type === type).length;
    expect([zip.classes.length, zip.students.length, zip.calls.length]).toEqual([1, 2, student.answers]);
    expect([zip.top_ups.length, ofType('top_ups')]).toEqual([1, 1]);
    expect([ofType('classes'), ofType('students'), ofType('calls')]).toEqual([1, 2, student.answers]);

    await end.archivesClass();
    await student.isToldOfTheEnd();
    await end.reopensClass();
    await end.archivesClass();
    await end.forgetsNames();
    await end.findsNowhere([term.student.name, term.classmate.name, term.student.number, term.reason]);
    await end.copiesClass();
  },
  TERM_MS,
);
