import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { type PagesUnderTest, pagesOf, startPages } from '../test-browser.ts';
import { callerOnLedger, callOnLedger, type SampleCall } from './calls-on-ledger.ts';

const CENT = 10_000_000;
const MODEL = { model: 'gpt-3.5-turbo' };
const HOSTILE = `<script>alert('x')</script>`;

/** The text between tags, as one line. */
function textOf(page: string): string {
  return page.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
}

describe('the overview of a class at work', () => {
  let app: RunningApp;
  let pages: PagesUnderTest;
  let near: number;
  beforeAll(async () => {
    app = await startApp();
    pages = pagesOf(app);
    const worst = await callerOnLedger(app, HOSTILE);
    const usual = await callerOnLedger(app, 'Usual');
    near = worst.studentId;
    await app.api('PUT', '/api/budgets', { scope: 'student', scope_id: near, period: 'week', limit_usd: 0.1 });
    const call = (fields: Omit<SampleCall, keyof typeof usual>) => callOnLedger(app, { ...usual, ...MODEL, ...fields });
    await call({ cost: 3 * CENT });
    app.clock.advance(86_400_000);
    await callOnLedger(app, { ...worst, ...MODEL, held: 9 * CENT, cost: 81_234_567 });
    await call({ held: CENT, cost: 0, outcome: 'upstream_refused' });
    await call({ cost: 2 * CENT, outcome: 'upstream_died', incident: 'uncertain' });
    await call({ cost: CENT, runsOn: true });
    const refused = {
      studentId: near,
      tokenId: null,
      model: null,
      endpoint: 'chat',
      reason: 'moneySpent',
      status: 402,
    };
    await app.store.records.noteRefusals([{ ...refused, at: app.clock.now(), times: 4, listed: true }]);
    app.clock.advance(12_000);
  });
  afterAll(() => app.stop());

  it('shows the wallet as the ledger has it, to the nano-dollar', async () => {
    const [month] = await app.store.ledger.balancesOf('wallet', 0, app.clock.now());
    expect([month?.spent, month?.held]).toEqual([131_234_567, CENT]);
    const { text } = await (await pages.owner()).get('/dashboard');
    for (const [name, usd] of [
      ['spent', '0.131234567'],
      ['held', '0.01'],
      ['left', '4.858765433'],
    ]) {
      expect(text).toMatch(new RegExp(`${name}(?:</span>)? (?:<strong>)?<data class="money" value="${usd}"`));
    }
  });

  it('charts the cost of each day, and a forecast to the end of the month', async () => {
    const { text } = await (await pages.owner()).get('/dashboard');
    const charted = [...text.matchAll(/data-value="(2026-[\d-]+)".*?data-value="(\d*)".*?data-value="(\d*)"/g)];
    const spent = new Map(charted.map(([, day, value]) => [day, value]));
    expect([charted.length, spent.get('2026-11-23'), spent.get('2026-11-24')]).toEqual([36, '30000000', '101234567']);
    const usage = await app.store.records.usage({ from: '2026-10-26', to: '2026-11-24', groupBy: 'day' });
    const sum = [...spent.values()].reduce((total, value) => total + Number(value), 0);
    expect(sum).toBe(usage.total.cost);
    expect(charted.at(-1)?.slice(1)).toEqual(['2026-11-30', '', '30000000']);
    expect(textOf(text)).toContain('By 30 Nov, at this pace, $0.31 of $5.00 will be spent.');
  });

  it('counts the calls of today, and names the outcomes of those that failed', async () => {
    const { text } = await (await pages.owner()).get('/dashboard/overview/now');
    expect(textOf(text)).toContain('calls 3 refused 4 failed 2 Refused by the provider 1, Broken off 1');
    expect(text).toContain('href="/dashboard/calls?outcome=upstream_died"');
  });

  it('shows the calls that run, with their duration and hold', async () => {
    const { text } = await (await pages.owner()).get('/dashboard/overview/now');
    expect(textOf(text)).toMatch(/Usual gpt-3\.5-turbo 12 s \$ 0\.01/);
  });

  it('names only students near a limit, and escapes their names', async () => {
    const { text } = await (await pages.owner()).get('/dashboard/overview/limits');
    expect(textOf(text)).toContain('81 % used');
    expect(text).toContain(
      `<a class="who" href="/dashboard/students/${near}">&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;</a>`,
    );
    expect(text).not.toContain('<script');
    expect(text).not.toContain('Usual');
  });

  it('links to the incidents that wait for a decision', async () => {
    const { text } = await (await pages.owner()).get('/dashboard/overview/now');
    expect(text).toContain('<a href="/dashboard/incidents/1">The cost of a call is unknown</a>');
  });

  it('refreshes its parts without reloading, for the owner only', async () => {
    const owner = await pages.owner();
    const { text } = await owner.get('/dashboard');
    const parts = [...text.matchAll(/data-live="([^"]+)"/g)].map(([, path]) => path ?? '');
    expect(parts).toHaveLength(6);
    for (const path of parts) {
      expect([path, (await pages.browser().get(path)).status, (await owner.get(path)).status]).toEqual([
        path,
        401,
        200,
      ]);
      expect((await pages.browser().get(path)).text).toBe('');
    }
  });

  it('shows which model answers for each name, its price and its shutdown date', async () => {
    const { text } = await (await pages.owner()).get('/dashboard');
    expect(textOf(text)).toContain('gpt-3.5-turbo gpt-3.5-turbo $ 0.50 $ 0.50 $ 1.50 23 Oct 2026 (UTC) shut down');
    expect(text).toContain('href="/dashboard/settings/models/serve?name=gpt-3.5-turbo"');
    expect(text).not.toContain('class="demo-notice"');
  });
});

