import { describe, expect, it } from 'vitest';
import type { RunningApp } from '../../support/running-app.ts';
import { type PageAnswer, startPages, type TestBrowser } from '../test-browser.ts';
import { callerOnLedger, callOnLedger } from './calls-on-ledger.ts';

const HOSTILE = '<b onmouseover=alert(1)>Kim</b>';
const LIST = '/dashboard/incidents';
const ABOUT_A_CALL = `${LIST}/1`;
const ABOUT_THE_SERVER = `${LIST}/2`;

interface Fixture {
  readonly app: RunningApp;
  readonly owner: TestBrowser;
  readonly guest: TestBrowser;
  readonly studentId: number;
  readonly recordId: number;
}

/** Incident 1 is about a call that was charged 0.2 USD, incident 2 about the server. */
async function withIncidents(): Promise<Fixture> {
  const { app, owner, browser } = await startPages();
  const caller = await callerOnLedger(app, HOSTILE);
  const call = { ...caller, cost: 200_000_000, outcome: 'upstream_died', incident: 'uncertain' } as const;
  const recordId = await callOnLedger(app, call);
  await app.store.journal.raiseIncident('upstream_key_refused', 'the provider answered 401', app.clock.now());
  return { app, owner: await owner(), guest: browser(), studentId: caller.studentId, recordId };
}

async function spentBy({ app }: Fixture, studentId: number): Promise<number | undefined> {
  const [budget] = await app.store.ledger.balancesOf('student', studentId, app.clock.now());
  return budget?.spent;
}

function refund(owner: TestBrowser, amount: string): Promise<PageAnswer> {
  return owner.post(`${ABOUT_A_CALL}/refund`, { amount_usd: amount });
}

describe('the list of incidents', () => {
  it('shows what happened, the student, the call and the charge', async () => {
    const { owner, studentId, recordId } = await withIncidents();
    const list = (await owner.get(LIST)).text;
    expect(list).toContain('The cost of a call is unknown');
    expect(list).toContain('The provider, or a proxy in front of it, broke the call off.');
    expect(list).toContain('A provider refuses your key');
    expect(list).toContain('the provider answered 401');
    const one = (await owner.get(ABOUT_A_CALL)).text;
    expect(one).toContain(`href="/dashboard/calls/${recordId}"`);
    expect(one).toContain(`href="/dashboard/students/${studentId}"`);
    expect(one).toMatch(/<dt>Charged<\/dt><dd><data class="money" value="0\.2"/);
    for (const page of [list, one]) {
      expect(page).toContain('&lt;b onmouseover=alert(1)&gt;Kim&lt;/b&gt;');
      expect(page).not.toContain('<b on');
    }
  });

  it('shows open incidents first, and lists open or closed ones alone', async () => {
    const { owner } = await withIncidents();
    await owner.get(ABOUT_THE_SERVER);
    await owner.post(`${ABOUT_THE_SERVER}/close`);
    const all = (await owner.get(LIST)).text;
    expect(all.indexOf(ABOUT_A_CALL)).toBeGreaterThan(0);
    expect(all.indexOf(ABOUT_A_CALL)).toBeLessThan(all.indexOf(ABOUT_THE_SERVER));
    const [open, closed] = [await owner.get(`${LIST}?state=open`), await owner.get(`${LIST}?state=closed`)];
    expect([open.text.includes(ABOUT_A_CALL), open.text.includes(ABOUT_THE_SERVER)]).toEqual([true, false]);
    expect([closed.text.includes(ABOUT_A_CALL), closed.text.includes(ABOUT_THE_SERVER)]).toEqual([false, true]);
  });

  it('says that nothing has gone wrong before the first incident', async () => {
    const { owner } = await startPages();
    expect((await (await owner()).get(LIST)).text).toContain('Nothing has gone wrong so far.');
  });

  it('answers 404 to incidents that do not exist', async () => {
    const { owner } = await withIncidents();
    for (const id of ['9', '0', 'x', '1e3']) expect((await owner.get(`${LIST}/${id}`)).status).toBe(404);
    expect((await owner.post(`${LIST}/9/close`)).status).toBe(404);
    expect((await owner.post(`${LIST}/9/refund`, { amount_usd: '1' })).status).toBe(404);
  });
});

