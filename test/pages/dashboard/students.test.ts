import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { type PageAnswer, type PagesUnderTest, pagesOf, startPages, type TestBrowser } from '../test-browser.ts';
import { HOSTILE_NAME } from './class-client.ts';

let app: RunningApp;
let pages: PagesUnderTest;
let owner: TestBrowser;
let classId: number;
beforeAll(async () => {
  app = await startApp();
  pages = pagesOf(app);
  owner = await pages.owner();
  const fields = { name: 'Python 2', time_zone: 'Asia/Seoul', language: 'ko' };
  classId = (await app.api('POST', '/api/classes', fields)).json.id;
});
afterAll(() => app.stop());

const LIST = '/dashboard/students';

/** The names in the list, in its order. */
function namesIn({ text }: PageAnswer): string[] {
  return [...text.matchAll(/<th scope="row".*?<a class="who"[^>]*>([^<]*)<\/a>/g)].map(([, name]) => name ?? '');
}

async function studentsNamed(name: string) {
  return (await app.api('GET', `/api/students?name=${encodeURIComponent(name)}`)).json.data;
}

describe('the list of students', () => {
  it('opens the form for the first student when there is none', async () => {
    const empty = await startPages();
    const { status, text } = await (await empty.owner()).get(LIST);
    expect(status).toBe(200);
    expect(text).toContain('There are no students yet');
    expect(text).toMatch(/<details class="opens" id="add" open>/);
    expect(text).not.toContain('<table');
  });

  it('filters by name, class and state, and sorts', async () => {
    const { student: ada } = await app.newStudent({ name: 'Ada Lovelace', classId });
    const { student: alan } = await app.newStudent({ name: 'Alan Turing' });
    await app.api('PATCH', `/api/students/${alan.id}`, { suspended: true });
    expect(namesIn(await owner.get(`${LIST}?q=ADA%20LOVE`))).toEqual([ada.name]);
    expect(namesIn(await owner.get(`${LIST}?class=${classId}`))).toEqual([ada.name]);
    expect(namesIn(await owner.get(`${LIST}?class=none`))).toEqual([alan.name]);
    expect(namesIn(await owner.get(`${LIST}?state=suspended`))).toEqual([alan.name]);
    expect(namesIn(await owner.get(`${LIST}?q=a&sort=created`))).toEqual([alan.name, ada.name]);
    const noMatch = await owner.get(`${LIST}?q=no-such-name`);
    expect(noMatch.text).toContain('No student matches');
    expect(noMatch.text).toContain(`href="${LIST}"`);
  });

  it('shows the tightest budget, the spending, the state and the working tokens of each student', async () => {
    const budgets = [
      { period: 'month', limit_usd: 5 },
      { period: 'day', limit_usd: 0.25 },
    ] as const;
    const { student } = await app.newStudent({ name: 'Grace Hopper', budgets });
    await app.api('POST', `/api/students/${student.id}/tokens`, {});
    const { text } = await owner.get(`${LIST}?q=Grace`);
    expect(text).toContain('$0.25 left · Today');
    expect(text).toContain('>ready</span>');
    expect(text).toMatch(/data-head="API tokens"[^>]*>2<\/td>/);
    expect(text).toMatch(/data-head="Spent this month"[^>]*data-value="0"/);
  });

  it('ignores values of the query that are not valid', async () => {
    const path = `${LIST}?class=1%20OR%201&state=x&sort=y&offset=-1`;
    expect(namesIn(await owner.get(path))).toEqual(namesIn(await owner.get(LIST)));
  });

  it('has pages that keep the filter', async () => {
    const { id } = (await app.api('POST', '/api/classes', { name: 'Many', time_zone: 'UTC', language: 'en' })).json;
    const fields = { classId: id, email: null, suspended: false };
    const change = { actor: 'owner', now: app.clock.now() };
    const names = Array.from({ length: 51 }, (_, n) => `Pupil ${String(n).padStart(2, '0')}`);
    await Promise.all(names.map((name) => app.store.access.createStudent({ ...fields, name }, {}, change)));
    const first = await owner.get(`${LIST}?class=${id}&q=pupil`);
    expect(namesIn(first)).toEqual(names.slice(0, 50));
    expect(first.text).toContain(`rel="next" href="${LIST}?q=pupil&amp;class=${id}&amp;offset=50"`);
    expect(namesIn(await owner.get(`${LIST}?class=${id}&q=pupil&offset=50`))).toEqual(['Pupil 50']);
  });
});