const EIGHT_MODELS = 'gpt-4o,gpt-4o-mini,gpt-4.1,gpt-4.1-mini,gpt-5,gpt-5-mini,gpt-5-nano,gpt-3.5-turbo';
const ACCEPTS = { 'accept-language': 'ko', 'accept-encoding': 'gzip, deflate, br' };

it('the overview with the most content weighs less than 100 KB with all its files', async () => {
  const amounts = { JIGAP_WALLET_MONTHLY_USD: '1000', JIGAP_STUDENT_WEEKLY_USD: '100', JIGAP_KRW_PER_USD: '1400' };
  const env = { ...amounts, JIGAP_ALLOWED_MODELS: EIGHT_MODELS };
  const { app, owner: signIn } = await startPages({ env });
  await fillOverview(app);
  const owner = await signIn();
  const page = await owner.get('/dashboard', { headers: ACCEPTS });
  const times = (of: RegExp) => [...page.text.matchAll(of)].length;
  expect([times(/class="small-bar/g), times(/<li><div><h3>/g), times(/data-value="20/g)]).toEqual([10, 5, 60]);
  expect(page.text).toContain('외 2건');
  const files = [...page.text.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path ?? '');
  const answers = await Promise.all(files.map((path) => owner.get(path, { headers: ACCEPTS })));
  expect(answers.length).toBeGreaterThan(5);
  expect([page, ...answers].reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(100 * 1024);
});

/** A day in a long month after thirty with use: ten near their limits who all call, and more to decide than is shown. */
async function fillOverview(app: RunningApp): Promise<void> {
  app.clock.set(Date.parse('2026-11-02T06:00:00Z'));
  const usual = await callerOnLedger(app, 'Usual');
  for (let day = 0; day < 30; day++) {
    await callOnLedger(app, { ...usual, cost: 123_456_789 + day });
    app.clock.advance(86_400_000);
  }
  app.clock.set(Date.parse('2026-12-01T06:00:00Z'));
  for (let n = 0; n < 10; n++) {
    const caller = await callerOnLedger(app, `${'남궁'.repeat(20)} ${n}`);
    const budget = { scope: 'student', scope_id: caller.studentId, period: 'week', limit_usd: 0.123456789 };
    await app.api('PUT', '/api/budgets', budget);
    await callOnLedger(app, { ...caller, cost: 98_765_432, outcome: 'abandoned', incident: 'uncertain' });
    await callOnLedger(app, { ...caller, cost: 12_345_678, runsOn: true });
  }
}

describe('the overview of a new owner', () => {
  it('begins with the wallet and the steps, and shows figures and the demo notice as calls come', async () => {
    const { app, owner } = await startPages({ env: { OPENAI_API_KEY: '' } });
    const browser = await owner();
    const order = (page: string) =>
      ['>Wallet<', '>First steps</h2>', '>Spending<', 'class="demo-notice"', '>Today<'].filter((part) =>
        page.includes(part),
      );
    const places = (page: string) => order(page).map((part) => page.indexOf(part));
    const before = (await browser.get('/dashboard')).text;
    expect(order(before)).toEqual(['>Wallet<', '>First steps</h2>', 'class="demo-notice"']);
    expect(places(before)).toEqual(places(before).toSorted((a, b) => a - b));
    expect((await browser.get('/dashboard/overview/spending')).text).toBe('');
    const { id } = (await app.api('POST', '/api/students', { name: 'Kim' })).json;
    const { token } = (await app.api('POST', `/api/students/${id}/tokens`, {})).json;
    const answer = await app.chat(token, { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'Hi' }] });
    expect(answer.status).toBe(200);
    expect((await browser.get('/dashboard/overview/spending')).text).toContain('data-chart="line"');
    const { text } = await browser.get('/dashboard');
    expect(order(text)).toEqual(['>Wallet<', '>Spending<', 'class="demo-notice"', '>Today<']);
    expect(places(text)).toEqual(places(text).toSorted((a, b) => a - b));
    expect(text).toContain('<strong class="demo-name">Demo upstream</strong>');
    const alias = 'gpt-3.5-turbo=gpt-6-luna';
    const posix = `<code aria-label="On macOS or Linux">OPENAI_API_KEY=sk-... JIGAP_MODEL_ALIASES=${alias} npm start`;
    const windows = '<code aria-label="On Windows, in PowerShell">$env:OPENAI_API_KEY=';
    const lines = (page: string) => [posix, windows].map((line) => page.indexOf(line));
    const [posixFirst = -1, windowsSecond = -1] = lines(text);
    expect([posixFirst > 0, windowsSecond > posixFirst]).toEqual([true, true]);
    const onWindows = await browser.get('/dashboard', { headers: { 'sec-ch-ua-platform': '"Windows"' } });
    const [posixSecond = -1, windowsFirst = -1] = lines(onWindows.text);
    expect([windowsFirst > 0, posixSecond > windowsFirst]).toEqual([true, true]);
  });
});

