import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../support/running-app.ts';
import { type PageAnswer, type PagesUnderTest, pagesOf, startPages, type TestBrowser } from './test-browser.ts';

let app: RunningApp;
let pages: PagesUnderTest;
let owner: TestBrowser;
beforeAll(async () => {
  app = await startApp({ env: { JIGAP_ALLOWED_MODELS: 'gpt-3.5-turbo,gpt-4o-mini' } });
  pages = pagesOf(app);
  owner = await pages.owner();
});
afterAll(() => app.stop());

const LIST = '/dashboard/classes';
const HOSTILE = `<img src=x onerror=alert(1)>"'&`;
const FIELDS = {
  name: '파이썬 기초 2반',
  time_zone: 'Asia/Seoul',
  language: 'ko',
  starts_on: '',
  ends_on: '',
  rules: '',
};

/** Begins as a token does; in the middle of a random value, chance may spell it. */
const A_TOKEN = /(?<![\w-])jgp_/;

const numberIn = (location: string | null) => Number(/\/classes\/(\d+)/.exec(location ?? '')?.[1]);
const classOf = async (id: number) => (await app.api('GET', `/api/classes/${id}`)).json;
const studentOf = async (id: number) => (await app.api('GET', `/api/students/${id}`)).json;
const tokensOf = async (id: number) => (await app.api('GET', `/api/students/${id}/tokens`)).json.data;
const newClass = async (wish: object = {}): Promise<number> =>
  (await app.api('POST', '/api/classes', { name: 'AI club', ...wish })).json.id;
const newStudent = async (classId: number, wish: object = {}): Promise<number> =>
  (await app.api('POST', '/api/students', { name: 'Somebody', class_id: classId, ...wish })).json.id;
const auditOf = async (limit: number) => (await app.api('GET', `/api/audit?limit=${limit}`)).json.data;

/** The fields of the form that does it, as the preview shows them. */
function hiddenFields({ text }: PageAnswer): Record<string, string[]> {
  const fields: Record<string, string[]> = {};
  const form = text.slice(text.indexOf('/bulk/do'));
  for (const [, name = '', value = ''] of form.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)) {
    fields[name] = [...(fields[name] ?? []), value];
  }
  return fields;
}

describe('the list of classes', () => {
  it('leads to the first class when there is none', async () => {
    const empty = await startPages();
    const { text } = await (await empty.owner()).get(LIST);
    expect(text).toContain('There is no class yet');
    expect(text).toContain(`href="${LIST}/new"`);
  });

  it('says of each class who is in it, when it is on, what is left and what it spent', async () => {
    const id = await newClass({ name: 'Listed', ends_on: '2020-01-31', budgets: [{ period: 'month', limit_usd: 12 }] });
    await newStudent(id);
    const { text } = await owner.get(LIST);
    const row = text.slice(text.indexOf('Listed'), text.indexOf('</tr>', text.indexOf('Listed')));
    expect(row).toMatch(/data-head="Students" ?>1</);
    expect(row).toContain('until 31 Jan 2020');
    expect(row).toContain('over</span>');
    expect(row).toContain('This month · Left $12.00');
    expect(row).toContain('<data class="money" value="0"');
  });
});

