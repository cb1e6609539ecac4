import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { type PageAnswer, pagesOf, startPages, type TestBrowser } from '../test-browser.ts';
import { callerOnLedger, callOnLedger, type SampleCall } from './calls-on-ledger.ts';

const NOW = Date.parse('2026-11-26T06:20:00.000Z');
const HOUR_MS = 3_600_000;
const HOSTILE = '@SUM(A1)<img src=x onerror=alert(1)>';
const MANY = 520;

type Caller = Pick<SampleCall, 'studentId' | 'tokenId'>;

let app: RunningApp;
let owner: TestBrowser;
let classId: number;
let hostile: Caller;
let busy: Caller;
/** Ids of calls that differ, oldest first; after them come MANY of `busy`. */
let special: { readonly alias: number; readonly crash: number; readonly refunded: number };

beforeAll(async () => {
  app = await startApp({ env: { JIGAP_WALLET_MONTHLY_USD: '1000', JIGAP_STUDENT_WEEKLY_USD: '100' } });
  app.clock.set(NOW - 48 * HOUR_MS);
  classId = (await app.api('POST', '/api/classes', { name: '2반', time_zone: 'Asia/Seoul' })).json.id;
  hostile = await callerOnLedger(app, HOSTILE, classId);
  busy = await callerOnLedger(app, '김서연');
  const alias = await callOnLedger(app, {
    ...hostile,
    cost: 12_345,
    model: 'gpt-3.5-turbo',
    servedModel: 'gpt-4o-mini',
  });
  app.clock.advance(HOUR_MS);
  const crash = await callOnLedger(app, { ...hostile, cost: 5000, outcome: 'crash', incident: 'crash' });
  app.clock.advance(HOUR_MS);
  const refunded = await callOnLedger(app, {
    ...hostile,
    ...{ cost: 90_000_001, held: 90_000_001, outcome: 'upstream_died', incident: 'uncertain' },
  });
  await app.api('POST', '/api/incidents/2/refund', { amount_usd: 0.04 });
  special = { alias, crash, refunded };
  app.clock.set(NOW);
  await Promise.all(Array.from({ length: MANY }, () => callOnLedger(app, { ...busy, cost: 1000, model: 'gpt-4o' })));
  owner = await pagesOf(app).owner();
});
afterAll(() => app.stop());

/** The ids of the calls on a page, in their order. */
function idsOn({ text }: PageAnswer): number[] {
  return [...text.matchAll(/href="\/dashboard\/calls\/(\d+)[?"]/g)].map(([, id]) => Number(id));
}

describe('the list of calls', () => {
  it('shows each call on one page, the newest first', async () => {
    const seen: number[] = [];
    let next: string | undefined = '/dashboard/calls';
    while (next !== undefined) {
      const answer: PageAnswer = await owner.get(next);
      seen.push(...idsOn(answer));
      next = /rel="next" href="([^"]+)"/.exec(answer.text)?.[1];
    }
    expect(seen).toHaveLength(MANY + 3);
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => b - a));
    expect(seen.slice(-3)).toEqual([special.refunded, special.crash, special.alias]);
  });

  it.each([
    ['student', () => `student=${hostile.studentId}`, () => [special.refunded, special.crash, special.alias]],
    ['class', () => `class=${classId}`, () => [special.refunded, special.crash, special.alias]],
    ['the model that answered', () => 'model=gpt-4o-mini', () => [special.refunded, special.crash, special.alias]],
    ['outcome', () => 'outcome=crash', () => [special.crash]],
    ['day', () => 'day=2026-11-24', () => [special.refunded, special.crash, special.alias]],
    [
      'all of them',
      () => `student=${hostile.studentId}&outcome=upstream_died&day=2026-11-26`,
      () => [special.refunded],
    ],
  ])('filters calls by %s', async (_, query, expected) => {
    const answer = await owner.get(`/dashboard/calls?${query()}`);
    expect(idsOn(answer)).toEqual(expected());
  });

  it('keeps the filters on the next page', async () => {
    const { text } = await owner.get(`/dashboard/calls?student=${busy.studentId}&outcome=ok`);
    const next = /rel="next" href="([^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(new URLSearchParams(next.split('?')[1]).get('student')).toBe(String(busy.studentId));
    expect(idsOn(await owner.get(next))).toHaveLength(50);
  });

  it.each([
    ['outcome=eaten', 'outcome', 'This cannot be chosen.'],
    ['day=2026-02-30', 'day', 'This is not a date.'],
    ['student=%3Cb%3E', 'student', 'There is no student of this name or number.'],
    ['class=0', 'class', 'This class does not exist.'],
  ])('shows the form again with an error for the filter %s', async (query, field, error) => {
    const answer = await owner.get(`/dashboard/calls?${query}`);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(`id="error-${field}"`);
    expect(answer.text).toContain(error);
    expect(answer.text).not.toContain('<b>');
    expect((await owner.get(`/dashboard/calls.csv?${query}`)).status).toBe(400);
  });

  it('escapes names, and shows both models of an alias', async () => {
    const { text } = await owner.get(`/dashboard/calls?student=${hostile.studentId}`);
    expect(text).not.toContain('<img');
    expect(text).toContain('@SUM(A1)&lt;img src=x onerror=alert(1)&gt;');
    expect(text).toContain('gpt-3.5-turbo <span class="quiet-text">→ gpt-4o-mini</span>');
  });

  it('links to all calls when none matches, and to the students before the first call', async () => {
    const filtered = await owner.get(`/dashboard/calls?student=${busy.studentId}&outcome=crash`);
    expect(filtered.text).toContain('No call matches your filters.');
    const fresh = await startPages();
    const { text } = await (await fresh.owner()).get('/dashboard/calls');
    expect(text).toContain('No calls yet.');
    expect(text).not.toContain('calls.csv');
  });
});