it.each([
  ['en', 'On Windows, in PowerShell', 'The alias lets', 'For every start: a file .env'],
  ['ko', 'Windows의 PowerShell에서', '별칭을 정해 두면', '시작할 때마다 쓰려면: .env 파일'],
])('the notice of a demo names both shells, the alias and the file in %s', async (language, ...texts) => {
  const { owner } = await startPages({ env: { JIGAP_LANGUAGE: language, OPENAI_API_KEY: '' } });
  const { text } = await (await owner()).get('/dashboard');
  for (const each of texts) expect(text).toContain(each);
});

it.each([
  ['en', 'your provider, with your key', 'your provider, called without a key'],
  ['ko', '내 키로 연결한 제공자', '키 없이 연결한 제공자'],
])('the overview says in %s whether the provider is called with a key', async (language, withKey, withoutKey) => {
  const textWith = async (env: Record<string, string>) => {
    const { owner } = await startPages({ env: { JIGAP_LANGUAGE: language, ...env } });
    return (await (await owner()).get('/dashboard')).text;
  };
  const keyed = await textWith({});
  const keyless = await textWith({ OPENAI_API_KEY: '', OPENAI_BASE_URL: 'http://127.0.0.1:1/v1' });
  expect([keyed.includes(withKey), keyed.includes(withoutKey)]).toEqual([true, false]);
  expect([keyless.includes(withKey), keyless.includes(withoutKey)]).toEqual([false, true]);
});
