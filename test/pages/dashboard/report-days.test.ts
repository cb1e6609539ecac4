import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientSettings, jigap } from '../../cli/in-process.ts';
import { LONG_RUN } from '../../support/long-run.ts';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { pagesOf, type TestBrowser } from '../test-browser.ts';
import { callerOnLedger, callOnLedger } from './calls-on-ledger.ts';

const HOUR_MS = 3_600_000;
const USD = 1_000_000_000;

interface School {
  readonly app: RunningApp;
  readonly owner: TestBrowser;
  /** In the order of the zones of the classes. */
  readonly studentIds: readonly number[];
}

/** A server in UTC. Each class has a student with a call of $1 an hour ago, and with two refusals. */
async function startSchool(now: string, ownerZone: string, classZones: readonly string[]): Promise<School> {
  const app = await startApp({
    env: { JIGAP_TIME_ZONE: 'UTC', JIGAP_WALLET_MONTHLY_USD: '100', JIGAP_STUDENT_WEEKLY_USD: '10' },
  });
  app.clock.set(Date.parse(now) - 2 * HOUR_MS);
  const studentIds: number[] = [];
  const callers: { studentId: number; tokenId: number }[] = [];
  for (const zone of classZones) {
    const { json } = await app.api('POST', '/api/classes', { name: zone, time_zone: zone, language: 'en' });
    const caller = await callerOnLedger(app, `of ${zone}`, json.id);
    studentIds.push(caller.studentId);
    callers.push(caller);
  }
  app.clock.advance(HOUR_MS);
  for (const caller of callers) {
    await callOnLedger(app, { ...caller, cost: USD });
    const refusal = { model: null, endpoint: 'chat', reason: 'busy', status: 503, times: 2, listed: true };
    await app.store.records.noteRefusals([{ ...caller, ...refusal, at: app.clock.now() }]);
  }
  app.clock.advance(HOUR_MS);
  const owner = pagesOf(app).browser({ 'accept-language': 'en' });
  await owner.signInAsOwner(app, { time_zone: ownerZone });
  return { app, owner, studentIds };
}

/** The figure under "Today" of the overview. */
async function figureToday(owner: TestBrowser, name: string): Promise<string | undefined> {
  const { text } = await owner.get('/dashboard/overview/now');
  return new RegExp(`<dt>${name}</dt><dd><a [^>]*>([\\d,]+)</a>`).exec(text)?.[1];
}

/** What the usage page says in all. */
async function usageOf(owner: TestBrowser, query: string) {
  const { text } = await owner.get(`/dashboard/usage${query}`);
  const day = (name: string) => new RegExp(`name="${name}" type="date"[^>]* value="([^"]*)"`).exec(text)?.[1];
  return { usd: /exactly \$([\d.]+)/.exec(text)?.[1], days: [day('from'), day('to')] };
}

function isToday(call: Date, timeZone: string, now: number): boolean {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
  return day.format(call) === day.format(now);
}

const cli = async ({ app }: School, ...words: string[]) => {
  const settings = () => clientSettings(app.url, { ownerToken: app.ownerToken });
  const ran = await jigap(app.url, words, { settings });
  expect(ran).toMatchObject({ exitCode: 0, error: '' });
  return ran.out;
};

/** The class of Seoul has lived 3 hours of 26 November; in UTC it is still the 25th. */
describe('with the server in UTC and the class in Seoul, at 03:00 in Seoul', () => {
  let school: School;
  beforeAll(async () => {
    school = await startSchool('2026-11-25T18:00:00.000Z', 'Asia/Seoul', ['Asia/Seoul']);
  });
  afterAll(() => school.app.stop());

  it('the overview counts the calls and the refusals of today, and its 30 days have them', async () => {
    const { owner } = school;
    expect([await figureToday(owner, 'calls'), await figureToday(owner, 'refused')]).toEqual(['1', '2']);
    const { text } = await owner.get('/dashboard/overview/spending');
    expect(text).not.toContain('No calls in the last 30 days');
    expect(text).toContain('26 Nov');
  });

  it.each([
    ['today', '2026-11-26'],
    ['7d', '2026-11-20'],
    ['30d', '2026-10-28'],
    ['month', '2026-11-01'],
  ])('the usage of the range %s has the call', async (range, from) => {
    expect(await usageOf(school.owner, `?range=${range}`)).toEqual({ usd: '1', days: [from, '2026-11-26'] });
  });

  it('lists of calls, refusals, classes and students have it', async () => {
    const { owner, studentIds } = school;
    expect((await owner.get('/dashboard/calls/refused')).text).toContain('Last 7 days: 2 refused');
    for (const path of ['/dashboard/classes', '/dashboard/students', '/dashboard/classes/1']) {
      expect((await owner.get(path)).text, path).toMatch(/value="1"/);
    }
    const student = await owner.get(`/dashboard/students/${studentIds[0]}`);
    expect(student.text).not.toContain('Nothing was spent in the last 30 days');
    expect((await owner.get('/dashboard/calls?day=2026-11-26')).text).toMatch(/26 Nov, 02:00:00/);
    expect((await owner.get('/dashboard/calls?day=2026-11-25')).text).toContain('No call matches');
  });

  it('downloads have it, and are named after the days of Seoul', async () => {
    const { owner } = school;
    const usage = await owner.get('/dashboard/usage.csv');
    expect(usage.headers.get('content-disposition')).toContain('jigap-usage-2026-10-28-2026-11-26.csv');
    expect(usage.text).toContain('2026-11-26,,1,');
    const calls = await owner.get('/dashboard/calls.csv');
    expect(calls.headers.get('content-disposition')).toContain('jigap-calls-2026-11-26.csv');
  });

  it('the API and the command have it by default', async () => {
    const { json } = await school.app.api('GET', '/api/usage');
    expect(json).toMatchObject({ to: '2026-11-26', time_zones: ['Asia/Seoul'], total: { cost_usd: 1 } });
    const out = await cli(school, 'usage', '--by', 'student');
    expect(out).toContain('2026-10-28 to 2026-11-26 (Asia/Seoul)');
    expect(out).toMatch(/^total .* 1\.00$/m);
    expect(await cli(school, 'usage', '--csv')).toContain('2026-11-26,,1,');
  });

  it('names the zone of dates that are not in the owner’s, and of no other', async () => {
    const { owner, studentIds } = school;
    const wallet = await owner.get('/dashboard/overview/wallet');
    expect(wallet.text).toMatch(/Resets on Tuesday 1 December at 00:00 \(UTC\)/);
    const student = await owner.get(`/dashboard/students/${studentIds[0]}`);
    expect(student.text).toMatch(/Resets on Monday 30 November at 00:00</);
    expect((await owner.get('/dashboard/usage')).text).not.toContain('Days are those of each class, or');
  });
});

