import { describe, expect, it } from 'vitest';
import type { ProjectLimitAccount, ProjectLimitReading } from '../../../src/ledger/project-limit.ts';
import { startPages } from '../test-browser.ts';

const PATH = '/dashboard/wallet/project-limit';
const inKorean = { headers: { 'accept-language': 'ko' } };

/** The wallet has $5 a month. */
async function startWithAccount(first: ProjectLimitReading) {
  const account = { reading: first, reads: 0 };
  const projectLimitAccount: ProjectLimitAccount = {
    read: async () => {
      account.reads += 1;
      return account.reading;
    },
    set: async (cents) => {
      account.reading = { limit: { cents, isReached: false } };
      return account.reading;
    },
  };
  const { app, owner, student } = await startPages({ projectLimitAccount });
  const browser = await owner();
  return { app, account, browser, student };
}

describe('the page of the wallet', () => {
  it('says what is missing without an admin key', async () => {
    const { owner } = await startPages();
    const browser = await owner();
    expect((await browser.get('/dashboard/wallet')).text).toContain('Set OPENAI_ADMIN_KEY and OPENAI_PROJECT_ID');
    expect((await browser.get('/dashboard')).text).not.toContain('imit at the provider');
  });

  it('shows the limit at the provider after it was read, and the overview names it; neither waits for the provider', async () => {
    const { account, browser } = await startWithAccount({ limit: { cents: 499, isReached: false } });
    expect((await browser.get('/dashboard/wallet')).text).toContain('Not read yet.');
    expect(account.reads).toBe(0);
    expect(await browser.post(`${PATH}/read`, {})).toMatchObject({ status: 303, location: '/dashboard/wallet' });
    const { text } = await browser.get('/dashboard/wallet');
    expect(text).toMatch(/4\.99<\/data> <span class="badge near">Lower than the wallet’s</);
    expect(text).toMatch(/name="limit"[^>]*value="5"/);
    const overview = (await browser.get('/dashboard')).text;
    expect(overview).toContain('Limit at the provider: $4.99 a month');
    expect(overview).toContain('The provider’s limit on the project is lower than the wallet’s');
    expect(account.reads).toBe(1);
    expect((await browser.get('/dashboard/wallet', inKorean)).text).toContain('지갑의 한도보다 낮음');
  });

  it.each([
    [{ limit: null }, 'No limit at the provider', 'No limit'],
    [{ limit: { cents: 900, isReached: true } }, 'Reached: the provider refuses every call', 'Reached'],
    [{ unreadable: 'key_refused' }, 'The limit at the provider could not be read', 'refuses OPENAI_ADMIN_KEY'],
    [{ unreadable: 'no_project' }, 'The limit at the provider could not be read', 'Set OPENAI_PROJECT_ID'],
  ] satisfies [ProjectLimitReading, string, string][])('says so of %o', async (reading, onOverview, onWallet) => {
    const { browser } = await startWithAccount(reading);
    await browser.get('/dashboard/wallet');
    expect(await browser.post(`${PATH}/read`, {})).toMatchObject({ status: 303 });
    expect((await browser.get('/dashboard/wallet')).text).toContain(onWallet);
    expect((await browser.get('/dashboard')).text).toContain(onOverview);
  });

  it('sets the limit in two steps, and shows what the provider answered', async () => {
    const { app, account, browser } = await startWithAccount({ limit: null });
    await browser.get('/dashboard/wallet');
    await browser.post(`${PATH}/read`, {});
    expect((await browser.get('/dashboard/wallet')).text).toMatch(
      /<details class="confirm"><summary[^>]*>Set it at the provider<\/summary>[\s\S]*refuse every call of the project/,
    );
    const done = await browser.post(PATH, { limit: '$6.50' });
    expect([done.status, done.location]).toEqual([303, '/dashboard/wallet?done=project_limit_set']);
    expect(account.reading).toEqual({ limit: { cents: 650, isReached: false } });
    expect((await browser.get('/dashboard/wallet')).text).toMatch(/6\.50<\/data> <span class="badge good">Holds/);
    const { rows } = await app.store.journal.listAudit({ after: null, limit: 1 });
    expect(rows).toMatchObject([{ action: 'project-limit.set', actor: 'owner', after: { limit: 6_500_000_000 } }]);
    expect((await browser.get('/dashboard/audit', inKorean)).text).toContain('제공자 쪽 한도 설정');
  });

  it.each(['6.505', 'much', '', '0'])('does not set it to %j, and shows the form as it was typed', async (limit) => {
    const { account, browser } = await startWithAccount({ limit: null });
    await browser.get('/dashboard/wallet');
    await browser.post(`${PATH}/read`, {});
    const refused = await browser.post(PATH, { limit });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('Enter an amount in whole cents');
    expect(refused.text).toContain(`value="${limit}"`);
    expect(account.reading).toEqual({ limit: null });
    expect((await browser.post(PATH, { csrf: '', limit: '5' })).status).toBe(403);
  });

  it('shows nothing of it to a student', async () => {
    const { app, account, browser, student } = await startWithAccount({ limit: { cents: 777, isReached: false } });
    await browser.get('/dashboard/wallet');
    await browser.post(`${PATH}/read`, {});
    const { token } = await app.newStudent();
    const pupil = await student(token);
    expect((await pupil.get('/me')).text).not.toMatch(/7\.77|at the provider/);
    expect((await pupil.post(PATH, { limit: '1' })).status).toBeGreaterThanOrEqual(300);
    expect(account.reading).toEqual({ limit: { cents: 777, isReached: false } });
    expect(app.logLines.join('')).not.toMatch(/7\.77|777/);
  });
});
