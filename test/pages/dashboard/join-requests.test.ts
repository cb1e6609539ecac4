import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { type PagesUnderTest, pagesOf, type TestBrowser } from '../test-browser.ts';
import { CLASSES_PATH, classClient, HOSTILE_NAME } from './class-client.ts';

let app: RunningApp;
let pages: PagesUnderTest;
let owner: TestBrowser;
beforeAll(async () => {
  app = await startApp();
  pages = pagesOf(app);
  owner = await pages.owner();
});
afterAll(() => app.stop());

const api = classClient(() => app);
let id: number;
let path: string;
let code: string;
beforeEach(async () => {
  id = await api.createClass({ join_places: 40, language: 'en' });
  path = `${CLASSES_PATH}/${id}/join-requests`;
  code = (await api.getClass(id)).join_code;
});

const ask = (name: string, identity: string) => pages.browser().post('/join', { code, name, identity });
const listed = async () => (await app.api('GET', `/api/classes/${id}/join-requests`)).json.data;
const statesOf = async () => (await listed()).map(({ state }: { state: string }) => state);
const rosterOf = async (count: number) => {
  for (let n = 0; n < count; n++) await api.createStudent(id, { name: `Pupil ${n}`, student_number: `N${n}` });
};

/** What the form of the page sends without a change. */
function fieldsIn(text: string): Record<string, string[]> {
  const fields: Record<string, string[]> = { shown: [] };
  for (const [, name = '', value = ''] of text.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)) {
    if (name === 'shown') fields.shown?.push(value);
  }
  for (const [, name = '', options = ''] of text.matchAll(/<select name="(as-\d+)"[^>]*>(.*?)<\/select>/gs)) {
    fields[name] = [/value="([^"]*)" selected/.exec(options)?.[1] ?? ''];
  }
  return fields;
}

describe('the join requests of a class', () => {
  it('are thirty that one click approves', async () => {
    await rosterOf(30);
    await app.api('PATCH', `/api/classes/${id}`, { join_mode: 'approve' });
    for (let n = 0; n < 30; n++) await ask(`Pupil ${n}`, `N${n}`);
    const { text } = await owner.get(path);
    expect(text).toContain('Approve all 30 certain');
    const answer = await owner.post(path, { ...fieldsIn(text), act: 'approve_all' });
    expect(answer.location).toBe(`${path}?done=requests_approved`);
    expect(new Set(await statesOf())).toEqual(new Set(['approved']));
    expect((await app.api('GET', `/api/students?class_id=${id}&limit=200`)).json.data).toHaveLength(30);
  });

  it('are left alone where nobody is certain', async () => {
    await rosterOf(2);
    await ask('Pupil 0', 'N1');
    await ask('Stranger', 'X1');
    const { text } = await owner.get(path);
    expect(text).toContain('Approve the certain one');
    await owner.post(path, { ...fieldsIn(text), act: 'approve_all' });
    expect((await listed()).map(({ name, state }: { name: string; state: string }) => [name, state])).toEqual([
      ['Pupil 0', 'waiting'],
      ['Stranger', 'approved'],
    ]);
  });

  it('are declined when they are selected, also after an approval', async () => {
    await rosterOf(1);
    await ask('A', 'X1');
    await ask('B', 'X2');
    const [a, b] = await listed();
    await owner.get(path);
    await owner.post(path, { requests: [String(a.id)], [`as-${a.id}`]: 'new', act: 'approve' });
    const answer = await owner.post(path, { requests: [String(a.id), String(b.id)], act: 'decline' });
    expect(answer.location).toBe(`${path}?done=requests_declined`);
    expect(await listed()).toEqual([]);
  });

  it('say what could not be decided, and decide the others', async () => {
    await rosterOf(1);
    await ask('A', 'X1');
    await ask('Pupil 0', 'X2');
    const [a, pupil] = await listed();
    await owner.get(path);
    const requests = [String(a.id), String(pupil.id), '999'];
    const fields = { [`as-${a.id}`]: 'new', [`as-${pupil.id}`]: '', 'as-999': 'new' };
    const { status, text } = await owner.post(path, { requests, ...fields, act: 'approve' });
    expect(status).toBe(409);
    expect(text).toContain('1 decided, others not:');
    expect(text).toContain(`${pupil.id}: Choose whom the request means.`);
    expect(text).toContain('999: This request was answered');
    expect((await owner.post(path, { act: 'approve' })).text).toContain('Select at least one request.');
  });

  it('escape what strangers typed, and show no token or cookie', async () => {
    await rosterOf(1);
    await ask(HOSTILE_NAME, `"'@<img>.example`);
    const [{ id: request }] = await listed();
    for (const page of [path, `${path}/${request}`, `${CLASSES_PATH}/${id}`, '/dashboard']) {
      const { text } = await owner.get(page);
      expect(text).not.toContain('<img');
    }
    expect((await owner.get(path)).text).toContain('&lt;img');
  });

  it('are for the owner alone', async () => {
    const student = await pages.student((await app.newStudent()).token);
    for (const each of [path, `${path}/1`, `${CLASSES_PATH}/${id}/projector`]) {
      expect((await student.get(each)).location).toContain('/dashboard/sign-in');
      expect((await pages.browser().post(each, { csrf: 'x' })).status).not.toBe(200);
    }
    expect((await owner.post(path, { csrf: 'wrong', act: 'approve' })).status).toBe(403);
    expect((await pages.browser().get(`${CLASSES_PATH}/${id}/projector/counts`)).status).toBe(401);
  });
});

