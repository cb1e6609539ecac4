import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ofMoney } from '../../support/budget-units.ts';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { pagesOf, type TestBrowser } from '../test-browser.ts';
import { CLASS_FORM, CLASSES_PATH, classClient, HOSTILE_NAME } from './class-client.ts';

let app: RunningApp;
let owner: TestBrowser;
beforeAll(async () => {
  app = await startApp({ env: { JIGAP_ALLOWED_MODELS: 'gpt-3.5-turbo,gpt-4o-mini' } });
  owner = await pagesOf(app).owner();
});
afterAll(() => app.stop());

const api = classClient(() => app);
const numberIn = (location: string | null) => Number(/\/classes\/(\d+)/.exec(location ?? '')?.[1]);

describe('the form for a new class', () => {
  beforeAll(() => api.createClass({ name: 'Taken' }));

  it('creates the class with its models and budgets', async () => {
    const { status, location } = await owner.post(CLASSES_PATH, {
      ...CLASS_FORM,
      ends_on: '2027-02-28',
      models: ['gpt-4o-mini'],
      rules: 'Only for homework.\r\nAsk first.',
      budgets_month: '$12',
      student_budgets_week: '0.50',
      student_budgets_term: '5',
    });
    expect(status).toBe(303);
    expect(location).toMatch(/\?done=class_added$/);
    const { budgets, student_budgets, join_code, ...rest } = await api.getClass(numberIn(location));
    expect(rest).toMatchObject({
      ...{ name: '파이썬 기초 2반', time_zone: 'Asia/Seoul', language: 'ko', starts_on: null, ends_on: '2027-02-28' },
      ...{ allowed_models: ['gpt-4o-mini'], rules: 'Only for homework.\nAsk first.' },
    });
    expect(budgets).toMatchObject([{ period: 'month', limit_usd: 12 }]);
    expect(student_budgets).toEqual([
      ofMoney({ period: 'week', limit_usd: 0.5, carry_over: false }),
      ofMoney({ period: 'term', limit_usd: 5, carry_over: false }),
    ]);
    expect((await owner.get(location ?? '')).text).toContain(join_code);
  });

  it.each([
    [{ name: ' ' }, 'name', /1 to 200 characters/],
    [{ time_zone: 'Mars/Base' }, 'time_zone', /time zone from the list/],
    [{ language: 'fr' }, 'language', /language from the list/],
    [{ starts_on: '2026-02-30' }, 'starts_on', /day of the calendar/],
    [{ starts_on: '2027-02-01', ends_on: '2027-01-01' }, 'starts_on', /first day is after the last/],
    [{ rules: 'x'.repeat(4001) }, 'rules', /4,000 characters/],
    [{ name: 'TAKEN' }, 'name', /already a class Taken/],
    [{ models: 'gpt-5' }, 'models', /does not allow this model/],
    [{ budgets_day: '1', budgets_month: 'ten' }, 'budgets_month', /amount in USD/],
    [{ student_budgets_term: '1' }, 'student_budgets_term', /last day of the class/],
  ])('rejects %j and shows the form again as it was typed', async (fields, field, message) => {
    const before = (await app.api('GET', '/api/classes?limit=200')).json.data.length;
    const answer = await owner.post(CLASSES_PATH, { ...CLASS_FORM, name: 'Typed', ...fields });
    expect(answer.status).toBe(422);
    expect(answer.text).toMatch(message);
    const wrong = /<p class="error"[^>]*>/.exec(answer.text)?.[0];
    if (field !== 'models') expect(wrong).toContain(`id="error-${field}"`);
    const [typed = ''] = Object.values(fields).slice(-1);
    if (typed.trim() !== '' && field !== 'language') expect(answer.text).toContain(typed);
    expect((await app.api('GET', '/api/classes?limit=200')).json.data).toHaveLength(before);
  });
});

