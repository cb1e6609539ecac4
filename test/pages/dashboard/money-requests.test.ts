import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newName } from '../../support/new-name.ts';
import type { StudentWithToken } from '../../support/owner-client.ts';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { type PagesUnderTest, pagesOf, type TestBrowser } from '../test-browser.ts';
import { HOSTILE_NAME } from './class-client.ts';

const PATH = '/dashboard/money-requests';
const REASON = `For the project\n${HOSTILE_NAME}`;

let app: RunningApp;
let pages: PagesUnderTest;
let owner: TestBrowser;
beforeAll(async () => {
  app = await startApp();
  pages = pagesOf(app);
  owner = await pages.owner();
});
afterAll(() => app.stop());

let pupil: StudentWithToken;
let mine: TestBrowser;
beforeEach(async () => {
  for (const { id } of (await app.api('GET', '/api/money-requests')).json.data) {
    await app.api('POST', `/api/money-requests/${id}/decline`);
  }
  pupil = await newPupil();
  mine = await pages.student(pupil.token);
});

async function newPupil(fields: object = {}): Promise<StudentWithToken> {
  const { id } = (await app.api('POST', '/api/classes', { name: newName('Asking'), language: 'en', ...fields })).json;
  return app.newStudent({ name: newName('Kim'), classId: id, budgets: [{ period: 'week', limit_usd: 0.5 }] });
}

async function ask(of: StudentWithToken = pupil): Promise<number> {
  const change = { actor: `student ${of.student.id}`, now: app.clock.now() };
  const asked = { amount: 500_000_000, reason: REASON };
  return (await app.store.moneyRequests.ask(of.student.id, asked, change)).id;
}

const topUpsOf = async ({ student: { id } }: StudentWithToken) =>
  (await app.api('GET', `/api/top-ups?scope=student&scope_id=${id}`)).json.data;

describe('the student’s page', () => {
  it('sends a request, shows that it waits, and then the answer with its word', async () => {
    await mine.get('/me');
    const sent = await mine.post('/me/money-requests', { amount: '0.50', reason: REASON });
    expect([sent.status, sent.location]).toEqual([303, '/me?done=money_asked']);
    const { text } = await mine.get('/me');
    expect(text).toContain('You asked for $0.50 on Monday 23 November at 12:00. No answer yet.');
    expect(text).not.toContain(HOSTILE_NAME);
    expect(text).not.toContain('name="amount"');
    const [request] = (await app.api('GET', '/api/money-requests')).json.data;
    await app.api('POST', `/api/money-requests/${request.id}/grant`, {
      amount_usd: 0.25,
      word: `Well done ${HOSTILE_NAME}`,
    });
    const answered = (await mine.get('/me')).text;
    expect(answered).toContain('You got $0.25 more, to use until Sunday 29 November.');
    expect(answered).toContain('+$0.25 until Sunday 29 November, $0.25 left');
    expect(answered).toContain('Well done &lt;img');
    expect(answered).not.toContain(HOSTILE_NAME);
    expect(answered).toContain('name="amount"');
  });

  it('shows a declined request with its word, and when the next may be sent', async () => {
    const id = await ask();
    await app.api('POST', `/api/money-requests/${id}/decline`, { word: 'Next week' });
    const { text } = await mine.get('/me');
    expect(text).toContain('Your request for $0.50 was declined.');
    expect(text).toContain('Next week');
    expect(text).toContain('You can send another request from Tuesday 24 November at 12:00.');
  });

  it.each([
    [{ amount: '', reason: 'x' }, 'amount'],
    [{ amount: 'much', reason: 'x' }, 'amount'],
    [{ amount: '0', reason: 'x' }, 'amount'],
    [{ amount: '2.01', reason: 'x' }, 'amount'],
    [{ amount: '0.5', reason: '' }, 'reason'],
    [{ amount: '0.5', reason: 'x'.repeat(301) }, 'reason'],
  ])('shows the form again with what was typed and an error: %j', async (fields, field) => {
    await mine.get('/me');
    const { status, text } = await mine.post('/me/money-requests', fields);
    expect(status).toBe(422);
    expect(text).toContain(`id="error-${field}"`);
    expect(text).toContain(fields.reason);
    expect((await app.api('GET', '/api/money-requests')).json.data).toEqual([]);
  });

  it('says that a second request was not sent, as it does of two tabs', async () => {
    await mine.get('/me');
    const tabs = await Promise.all([1, 2].map(() => mine.post('/me/money-requests', { amount: '0.5', reason: 'x' })));
    expect(tabs.map(({ status }) => status).sort()).toEqual([303, 409]);
    expect(tabs.find(({ status }) => status === 409)?.text).toContain('The request was not sent.');
  });

  it('offers nothing to suspended students and where asking is off, and leads to the form when money is spent', async () => {
    const off = await newPupil({ takes_money_requests: false });
    expect((await (await pages.student(off.token)).get('/me')).text).not.toContain('money-requests');
    const body = { scope: 'student', scope_id: pupil.student.id, period: 'week', limit_usd: 0 };
    await app.api('PUT', '/api/budgets', body);
    expect((await mine.get('/me')).text).toContain('<a href="#ask">Ask for more money</a>');
    await app.api('PATCH', `/api/students/${pupil.student.id}`, { suspended: true });
    expect((await mine.get('/me')).text).not.toContain('name="amount"');
  });

  it('speaks Korean, and calls the owner as the class does', async () => {
    const korean = await newPupil({ language: 'ko', owner_title: '교수님' });
    const browser = await pages.student(korean.token);
    const { text } = await browser.get('/me');
    expect(text).toContain('예산이 모자라면 교수님께 더 요청할 수 있어요.');
    await ask(korean);
    expect((await browser.get('/me')).text).toContain('11월 23일(월) 12시에 $0.50 더 달라고 요청했어요.');
  });
});

