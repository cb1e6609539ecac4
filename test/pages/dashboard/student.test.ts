import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newName } from '../../support/new-name.ts';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { pagesOf, type TestBrowser } from '../test-browser.ts';

let app: RunningApp;
let owner: TestBrowser;
// biome-ignore lint/suspicious/noExplicitAny: as the API answers
let student: any;
let token: string;
let path: string;
beforeAll(async () => {
  app = await startApp();
  owner = await pagesOf(app).owner();
});
beforeEach(async () => {
  ({ student, token } = await app.newStudent({ name: 'Ada' }));
  path = `/dashboard/students/${student.id}`;
});
afterAll(() => app.stop());

// biome-ignore lint/suspicious/noExplicitAny: as the API answers
async function stored(): Promise<any> {
  return (await app.api('GET', `/api/students/${student.id}`)).json;
}

async function newClass(fields: object): Promise<number> {
  return (
    await app.api('POST', '/api/classes', { name: newName('A'), time_zone: 'Asia/Seoul', language: 'en', ...fields })
  ).json.id;
}

const CALL = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'hi' }] };

describe('the page of a student', () => {
  it.each(['999', '0', 'x', '1e3', '99999999999999999999'])(
    'answers 404 for the id %s, which no student has',
    async (id) => {
      for (const below of ['', '/remove', '/tokens/1']) {
        const { status, text } = await owner.get(`/dashboard/students/${id}${below}`);
        expect([status, text.includes('Page not found')]).toEqual([404, true]);
      }
      for (const action of ['suspend', 'resume', 'budgets', 'tokens', 'about', 'remove', 'tokens/1/revoke']) {
        expect((await owner.post(`/dashboard/students/${id}/${action}`, { period: 'week' })).status).toBe(404);
      }
    },
  );

  it('shows the source of each budget, and the limits shared with others', async () => {
    const classId = await newClass({
      ends_on: '2030-01-31',
      budgets: [{ period: 'month', limit_usd: 7 }],
      student_budgets: [{ period: 'day', limit_usd: 0.3 }],
    });
    expect((await owner.get(path)).text).toContain('This week · setting of the server');
    await app.api('PATCH', `/api/students/${student.id}`, {
      class_id: classId,
      budgets: [{ period: 'term', limit_usd: 20 }],
    });
    const { text } = await owner.get(path);
    expect(text).toContain('Today · default of the class');
    expect(text).toContain('This term · set for this student');
    expect(text).toContain(`<a href="/dashboard/classes/${classId}">Class</a> · This month`);
    expect(text).toContain('<a href="/dashboard">Wallet</a> · This month');
  });

  it('shows the calls of the student at the cost in the ledger', async () => {
    expect((await app.chat(token, CALL)).status).toBe(200);
    const [record] = await app.recordsOf(student.id);
    const { text } = await owner.get(path);
    expect(record.cost_usd).toBeGreaterThan(0);
    const cost = `data-value="${Math.round(record.cost_usd * 1e9)}"`;
    expect(text.split(cost)).toHaveLength(2);
    expect(text).toContain(`href="/dashboard/calls/${record.id}"`);
    expect(text).toContain(`href="/dashboard/calls?student=${student.id}"`);
  });

  it('suspends and resumes the student', async () => {
    const { location } = await owner.post(`${path}/suspend`);
    expect(location).toBe(`${path}?done=student_suspended`);
    expect((await app.chat(token, CALL)).status).toBe(403);
    expect((await owner.get(path)).text).toContain('Suspended since');
    expect((await owner.post(`${path}/resume`)).location).toBe(`${path}?done=student_resumed`);
    expect((await app.chat(token, CALL)).status).toBe(200);
  });

  it('refuses forms without a CSRF token', async () => {
    for (const action of ['suspend', 'budgets', 'tokens', 'about', 'remove']) {
      const fields = { csrf: '', name: 'Eve', period: 'week', limit: '9' };
      expect((await owner.post(`${path}/${action}`, fields)).status).toBe(403);
    }
    expect(await stored()).toEqual(student);
  });
});

