import { describe, expect, it, test } from 'vitest';
import { REFUSALS } from '../../../src/gateway/refusals/refusal.ts';
import { LISTED_REASONS, REFUSAL_REASONS, refusalText } from '../../../src/pages/dashboard/calls/refusal-texts.ts';
import { UPSTREAM_KEY } from '../../support/running-app.ts';
import { type PageAnswer, startPages } from '../test-browser.ts';

describe('the list of refusals', () => {
  it('shows and counts refusals with their reason, never with their content', async () => {
    const { app: own, owner: signIn } = await startPages();
    const { token, student } = await own.newStudent({ name: '<i>정민서' });
    const secret = 'my secret diary';
    const messages = [{ role: 'user', content: secret }];
    await own.chat(token, { model: 'gpt-5-secret', messages });
    await own.chat(token, { model: 'gpt-3.5-turbo', messages, image: secret });
    await own.chat('jgp_wrong', { model: 'gpt-3.5-turbo', messages });
    await own.chat(token, { model: 'gpt-3.5-turbo', messages });
    const browser = await signIn();
    const { text } = await expectSoon(() => browser.get('/dashboard/calls/refused'), 'Last 7 days: 3 refused');
    expect(reasonsOn(text)).toEqual(['Model not allowed', 'Unknown parameter']);
    expect(text).toContain('&lt;i&gt;정민서');
    const all = [text, (await browser.get('/dashboard/calls')).text, (await browser.get('/dashboard/calls.csv')).text];
    for (const page of all) expect(page).not.toMatch(/diary|gpt-5-secret/);
    expect(text).not.toContain('<i>');

    const korean = await browser.get('/dashboard/calls/refused?reason=parameterUnknown', {
      headers: { 'accept-language': 'ko' },
    });
    expect(reasonsOn(korean.text)).toEqual(['알 수 없는 매개변수']);
    const none = await browser.get(`/dashboard/calls/refused?student=${student.id}&reason=moneySpent`);
    expect(none.text).toContain('No call matches your filters.');
  });

  it('only counts requests of unknown students, and says so when it is empty', async () => {
    const { app: own, owner: signIn } = await startPages();
    for (const token of ['jgp_wrong', UPSTREAM_KEY]) await own.chat(token, { model: 'gpt-4o' });
    await fetch(`${own.url}/v1/chat/completions`, { method: 'POST' });
    await fetch(`${own.url}/v1/nothing`);
    const browser = await signIn();
    const { text } = await expectSoon(() => browser.get('/dashboard/calls/refused'), 'Last 7 days: 4 refused');
    expect(text).toContain('Requests of unknown students are counted, not listed.');
    expect(text).toContain('No request of a student was refused.');
    expect(text).not.toContain('No request was refused.');
    const offered = [...text.matchAll(/<option value="(\w+)"/g)].map(([, reason]) => reason);
    for (const reason of ['noToken', 'badToken', 'openaiKey', 'unknownUrl']) expect(offered).not.toContain(reason);
    expect(offered).toEqual(expect.arrayContaining([...LISTED_REASONS]));
  });

  it('refuses an unknown reason, and says when nothing was refused', async () => {
    const owner = await (await startPages()).owner();
    const answer = await owner.get('/dashboard/calls/refused?reason=%3Cscript%3E');
    expect(answer.status).toBe(422);
    expect(answer.text).not.toContain('<script>');
    // And when nothing was, it says what would be.
    expect((await owner.get('/dashboard/calls/refused')).text).toContain('No request was refused.');
  });

  test('has a text in both languages for every refusal', () => {
    const expected = Object.keys(REFUSALS).filter(
      (name) => name === 'upstreamPaused' || !/^upstream|^interrupted$/.test(name),
    );
    expect([...REFUSAL_REASONS].sort()).toEqual(expected.sort());
    for (const reason of expected) {
      expect(refusalText(reason, 'en')).toMatch(/ /);
      expect(refusalText(reason, 'ko')).toMatch(/[가-힣]/);
    }
    expect(refusalText('ofAnotherVersion', 'ko')).toBe('ofAnotherVersion');
  });
});

function reasonsOn(text: string): string[] {
  return [...text.matchAll(/data-head="(?:Why|이유)" ?>([^<]*)</g)].map(([, reason]) => reason ?? '').sort();
}

/** Refusals are written within a second or so; a machine that stands still for five has not failed. */
async function expectSoon(ask: () => Promise<PageAnswer>, text: string): Promise<PageAnswer> {
  return expect
    .poll(ask, { timeout: 120_000, interval: 100 })
    .toMatchObject({ text: expect.stringContaining(text) })
    .then(ask);
}
