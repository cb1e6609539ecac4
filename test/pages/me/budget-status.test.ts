import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TEST_START } from '../../support/clock.ts';
import { newName } from '../../support/new-name.ts';
import type { NewStudent } from '../../support/owner-client.ts';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { usageOf } from '../../support/scripted-upstream.ts';
import { type PagesUnderTest, pagesOf } from '../test-browser.ts';

const WALLET_USD = 7317.43;
const WALLET_FIGURES = /7,?317/;
const DAY_MS = 24 * 60 * 60 * 1000;

let app: RunningApp;
let pages: PagesUnderTest;
beforeAll(async () => {
  app = await startApp();
  pages = pagesOf(app);
});
afterAll(() => app.stop());
beforeEach(async () => {
  app.clock.set(TEST_START);
  await limitWallet(WALLET_USD);
});

async function limitWallet(limit_usd: number, period = 'month'): Promise<number> {
  return (await app.api('PUT', '/api/budgets', { scope: 'wallet', period, limit_usd })).json.id;
}

async function newClass(fields: object): Promise<number> {
  return (await app.api('POST', '/api/classes', { name: newName('Python 2'), ...fields })).json.id;
}

/** The page of a new student. */
async function pageOf(fields: NewStudent): Promise<string> {
  const { token } = await app.newStudent(fields);
  return (await (await pages.student(token)).get('/me')).text;
}

const noticesOf = (text: string) =>
  [...text.matchAll(/<p class="notice (\w+)">([^<]*)</g)].map((found) => found[2]?.trim());

describe('notices about the wallet', () => {
  it('do not appear while the wallet has money', async () => {
    expect(noticesOf(await pageOf({}))).toEqual([]);
  });

  it('say that the wallet is spent and when it resets, also in the live part, without an amount', async () => {
    const { token } = await app.newStudent({ classId: await newClass({ ends_on: '2027-02-28' }) });
    const browser = await pages.student(token);
    await limitWallet(0);
    for (const path of ['/me', '/me/live']) {
      const { text } = await browser.get(path);
      expect(noticesOf(text)).toEqual([
        'The budget that everybody shares is spent, so no calls are sent now. It resets on Tuesday 1 December at 00:00. If you cannot wait, ask your teacher.',
      ]);
      expect(text.match(/<div class="budget /g)).toHaveLength(1);
    }
    const korean = await pageOf({ classId: await newClass({ language: 'ko' }) });
    expect(noticesOf(korean)[0]).toMatch(
      /^모두가 함께 쓰는 예산이 남아 있지 않아 지금은 아무도 호출할 수 없어요\. 12월 1일\(화\) 0시에 다시 채워져요\./,
    );
  });

  it('give the reset of the last of its budgets, in the student’s time zone', async () => {
    await limitWallet(0);
    const day = await limitWallet(0, 'day');
    const inNewYork = await newClass({ time_zone: 'America/New_York' });
    expect(noticesOf(await pageOf({ classId: inNewYork }))).toEqual([
      expect.stringContaining('It resets on Monday 30 November at 10:00.'),
    ]);
    await limitWallet(WALLET_USD);
    const text = await pageOf({ classId: inNewYork });
    expect(noticesOf(text)).toEqual([expect.stringContaining('It resets on Monday 23 November at 10:00.')]);
    expect(text).not.toMatch(WALLET_FIGURES);
    await app.api('DELETE', `/api/budgets/${day}`);
  });

  it('say that the wallet is held while running calls hold all of it', async () => {
    const { token } = await app.newStudent();
    app.upstream.next(async (_call, act) => {
      await act.gate('answer');
      act.json(200, { choices: [], usage: usageOf(10, 5) });
    });
    const answered = app.chat(token, { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'hi' }] });
    await app.upstream.called();
    const [wallet] = await app.store.ledger.balancesOf('wallet', 0, app.clock.now());
    await limitWallet(((wallet?.held ?? 0) + (wallet?.spent ?? 0)) / 1e9);
    const text = await pageOf({});
    expect(noticesOf(text)).toEqual([
      'All that is left of the budget that everybody shares is held by calls that are running. What they do not use is released.',
    ]);
    app.upstream.open('answer');
    await answered;
  });
});

