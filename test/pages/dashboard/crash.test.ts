import { describe, expect, it } from 'vitest';
import type { RunningApp } from '../../support/running-app.ts';
import { startPages, type TestBrowser } from '../test-browser.ts';
import { callerOnLedger, callOnLedger } from './calls-on-ledger.ts';

const LIST = '/dashboard/incidents';
const CENT = 10_000_000;

/** Fifty calls of two students that a crash interrupted, and one other incident. */
async function afterCrash(language = 'en') {
  const env = { JIGAP_LANGUAGE: language, JIGAP_STUDENT_WEEKLY_USD: '5' };
  const { app, owner, browser } = await startPages({ env });
  const callers = [await callerOnLedger(app, '<b>Kim</b>'), await callerOnLedger(app, 'Lee')];
  const call = { ...callers[0], studentId: callers[0]?.studentId ?? 0, tokenId: callers[0]?.tokenId ?? 0 };
  await callOnLedger(app, { ...call, cost: CENT, outcome: 'upstream_died', incident: 'uncertain' });
  for (let n = 0; n < 50; n++) {
    const caller = callers[n % 2] ?? call;
    await callOnLedger(app, { ...caller, cost: CENT, runsOn: true });
    app.clock.advance(10);
  }
  app.clock.advance(5_000);
  const crashAt = app.clock.now();
  await app.store.ledger.expireOpenHolds(crashAt);
  return { app, owner: await owner(), guest: browser(), crashAt, path: `${LIST}/crash/${crashAt}`, callers };
}

function textOf(page: string): string {
  return page.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
}

async function spent(app: RunningApp): Promise<number | undefined> {
  return (await app.store.ledger.balancesOf('wallet', 0, app.clock.now()))[0]?.spent;
}

/** What the form of the page carries. */
async function decisionSeen(owner: TestBrowser, path: string): Promise<Record<string, string>> {
  const { text } = await owner.get(path);
  const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1] ?? '';
  return { open: field('open'), refundable_nano_usd: field('refundable_nano_usd') };
}