describe('the page of a class', () => {
  let id: number;
  beforeEach(async () => {
    const budgets = [{ period: 'month', limit_usd: 12 }];
    id = await api.createClass({ budgets, ends_on: '2027-02-28', rules: 'Be kind.' });
  });

  it('escapes names and rules', async () => {
    await app.api('PATCH', `/api/classes/${id}`, { name: HOSTILE_NAME, rules: `${HOSTILE_NAME}\n</textarea>` });
    await api.createStudent(id, { name: HOSTILE_NAME });
    for (const path of [CLASSES_PATH, `${CLASSES_PATH}/${id}`, `${CLASSES_PATH}/${id}/edit`]) {
      const { text } = await owner.get(path);
      expect(text).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;');
      expect(text).not.toContain('<img');
    }
    expect((await owner.get(`${CLASSES_PATH}/${id}/edit`)).text).toContain('&lt;/textarea&gt;</textarea>');
  });

  it('replaces the limits with those in the form, and removes one whose field is empty', async () => {
    const { location } = await owner.post(`${CLASSES_PATH}/${id}/budgets`, {
      budgets_week: '3',
      student_budgets_day: '0.1',
    });
    expect(location).toBe(`${CLASSES_PATH}/${id}?done=class_changed`);
    const { budgets, student_budgets } = await api.getClass(id);
    expect(budgets).toMatchObject([{ period: 'week', limit_usd: 3 }]);
    expect(budgets).toHaveLength(1);
    expect(student_budgets).toEqual([ofMoney({ period: 'day', limit_usd: 0.1, carry_over: false })]);
  });

  it('rejects a text that is no amount, and shows the form again as it was typed', async () => {
    const { status, text } = await owner.post(`${CLASSES_PATH}/${id}/budgets`, {
      budgets_week: '3',
      student_budgets_day: '-1',
    });
    expect(status).toBe(422);
    expect(text).toMatch(/<details class="opens" open>/);
    expect(text).toMatch(/id="field-student_budgets_day"[^>]*value="-1"[^>]*aria-invalid="true"/);
    expect(text).toMatch(/id="field-budgets_week"[^>]*value="3"/);
    expect((await api.getClass(id)).budgets).toMatchObject([{ period: 'month' }]);
  });

  it('changes the class, but keeps its last day while there is a term budget', async () => {
    const fields = { ...CLASS_FORM, name: 'Renamed', owner_title: '교수님', ends_on: '2027-03-31', rules: '' };
    expect((await owner.post(`${CLASSES_PATH}/${id}/edit`, fields)).status).toBe(303);
    expect((await owner.get(`${CLASSES_PATH}/${id}`)).text).toContain('<dt>Students call you</dt><dd>교수님</dd>');
    expect(await api.getClass(id)).toMatchObject({
      ...{ name: 'Renamed', owner_title: '교수님', ends_on: '2027-03-31', rules: null },
    });
    await owner.post(`${CLASSES_PATH}/${id}/budgets`, { budgets_term: '3' });
    const refused = await owner.post(`${CLASSES_PATH}/${id}/edit`, { ...fields, ends_on: '' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('the term needs its last day');
    expect((await api.getClass(id)).ends_on).toBe('2027-03-31');
  });

  it('replaces the join code', async () => {
    const { join_code: old } = await api.getClass(id);
    const { location } = await owner.post(`${CLASSES_PATH}/${id}/join-code`);
    const { text } = await owner.get(location ?? '');
    expect(text).not.toContain(old);
    expect(text).toContain((await api.getClass(id)).join_code);
  });

  it('removes a class without students, and says what to do when it has some', async () => {
    const student = await api.createStudent(id);
    const { text } = await owner.get(`${CLASSES_PATH}/${id}`);
    expect(text).toContain('Move its 1 student to another class first');
    expect(text).not.toContain(`${CLASSES_PATH}/${id}/remove`);
    expect((await owner.post(`${CLASSES_PATH}/${id}/remove`)).status).toBe(409);
    await app.api('PATCH', `/api/students/${student}`, { class_id: null });
    expect((await owner.get(`${CLASSES_PATH}/${id}`)).text).toContain(`${CLASSES_PATH}/${id}/remove`);
    expect((await owner.post(`${CLASSES_PATH}/${id}/remove`)).location).toBe(`${CLASSES_PATH}?done=class_removed`);
    expect((await owner.get(`${CLASSES_PATH}/${id}`)).status).toBe(404);
  });

  it('weighs less than 100 KB with everything that it loads when the list of students is full', async () => {
    for (let n = 0; n < 41; n++) await api.createStudent(id, { name: `김수한무 거북이와 두루미 ${n}` });
    const { text } = await owner.get(`${CLASSES_PATH}/${id}`);
    expect(text).toContain(`${CLASSES_PATH}/${id}?after=40`);
    let bytes = Buffer.byteLength(text);
    for (const [, path = ''] of text.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)) {
      bytes += Buffer.byteLength((await owner.get(path)).text);
    }
    expect(bytes).toBeLessThan(100 * 1024);
    expect((await owner.get(`${CLASSES_PATH}/${id}?after=40`)).text.match(/name="student"/g)).toHaveLength(1);
  });

  it.each(['budgets', 'edit', 'join-code', 'join-places', 'remove', 'bulk', 'bulk/do', 'tokens.csv'])(
    'refuses a form for /%s without a CSRF token',
    async (path) => {
      const before = await api.getClass(id);
      const { status } = await owner.post(`${CLASSES_PATH}/${id}/${path}`, {
        ...CLASS_FORM,
        csrf: '',
        everyone: 'yes',
      });
      expect(status).toBe(403);
      expect(await api.getClass(id)).toEqual(before);
    },
  );
});

describe('joining by the code on the page of a class', () => {
  it('is opened for a number of students, shows the link, and is closed', async () => {
    const id = await api.createClass();
    const { join_code } = await api.getClass(id);
    const path = `${CLASSES_PATH}/${id}`;
    const closed = await owner.get(path);
    expect(closed.text).toContain('The code is closed: no one can join by it.');
    expect(closed.text).not.toContain(`/join?code=${join_code}`);
    const opened = await owner.post(`${path}/join-places`, { join_places: '1,000' });
    expect(opened.location).toBe(`${path}?done=joining_open`);
    const { text } = await owner.get(path);
    expect(text).toContain('1000 more students can join by the code.');
    expect(text).toContain(`${app.url}/join?code=${join_code}`);
    const [, places = ''] = /type="hidden" name="join_places" value="(\d+)"/.exec(text) ?? [];
    const answer = await owner.post(`${path}/join-places`, { join_places: places });
    expect(answer.location).toBe(`${path}?done=joining_closed`);
    expect((await api.getClass(id)).join_places).toBe(0);
  });

  it.each(['', '-1', '1.5', '1001', 'many', '1e2'])('is not opened for "%s" students', async (typed) => {
    const id = await api.createClass({ join_places: 5 });
    const answer = await owner.post(`${CLASSES_PATH}/${id}/join-places`, { join_places: typed });
    expect([answer.status, answer.text.includes('Enter a whole number from 0 to 1,000.')]).toEqual([422, true]);
    expect(answer.text).toMatch(/id="field-join_places"[^>]*aria-invalid="true"/);
    expect(answer.text).toContain(`value="${typed}"`);
    expect(answer.text.slice(answer.text.indexOf('id="joining"'))).toMatch(/<details class="opens" open>/);
    expect((await api.getClass(id)).join_places).toBe(5);
  });

  it('is not offered when the class is over', async () => {
    const id = await api.createClass({ ends_on: '2020-01-31' });
    const { text } = await owner.get(`${CLASSES_PATH}/${id}`);
    expect(text).toContain('The class is over, so no one can join it.');
    expect(text).not.toContain('join-places');
  });
});
