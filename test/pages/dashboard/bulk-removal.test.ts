import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ownerCommand } from '../../cli/in-process.ts';
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

describe('the removal of many students', () => {
  let name: string;
  let id: number;
  let tokens: string[];
  beforeEach(async () => {
    name = newName('Many');
    id = await api.createClass({ name });
    tokens = [];
    for (let index = 0; index < 20; index++) {
      const made = await app.newStudent({ classId: id });
      tokens.push(made.token);
    }
  });

  const studentIds = async (): Promise<number[]> =>
    (await app.api('GET', `/api/students?class_id=${id}&limit=100`)).json.data.map((each: { id: number }) => each.id);
  const remove = (body: object) => app.api('POST', `/api/classes/${id}/remove-students`, body);

  test('is shown before it happens, with the tokens and calls that it stops', async () => {
    const preview = await owner.post(`${CLASSES_PATH}/${id}/bulk`, { action: 'remove', everyone: 'yes' });
    expect(preview.text).toContain('API tokens that stop working: 20. Calls in flight, which are finished: 0.');
    expect(preview.text).toContain('To confirm, type the number of students: 20');
    expect((await remove({ dry_run: true })).json).toEqual({
      ...{ students: 20, api_tokens: 20, calls_in_flight: 0, failed: [], is_dry_run: true },
    });
    expect(await studentIds()).toHaveLength(20);
  });

  test('needs their number typed, or nobody is removed', async () => {
    for (const confirm of ['', '19', 'x', '-20']) {
      const refused = await owner.post(`${CLASSES_PATH}/${id}/bulk/do`, { action: 'remove', everyone: 'yes', confirm });
      expect(refused.status, confirm).toBe(422);
      expect(refused.text).toContain('Type 20, the number of students, to confirm.');
    }
    expect((await remove({})).status).toBe(409);
    expect((await remove({ confirm_students: 19 })).json.error.param).toBe('confirm_students');
    expect(await studentIds()).toHaveLength(20);
  });

  test.each([
    ['page', () => owner.post(`${CLASSES_PATH}/${id}/bulk/do`, { action: 'remove', everyone: 'yes', confirm: '20' })],
    ['API', () => remove({ confirm_students: 20 })],
    ['command', () => cli('class', 'remove-students', name, '--yes')],
  ])('by the %s stops their tokens, and writes an entry of the audit for each', async (_door, act) => {
    const ids = await studentIds();
    await act();
    expect(await studentIds()).toEqual([]);
    const answers = await Promise.all(
      tokens.map((token) => fetch(`${app.url}/v1/models`, { headers: { authorization: `Bearer ${token}` } })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
    const entries = (await api.listAudit(20)).map(({ action, subject }: { action: string; subject: string }) => [
      action,
      subject,
    ]);
    expect(new Set(entries.map(String))).toEqual(new Set(ids.map((each) => `student.delete,student ${each}`)));
  });

  test('removes those who are named, without a number while they are few', async () => {
    const [first = 0, second = 0] = await studentIds();
    expect((await remove({ students: [first, second] })).json).toMatchObject({ students: 2, api_tokens: 2 });
    expect(await studentIds()).toHaveLength(18);
    expect((await remove({ students: [first] })).json.error).toMatchObject({ param: 'students[0]' });
  });

  test('removes all of an archived class', async () => {
    await app.api('POST', `/api/classes/${id}/archive`, {});
    expect((await owner.get(`${CLASSES_PATH}/${id}`)).text).toContain('value="remove"');
    expect((await remove({ confirm_students: 20 })).json).toMatchObject({ students: 20, api_tokens: 0 });
    expect(await studentIds()).toEqual([]);
    expect((await app.api('DELETE', `/api/classes/${id}`)).status).toBe(204);
  });
});