describe.each([
  ['Pacific/Niue', ['Pacific/Kiritimati', 'Asia/Seoul']],
  ['Pacific/Kiritimati', ['Etc/GMT+12', 'Asia/Seoul']],
  ['Etc/GMT+12', ['Pacific/Kiritimati', 'Pacific/Niue']],
  ['UTC', ['Pacific/Kiritimati', 'Etc/GMT+12']],
] as const)('with the owner in %s and classes in %j', (ownerZone, classZones) => {
  // At 10:30 and 23:30 UTC zones 26 hours apart have three days; on the 1st they have two months.
  for (const now of ['2026-11-25T10:30:00.000Z', '2026-11-25T23:30:00.000Z', '2026-12-01T10:30:00.000Z'])
    it(
      `every list and default range has the calls of all classes (${now})`,
      now.startsWith('2026-12') ? {} : LONG_RUN,
      async () => {
        const school = await startSchool(now, ownerZone, classZones);
        try {
          await expectAll(school);
        } finally {
          await school.app.stop();
        }
      },
    );

  async function expectAll(school: School): Promise<void> {
    const { app, owner, studentIds } = school;
    const today = (call: Date) => classZones.filter((zone) => isToday(call, zone, app.clock.now())).length;
    const counted = today(new Date(app.clock.now() - HOUR_MS));
    const figures = [await figureToday(owner, 'calls'), await figureToday(owner, 'refused')];
    expect(figures).toEqual([String(counted), String(2 * counted)]);
    for (const range of ['7d', '30d', 'today']) expect((await usageOf(owner, `?range=${range}`)).usd, range).toBe('2');
    expect((await owner.get('/dashboard/overview/spending')).text).not.toContain('No calls in the last 30 days');
    expect((await owner.get('/dashboard/calls/refused')).text).toContain('Last 7 days: 4 refused');
    expect((await owner.get('/dashboard/classes')).text.match(/<data class="money" value="1"/g)).toHaveLength(2);
    for (const id of studentIds) {
      expect((await owner.get(`/dashboard/students/${id}`)).text).not.toContain(
        'Nothing was spent in the last 30 days',
      );
    }
    expect((await app.api('GET', '/api/usage')).json.total).toMatchObject({ requests: 2, cost_usd: 2 });
    expect(await cli(school, 'usage', '--by', 'class')).toMatch(/^total .* 2\.00$/m);
  }
});

it('a day of the usage page leads to all of its calls, in whatever zone their class is', async () => {
  const zones = ['Pacific/Kiritimati', 'Etc/GMT+12'];
  const { app, owner } = await startSchool('2026-11-25T23:30:00.000Z', 'Pacific/Kiritimati', zones);
  try {
    // 22:30 UTC is the 26th in Kiritimati and the 25th twelve hours west of Greenwich.
    const calls = async (query: string) =>
      (await owner.get(`/dashboard/calls?${query}`)).text.match(/quiet-link/g)?.length ?? 0;
    expect([await calls('day=2026-11-25'), await calls('day=2026-11-25&class=1')]).toEqual([2, 0]);
    expect(await calls('day=2026-11-26&class=1')).toBe(1);
  } finally {
    await app.stop();
  }
});

it('names the zone of a class in lists, and on its page, where it is not the owner’s', async () => {
  const { app, owner } = await startSchool('2026-11-25T10:30:00.000Z', 'Pacific/Niue', ['Pacific/Kiritimati']);
  try {
    await app.api('PATCH', '/api/classes/1', { starts_on: '2026-11-01', ends_on: '2026-12-18' });
    const dates = '1 Nov 2026 – 18 Dec 2026 (Pacific/Kiritimati)';
    for (const path of ['/dashboard/classes', '/dashboard/classes/1']) {
      expect((await owner.get(path)).text, path).toContain(dates);
    }
    const student = (await owner.get('/dashboard/students/1')).text;
    expect(student).toContain('Usage in the last 30 days (Pacific/Kiritimati)');
    expect(student).toMatch(/at 00:00 \(Pacific\/Kiritimati\)/);
    expect(student).toContain('through the end of that day. (Pacific/Kiritimati)');
    await callerOnLedger(app, 'without a class');
    const hint = 'or of the server for students without one: Pacific/Kiritimati, UTC.';
    for (const path of ['/dashboard/usage', '/dashboard/overview/spending', '/dashboard/calls/refused']) {
      expect((await owner.get(path)).text, path).toContain(hint);
    }
    expect((await owner.get('/dashboard/students/2')).text).toMatch(/at 00:00 \(UTC\)/);
  } finally {
    await app.stop();
  }
});