describe('a budget of a student', () => {
  it('is set, changed and removed on the page of the student', async () => {
    const set = await owner.post(`${path}/budgets`, { period: 'week', limit_week: '1,000.25' });
    expect([set.status, set.location]).toEqual([303, `${path}?done=limit_set`]);
    await owner.post(`${path}/budgets`, { period: 'day', limit: '0' });
    expect(await app.budgetsOf(student.id)).toMatchObject([
      { period: 'week', limit_usd: 1000.25, source: 'own' },
      { period: 'day', limit_usd: 0, source: 'own' },
    ]);
    const labels = (await owner.get(path)).text.match(/\w[\w ]+ · set for this student/g);
    expect(labels).toEqual(['Today · set for this student', 'This week · set for this student']);
    for (const { id } of await app.budgetsOf(student.id)) {
      const removed = await owner.post(`${path}/budgets/${id}/remove`);
      expect(removed.location).toBe(`${path}?done=limit_removed`);
    }
    expect(await app.budgetsOf(student.id)).toMatchObject([{ period: 'week', limit_usd: 0.5, source: 'default' }]);
  });

  it.each(['', '0.5달러', '1e3', '-1', '1000000.01', '0.1234567891', 'NaN'])('is not set to "%s"', async (typed) => {
    for (const field of ['limit_week', 'limit']) {
      const { status, text } = await owner.post(`${path}/budgets`, { period: 'week', [field]: typed });
      expect(status).toBe(422);
      expect(text).toMatch(new RegExp(`<input id="field-${field}"[^>]*aria-invalid="true"`));
      expect(text).toContain(`value="${typed}"`);
      expect(text).toContain('Enter an amount in USD from 0 to 1,000,000');
    }
    expect(await app.budgetsOf(student.id)).toMatchObject([{ source: 'default' }]);
  });

  it('is rejected for a term when the class has no last day', async () => {
    const { status, text } = await owner.post(`${path}/budgets`, { period: 'term', limit: '5' });
    expect([status, text.includes('id="error-period"')]).toEqual([422, true]);
    await app.api('PATCH', `/api/students/${student.id}`, { class_id: await newClass({ ends_on: '2030-01-31' }) });
    expect((await owner.post(`${path}/budgets`, { period: 'term', limit: '5' })).status).toBe(303);
  });

  it('is not removed through the page of another student', async () => {
    const other = await app.newStudent({ budgets: [{ period: 'week', limit_usd: 3 }] });
    const [budget] = await app.budgetsOf(other.student.id);
    expect((await owner.post(`${path}/budgets/${budget.id}/remove`)).status).toBe(404);
    expect(await app.budgetsOf(other.student.id)).toMatchObject([{ limit_usd: 3, source: 'own' }]);
    expect((await owner.post(`${path}/budgets`, { period: 'century', limit: '5' })).status).toBe(400);
  });
});

describe('the form about a student', () => {
  it('changes name, email, class and note', async () => {
    const classId = await newClass({});
    const fields = { name: '김서연', email: 'kim@school.example', class_id: String(classId), note: 'one\r\ntwo' };
    expect((await owner.post(`${path}/about`, fields)).location).toBe(`${path}?done=student_changed`);
    expect(await stored()).toMatchObject({ ...fields, class_id: classId, note: 'one\ntwo' });
    await owner.post(`${path}/about`, { name: '김서연' });
    expect(await stored()).toMatchObject({ email: null, class_id: null, note: null });
  });

  it.each([
    ['name', { name: '' }],
    ['email', { name: 'Ada', email: 'nobody' }],
    ['note', { name: 'Ada', note: 'x'.repeat(2001) }],
    ['class_id', { name: 'Ada', class_id: '999' }],
  ])('rejects a wrong %s', async (field, fields) => {
    const { status, text } = await owner.post(`${path}/about`, fields);
    expect([status, text.includes(`id="error-${field}"`)]).toEqual([422, true]);
    expect(await stored()).toEqual(student);
  });

  it('does not move with a budget for a term to where no term ends', async () => {
    const classId = await newClass({ ends_on: '2030-01-31' });
    const before = { class_id: classId, budgets: [{ period: 'term', limit_usd: 1 }] };
    await app.api('PATCH', `/api/students/${student.id}`, before);
    const { status, text } = await owner.post(`${path}/about`, { name: 'Ada', class_id: '' });
    expect([status, text.includes('Remove that budget first')]).toEqual([422, true]);
    expect(await stored()).toMatchObject({ class_id: classId });
  });

  it('escapes the note', async () => {
    await owner.post(`${path}/about`, { name: 'Ada', note: `</textarea><script>alert(1)</script>` });
    const { text } = await owner.get(path);
    expect(text).not.toContain('<script>');
    expect(text.split('&lt;/textarea&gt;&lt;script&gt;')).toHaveLength(3);
  });

  it('removes a student after a page that says what stays, and keeps the records', async () => {
    expect((await app.chat(token, CALL)).status).toBe(200);
    const confirmation = await owner.get(`${path}/remove`);
    expect(confirmation.text).toContain('This cannot be undone');
    expect((await stored()).name).toBe('Ada');
    expect((await owner.post(`${path}/remove`)).location).toBe('/dashboard/students?done=student_removed');
    expect((await owner.get(path)).status).toBe(404);
    expect((await app.chat(token, CALL)).status).toBe(401);
    expect(await app.recordsOf(student.id)).toHaveLength(1);
  });
});
