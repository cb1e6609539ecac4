import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { formatUsd, usdToNano } from '../../../src/ledger/money.ts';
import { costsBySeries, groupSeries } from '../../../src/pages/dashboard/usage/model-series.ts';
import { bucketUsage, chooseBucketSize } from '../../../src/pages/dashboard/usage/usage-buckets.ts';
import { daysOfRange } from '../../../src/pages/dashboard/usage/usage-request.ts';
import { joinStyleSheet } from '../../../src/pages/web/style-sheet.ts';
import type { UsageRecord } from '../../../src/store/usage-record.ts';
import type { UsageRow } from '../../../src/store/usage-report.ts';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { pagesOf, startPages, type TestBrowser } from '../test-browser.ts';
import { callerOnLedger, callOnLedger } from './calls-on-ledger.ts';

const DAY_MS = 86_400_000;
/** Thursday, 15:20 in Seoul. */
const NOW = Date.parse('2026-11-26T06:20:00.000Z');
const HOSTILE = '=HYPERLINK("http://evil.example")<script>alert(1)</script>';
const SEVEN_MODELS = ['m-1', 'm-2', 'm-3', 'm-4', 'm-5', 'm-6', 'm-7'];

let app: RunningApp;
let owner: TestBrowser;
/** Of the class: the first is hostile, the second was removed since. */
let classId: number;
const callers: { studentId: number; tokenId: number }[] = [];

beforeAll(async () => {
  app = await startApp({ env: { JIGAP_WALLET_MONTHLY_USD: '1000', JIGAP_STUDENT_WEEKLY_USD: '100' } });
  app.clock.set(NOW - 20 * DAY_MS);
  classId = (await app.api('POST', '/api/classes', { name: '파이썬 <b>기초</b>', time_zone: 'Asia/Seoul' })).json.id;
  for (const name of [HOSTILE, '+이도윤', '박하은, "하은"']) callers.push(await callerOnLedger(app, name, classId));
  const many = Array.from({ length: 52 }, (_, n) => callerOnLedger(app, `학생 ${n + 1}`));
  callers.push(...(await Promise.all(many)));
  for (const daysAgo of [19, 6, 0]) {
    app.clock.set(NOW - daysAgo * DAY_MS);
    await Promise.all(
      callers.map((caller, n) =>
        callOnLedger(app, { ...caller, cost: 1_000_003 * (n + 1) + daysAgo, model: SEVEN_MODELS[n % 7] ?? '' }),
      ),
    );
  }
  const [first] = callers as [{ studentId: number; tokenId: number }];
  await callOnLedger(app, { ...first, cost: 7_000_000_009, outcome: 'abandoned', incident: 'uncertain' });
  await app.api('POST', '/api/incidents/1/refund', { amount_usd: 3.000000004 });
  await app.api('DELETE', `/api/students/${callers[1]?.studentId}`);
  owner = await pagesOf(app).owner();
});
afterAll(() => app.stop());

async function everyRecord(): Promise<UsageRecord[]> {
  const records: UsageRecord[] = [];
  let after: number | null = null;
  do {
    const page: Awaited<ReturnType<typeof app.store.records.listRecords>> = await app.store.records.listRecords({
      after,
      limit: 200,
    });
    records.push(...page.rows);
    after = page.next;
  } while (after !== null);
  return records;
}

const sumOf = (records: readonly UsageRecord[]) =>
  records.reduce((sum, { cost, refunded }) => sum + cost - refunded, 0);

/** The exact costs of the rows of the last table, and the totals that the page says. */
function sumsOn(text: string) {
  const table = text.slice(text.lastIndexOf('<table'));
  const rows = [...table.matchAll(/data-value="([\d.]+)"/g)].map(([, usd]) => usdToNano(Number(usd)));
  const total = /<tfoot>.*?<data class="money" value="([\d.]+)"/s.exec(table)?.[1] ?? '';
  const exactly = /exactly \$([\d.]+)/.exec(text)?.[1] ?? '';
  return { rows, ofRows: formatUsd(rows.reduce((sum, cost) => sum + cost, 0)), total, exactly };
}