describe('a new class', () => {
  it('is what the form says, budgets and models included', async () => {
    const { status, location } = await owner.post(LIST, {
      ...FIELDS,
      ends_on: '2027-02-28',
      models: ['gpt-4o-mini'],
      rules: 'Only for homework.\r\nAsk first.',
      budgets_month: '$12',
      student_budgets_week: '0.50',
      student_budgets_term: '5',
    });
    expect(status).toBe(303);
    expect(location).toMatch(/\?done=class_added$/);
    const { budgets, student_budgets, join_code, ...rest } = await classOf(numberIn(location));
    expect(rest).toMatchObject({
      ...{ name: '파이썬 기초 2반', time_zone: 'Asia/Seoul', language: 'ko', starts_on: null, ends_on: '2027-02-28' },
      ...{ allowed_models: ['gpt-4o-mini'], rules: 'Only for homework.\nAsk first.' },
    });
    expect(budgets).toMatchObject([{ period: 'month', limit_usd: 12 }]);
    expect(student_budgets).toEqual([
      { period: 'week', limit_usd: 0.5 },
      { period: 'term', limit_usd: 5 },
    ]);
    expect((await owner.get(location ?? '')).text).toContain(join_code);
  });

  it.each([
    [{ name: ' ' }, 'name', /name of 1 to 200/],
    [{ time_zone: 'Mars/Base' }, 'time_zone', /time zone of the list/],
    [{ language: 'fr' }, 'language', /one of the two/],
    [{ starts_on: '2026-02-30' }, 'starts_on', /day of the calendar/],
    [{ starts_on: '2027-02-01', ends_on: '2027-01-01' }, 'starts_on', /first day is after the last/],
    [{ rules: 'x'.repeat(4001) }, 'rules', /4,000 characters/],
    [{ models: 'gpt-5' }, 'models', /does not allow this model/],
    [{ budgets_day: '1', budgets_month: 'ten' }, 'budgets_month', /amount in USD/],
    [{ student_budgets_term: '1' }, 'student_budgets_term', /last day of the class/],
  ])('is not made of %j; the form comes back with what was typed', async (fields, field, said) => {
    const before = (await app.api('GET', '/api/classes?limit=200')).json.data.length;
    const answer = await owner.post(LIST, { ...FIELDS, name: 'Typed', ...fields });
    expect(answer.status).toBe(422);
    expect(answer.text).toMatch(said);
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
    id = await newClass({ budgets, ends_on: '2027-02-28', rules: 'Be kind.' });
  });

  it('shows names and rules as text, whatever they are', async () => {
    await app.api('PATCH', `/api/classes/${id}`, { name: HOSTILE, rules: `${HOSTILE}\n</textarea>` });
    await newStudent(id, { name: HOSTILE });
    for (const path of [LIST, `${LIST}/${id}`, `${LIST}/${id}/edit`]) {
      const { text } = await owner.get(path);
      expect(text).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;');
      expect(text).not.toContain('<img');
    }
    expect((await owner.get(`${LIST}/${id}/edit`)).text).toContain('&lt;/textarea&gt;</textarea>');
  });

  it('changes the limits in place; an empty field takes one away', async () => {
    const { location } = await owner.post(`${LIST}/${id}/budgets`, { budgets_week: '3', student_budgets_day: '0.1' });
    expect(location).toBe(`${LIST}/${id}?done=class_changed`);
    const { budgets, student_budgets } = await classOf(id);
    expect(budgets).toMatchObject([{ period: 'week', limit_usd: 3 }]);
    expect(budgets).toHaveLength(1);
    expect(student_budgets).toEqual([{ period: 'day', limit_usd: 0.1 }]);
  });

  it('refuses an amount that is none, and shows the form as it was', async () => {
    const { status, text } = await owner.post(`${LIST}/${id}/budgets`, {
      budgets_week: '3',
      student_budgets_day: '-1',
    });
    expect(status).toBe(422);
    expect(text).toMatch(/<details class="opens" open>/);
    expect(text).toMatch(/id="field-student_budgets_day"[^>]*value="-1"[^>]*aria-invalid="true"/);
    expect(text).toMatch(/id="field-budgets_week"[^>]*value="3"/);
    expect((await classOf(id)).budgets).toMatchObject([{ period: 'month' }]);
  });

  it('changes what it is, and does not lose its last day under a term budget', async () => {
    const fields = { ...FIELDS, name: 'Renamed', ends_on: '2027-03-31', rules: '' };
    expect((await owner.post(`${LIST}/${id}/edit`, fields)).status).toBe(303);
    expect(await classOf(id)).toMatchObject({ name: 'Renamed', ends_on: '2027-03-31', rules: null });
    await owner.post(`${LIST}/${id}/budgets`, { budgets_term: '3' });
    const refused = await owner.post(`${LIST}/${id}/edit`, { ...fields, ends_on: '' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('the term needs its last day');
    expect((await classOf(id)).ends_on).toBe('2027-03-31');
  });

  it('renews the join code', async () => {
    const { join_code: old } = await classOf(id);
    const { location } = await owner.post(`${LIST}/${id}/join-code`);
    const { text } = await owner.get(location ?? '');
    expect(text).not.toContain(old);
    expect(text).toContain((await classOf(id)).join_code);
  });

  it('removes a class without students, and says what to do about one with some', async () => {
    const student = await newStudent(id);
    const { text } = await owner.get(`${LIST}/${id}`);
    expect(text).toContain('Move its 1 student to another class first');
    expect(text).not.toContain(`${LIST}/${id}/remove`);
    expect((await owner.post(`${LIST}/${id}/remove`)).status).toBe(409);
    await app.api('PATCH', `/api/students/${student}`, { class_id: null });
    expect((await owner.get(`${LIST}/${id}`)).text).toContain(`${LIST}/${id}/remove`);
    expect((await owner.post(`${LIST}/${id}/remove`)).location).toBe(`${LIST}?done=class_removed`);
    expect((await owner.get(`${LIST}/${id}`)).status).toBe(404);
  });

  it('with a full page of students weighs less than 100 KB with all that it loads', async () => {
    for (let n = 0; n < 51; n++) await newStudent(id, { name: `김수한무 거북이와 두루미 ${n}` });
    const { text } = await owner.get(`${LIST}/${id}`);
    expect(text).toContain(`${LIST}/${id}?after=50`);
    let bytes = Buffer.byteLength(text);
    for (const [, path = ''] of text.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)) {
      bytes += Buffer.byteLength((await owner.get(path)).text);
    }
    expect(bytes).toBeLessThan(100 * 1024);
    expect((await owner.get(`${LIST}/${id}?after=50`)).text.match(/name="student"/g)).toHaveLength(1);
  });

  it.each(['budgets', 'edit', 'join-code', 'join-places', 'remove', 'bulk', 'bulk/do', 'tokens.csv'])(
    'does nothing at /%s without its proof',
    async (path) => {
      const before = await classOf(id);
      const { status } = await owner.post(`${LIST}/${id}/${path}`, { ...FIELDS, csrf: '', everyone: 'yes' });
      expect(status).toBe(403);
      expect(await classOf(id)).toEqual(before);
    },
  );
});

describe('with several students at once', () => {
  let id: number;
  let one: number;
  let two: number;
  let path: string;
  beforeEach(async () => {
    id = await newClass({ student_budgets: [{ period: 'week', limit_usd: 0.4 }], ends_on: '2027-02-28' });
    one = await newStudent(id, { name: 'First One' });
    two = await newStudent(id, { name: 'Second One' });
    path = `${LIST}/${id}/bulk`;
  });

  it.each([
    ['suspend', {}],
    ['tokens', {}],
    ['move', { move_to: 'none' }],
    ['set_budget', { period: 'week', limit: '1' }],
  ])('a preview of "%s" changes nothing', async (action, fields) => {
    const before = [await studentOf(one), await studentOf(two), await tokensOf(one), await auditOf(1)];
    const preview = await owner.post(path, { action, everyone: 'yes', ...fields });
    expect(preview.status).toBe(200);
    expect(preview.text).toContain('This changes for 2 students');
    expect([await studentOf(one), await studentOf(two), await tokensOf(one), await auditOf(1)]).toEqual(before);
  });

  it('suspends those who were ticked and are not suspended yet, and resumes them; each is in the audit', async () => {
    await app.api('PATCH', `/api/students/${two}`, { suspended: true });
    const preview = await owner.post(path, { action: 'suspend', student: [`${one}`, `${two}`] });
    expect(preview.text).toContain('This changes for 1 student');
    expect(preview.text).toContain('is suspended already');
    const fields = hiddenFields(preview);
    expect(fields).toMatchObject({ action: ['suspend'], student: [`${one}`] });
    expect((await owner.post(`${path}/do`, fields)).location).toBe(`${LIST}/${id}?done=bulk_done`);
    expect((await studentOf(one)).suspended).toBe(true);
    const [entry] = await auditOf(1);
    expect(entry).toMatchObject({ actor: 'owner', subject: `student ${one}` });
    await owner.post(`${path}/do`, { action: 'resume', everyone: 'yes' });
    expect([(await studentOf(one)).suspended, (await studentOf(two)).suspended]).toEqual([false, false]);
  });

  it('moves them, and says which budget they will have; a term budget holds back where no term ends', async () => {
    const other = await newClass({ name: 'Elsewhere', student_budgets: [{ period: 'week', limit_usd: 0.2 }] });
    await app.api('PUT', '/api/budgets', { scope: 'student', scope_id: two, period: 'term', limit_usd: 3 });
    const preview = await owner.post(path, { action: 'move', move_to: `${other}`, everyone: 'yes' });
    expect(preview.text).toContain('AI club · $0.40 a week (class)');
    expect(preview.text).toContain('Elsewhere · $0.20 a week (class)');
    expect(preview.text).toContain('the term has no last day there');
    await owner.post(`${path}/do`, hiddenFields(preview));
    expect([(await studentOf(one)).class_id, (await studentOf(two)).class_id]).toEqual([other, id]);
    expect((await studentOf(one)).budgets).toMatchObject([{ period: 'week', limit_usd: 0.2, source: 'class' }]);
  });

  it('sets a budget of their own and removes it again, as the preview says', async () => {
    const set = await owner.post(path, { action: 'set_budget', period: 'week', limit: '1.25', everyone: 'yes' });
    expect(set.text).toContain('$0.40 a week (class)');
    expect(set.text).toContain('$1.25 a week (own)');
    await owner.post(`${path}/do`, hiddenFields(set));
    expect((await studentOf(one)).budgets).toMatchObject([{ period: 'week', limit_usd: 1.25, source: 'own' }]);
    const removal = await owner.post(path, { action: 'remove_budget', period: 'week', student: `${one}` });
    expect(removal.text).toMatch(/\$1\.25 a week \(own\)[^$]*\$0\.40 a week \(class\)/);
    await owner.post(`${path}/do`, hiddenFields(removal));
    expect((await studentOf(one)).budgets).toMatchObject([{ limit_usd: 0.4, source: 'class' }]);
    expect((await studentOf(two)).budgets).toMatchObject([{ limit_usd: 1.25, source: 'own' }]);
  });

  it('issues a token to each who has none: shown once, to be taken away as a file', async () => {
    await app.api('PATCH', `/api/students/${one}`, { name: `=cmd()${HOSTILE}` });
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
    expect(await tokensOf(two)).toHaveLength(1);
    const again = await owner.post(`${path}/do`, fields);
    expect(again.text).toContain('Nothing would change');
    expect(again.text).not.toMatch(A_TOKEN);
    const file = await owner.post(`${LIST}/${id}/tokens.csv`, { name: `=cmd()${HOSTILE}`, token });
    expect(file.headers.get('content-type')).toContain('text/csv');
    expect(file.headers.get('content-disposition')).toMatch(/^attachment; /);
    expect(file.text).toBe(`\ufeffname,token\n"'=cmd()<img src=x onerror=alert(1)>""'&",${token}\n`);
  });

  it('gives back no file of what is no token of ours', async () => {
    const file = await owner.post(`${LIST}/${id}/tokens.csv`, { name: 'x', token: 'anything else' });
    expect(file.text).toBe('\ufeffname,token\n');
  });

  it.each([
    [{ action: 'suspend' }, 'Tick at least one student'],
    [{ action: 'move', everyone: 'yes', move_to: '' }, 'Choose where to move them'],
    [{ action: 'move', everyone: 'yes', move_to: '999999' }, 'Choose where to move them'],
    [{ action: 'set_budget', everyone: 'yes', period: 'week', limit: '1e3' }, 'Write an amount in USD'],
  ])('%j comes back with what was typed', async (fields, said) => {
    const { status, text } = await owner.post(path, fields);
    expect(status).toBe(422);
    expect(text).toContain(said);
    if ('everyone' in fields) expect(text).toMatch(/name="everyone" value="yes" checked/);
    if ('limit' in fields) expect(text).toContain(`value="${fields.limit}"`);
  });

  it('a term budget needs the last day of the class', async () => {
    await app.api('PATCH', `/api/classes/${id}`, { ends_on: null });
    const { status, text } = await owner.post(path, {
      action: 'set_budget',
      everyone: 'yes',
      period: 'term',
      limit: '1',
    });
    expect([status, text.includes('needs the last day of the class')]).toEqual([422, true]);
  });

  it('never reaches a student of another class, ticked or not', async () => {
    const stranger = await newStudent(await newClass());
    await owner.post(`${path}/do`, { action: 'suspend', student: [`${stranger}`, `${one}`] });
    expect([(await studentOf(stranger)).suspended, (await studentOf(one)).suspended]).toEqual([false, true]);
  });

  it('an action that no form of ours names is refused', async () => {
    expect((await owner.post(path, { action: 'delete', everyone: 'yes' })).status).toBe(400);
  });
});
