import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { forgottenName } from '../../../src/access/forgotten-names.ts';
import { ownerCommand } from '../../cli/in-process.ts';
import { newName } from '../../support/new-name.ts';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { pagesOf, type TestBrowser } from '../test-browser.ts';
import { CLASSES_PATH, classClient } from './class-client.ts';

const PATH = '/dashboard/forgetting';

let app: RunningApp;
let owner: TestBrowser;
beforeAll(async () => {
  app = await startApp();
  owner = await pagesOf(app).owner();
});
afterAll(() => app.stop());

const api = classClient(() => app);
const cli = ownerCommand(() => app);
const nameOf = async (id: number) => (await app.store.access.everyStudent()).find((each) => each.id === id)?.name;

describe('the names of students who left', () => {
  let name: string;
  let classId: number;
  let className: string;
  let id: number;
  beforeEach(async () => {
    name = newName('Kim');
    className = newName('Ended');
    classId = await api.createClass({ name: className, language: 'ko' });
    id = await api.createStudent(classId, { name, email: `s${classId}@x.example`, note: `about ${name}` });
  });

  test.each([
    ['page', () => owner.post(`${PATH}/students/${id}`)],
    ['API', () => app.api('POST', `/api/students/${id}/forget`, {})],
    ['command', () => cli('student', 'forget', String(id), '--yes')],
  ])('are forgotten one by one by the %s, once they are removed', async (_door, forget) => {
    await forget();
    expect(await nameOf(id)).toBe(name);
    await app.api('DELETE', `/api/students/${id}`);
    expect((await owner.get(PATH)).text).toContain(`Forget ${name}`);
    await forget();
    expect(await nameOf(id)).toBe(forgottenName(id, 'ko'));
    expect((await owner.get(PATH)).text).not.toContain(name);
    expect(JSON.stringify(await api.listAudit(200))).not.toContain(name);
    expect((await owner.get('/dashboard/audit')).text).not.toContain(name);
    expect(await api.listAudit(1)).toMatchObject([
      { actor: 'owner', action: 'student.forget', subject: `student ${id}`, after: { students: 1 } },
    ]);
  });

  test.each([
    ['page', () => owner.post(`${PATH}/classes/${classId}`)],
    ['API', () => app.api('POST', `/api/classes/${classId}/forget`, {})],
    ['command', () => cli('class', 'forget', className, '--yes')],
  ])('are forgotten for a whole class by the %s, once it is archived', async (_door, forget) => {
    await forget();
    expect(await nameOf(id)).toBe(name);
    await app.api('POST', `/api/classes/${classId}/archive`, {});
    expect((await owner.get(PATH)).text).toContain(className);
    expect((await app.api('POST', `/api/classes/${classId}/forget`, { dry_run: true })).json).toEqual({
      ...{ students: 1, is_cleaned: true, is_dry_run: true },
    });
    expect(await nameOf(id)).toBe(name);
    await forget();
    expect(await nameOf(id)).toBe(forgottenName(id, 'ko'));
    expect((await owner.get(`${CLASSES_PATH}/${classId}`)).text).toContain(forgottenName(id, 'ko'));
    expect((await app.api('GET', `/api/students/${id}`)).json).toMatchObject({
      ...{ name: forgottenName(id, 'ko'), email: null, note: null, student_number: null },
    });
  });

  test('stay while the student is here or the class goes on, and the answer says so', async () => {
    const ofStudent = await app.api('POST', `/api/students/${id}/forget`, {});
    expect([ofStudent.status, ofStudent.json.error.message]).toEqual([409, expect.stringContaining('neither removed')]);
    expect((await app.api('POST', `/api/classes/${classId}/forget`, {})).status).toBe(409);
    expect((await app.api('POST', '/api/students/999999/forget', {})).status).toBe(404);
    expect((await cli('student', 'forget', name, '--yes')).exitCode).toBe(2);
  });

  test.each([
    ['page', (days: string) => owner.post(PATH, { days })],
    [
      'API',
      (days: string) => app.api('PATCH', '/api/settings', { forget_after_days: days === '' ? null : Number(days) }),
    ],
    ['command', (days: string) => cli('settings', 'set', '--forget-after-days', days === '' ? 'none' : days)],
  ])('are forgotten by themselves after the days that the owner sets by the %s', async (_door, set) => {
    await set('180');
    expect((await app.api('GET', '/api/settings')).json.forget_after_days).toBe(180);
    expect((await app.api('GET', '/api/forgetting')).json).toMatchObject({ forget_after_days: 180, wait_days: 0 });
    expect((await owner.get(PATH)).text).toContain('value="180"');
    await set('0');
    await set('3651');
    await set('1.5');
    expect((await app.api('GET', '/api/settings')).json.forget_after_days).toBe(180);
    await set('');
    expect((await app.api('GET', '/api/settings')).json.forget_after_days).toBeNull();
  });

  test('leave the provider’s pseudonym with the id alone', async () => {
    await app.api('DELETE', `/api/students/${id}`);
    const { json } = await app.api('POST', `/api/students/${id}/forget`, {});
    expect(json).toEqual({ students: 1, is_cleaned: true, is_dry_run: false });
    const found = (await app.store.access.everyStudent()).find((each) => each.id === id);
    expect(found).toEqual({ id, name: forgottenName(id, 'ko'), removed: true, archived: false });
  });
});