describe('the refund form', () => {
  it('offers the whole charge, and moves the balance by exactly that', async () => {
    const fixture = await withIncidents();
    const { owner, studentId, app } = fixture;
    expect((await owner.get(ABOUT_A_CALL)).text).toContain(
      'name="amount_usd" type="text" autocomplete="off" value="0.2"',
    );
    expect(await spentBy(fixture, studentId)).toBe(200_000_000);
    const done = await refund(owner, '0.2');
    expect([done.status, done.location]).toEqual([303, `${LIST}?done=incident_refunded`]);
    expect(await spentBy(fixture, studentId)).toBe(0);
    const [wallet] = await app.store.ledger.balancesOf('wallet', 0, app.clock.now());
    expect(wallet?.spent).toBe(0);
    const after = (await owner.get(ABOUT_A_CALL)).text;
    expect(after).not.toContain('<form method="post" action="/dashboard/incidents/');
  });

  it('refunds a part to the nano-dollar, and the rest later', async () => {
    const fixture = await withIncidents();
    const { owner, studentId } = fixture;
    await owner.get(ABOUT_A_CALL);
    expect((await refund(owner, '0.123456789')).status).toBe(303);
    expect(await spentBy(fixture, studentId)).toBe(76_543_211);
    expect((await owner.get(ABOUT_A_CALL)).text).toContain('value="0.076543211"');
    expect((await refund(owner, '$0.076543211')).status).toBe(303);
    expect(await spentBy(fixture, studentId)).toBe(0);
  });

  it('refuses amounts that cannot be refunded, and shows what was typed', async () => {
    const fixture = await withIncidents();
    const { owner, studentId } = fixture;
    await owner.get(ABOUT_A_CALL);
    for (const [typed, sentence] of [
      ['0.200000001', 'At most $0.2 of this charge can be refunded.'],
      ['0', 'To refund nothing, close the incident instead.'],
      ['all of it', 'Write an amount in USD'],
      ['0.0000000001', 'Write an amount in USD'],
      ['-0.1', 'Write an amount in USD'],
      ['', 'Write an amount in USD'],
    ] as const) {
      const answer = await refund(owner, typed);
      expect([typed, answer.status]).toEqual([typed, 422]);
      expect(answer.text).toContain(sentence);
      expect(answer.text).toMatch(new RegExp(`value="${typed}"[^>]* aria-invalid="true"`));
    }
    expect(await spentBy(fixture, studentId)).toBe(200_000_000);
  });

  it('does not refund again what another window has refunded', async () => {
    const fixture = await withIncidents();
    const { owner, studentId, app } = fixture;
    await owner.get(ABOUT_A_CALL);
    await app.api('POST', '/api/incidents/1/refund', {});
    const answer = await refund(owner, '0.2');
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('All of this charge has been refunded already.');
    expect(await spentBy(fixture, studentId)).toBe(0);
  });

  it('is missing for an incident about the server, and refused there', async () => {
    const { owner } = await withIncidents();
    const { text } = await owner.get(ABOUT_THE_SERVER);
    expect(text).not.toContain('/refund"');
    expect((await owner.post(`${ABOUT_THE_SERVER}/refund`, { amount_usd: '0.1' })).status).toBe(422);
  });
});

describe('closing an incident', () => {
  it('keeps the charge, and a refund is still possible', async () => {
    const fixture = await withIncidents();
    const { owner, studentId } = fixture;
    await owner.get(ABOUT_A_CALL);
    const done = await owner.post(`${ABOUT_A_CALL}/close`);
    expect([done.status, done.location]).toEqual([303, `${LIST}?done=incident_closed`]);
    expect(await spentBy(fixture, studentId)).toBe(200_000_000);
    expect((await owner.get(ABOUT_A_CALL)).text).toContain('Refund and close');
  });
});

describe('a decision', () => {
  it('needs a session and the CSRF token of its form', async () => {
    const fixture = await withIncidents();
    const { owner, guest, studentId, app } = fixture;
    await owner.get(ABOUT_A_CALL);
    const fields = { amount_usd: '0.2' };
    const elsewhere = { headers: { 'sec-fetch-site': 'cross-site' } };
    for (const action of ['refund', 'close']) {
      expect((await guest.post(`${ABOUT_A_CALL}/${action}`, fields)).location).toBe('/dashboard/sign-in');
      expect((await owner.post(`${ABOUT_A_CALL}/${action}`, { ...fields, csrf: '' })).status).toBe(403);
      expect((await owner.post(`${ABOUT_A_CALL}/${action}`, fields, elsewhere)).status).toBe(403);
    }
    const { rows } = await app.store.journal.listIncidents({ after: null, limit: 9, open: true });
    expect([rows.length, await spentBy(fixture, studentId)]).toEqual([2, 200_000_000]);
  });
});