describe('notices about the class’s budget', () => {
  /** The page of a student after somebody else's call cost $0.0000125, when the class's limit is this. */
  async function pageBeside(limit_usd: number): Promise<string> {
    const classId = await newClass({});
    const [{ token }, other] = [await app.newStudent({ classId }), await app.newStudent({ classId })];
    app.upstream.next((_call, act) => act.json(200, { choices: [], usage: usageOf(10, 5) }));
    await app.chat(other.token, { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'hi' }] });
    await app.api('PUT', '/api/budgets', { scope: 'class', scope_id: classId, period: 'month', limit_usd });
    return (await (await pages.student(token)).get('/me')).text;
  }

  it('do not appear while less than 80 % of it is spent', async () => {
    expect(noticesOf(await pageBeside(0.0000157))).toEqual([]);
  });

  it('say that it runs low, without an amount, once 80 % of it is spent', async () => {
    const text = await pageBeside(0.0000156);
    expect(noticesOf(text)).toEqual(['The whole class, this month: the money is running low.']);
    expect(text).not.toMatch(/0\.0000(?:156|125|031)/);
    expect(text.match(/<div class="budget /g)).toHaveLength(1);
  });
});

describe('notices about a budget of tokens', () => {
  it('name what it counts, and offer no money', async () => {
    const { student, token } = await app.newStudent({ classId: await newClass({}) });
    const budget = { scope: 'student', scope_id: student.id, period: 'day', unit: 'tokens', limit: 0 };
    await app.api('PUT', '/api/budgets', { ...budget, selector: { models: ['gpt-3.5-turbo'] } });
    const browser = await pages.student(token);
    for (const path of ['/me', '/me/live']) {
      const notices = noticesOf((await browser.get(path)).text);
      expect(notices).toEqual([expect.stringContaining('tokens of gpt-3.5-turbo')]);
      expect(notices[0]).not.toContain('$');
    }
  });
});

describe('a budget that would reset after the end of the class', () => {
  const spentWeek: NewStudent['budgets'] = [{ period: 'week', limit_usd: 0 }];

  it('resets if the class has a day left then', async () => {
    const text = await pageOf({ classId: await newClass({ ends_on: '2026-11-30' }), budgets: spentWeek });
    expect(text).toContain('Resets on Monday 30 November at 00:00');
    expect(noticesOf(text)).toEqual([expect.stringContaining('It resets on Monday 30 November at 00:00.')]);
  });

  it('does not reset: neither of the week nor of the term, nor of the wallet', async () => {
    const classId = await newClass({ ends_on: '2026-11-29', budgets: [{ period: 'term', limit_usd: 0 }] });
    await limitWallet(0);
    const text = await pageOf({ classId, budgets: spentWeek });
    expect(text).not.toMatch(/resets on/i);
    const why = 'The class ends before it resets. If you need more, ask your teacher.';
    expect(noticesOf(text)).toEqual([
      `The budget that everybody shares is spent, so no calls are sent now. ${why}`,
      `This week: no money is left. ${why}`,
      `The whole class, this term: no money is left. ${why}`,
    ]);
    expect(text.match(/<p>The class ends before it resets<\/p>/g)).toHaveLength(1);
  });

  it('does not reset in Korean either, nor below the bar of a student with money left', async () => {
    const classId = await newClass({
      language: 'ko',
      ends_on: '2026-12-20',
      student_budgets: [{ period: 'term', limit_usd: 5 }],
    });
    const text = await pageOf({ classId });
    expect(text).toContain('<p>다시 채워지기 전에 수업이 끝나요</p>');
    expect(text).not.toContain('다시 채워져요');
  });

  it('does not reset once the class has ended', async () => {
    const { token } = await app.newStudent({ classId: await newClass({ ends_on: '2026-11-23' }), budgets: spentWeek });
    app.clock.advance(DAY_MS);
    const { text } = await (await pages.student(token)).get('/me');
    expect(text).toContain('<p>Does not reset: the class is over</p>');
    expect(noticesOf(text)).toContain('This week: no money is left. It does not reset: the class is over.');
    expect(text).not.toMatch(/resets on/i);
  });
});

describe('the dates of the class', () => {
  it('look the same as on the owner’s pages', async () => {
    const dates = { starts_on: '2026-09-01', ends_on: '2026-12-18' };
    expect(await pageOf({ classId: await newClass({ language: 'ko', ...dates }) })).toContain(
      ' · 2026. 9. 1. ~ 2026. 12. 18.',
    );
    expect(await pageOf({ classId: await newClass(dates) })).toContain(' · 1 Sept 2026 – 18 Dec 2026');
    const open = await newClass({ language: 'ko', starts_on: '2027-03-02' });
    expect(await pageOf({ classId: open })).toContain(' · 2027. 3. 2.부터');
  });
});
