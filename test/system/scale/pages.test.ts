import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestBrowser } from '../../pages/test-browser.ts';
import { cpuMs } from '../../support/cpu-time.ts';
import { LARGE_SCHOOL, writeLargeSchool } from '../../support/large-school.ts';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { makeTempFolder, remove } from '../../support/temp-folder.ts';

/** The page as it is sent (never compressed) and its own files (compressed, as browsers take them). */
const MAX_PAGE_BYTES = 100 * 1024;
/**
 * CPU time of the whole process for one request: the server with its reader threads, and the client of the test. A machine on
 * which others work makes a request wait and adds nothing to it; the little that it does add is why there are rounds.
 */
const MAX_CPU_MS = 50;
const REQUESTS_A_ROUND = 7;
const MAX_ROUNDS = 4;

let app: RunningApp;
let owner: TestBrowser;
let student: TestBrowser;
let callPath: string;
const folder = makeTempFolder();
beforeAll(async () => {
  const databasePath = join(folder, 'jigap.db');
  await writeLargeSchool(databasePath);
  app = await startApp({ databasePath });
  owner = new TestBrowser(app.url);
  await owner.signInAsOwner(app);
  student = new TestBrowser(app.url);
  await student.signInAsStudent((await app.api('POST', '/api/students/7/tokens', {})).json.token);
  callPath = /\/dashboard\/calls\/\d+/.exec((await owner.get('/dashboard/calls')).text)?.[0] ?? '';
});
afterAll(async () => {
  await app.stop();
  remove(folder);
});

const OWNER_PAGES = [
  '/dashboard',
  '/dashboard/students',
  '/dashboard/students?class=3',
  '/dashboard/students?sort=spend',
  '/dashboard/students?q=%EA%B9%80&offset=50',
  '/dashboard/students/7',
  '/dashboard/classes',
  '/dashboard/classes?sort=spend&q=1',
  '/dashboard/classes/3',
  '/dashboard/classes/3/edit',
  '/dashboard/classes/3/claim-links',
  '/dashboard/classes/new',
  '/dashboard/usage',
  '/dashboard/usage?group=student',
  '/dashboard/usage?group=model&from=2026-06-01&to=2026-11-23',
  '/dashboard/calls',
  '/dashboard/calls?student=7',
  '/dashboard/calls?class=3&outcome=hung_up',
  'a call',
  '/dashboard/calls/refused',
  '/dashboard/incidents',
  '/dashboard/incidents?state=open',
  '/dashboard/incidents/1',
  '/dashboard/audit',
  '/dashboard/settings',
  '/dashboard/wallet',
  '/dashboard/guide',
];

const API_LISTS = [
  '/api/classes?limit=200',
  '/api/classes?sort=spend',
  '/api/students?limit=200',
  '/api/students?sort=spend&limit=200',
  '/api/students?search=%EA%B9%80',
  '/api/requests',
  '/api/requests?student_id=7',
  '/api/usage?group_by=student',
  '/api/usage?group_by=day',
  '/api/budgets',
  '/api/incidents',
  '/api/audit',
  '/api/refusals',
];

describe('a school of 1,200 students in 40 classes with a million calls', () => {
  it('has a clean ledger', async () => {
    const { problems, records } = await app.store.ledger.check('full', app.clock.now());
    expect({ problems, records }).toEqual({ problems: [], records: LARGE_SCHOOL.calls });
  });

  it.each(OWNER_PAGES)('shows %s within the bounds', async (path) => {
    await expectWithinBounds(path === 'a call' ? callPath : path, owner);
  });

  it('shows a student’s own page within the bounds', async () => expectWithinBounds('/me', student));

  it.each(API_LISTS)('answers %s in time', async (path) => {
    await expectQuick(path, async () => expect((await app.api('GET', path)).status).toBe(200));
  });
});

async function expectWithinBounds(path: string, browser: TestBrowser): Promise<void> {
  const { status, text } = await browser.get(path);
  expect(status).toBe(200);
  const bytes = Buffer.byteLength(text) + (await bytesOfAssets(text));
  await expectQuick(path, () => browser.get(path), `, ${(bytes / 1024).toFixed(1)} KB`);
  expect(bytes).toBeLessThan(MAX_PAGE_BYTES);
}

/** As they travel: fetch() would decode them. */
async function bytesOfAssets(text: string): Promise<number> {
  const paths = new Set([...text.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path));
  let bytes = 0;
  for (const path of paths) {
    const answer = await fetch(app.url + path, { headers: { 'accept-encoding': 'gzip' } });
    bytes += Number(answer.headers.get('content-length'));
    await answer.arrayBuffer();
  }
  return bytes;
}

/** The median of a round; a round that a busy machine spoiled is repeated. */
async function expectQuick(path: string, request: () => Promise<unknown>, size = ''): Promise<void> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < MAX_ROUNDS && best >= MAX_CPU_MS; round++) {
    const times: number[] = [];
    for (let n = 0; n < REQUESTS_A_ROUND; n++) {
      const before = cpuMs();
      await request();
      times.push(cpuMs() - before);
    }
    best = Math.min(best, times.sort((a, b) => a - b)[Math.floor(REQUESTS_A_ROUND / 2)] ?? best);
  }
  process.stdout.write(`${path}: ${best.toFixed(1)} ms CPU${size}\n`);
  expect(best).toBeLessThan(MAX_CPU_MS);
}