describe('the totals of the usage page', () => {
  it.each(['day', 'student', 'student&page=2', 'class', 'model'])(
    'by %s are the sums of the records less the refunds, to the nano-dollar, as are those of the rows',
    async (group) => {
      const expected = formatUsd(sumOf(await everyRecord()));
      const { text } = await owner.get(`/dashboard/usage?group=${group}`);
      const { rows, ofRows, total, exactly } = sumsOn(text);
      expect(rows.length).toBeGreaterThan(1);
      expect({ ofRows, total, exactly }).toEqual({ ofRows: expected, total: expected, exactly: expected });
    },
  );

  it.each([
    'from=2026-11-01&to=2026-12-31',
    'from=2025-12-01&to=2026-11-30',
    'from=2026-06-01&to=2026-11-30',
    'from=2000-01-01&to=2199-12-31',
  ])('are the same for the long range %s', async (range) => {
    const expected = formatUsd(sumOf(await everyRecord()));
    const { text } = await owner.get(`/dashboard/usage?${range}`);
    expect(sumsOn(text)).toMatchObject({ ofRows: expected, total: expected, exactly: expected });
  });

  it('are those of the records of a class, of a student and of students without a class', async () => {
    const records = await everyRecord();
    const [first] = callers;
    for (const [query, mine] of [
      [`class=${classId}`, records.filter((record) => record.classId === classId)],
      ['class=none', records.filter((record) => record.classId === null)],
      [`student=${first?.studentId}`, records.filter(({ studentId }) => studentId === first?.studentId)],
      [
        `student=${encodeURIComponent('학생 9')}`,
        records.filter(({ studentId }) => studentId === callers[11]?.studentId),
      ],
    ] as const) {
      const { text } = await owner.get(`/dashboard/usage?${query}`);
      expect(mine.length).toBeGreaterThan(0);
      expect([query, sumsOn(text).exactly]).toEqual([query, formatUsd(sumOf(mine))]);
    }
  });

  it('are those of the parts of each bar, with rare models together', async () => {
    const { rows } = await app.store.records.usage({
      ...{ from: '2026-10-28', to: '2026-11-26', groupBy: 'day', split: 'model' },
    });
    const series = groupSeries(rows);
    expect(series).toEqual({ models: expect.any(Array), hasOthers: true });
    expect(series.models).toHaveLength(5);
    for (const row of rows) {
      const parts = costsBySeries(row.models ?? [], series);
      expect(parts).toHaveLength(6);
      expect(parts.reduce((sum, cost) => sum + cost, 0)).toBe(row.cost);
    }
    expect((await owner.get('/dashboard/usage')).text).toContain('other models');
  });
});