describe('the form to add a student', () => {
  it('creates the student and leads to the form that issues a token', async () => {
    const fields = { name: ' Katherine ', class_id: String(classId), weekly: '$1.50' };
    const { status, location } = await owner.post(LIST, fields);
    const [student] = await studentsNamed('Katherine');
    expect([status, location]).toEqual([303, `${LIST}/${student.id}?issue=yes&done=student_added`]);
    expect(student).toMatchObject({ name: 'Katherine', class_id: classId });
    expect(student.budgets).toMatchObject([{ period: 'week', limit_usd: 1.5, source: 'own' }]);
    const { text } = await owner.get(location ?? '');
    expect(text).toMatch(/<details class="opens" open><summary class="button primary">Issue a token/);
    expect(text).toContain('Next, issue an API token for calls');
  });

  it.each([
    ['a text that is no amount', { name: 'Wrong', weekly: '1,5' }, 'weekly', '1,5'],
    ['an amount below zero', { name: 'Wrong', weekly: '-1' }, 'weekly', '-1'],
    ['an amount with ten digits after the point', { name: 'Wrong', weekly: '0.0000000001' }, 'weekly', '0.0000000001'],
    ['no name', { name: ' ', weekly: '2' }, 'name', '2'],
    ['a class that does not exist', { name: 'Wrong', class_id: '999' }, 'class_id', 'Wrong'],
    ['a class that is no number', { name: 'Wrong', class_id: 'x' }, 'class_id', 'Wrong'],
  ])('rejects %s and shows the form again as it was typed', async (_, fields, field, typed) => {
    const { status, text } = await owner.post(LIST, fields);
    expect(status).toBe(422);
    expect(text).toContain(`id="error-${field}"`);
    expect(text).toContain(`value="${typed}"`);
    expect(await studentsNamed('Wrong')).toEqual([]);
  });

  it('refuses a form of another site', async () => {
    const fields = { name: 'Forged' };
    expect((await owner.post(LIST, { ...fields, csrf: 'A'.repeat(43) })).status).toBe(403);
    expect((await owner.post(LIST, fields, { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
    expect(await studentsNamed('Forged')).toEqual([]);
  });

  it('escapes names', async () => {
    await owner.post(LIST, { name: HOSTILE_NAME });
    const listed = await owner.get(`${LIST}?q=onerror`);
    const [student] = await studentsNamed('onerror');
    const own = await owner.get(`${LIST}/${student.id}`);
    for (const { text } of [listed, own, await owner.get(`${LIST}/${student.id}/remove`)]) {
      expect(text).not.toContain('<img');
      expect(text).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;');
    }
  });
});

describe('the form to add several students', () => {
  it('shows a preview that says which names are taken before it adds anyone', async () => {
    await app.newStudent({ name: 'Marie', classId });
    const fields = { names: 'Marie\r\n\r\n Niels \nniels\nLise\t', class_id: String(classId), weekly: '0.75' };
    const preview = await owner.post(`${LIST}/several`, fields);
    expect(preview.status).toBe(200);
    const offered = [...preview.text.matchAll(/type="checkbox" name="name" value="(\w+)" ?(checked)?/g)];
    expect(offered.map(([, name, ticked]) => [name, ticked])).toEqual([
      ['Marie', undefined],
      ['Niels', 'checked'],
      ['niels', undefined],
      ['Lise', 'checked'],
    ]);
    expect(await studentsNamed('Lise')).toEqual([]);

    const added = await owner.post(`${LIST}/several/add`, { ...fields, name: 'Lise' });
    expect([added.status, added.location]).toEqual([303, `${LIST}?class=${classId}&sort=created&done=students_added`]);
    const [lise] = await studentsNamed('Lise');
    expect(lise.budgets).toMatchObject([{ period: 'week', limit_usd: 0.75, source: 'own' }]);
    expect(await studentsNamed('Niels')).toEqual([]);
  });

  it('adds two students of one name when both are ticked', async () => {
    const preview = await owner.post(`${LIST}/several`, { names: 'Rosalind\nRosalind' });
    expect(preview.text.match(/name="name" value="Rosalind"/g)).toHaveLength(2);
    await owner.post(`${LIST}/several/add`, { name: ['Rosalind', 'Rosalind'] });
    expect(await studentsNamed('Rosalind')).toHaveLength(2);
  });

  it.each(['20261000\t김민지', '20261000 김민지', '20261000'])('takes no number for a name: %j', async (line) => {
    for (const path of [`${LIST}/several`, `${LIST}/several/add`]) {
      const { status, text } = await owner.post(path, { names: `Chien\n${line}`, name: ['Chien', line] });
      expect(status).toBe(422);
      expect(text).toContain('Line 2: A line has one name and nothing else');
    }
    expect(await studentsNamed('Chien')).toEqual([]);
  });

  it('adds no one when a name or the amount is not valid', async () => {
    const long = 'x'.repeat(201);
    const named = await owner.post(`${LIST}/several`, { names: `Emmy\n${long}` });
    expect(named.status).toBe(422);
    expect(named.text).toContain('Line 2: Enter 1 to 200 characters');
    expect(named.text).toContain(`Emmy\n${long}</textarea>`);
    expect((await owner.post(`${LIST}/several`, { names: '' })).text).toContain('Enter at least one name');
    const many = Array.from({ length: 201 }, (_, n) => `Emmy ${n}`).join('\n');
    expect((await owner.post(`${LIST}/several`, { names: many })).text).toContain('at most 200');
    const amount = await owner.post(`${LIST}/several/add`, { name: 'Emmy', weekly: 'much' });
    expect(amount.status).toBe(422);
    expect(amount.text).toContain('id="error-weekly"');
    expect(await studentsNamed('Emmy')).toEqual([]);
  });
});
