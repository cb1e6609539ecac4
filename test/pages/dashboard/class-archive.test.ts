import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ownerCommand } from '../../cli/in-process.ts';
import { CHAT } from '../../support/app-fixture.ts';
import { newName } from '../../support/new-name.ts';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { pagesOf, type TestBrowser } from '../test-browser.ts';
import { CLASSES_PATH, classClient } from './class-client.ts';

let app: RunningApp;
let owner: TestBrowser;
beforeAll(async () => {
  app = await startApp();
  owner = await pagesOf(app).owner();
});
afterAll(() => app.stop());

const api = classClient(() => app);
const cli = ownerCommand(() => app);

async function errorOf(response: Response): Promise<{ readonly code: string; readonly message: string }> {
  return ((await response.json()) as { error: { code: string; message: string } }).error;
}

describe('the end of a class', () => {
  let name: string;
  let id: number;
  let student: { readonly id: number; readonly token: string };
  beforeEach(async () => {
    name = newName('Autumn');
    id = await api.createClass({ name, join_places: 5, budgets: [{ period: 'month', limit_usd: 7 }] });
    const made = await app.newStudent({ classId: id });
    student = { id: made.student.id, token: made.token };
  });

  const call = () =>
    fetch(`${app.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${student.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(CHAT),
    });
  const archiveByApi = async () => (await app.api('POST', `/api/classes/${id}/archive`, {})).json;

  test('is shown before it happens, and by the page of the class', async () => {
    expect((await owner.get(`${CLASSES_PATH}/${id}`)).text).toContain(`${CLASSES_PATH}/${id}/archive`);
    const preview = await owner.get(`${CLASSES_PATH}/${id}/archive`);
    expect(preview.text).toMatch(/API tokens that stop working<\/dt><dd>1</);
    expect((await api.getClass(id)).archived_at).toBeNull();
    const running = (await app.api('GET', `/api/classes/${id}/archive`)).json;
    expect(running).toEqual({ students: 1, api_tokens: 1, claim_links: 0, join_requests: 0, calls_in_flight: 0 });
  });

  test.each([
    ['page', async () => (await owner.post(`${CLASSES_PATH}/${id}/archive`)).location],
    ['API', async () => (await archiveByApi()).revoked_tokens],
    ['command', async () => (await cli('class', 'archive', name, '--yes')).out],
  ])('by the %s stops calls, the page of the student and joining, with the right words', async (_door, archive) => {
    expect((await call()).status).toBe(200);
    const signedIn = await pagesOf(app).student(student.token);
    expect((await signedIn.get('/me')).status).toBe(200);
    const { join_code: joinCode } = await api.getClass(id);

    await archive();

    const refused = await call();
    expect(refused.status).toBe(403);
    expect(refused.headers.get('x-should-retry')).toBe('false');
    expect(await errorOf(refused)).toMatchObject({
      code: 'class_not_in_session',
      message: expect.stringContaining(`The class has ended (${name})`),
    });
    const me = await fetch(`${app.url}/api/me`, { headers: { authorization: `Bearer ${student.token}` } });
    expect([me.status, (await errorOf(me)).code]).toEqual([403, 'class_not_in_session']);
    expect((await signedIn.get('/me')).location).toContain('/me/sign-in');
    expect((await signedIn.get('/me/sign-in')).text).toContain('your session, your API token or your class has ended');
    const again = await pagesOf(app).browser().signInAsStudent(student.token);
    expect(again.status).toBe(422);
    expect(again.text).toContain('The class of this API token has ended');
    const join = await pagesOf(app).browser().get(`/join?code=${joinCode}`);
    expect(join.text).toContain('This class has ended');
    expect((await api.listAudit(1))[0]).toMatchObject({
      actor: 'owner',
      action: 'class.archive',
      subject: `class ${id}`,
    });
  });

  test('takes it out of lists, menus and counts, and keeps its records and budgets', async () => {
    await call();
    const spent = (await api.getClass(id)).budgets[0].spent_usd;
    expect(spent).toBeGreaterThan(0);
    await archiveByApi();

    const ids = async (path: string) => (await app.api('GET', path)).json.data.map((each: { id: number }) => each.id);
    expect(await ids('/api/classes?limit=200')).not.toContain(id);
    expect(await ids('/api/classes?sort=name&limit=200')).not.toContain(id);
    expect(await ids('/api/classes?state=archived&limit=200')).toContain(id);
    expect(await ids('/api/classes?state=archived&sort=name&limit=200')).toContain(id);
    expect(await ids('/api/students?limit=200')).not.toContain(student.id);
    expect(await ids(`/api/students?class_id=${id}`)).toEqual([student.id]);
    for (const path of [CLASSES_PATH, '/dashboard/students', '/dashboard/calls', '/dashboard/students?add=yes']) {
      expect((await owner.get(path)).text.includes(`>${name}</option>`), path).toBe(false);
    }
    expect((await owner.get(CLASSES_PATH)).text).toContain('Archived classes (');
    expect((await owner.get(`${CLASSES_PATH}?archived=yes`)).text).toContain(name);
    expect((await cli('class', 'list')).out).not.toContain(name);
    expect((await cli('class', 'list', '--archived')).out).toContain(name);

    const archived = await api.getClass(id);
    expect(archived.budgets[0].spent_usd).toBe(spent);
    expect(archived.archived_at).toEqual(expect.any(String));
    expect(await app.recordsOf(student.id)).toHaveLength(1);
    expect((await owner.get(`/dashboard/calls?class=${id}`)).text).toContain(name);
    expect((await owner.get(`/dashboard/students/${student.id}`)).text).toContain('class is archived');
  });

  test('refuses what needs a class that goes on', async () => {
    await archiveByApi();
    const refused = await Promise.all([
      app.api('POST', `/api/classes/${id}/archive`, {}),
      app.api('PATCH', `/api/classes/${id}`, { rules: 'x' }),
      app.api('POST', '/api/students', { name: 'n', class_id: id }),
      app.api('POST', `/api/students/${student.id}/tokens`, {}),
    ]);
    expect(refused.map(({ status, json }) => [status, json.error.message.includes('is archived')])).toEqual(
      refused.map(() => [409, true]),
    );
    expect((await owner.post(`${CLASSES_PATH}/${id}/archive`)).location).toContain('done=class_archived');
  });

  test.each([
    ['page', async () => (await owner.post(`${CLASSES_PATH}/${id}/reopen`)).location],
    ['API', async () => (await app.api('POST', `/api/classes/${id}/reopen`, {})).json.id],
    ['command', async () => (await cli('class', 'reopen', name)).out],
  ])('is taken back by the %s: tokens stay revoked, and the join code is new', async (_door, reopen) => {
    const before = await api.getClass(id);
    await archiveByApi();
    expect((await owner.get(`${CLASSES_PATH}/${id}`)).text).toContain('This class was archived');
    await reopen();
    const after = await api.getClass(id);
    expect({ ...after, join_code: '' }).toEqual({ ...before, join_code: '' });
    expect(after.join_code).not.toBe(before.join_code);
    const refused = await call();
    expect([refused.status, (await errorOf(refused)).code]).toEqual([401, 'invalid_api_key']);
    const issued = (await app.api('POST', `/api/classes/${id}/tokens`, {})).json;
    student = { ...student, token: issued.issued[0].token };
    expect((await call()).status).toBe(200);
  });

  test.each([
    [
      'page',
      (copy: string) => owner.post(`${CLASSES_PATH}/${id}/copy`, { name: copy, starts_on: '2027-03-02', ends_on: '' }),
    ],
    ['API', (copy: string) => app.api('POST', `/api/classes/${id}/copy`, { name: copy, starts_on: '2027-03-02' })],
    ['command', (copy: string) => cli('class', 'copy', name, copy, '--starts-on', '2027-03-02')],
  ])('has a copy for the next term by the %s, also once it is archived', async (_door, copyAs) => {
    await archiveByApi();
    const copy = newName('Spring');
    await copyAs(copy);
    const found = (await app.api('GET', `/api/classes?search=${encodeURIComponent(copy)}`)).json.data;
    expect(found).toMatchObject([
      {
        name: copy,
        starts_on: '2027-03-02',
        ends_on: null,
        archived_at: null,
        join_places: 0,
        budgets: [{ limit_usd: 7 }],
      },
    ]);
    expect((await app.api('GET', `/api/students?class_id=${found[0].id}`)).json.data).toEqual([]);
  });

  test('shows the form of a copy again when its name is taken', async () => {
    const shown = await owner.get(`${CLASSES_PATH}/${id}/copy`);
    expect(shown.text).toContain('for the next term');
    const again = await owner.post(`${CLASSES_PATH}/${id}/copy`, { name, starts_on: '', ends_on: '' });
    expect(again.status).toBe(422);
    expect(again.text).toContain(name);
  });
});
