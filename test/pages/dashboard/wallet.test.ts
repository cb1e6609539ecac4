import { describe, expect, it } from 'vitest';
import { startPages } from '../test-browser.ts';

describe('the form for the limits of the wallet', () => {
  it('sets, changes and removes limits together, with an entry of the audit for each that changed', async () => {
    const { app, owner } = await startPages();
    const browser = await owner();
    const { text } = await browser.get('/dashboard/wallet');
    expect(text).toContain('the server’s $5.00 (JIGAP_WALLET_MONTHLY_USD) applies');
    expect(text).not.toContain('limits_term');
    const done = await browser.post('/dashboard/wallet', { limits_day: '2', limits_month: '20.000000001' });
    expect([done.status, done.location]).toEqual([303, '/dashboard?done=limit_set']);
    await browser.post('/dashboard/wallet', { limits_day: '', limits_month: '$20.000000001', limits_total: '100' });
    const limits = await app.store.ledger.listBudgets({ scope: 'wallet' });
    expect(limits.map(({ period, limit }) => [period, limit])).toEqual([
      ['month', 20_000_000_001],
      ['total', 100_000_000_000],
    ]);
    const { rows } = await app.store.journal.listAudit({ after: null, limit: 9 });
    expect(rows.map(({ action }) => action)).toEqual(['budget.delete', 'budget.set', 'budget.set', 'budget.set']);
  });

  it('changes nothing when a text is no amount, and shows the form again as it was typed', async () => {
    const { app, owner } = await startPages();
    const browser = await owner();
    await browser.get('/dashboard/wallet');
    const answer = await browser.post('/dashboard/wallet', { limits_day: '2', limits_month: 'a lot' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Enter an amount in USD from 0 to 1,000,000');
    expect(answer.text).toContain('value="a lot"');
    expect(await app.store.ledger.listBudgets({})).toEqual([]);
    expect((await browser.post('/dashboard/wallet', { csrf: '', limits_day: '2' })).status).toBe(403);
  });
});