describe('the range of the usage page', () => {
  it.each([
    ['today', '2026-11-26', '2026-11-26'],
    ['7d', '2026-11-20', '2026-11-26'],
    ['30d', '2026-10-28', '2026-11-26'],
    ['month', '2026-11-01', '2026-11-26'],
    ['last-month', '2026-10-01', '2026-10-31'],
  ])('%s has its first and last day in the form', async (range, from, to) => {
    const { text } = await owner.get(`/dashboard/usage?range=${range}`);
    expect(text).toMatch(new RegExp(`name="from" type="date"[^>]* value="${from}"`));
    expect(text).toMatch(new RegExp(`name="to" type="date"[^>]* value="${to}"`));
    expect(text).toMatch(/aria-current="true">(Today|7 days|30 days|This month|Last month)<\/a>/);
  });

  test('is December for last month in January', () => {
    const days = { ownerToday: '2027-01-15', first: '2027-01-15', last: '2027-01-15' };
    expect(daysOfRange('last-month', days)).toEqual({ from: '2026-12-01', to: '2026-12-31' });
  });

  it.each([
    ['from=2026-11-20&to=2026-11-10', 'to', 'The last day is before the first day.'],
    ['from=2026-02-30&to=2026-11-10', 'from', 'This is not a date.'],
    ['from=2026-11-01&to=tomorrow', 'to', 'This is not a date.'],
    ['from=0001-01-01&to=9999-12-31', 'from', 'This is not a date.'],
    ['student=nobody', 'student', 'There is no student of this name or number.'],
    ['class=99', 'class', 'This class does not exist.'],
  ])('is shown again with an error for %s', async (query, field, error) => {
    const answer = await owner.get(`/dashboard/usage?${query}&group=model`);
    expect(answer.status).toBe(422);
    expect(answer.text).toMatch(new RegExp(`aria-describedby="error-${field}"[^>]*aria-invalid="true"`));
    expect(answer.text).toContain(error);
    expect(answer.text).toContain('<input type="hidden" name="group" value="model">');
    expect((await owner.get(`/dashboard/usage.csv?${query}`)).status).toBe(400);
  });

  it('shows errors in Korean', async () => {
    const { text } = await owner.get('/dashboard/usage?from=2026-11-20&to=2026-11-10', {
      headers: { 'accept-language': 'ko' },
    });
    expect(text).toContain('시작일이 종료일보다 늦어요.');
  });

  it('is shown in weeks for a term and in months for more, with the same sums', () => {
    const rows = ['2026-01-01', '2026-01-04', '2026-01-05', '2026-03-31', '2026-06-30'].map((key, n) => rowOf(key, n));
    expect(chooseBucketSize('2026-01-01', '2026-01-31')).toBe('day');
    for (const [to, size, keys] of [
      ['2026-06-30', 'week', 27],
      ['2027-12-31', 'month', 6],
    ] as const) {
      expect(chooseBucketSize('2026-01-01', to)).toBe(size);
      const buckets = bucketUsage(rows, '2026-01-01', to, size);
      expect(buckets).toHaveLength(keys);
      expect(buckets.reduce((sum, { cost }) => sum + cost, 0)).toBe(10);
      expect(buckets[0]).toMatchObject({ from: '2026-01-01', requests: size === 'week' ? 2 : 3 });
    }
  });
});

function rowOf(key: string, cost: number): UsageRow {
  const sums = { requests: 1, inputTokens: 1, cachedInputTokens: 0, outputTokens: 1, cost };
  return { key, label: null, ...sums, models: [{ model: 'm', ...sums }] };
}

describe('the usage page', () => {
  it('escapes names, and does not link to removed students', async () => {
    const { text } = await owner.get('/dashboard/usage?group=student&page=1');
    expect(text).not.toContain('<script>alert');
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(text).toContain('+이도윤 (removed)');
    expect(text).not.toContain(`href="/dashboard/students/${callers[1]?.studentId}"`);
    expect((await owner.get('/dashboard/usage?group=class')).text).not.toContain('<b>기초');
  });

  it('weighs less than 100 KB with the most content, as does the page of calls', async () => {
    const env = { JIGAP_WALLET_MONTHLY_USD: '1000', JIGAP_STUDENT_WEEKLY_USD: '100', JIGAP_KRW_PER_USD: '1400' };
    const { app: full, owner: signIn } = await startPages({ env });
    const names = Array.from({ length: 45 }, (_, n) => `남궁민수 ${n}`);
    const students = await Promise.all(names.map((name) => callerOnLedger(full, name)));
    for (let day = 1; day <= 31; day++) {
      full.clock.set(Date.parse(`2026-12-${String(day).padStart(2, '0')}T06:00:00Z`));
      const here = day === 31 ? students : students.slice(0, 1);
      const calls = here.flatMap((caller) => SEVEN_MODELS.map((model) => ({ ...caller, model, cost: 123_456_789 })));
      await Promise.all(calls.map((call) => callOnLedger(full, call)));
    }
    const copyScript = readFileSync(join(import.meta.dirname, '../../../src/pages/assets/copy.js'));
    const files = Buffer.byteLength(joinStyleSheet()) + copyScript.length;
    const browser = await signIn();
    for (const path of ['usage?range=month&group=student', 'usage?range=month', 'calls']) {
      const { text } = await browser.get(`/dashboard/${path}`);
      expect(Buffer.byteLength(text) + files, path).toBeLessThan(100_000);
    }
  });

  it('links to the next step when nothing was used', async () => {
    const { owner: signIn } = await startPages();
    const { text } = await (await signIn()).get('/dashboard/usage');
    expect(text).toContain('No student can make a call yet.');
    expect(text).toContain('href="/dashboard/students"');
    const none = await owner.get('/dashboard/usage?range=last-month');
    expect(none.text).toContain('No usage on these days.');
    expect(none.text).not.toContain('usage.csv');
  });
});

