import { describe, expect, it } from 'vitest';
import { startPages } from '../test-browser.ts';

const WEEK_MS = 7 * 86_400_000;

async function withStudent() {
  const started = await startPages();
  const { app } = started;
  const { id: classId } = (await app.api('POST', '/api/classes', { name: 'Physics', language: 'en' })).json;
  const { student, token } = await app.newStudent({ classId });
  return { ...started, classId, id: student.id as number, token };
}

describe('carrying over what is left, on the pages', () => {
  it('is a box beside each limit that another period follows', async () => {
    const { owner, classId } = await withStudent();
    const browser = await owner();
    const { text } = await browser.get(`/dashboard/classes/${classId}`);
    const boxes = [...text.matchAll(/<input type="checkbox" name="((?:student_)?budgets_\w+_carry)"/g)].map(
      ([, name]) => name,
    );
    expect(boxes).toEqual(
      ['budgets', 'student_budgets'].flatMap((set) =>
        ['day', 'week', 'month'].map((period) => `${set}_${period}_carry`),
      ),
    );
    expect((await browser.get('/dashboard/wallet')).text).not.toContain('limits_total_carry');
  });

  it('is kept by a form that was not changed, and the carried money does not become a part of the limit', async () => {
    const { app, owner, classId } = await withStudent();
    const browser = await owner();
    const path = `/dashboard/classes/${classId}`;
    await browser.get(path);
    await browser.post(`${path}/budgets`, { budgets_week: '3', budgets_week_carry: 'yes', budgets_month: '9' });
    app.clock.advance(WEEK_MS);
    const { text } = await (await owner()).get(path);
    expect(text).toContain('+$3.00 carried over from last week.');
    expect(text).toMatch(/name="budgets_week"[^>]*value="3"/);
    expect(text).toMatch(/name="budgets_week_carry" value="yes" checked/);
    expect(text).not.toMatch(/name="budgets_month_carry" value="yes" checked/);
    const { budgets } = (await app.api('GET', `/api/classes/${classId}`)).json;
    expect(budgets).toMatchObject([
      { period: 'week', limit_usd: 3, carry_over: true, carried_usd: 3, available_usd: 6 },
      { period: 'month', limit_usd: 9, carry_over: false, carried_usd: 0 },
    ]);
  });

  it('is set for one student, and read there and on /me', async () => {
    const { app, owner, student, id, token } = await withStudent();
    const browser = await owner();
    const path = `/dashboard/students/${id}`;
    await browser.get(path);
    await browser.post(`${path}/budgets`, { period: 'week', limit_week: '1', carry_over: 'yes' });
    app.clock.advance(WEEK_MS);
    const later = await owner();
    const page = await later.get(path);
    expect(page.text).toContain('+$1.00 carried over from last week.');
    expect(page.text).toMatch(/name="limit_week"[^>]*value="1"/);
    const me = await (await student(token)).get('/me');
    expect(me.text).toContain('+$1.00 carried over from last week.');
    await later.post(`${path}/budgets`, { period: 'week', limit_week: '1' });
    expect((await later.get(path)).text).not.toContain('carried over');
  });

  it('is refused for a total, where the form is shown again with the reason', async () => {
    const { owner, id } = await withStudent();
    const browser = await owner();
    await browser.get(`/dashboard/students/${id}`);
    const answer = await browser.post(`/dashboard/students/${id}/budgets`, {
      ...{ period: 'total', limit: '1', carry_over: 'yes' },
    });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Only what is left of a day, a week or a month can be carried over.');
  });

  it('stands in the audit', async () => {
    const { owner } = await withStudent();
    const browser = await owner();
    await browser.get('/dashboard/wallet');
    await browser.post('/dashboard/wallet', { limits_day: '2', limits_day_carry: 'yes' });
    expect((await browser.get('/dashboard/audit')).text).toContain('What is left is carried over');
  });
});