describe('the page of money requests', () => {
  it('lists who asks with what was asked and this week’s end filled in, and counts them on the overview', async () => {
    const id = await ask();
    const { text } = await owner.get(PATH);
    expect(text).toContain(`<a href="/dashboard/students/${pupil.student.id}">`);
    expect(text).toContain(`name="amount-${id}"`);
    expect(text).toMatch(new RegExp(`name="amount-${id}"[^>]*value="0.5"`));
    expect(text).toMatch(new RegExp(`name="until-${id}" value="2026-11-29"`));
    expect(text).not.toContain(HOSTILE_NAME);
    for (const path of ['/dashboard', '/dashboard/overview/waiting']) {
      expect((await owner.get(path)).text).toContain(`<a href="${PATH}">A student asks for more money</a>`);
    }
    expect((await owner.get(`/dashboard/students/${pupil.student.id}`)).text).toContain('asks for $0.50 more');
  });

  it('grants one with its button: another amount, another day and a word', async () => {
    const id = await ask();
    await owner.get(PATH);
    const fields = { grant: String(id), [`amount-${id}`]: '0.25', [`until-${id}`]: '2026-12-06', word: 'Good luck' };
    const answer = await owner.post(PATH, fields);
    expect([answer.status, answer.location]).toEqual([303, `${PATH}?done=money_granted`]);
    expect(await topUpsOf(pupil)).toMatchObject([
      { amount_usd: 0.25, ends_at: '2026-12-06T15:00:00.000Z', reason: 'Good luck' },
    ]);
  });

  it('gives once when two tabs grant the same, and says so in the second', async () => {
    const id = await ask();
    await owner.get(PATH);
    const fields = { grant: String(id), [`amount-${id}`]: '0.5' };
    const tabs = await Promise.all([1, 2].map(() => owner.post(PATH, fields)));
    expect(tabs.map(({ status }) => status).sort()).toEqual([303, 409]);
    expect(tabs.find(({ status }) => status === 409)?.text).toContain('This request was answered already');
    expect(await topUpsOf(pupil)).toHaveLength(1);
  });

  it('grants and declines several, and keeps what was typed where one fails', async () => {
    const others = [await newPupil(), await newPupil()];
    const ids: number[] = [];
    for (const each of [pupil, ...others]) ids.push(await ask(each));
    await owner.get(PATH);
    const amounts = Object.fromEntries(ids.map((id) => [`amount-${id}`, '0.1']));
    const [first = 0, second = 0, third = 0] = ids;
    const fields = {
      requests: [String(first), String(second)],
      act: 'grant',
      ...amounts,
      [`amount-${second}`]: 'x',
      word: 'OK',
    };
    const { status, text } = await owner.post(PATH, fields);
    expect(status).toBe(409);
    expect(text).toContain('1 decided, others not:');
    expect(text).toMatch(new RegExp(`name="amount-${second}"[^>]*value="x"`));
    expect(text).toContain('OK</textarea>');
    expect(await topUpsOf(pupil)).toMatchObject([{ amount_usd: 0.1 }]);
    const declined = await owner.post(PATH, { requests: [String(second), String(third)], act: 'decline', word: 'No' });
    expect(declined.location).toBe(`${PATH}?done=money_declined`);
    expect((await owner.get(PATH)).text).toContain('No student waits for an answer.');
  });

  it('needs a selection, and declines only where the class is over', async () => {
    const id = await ask();
    await app.api('PATCH', `/api/classes/${pupil.student.class_id}`, {
      starts_on: '2026-11-01',
      ends_on: '2026-11-22',
    });
    const { text } = await owner.get(PATH);
    expect(text).toContain('The class is over: it can only be declined.');
    expect((await owner.post(PATH, { act: 'grant' })).status).toBe(422);
    expect((await owner.post(PATH, { requests: String(id), act: 'grant', [`amount-${id}`]: '1' })).status).toBe(409);
    expect((await owner.post(PATH, { requests: String(id), act: 'decline' })).status).toBe(303);
  });
});