describe('the CSV of usage', () => {
  it('is UTF-8 with a byte-order mark, exact, and runs nothing in a spreadsheet', async () => {
    const answer = await owner.get(`/dashboard/usage.csv?group=student&class=${classId}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('content-disposition')).toBe(
      'attachment; filename="jigap-usage-2026-10-28-2026-11-26.csv"',
    );
    expect([...Buffer.from(answer.text).subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const lines = answer.text.slice(1).split('\n');
    const mine = (await everyRecord()).filter((record) => record.classId === classId);
    const costOf = (index: number) =>
      formatUsd(sumOf(mine.filter(({ studentId }) => studentId === callers[index]?.studentId)));
    expect(lines).toEqual([
      'key,name,requests,input_tokens,cached_input_tokens,output_tokens,cost_usd',
      `1,"'=HYPERLINK(""http://evil.example"")<script>alert(1)</script>",4,1680,512,308,${costOf(0)}`,
      `3,"박하은, ""하은""",3,1260,384,231,${costOf(2)}`,
      `2,'+이도윤,3,1260,384,231,${costOf(1)}`,
      `total,,10,4200,1280,770,${formatUsd(sumOf(mine))}`,
      '',
    ]);
  });

  it('has heads in the language of the page', async () => {
    const options = { headers: { 'accept-language': 'ko' } };
    const { text } = await owner.get(`/dashboard/usage.csv?group=student&split=model&class=${classId}`, options);
    expect(text).toMatch(
      /^\ufeff구분,이름,모델,호출 수,입력 토큰 수,그중 캐시된 입력 토큰 수,출력 토큰 수,비용\(USD\)\n/,
    );
    expect(text).toMatch(/\n합계,,,10,4200,/);
  });

  it('has every day and model that the page shows', async () => {
    const { text } = await owner.get('/dashboard/usage?from=2025-12-01&to=2026-11-30');
    const [link = ''] = /\/dashboard\/usage\.csv\?[^"]*split=model/.exec(text) ?? [];
    const { text: csv } = await owner.get(link.replaceAll('&amp;', '&'));
    const lines = csv.trimEnd().split('\n').slice(1, -1);
    expect(new Set(lines.map((line) => line.split(',')[0]))).toEqual(
      new Set(['2026-11-07', '2026-11-20', '2026-11-26']),
    );
    expect(new Set(lines.map((line) => line.split(',')[2]))).toEqual(new Set([...SEVEN_MODELS, 'gpt-4o-mini']));
    const costs = lines.map((line) => usdToNano(Number(line.split(',').at(-1))));
    expect(costs.reduce((sum, cost) => sum + cost, 0)).toBe(sumOf(await everyRecord()));
  });

  it.each(['/dashboard/usage', '/dashboard/usage.csv', '/dashboard/usage.csv?group=student'])(
    'redirects %s to the sign-in page without a session',
    async (path) => {
      const answer = await pagesOf(app).browser().get(path);
      expect(answer.status).toBe(303);
      expect(answer.location).toMatch(/^\/dashboard\/sign-in\?next=/);
      expect(answer.text).toBe('');
    },
  );
});