describe('the page of a call', () => {
  it('shows the charge, the refund and the incident of the call', async () => {
    const { text } = await owner.get(`/dashboard/calls/${special.refunded}`);
    expect(text).toContain('Broken off');
    expect(text).toContain('The provider, or a proxy in front of it, broke the call off.');
    for (const usd of ['0.090000001', '0.04', '0.050000001']) expect(text).toContain(`value="${usd}"`);
    expect(text).toMatch(/href="\/dashboard\/incidents\/2">Incident 2<\/a> <span class="badge plain">Decided/);
    expect(text).toContain('0.31 s');
  });

  it('asks for a decision in the browser’s language while its incident is open', async () => {
    const options = { headers: { 'accept-language': 'ko' } };
    const { text } = await owner.get(`/dashboard/calls/${special.crash}`, options);
    expect(text).toMatch(/href="\/dashboard\/incidents\/1">확인할 일 1<\/a> <span class="badge near">처리 전/);
    expect(text).toContain('묶어 둔 금액을 모두 차감했어요.');
  });

  it.each(['1', '0', 'abc', '9007199254740991', '9007199254740993', '1e3'])('answers 404 to the id %s', async (id) => {
    expect((await owner.get(`/dashboard/calls/${id}`)).status).toBe(404);
  });

  it('answers 404 while the call is running', async () => {
    const id = await callOnLedger(app, { ...busy, cost: 1000, runsOn: true });
    expect((await owner.get(`/dashboard/calls/${id}`)).status).toBe(404);
  });
});

describe('the CSV of calls', () => {
  it('has the calls of the filter, newest first, safe for spreadsheets and readable in Excel', async () => {
    const answer = await owner.get(`/dashboard/calls.csv?class=${classId}`);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="jigap-calls-2026-11-26.csv"');
    expect([...Buffer.from(answer.text).subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const lines = answer.text.slice(1).trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^id,started_at,student_id,student,class_id,class,.*,held_usd,cost_usd,refunded_usd,/);
    expect(lines[1]).toBe(
      `${special.refunded},2026-11-24T08:20:00.000Z,${hostile.studentId},'${HOSTILE},${classId},2반,${hostile.tokenId},chat,gpt-4o-mini,gpt-4o-mini,gpt-4o-mini@2024-07-18,420,128,0,77,0.090000001,0.090000001,0.04,upstream_died,1430,310,0`,
    );
  });

  it('has heads and outcomes in the language of the page', async () => {
    const options = { headers: { 'accept-language': 'ko' } };
    const { text } = await owner.get(`/dashboard/calls.csv?class=${classId}`, options);
    const [heads = '', first = '', ...others] = text.slice(1).trimEnd().split('\n');
    expect(heads).toMatch(/^번호,시작 시각\(UTC\),학생 번호,학생,/);
    expect(heads.split(',')).toHaveLength(22);
    expect(first).toContain(',답이 끊김,1430,310,0');
    expect([heads, first, ...others].join('\n')).not.toMatch(/upstream_|hung_up|_usd/);
  });

  it('has each call once when the store reads several pages', async () => {
    const { text } = await owner.get('/dashboard/calls.csv?model=gpt-4o');
    const ids = text
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => Number(line.split(',')[0]));
    expect(ids).toHaveLength(MANY);
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => b - a));
  });

  it.each(['/dashboard/calls', '/dashboard/calls/refused', '/dashboard/calls.csv', '/dashboard/calls/1'])(
    'redirects %s to the sign-in page without a session',
    async (path) => {
      const answer = await pagesOf(app).browser().get(path);
      expect([answer.status, answer.text]).toEqual([303, '']);
      expect(answer.location).toMatch(/^\/dashboard\/sign-in\?next=/);
    },
  );
});