describe('top-ups', () => {
  const studentPage = () => `/dashboard/students/${pupil.student.id}`;

  it('are given on the page of a student, listed with what is left, and withdrawn', async () => {
    expect((await owner.get(studentPage())).text).toMatch(/name="top_up_until"[^>]*value="2026-11-29"/);
    const fields = { top_up_amount: '0.50', top_up_until: '2026-11-29', top_up_reason: `Go ${HOSTILE_NAME}` };
    const given = await owner.post(`${studentPage()}/top-ups`, fields);
    expect([given.status, given.location]).toEqual([303, `${studentPage()}?done=top_up_added`]);
    const { text } = await owner.get(studentPage());
    expect(text).toContain('<strong>+$0.50 until Sunday 29 November</strong> · $0.50 left');
    expect(text).not.toContain(HOSTILE_NAME);
    const [topUp] = await topUpsOf(pupil);
    const withdrawn = await owner.post(`${studentPage()}/top-ups/${topUp.id}/withdraw`);
    expect(withdrawn.location).toBe(`${studentPage()}?done=top_up_withdrawn`);
    expect((await owner.get(studentPage())).text).not.toContain('until Sunday 29 November');
    expect((await owner.post(`${studentPage()}/top-ups/${topUp.id}/withdraw`)).status).toBe(404);
  });

  it('are given once by a form that is sent twice, and once more by the next form', async () => {
    const path = `/dashboard/classes/${pupil.student.class_id}`;
    const newestIn = (text: string) => ({ top_up_newest: /name="top_up_newest" value="(\d+)"/.exec(text)?.[1] ?? '' });
    const fields = { top_up_amount: '0.50', top_up_until: '2026-11-29', top_up_reason: 'Go' };
    for (const given of [1, 2]) {
      const form = { ...fields, ...newestIn((await owner.get(studentPage())).text) };
      const send = () => owner.post(`${studentPage()}/top-ups`, form);
      for (const { location } of await Promise.all([send(), send()]))
        expect(location).toBe(`${studentPage()}?done=top_up_added`);
      expect(await topUpsOf(pupil)).toHaveLength(given);
    }
    await owner.get(path);
    const bulk = {
      student: String(pupil.student.id),
      action: 'top_up',
      bulk_top_up: '0.50',
      bulk_until: '',
      bulk_word: '',
    };
    const { text } = await owner.post(`${path}/bulk`, bulk);
    const apply = () => owner.post(`${path}/bulk/do`, { ...bulk, ...newestIn(text) });
    expect([(await apply()).status, (await apply()).status]).toEqual([303, 303]);
    expect(await topUpsOf(pupil)).toHaveLength(3);
  });

  it('of a class are given and withdrawn on its page, and warn where the wallet has less', async () => {
    const path = `/dashboard/classes/${pupil.student.class_id}`;
    await owner.get(path);
    expect((await owner.post(`${path}/top-ups`, { top_up_amount: '6', top_up_until: '' })).status).toBe(303);
    const { text } = await owner.get(path);
    expect(text).toContain('<strong>+$6.00 until Sunday 29 November</strong>');
    expect(text).toContain('The wallet has only $5.00 left (this month), and that limit still applies.');
    const [, id = ''] = /top-ups\/(\d+)\/withdraw/.exec(text) ?? [];
    expect((await owner.post(`${studentPage()}/top-ups/${id}/withdraw`)).status).toBe(404);
    expect((await owner.post(`${path}/top-ups/${id}/withdraw`)).status).toBe(303);
  });

  it.each([
    [{ top_up_amount: '', top_up_until: '' }, 'top_up_amount'],
    [{ top_up_amount: '0', top_up_until: '' }, 'top_up_amount'],
    [{ top_up_amount: '1', top_up_until: '2026-11-22' }, 'top_up_until'],
    [{ top_up_amount: '1', top_up_until: '2026-02-30' }, 'top_up_until'],
  ])('are refused with an error at the field on both pages: %j', async (fields, field) => {
    for (const path of [studentPage(), `/dashboard/classes/${pupil.student.class_id}`]) {
      await owner.get(path);
      const { status, text } = await owner.post(`${path}/top-ups`, fields);
      expect(status).toBe(422);
      expect(text).toContain(`id="error-${field}"`);
    }
    expect(await topUpsOf(pupil)).toEqual([]);
  });

  it('are given to several students at once, after a preview that says where a shared budget has less left', async () => {
    const { class_id } = pupil.student;
    const other = await app.newStudent({ name: newName('Lee'), classId: class_id });
    await app.api('PUT', '/api/budgets', { scope: 'class', scope_id: class_id, period: 'week', limit_usd: 0.75 });
    await owner.get(`/dashboard/classes/${class_id}`);
    const chosen = { student: [String(pupil.student.id), String(other.student.id)], action: 'top_up' };
    const fields = { ...chosen, bulk_top_up: '0.50', bulk_until: '2026-12-06', bulk_word: 'For the fair' };
    const preview = await owner.post(`/dashboard/classes/${class_id}/bulk`, fields);
    expect(preview.status).toBe(200);
    expect(preview.text).toContain('$0.50 until Sunday 6 December');
    expect(preview.text).toContain('The class has only $0.75 left (this week), and that limit still applies.');
    expect([await topUpsOf(pupil), await topUpsOf(other)]).toEqual([[], []]);
    expect((await owner.post(`/dashboard/classes/${class_id}/bulk/do`, fields)).status).toBe(303);
    const given = { amount_usd: 0.5, ends_at: '2026-12-06T15:00:00.000Z', reason: 'For the fair' };
    expect([await topUpsOf(pupil), await topUpsOf(other)]).toMatchObject([[given], [given]]);
    for (const wrong of [{ bulk_top_up: '0' }, { bulk_until: '2026-11-22' }]) {
      const refused = await owner.post(`/dashboard/classes/${class_id}/bulk`, { ...fields, ...wrong });
      expect(refused.status).toBe(422);
      expect(refused.text).toContain(`id="error-${Object.keys(wrong)[0]}"`);
    }
  });

  it('asking is turned off and on by a button of the class', async () => {
    const path = `/dashboard/classes/${pupil.student.class_id}`;
    await owner.get(path);
    expect((await owner.post(`${path}/takes-money-requests`, { takes: 'no' })).status).toBe(303);
    expect((await owner.get(path)).text).toContain('Students cannot ask you for more money on their page.');
    expect((await mine.get('/me')).text).not.toContain('money-requests');
    await owner.post(`${path}/takes-money-requests`, { takes: 'yes' });
    expect((await mine.get('/me')).text).toContain('money-requests');
  });
});
