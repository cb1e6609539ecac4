import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newName } from '../../support/new-name.ts';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { type PageAnswer, pagesOf, type TestBrowser } from '../test-browser.ts';
import { CLASSES_PATH, classClient, HOSTILE_NAME } from './class-client.ts';

let app: RunningApp;
let owner: TestBrowser;
beforeAll(async () => {
  app = await startApp({ env: { JIGAP_ALLOWED_MODELS: 'gpt-3.5-turbo,gpt-4o-mini' } });
  owner = await pagesOf(app).owner();
});
afterAll(() => app.stop());

const api = classClient(() => app);

/** Begins as a token does; in the middle of a random value, chance may spell it. */
const A_TOKEN = /(?<![\w-])jgp_/;

/** The hidden fields of the form that applies the change, as the preview shows them. */
function hiddenFields({ text }: PageAnswer): Record<string, string[]> {
  const fields: Record<string, string[]> = {};
  const form = text.slice(text.indexOf('/bulk/do'));
  for (const [, name = '', value = ''] of form.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)) {
    fields[name] = [...(fields[name] ?? []), value];
  }
  return fields;
}

describe('a change of several students of a class', () => {
  let id: number;
  let name: string;
  let one: number;
  let two: number;
  let path: string;
  beforeEach(async () => {
    name = newName('Bulk');
    id = await api.createClass({ name, student_budgets: [{ period: 'week', limit_usd: 0.4 }], ends_on: '2027-02-28' });
    one = await api.createStudent(id, { name: 'First One' });
    two = await api.createStudent(id, { name: 'Second One' });
    path = `${CLASSES_PATH}/${id}/bulk`;
  });

  it.each([
    ['suspend', {}],
    ['tokens', {}],
    ['move', { move_to: 'none' }],
    ['set_budget', { period: 'week', limit: '1' }],
  ])('shows a preview of "%s" without changing anything', async (action, fields) => {
    const before = [
      await api.getStudent(one),
      await api.getStudent(two),
      await api.listTokens(one),
      await api.listAudit(1),
    ];
    const preview = await owner.post(path, { action, everyone: 'yes', ...fields });
    expect(preview.status).toBe(200);
    expect(preview.text).toContain('This changes for 2 students');
    expect([
      await api.getStudent(one),
      await api.getStudent(two),
      await api.listTokens(one),
      await api.listAudit(1),
    ]).toEqual(before);
  });

  it('suspends the ticked students who are not suspended yet, and resumes them, each with an entry of the audit', async () => {
    await app.api('PATCH', `/api/students/${two}`, { suspended: true });
    const preview = await owner.post(path, { action: 'suspend', student: [`${one}`, `${two}`] });
    expect(preview.text).toContain('This changes for 1 student');
    expect(preview.text).toContain('is already suspended');
    const fields = hiddenFields(preview);
    expect(fields).toMatchObject({ action: ['suspend'], student: [`${one}`] });
    expect((await owner.post(`${path}/do`, fields)).location).toBe(`${CLASSES_PATH}/${id}?done=bulk_done`);
    expect((await api.getStudent(one)).suspended).toBe(true);
    const [entry] = await api.listAudit(1);
    expect(entry).toMatchObject({ actor: 'owner', subject: `student ${one}` });
    await owner.post(`${path}/do`, { action: 'resume', everyone: 'yes' });
    expect([(await api.getStudent(one)).suspended, (await api.getStudent(two)).suspended]).toEqual([false, false]);
  });

  it('moves students and shows the budgets they will have, but keeps one with a term budget where the class has an end', async () => {
    const other = await api.createClass({ name: 'Elsewhere', student_budgets: [{ period: 'week', limit_usd: 0.2 }] });
    await app.api('PUT', '/api/budgets', { scope: 'student', scope_id: two, period: 'term', limit_usd: 3 });
    const preview = await owner.post(path, { action: 'move', move_to: `${other}`, everyone: 'yes' });
    expect(preview.text).toContain(`${name} · $0.40 a week (class)`);
    expect(preview.text).toContain('Elsewhere · $0.20 a week (class)');
    expect(preview.text).toContain('the term has no last day there');
    await owner.post(`${path}/do`, hiddenFields(preview));
    expect([(await api.getStudent(one)).class_id, (await api.getStudent(two)).class_id]).toEqual([other, id]);
    expect((await api.getStudent(one)).budgets).toMatchObject([{ period: 'week', limit_usd: 0.2, source: 'class' }]);
  });

  it('sets a budget of their own and removes it again, as the preview shows', async () => {
    const set = await owner.post(path, { action: 'set_budget', period: 'week', limit: '1.25', everyone: 'yes' });
    expect(set.text).toContain('$0.40 a week (class)');
    expect(set.text).toContain('$1.25 a week (own)');
    await owner.post(`${path}/do`, hiddenFields(set));
    expect((await api.getStudent(one)).budgets).toMatchObject([{ period: 'week', limit_usd: 1.25, source: 'own' }]);
    const removal = await owner.post(path, { action: 'remove_budget', period: 'week', student: `${one}` });
    expect(removal.text).toMatch(/\$1\.25 a week \(own\)[^$]*\$0\.40 a week \(class\)/);
    await owner.post(`${path}/do`, hiddenFields(removal));
    expect((await api.getStudent(one)).budgets).toMatchObject([{ limit_usd: 0.4, source: 'class' }]);
    expect((await api.getStudent(two)).budgets).toMatchObject([{ limit_usd: 1.25, source: 'own' }]);
  });

  it('sets and removes a budget of tokens for one model beside the others', async () => {
    const fields = { period: 'day', unit: 'tokens', counts: 'models:gpt-4o-mini' };
    const set = await owner.post(path, { action: 'set_budget', ...fields, limit: '200,000', everyone: 'yes' });
    expect(set.text).toContain('200,000 tokens of gpt-4o-mini a day (own)');
    expect(set.text).toContain('$0.40 a week (class)');
    expect(hiddenFields(set)).toMatchObject({ unit: ['tokens'], counts: ['models:gpt-4o-mini'] });
    await owner.post(`${path}/do`, hiddenFields(set));
    const tokens = {
      period: 'day',
      unit: 'tokens',
      limit: 200_000,
      selector: { models: ['gpt-4o-mini'] },
      source: 'own',
    };
    for (const student of [one, two]) {
      expect((await api.getStudent(student)).budgets).toEqual([
        expect.objectContaining(tokens),
        expect.objectContaining({ period: 'week', limit_usd: 0.4, source: 'class' }),
      ]);
    }
    const removal = await owner.post(path, { action: 'remove_budget', ...fields, student: `${one}` });
    await owner.post(`${path}/do`, hiddenFields(removal));
    expect((await api.getStudent(one)).budgets).toMatchObject([{ limit_usd: 0.4 }]);
    expect((await api.getStudent(two)).budgets).toMatchObject([tokens, { limit_usd: 0.4 }]);
  });

  it.each([
    [{ unit: 'tokens', limit: '1.5' }, 422],
    [{ unit: 'bytes', limit: '1' }, 400],
    [{ unit: 'calls', limit: '1', counts: 'something' }, 400],
  ])('changes nothing for a budget of %o', async (fields, status) => {
    const answer = await owner.post(path, { action: 'set_budget', period: 'day', everyone: 'yes', ...fields });
    expect(answer.status).toBe(status);
    expect((await api.getStudent(one)).budgets).toHaveLength(1);
  });

  it('issues a token to each student without one, shows it once, and offers the list as a file', async () => {
    await app.api('PATCH', `/api/students/${one}`, { name: `=cmd()${HOSTILE_NAME}` });
    await app.api('POST', `/api/students/${two}/tokens`, {});
    const preview = await owner.post(path, { action: 'tokens', everyone: 'yes' });
    expect(preview.text).toContain('has a token that works');
    expect(preview.text).not.toMatch(A_TOKEN);
    const fields = hiddenFields(preview);
    const { status, text, headers } = await owner.post(`${path}/do`, fields);
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    const [token = ''] = /jgp_[0-9a-z]{38}/.exec(text) ?? [];
    expect(
      (await app.chat(token, { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'Hi' }] })).status,
    ).toBe(200);
    expect(await api.listTokens(two)).toHaveLength(1);
    const again = await owner.post(`${path}/do`, fields);
    expect(again.text).toContain('Nothing would change');
    expect(again.text).not.toMatch(A_TOKEN);
    const file = await owner.post(`${CLASSES_PATH}/${id}/tokens.csv`, { name: `=cmd()${HOSTILE_NAME}`, token });
    expect(file.headers.get('content-type')).toContain('text/csv');
    expect(file.headers.get('content-disposition')).toMatch(/^attachment; /);
    expect(file.text).toBe(`\ufeffname,token\n"'=cmd()<img src=x onerror=alert(1)>""'&",${token}\n`);
  });

  it('copies no name as a formula, which a spreadsheet would run beside the tokens', async () => {
    await app.api('PATCH', `/api/students/${one}`, { name: '=IMAGE(B2)' });
    const preview = await owner.post(path, { action: 'tokens', everyone: 'yes' });
    const { text } = await owner.post(`${path}/do`, hiddenFields(preview));
    const [list = ''] = /<pre[^>]*aria-label="The list to copy"[\s\S]*?<\/pre>/.exec(text) ?? [];
    expect(list).toMatch(/(?:'|&#39;)=IMAGE\(B2\)\tjgp_/);
    expect(list).toMatch(/\nSecond One\tjgp_/);
  });

  it('leaves values that are not API tokens out of the file', async () => {
    const file = await owner.post(`${CLASSES_PATH}/${id}/tokens.csv`, { name: 'x', token: 'anything else' });
    expect(file.text).toBe('\ufeffname,token\n');
    const fields = { name: '김지우', token: 'anything else' };
    const options = { headers: { 'accept-language': 'ko' } };
    const korean = await owner.post(`${CLASSES_PATH}/${id}/tokens.csv`, fields, options);
    expect(korean.text).toBe('\ufeff이름,API 토큰\n');
  });

  it.each([
    [{ action: 'suspend' }, 'Tick at least one student'],
    [{ action: 'move', everyone: 'yes', move_to: '' }, 'Choose where to move them'],
    [{ action: 'move', everyone: 'yes', move_to: '999999' }, 'Choose where to move them'],
    [{ action: 'set_budget', everyone: 'yes', period: 'week', limit: '1e3' }, 'Enter an amount in USD'],
  ])('rejects %j and shows the form again as it was sent', async (fields, message) => {
    const { status, text } = await owner.post(path, fields);
    expect(status).toBe(422);
    expect(text).toContain(message);
    if ('everyone' in fields) expect(text).toMatch(/name="everyone" value="yes" checked/);
    if ('limit' in fields) expect(text).toContain(`value="${fields.limit}"`);
  });

  it('rejects a term budget when the class has no last day', async () => {
    await app.api('PATCH', `/api/classes/${id}`, { ends_on: null });
    const { status, text } = await owner.post(path, {
      action: 'set_budget',
      everyone: 'yes',
      period: 'term',
      limit: '1',
    });
    expect([status, text.includes('needs a class with a last day')]).toEqual([422, true]);
  });

  it('takes the students of the page that was shown, ticked or not, and no others', async () => {
    const preview = await owner.post(path, { action: 'suspend', page: `${two},x,999999,` });
    expect(preview.text).toContain('This changes for 1 student');
    expect(hiddenFields(preview)).toMatchObject({ student: [`${two}`] });
  });

  it('takes all students that the filter of the list finds, on whatever page', async () => {
    const list = `/dashboard/students?class=${id}&q=first`;
    await api.createStudent(await api.createClass(), { name: 'First of another class' });
    const sent = { list: 'students', class: `${id}`, q: 'FIRST', state: '', everyone: 'yes' };
    const preview = await owner.post(`/dashboard/students/bulk?back=${encodeURIComponent(list)}`, {
      ...sent,
      action: 'suspend',
    });
    expect(preview.text).toContain('This changes for 1 student');
    const action = /action="([^"]*bulk\/do[^"]*)"/.exec(preview.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const done = await owner.post(action, hiddenFields(preview));
    expect(done.location).toBe(`/dashboard/students?done=bulk_done&class=${id}&q=first`);
    expect([(await api.getStudent(one)).suspended, (await api.getStudent(two)).suspended]).toEqual([true, false]);
    const refused = await owner.post(`/dashboard/students/bulk?back=${encodeURIComponent(list)}`, {
      ...{ list: 'students', class: `${id}`, q: 'first', action: 'tokens' },
    });
    expect([refused.status, refused.text.includes('Tick at least one student')]).toEqual([422, true]);
    expect(refused.text).toMatch(/name="q"[^>]*value="first"/);
  });

  it('is offered in the list of students where one class is chosen', async () => {
    expect((await owner.get('/dashboard/students')).text).not.toContain('name="everyone"');
    const { text } = await owner.get(`/dashboard/students?class=${id}`);
    expect(text).toContain('All 2 of the list');
    expect(text.match(/name="student"/g)).toHaveLength(2);
    expect(text).toContain('role="group" aria-labelledby="bulk-title"');
  });

  it('never changes a student of another class', async () => {
    const other = await api.createStudent(await api.createClass());
    await owner.post(`${path}/do`, { action: 'suspend', student: [`${other}`, `${one}`] });
    expect([(await api.getStudent(other)).suspended, (await api.getStudent(one)).suspended]).toEqual([false, true]);
  });

  it('rejects an unknown action', async () => {
    expect((await owner.post(path, { action: 'delete', everyone: 'yes' })).status).toBe(400);
  });
});