describe('one join request', () => {
  it('is approved as any student of the class, whose tokens stop if the owner wants it', async () => {
    await rosterOf(2);
    const first = await ask('Pupil 1', 'N1');
    expect(first.status).toBe(200);
    await ask('Pupil One', 'N1');
    const [{ id: request, candidates }] = await listed();
    const { text } = await owner.get(`${path}/${request}`);
    expect(text).toContain('Have an API token');
    const [{ student_id: studentId }] = candidates;
    const answer = await owner.post(`${path}/${request}`, { as: String(studentId), revoke: 'yes' });
    expect(answer.location).toBe(`${path}?done=requests_approved`);
    expect((await api.listTokens(studentId))[0].revoked_at).not.toBeNull();
    expect((await owner.get(`${path}/${request}`)).text).toContain('Approved as Pupil 1');
  });

  it('is shown again with the reason when it cannot be approved', async () => {
    await rosterOf(1);
    await ask('A', 'X1');
    await app.api('PATCH', `/api/classes/${id}`, { join_places: 0 });
    const [{ id: request }] = await listed();
    await owner.get(`${path}/${request}`);
    const answer = await owner.post(`${path}/${request}`, { as: 'new' });
    expect([answer.status, answer.text.includes('Open more places first')]).toEqual([422, true]);
    expect((await owner.post(`${path}/${request}`, { act: 'decline' })).location).toContain('requests_declined');
    expect((await owner.get(`${path}/${request}`)).status).toBe(404);
    expect((await owner.get(`${path}/999`)).status).toBe(404);
  });
});

it('the overview leads to the classes in which somebody waits', async () => {
  await rosterOf(1);
  expect((await owner.get('/dashboard')).text).not.toContain(path);
  await ask('A', 'X1');
  expect((await owner.get('/dashboard')).text).toContain(`href="${path}"`);
  expect((await owner.get('/dashboard/overview/waiting')).text).toContain('one person waits');
});

describe('the page of a class', () => {
  it('has a QR code, a message for the chat and the way to the projector', async () => {
    await rosterOf(1);
    const { text } = await owner.get(`${CLASSES_PATH}/${id}`);
    expect(text).toContain('aria-label="QR code of the join link"');
    expect(text).toContain(`href="${CLASSES_PATH}/${id}/projector"`);
    const message = /Message for the class chat"><code>([^<]*)</.exec(text)?.[1] ?? '';
    expect(message.split('\n')).toEqual([
      expect.stringMatching(/^\[AI club.*\] Get your own API token$/),
      '',
      '1. Open this link.',
      `${app.url}/join?code=${code}`,
      '2. Enter your name and your student number or e-mail.',
      '3. Copy the token that you see and keep it to yourself: it is shown only once.',
      '',
      `Join code: ${code}`,
    ]);
  });

  it('changes how students join, and closes without changing it', async () => {
    await owner.get(`${CLASSES_PATH}/${id}`);
    await owner.post(`${CLASSES_PATH}/${id}/join-places`, { join_places: '7', join_mode: 'approve' });
    expect(await api.getClass(id)).toMatchObject({ join_places: 7, join_mode: 'approve' });
    const { text } = await owner.get(`${CLASSES_PATH}/${id}`);
    expect(text).toContain('Everybody waits for your approval');
    expect(text).toContain('<input type="hidden" name="join_mode" value="approve">');
    await owner.post(`${CLASSES_PATH}/${id}/join-places`, { join_places: '7' });
    expect((await api.getClass(id)).join_mode).toBe('open');
  });
});

describe('the projector view', () => {
  it('shows how to join and how many have, in the language of the class, and nothing of the owner', async () => {
    await rosterOf(2);
    await ask('Pupil 1', 'N1');
    await ask('Secret Person', 'X1');
    await app.api('PATCH', `/api/classes/${id}`, { language: 'ko', budgets: [{ period: 'month', limit_usd: 12 }] });
    const { text } = await owner.get(`${CLASSES_PATH}/${id}/projector`);
    expect(text).toContain('<html lang="ko">');
    expect(text).toContain(code);
    expect(text).toContain(`${app.url.replace('http://', '')}/join`);
    expect(text).toContain('1/2명');
    expect(text).toContain('승인 대기');
    for (const hidden of ['$', 'Pupil', 'Secret Person', 'csrf', '/dashboard/settings', 'jgp_']) {
      expect(text).not.toContain(hidden);
    }
    expect(text).toContain(`data-live="${CLASSES_PATH}/${id}/projector/counts"`);
    expect((await owner.get(`${CLASSES_PATH}/${id}/projector/counts`)).text).toContain('1/2명');
  });

  it('says that joining is closed, without a code', async () => {
    await app.api('PATCH', `/api/classes/${id}`, { join_places: 0 });
    const { text } = await owner.get(`${CLASSES_PATH}/${id}/projector`);
    expect(text).toContain('Joining is closed right now.');
    expect(text).not.toContain(code);
  });
});

it('the page of a student resets the place', async () => {
  await rosterOf(1);
  await ask('Pupil 0', 'N0');
  const [{ id: student }] = (await app.api('GET', `/api/students?class_id=${id}`)).json.data;
  expect((await owner.get(`/dashboard/students/${student}`)).text).toContain('Reset the place');
  const answer = await owner.post(`/dashboard/students/${student}/reset-place`);
  expect(answer.location).toBe(`/dashboard/students/${student}?done=place_reset`);
  expect((await ask('Pupil 0', 'N0')).status).toBe(200);
  const audit = (await owner.get('/dashboard/audit')).text;
  for (const action of ['Place reset', 'Place claimed by the join link']) expect(audit).toContain(action);
});