describe('the incidents of one crash', () => {
  it('are one line of the list and of the overview, which leads to all of them', async () => {
    const { owner, path } = await afterCrash();
    const list = (await owner.get(LIST)).text;
    expect(list.match(/<li><div>/g)).toHaveLength(2);
    expect(list).toContain(`<a href="${path}?back=%2Fdashboard%2Fincidents">jigap crashed during 50 calls</a>`);
    expect(textOf(list)).toContain('Charged $ 0.50');
    const overview = (await owner.get('/dashboard/overview/now')).text;
    expect(overview).toContain(`<a href="${path}">jigap crashed during 50 calls</a>`);
    expect(textOf(overview)).toContain('To decide 2');
    const page = (await owner.get(path)).text;
    expect(page.match(/href="\/dashboard\/incidents\/\d+"/g)).toHaveLength(50);
    expect(page).not.toContain('<b>Kim');
    expect(textOf(page)).toContain('50 open incidents are closed, and $0.50 goes back to the budgets');
  });

  it('are refunded together; sending the form twice refunds once', async () => {
    const { app, owner, path } = await afterCrash();
    const seen = await decisionSeen(owner, path);
    expect(seen).toEqual({ open: '50', refundable_nano_usd: String(50 * CENT) });
    const answers = await Promise.all([owner.post(`${path}/refund`, seen), owner.post(`${path}/refund`, seen)]);
    expect(answers.map(({ status, location }) => [status, location])).toEqual(
      Array(2).fill([303, `${LIST}?done=crash_refunded`]),
    );
    expect(await spent(app)).toBe(CENT);
    expect((await app.store.ledger.check('full', app.clock.now())).problems).toEqual([]);
    const list = textOf((await owner.get(LIST)).text);
    expect(list).toMatch(/Closed .*jigap crashed during 50 calls/);
    const audit = textOf((await owner.get('/dashboard/audit')).text);
    expect(audit.match(/Charges of a crash refunded/g)).toHaveLength(1);
    expect(textOf((await owner.get(path)).text)).toContain('All of these incidents are closed.');
  });

  it('are closed together without a refund, and each can still be refunded', async () => {
    const { app, owner, path } = await afterCrash();
    await owner.post(`${path}/close`, await decisionSeen(owner, path));
    expect(await spent(app)).toBe(51 * CENT);
    const one = /href="(\/dashboard\/incidents\/\d+)"/.exec((await owner.get(path)).text)?.[1] ?? '';
    await owner.get(one);
    await owner.post(`${one}/refund`, { amount_usd: '0.01' });
    expect(await spent(app)).toBe(50 * CENT);
  });

  it('change nothing when another tab decided one of them meanwhile', async () => {
    const { app, owner, path } = await afterCrash();
    const seen = await decisionSeen(owner, path);
    const one = /href="(\/dashboard\/incidents\/\d+)"/.exec((await owner.get(path)).text)?.[1] ?? '';
    await owner.post(`${one}/refund`, { amount_usd: '0.004' });
    const answer = await owner.post(`${path}/refund`, seen);
    expect(answer.status).toBe(409);
    expect(textOf(answer.text)).toContain('Now 49 are open, and $0.49 can be refunded.');
    expect(await spent(app)).toBe(51 * CENT - 4_000_000);
    for (const without of [{}, { open: '50' }, { open: 'x', refundable_nano_usd: '-1' }]) {
      expect((await owner.post(`${path}/refund`, without)).status).toBe(409);
    }
    expect((await owner.post(`${path}/refund`, await decisionSeen(owner, path))).status).toBe(303);
    expect(await spent(app)).toBe(2 * CENT - 4_000_000);
  });

  it('need the owner’s session and the CSRF token of the form, and a crash that there was', async () => {
    const { app, owner, guest, path, crashAt } = await afterCrash();
    const seen = await decisionSeen(owner, path);
    expect((await guest.get(path)).status).toBe(303);
    expect((await owner.post(`${path}/refund`, { ...seen, csrf: 'of another session' })).status).toBe(403);
    for (const wrong of [crashAt + 1, 'now', 0, '9'.repeat(30)]) {
      expect([wrong, (await owner.get(`${LIST}/crash/${wrong}`)).status]).toEqual([wrong, 404]);
    }
    expect(await spent(app)).toBe(51 * CENT);
  });

  it('are one line in Korean, too', async () => {
    const { owner, path } = await afterCrash('ko');
    expect((await owner.get(LIST)).text).toContain('호출 50건 중에 jigap이 비정상 종료됐어요');
    expect(textOf((await owner.get(path)).text)).toContain('처리 전인 50건을 모두 처리 완료로 바꾸고');
  });
});

describe('the crash of the API', () => {
  it('is refunded as a whole, with what was expected or without', async () => {
    const { app, crashAt } = await afterCrash();
    const crash_at = new Date(crashAt).toISOString();
    const { json: list } = await app.api('GET', `/api/incidents?crash_at=${crash_at}&limit=100`);
    expect(list.data.map((row: { crash_at: string }) => row.crash_at)).toEqual(Array(50).fill(crash_at));
    const decide = (body: object) => app.api('POST', '/api/incidents/crash', { crash_at, decision: 'refund', ...body });
    expect(await decide({ expected: { open_incidents: 49, refundable_usd: 0.5 } })).toMatchObject({ status: 409 });
    expect(await decide({ expected: { open_incidents: 50, refundable_usd: 0.5 } })).toMatchObject({
      status: 200,
      json: { crash_at, closed_incidents: 50, refunded_usd: 0.5 },
    });
    expect(await decide({})).toMatchObject({ status: 200, json: { closed_incidents: 0, refunded_usd: 0 } });
    expect(await decide({ crash_at: '2020-01-01T00:00:00Z' })).toMatchObject({ status: 404 });
    expect(await decide({ decision: 'forget' })).toMatchObject({ status: 400 });
  });
});
