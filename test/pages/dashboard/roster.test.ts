import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { type PageAnswer, pagesOf, type TestBrowser } from '../test-browser.ts';
import { CLASSES_PATH, type ClassClient, classClient, HOSTILE_NAME } from './class-client.ts';

let app: RunningApp;
let owner: TestBrowser;
let api: ClassClient;
beforeAll(async () => {
  app = await startApp();
  owner = await pagesOf(app).owner();
  api = classClient(() => app);
});
afterAll(() => app.stop());

async function newClass() {
  const id = await api.createClass({ language: 'ko' });
  const path = `${CLASSES_PATH}/${id}/roster`;
  const list = async () => (await app.api('GET', `/api/students?class_id=${id}&limit=200`)).json.data;
  const preview = (roster: string) => owner.post(path, { roster });
  /** As the preview's own form would send it. */
  const apply = (roster: string, shown: PageAnswer, otherStudents: string[] = []) =>
    owner.post(`${path}/apply`, { roster, expected: expectedIn(shown), other_student: otherStudents });
  return { id, path, list, preview, apply };
}

function expectedIn({ text }: PageAnswer): string {
  return /name="expected" value="([^"]+)"/.exec(text)?.[1] ?? 'none';
}

const ROSTER = '학번\t이름\t비고\r\n20261000\t김민지\t반장\r\n20261001\t이서준\t\r\n';

describe('the page to import a roster', () => {
  it('is linked from the class, and needs no script', async () => {
    const { id, path } = await newClass();
    expect((await owner.get(`${CLASSES_PATH}/${id}`)).text).toContain(`href="${path}"`);
    const { status, text } = await owner.get(path);
    expect(status).toBe(200);
    expect(text).toContain('<textarea id="field-roster" name="roster"');
    expect(text).toMatch(/data-fills="field-roster"[^>]* hidden>/);
    expect((await owner.get(`${CLASSES_PATH}/99999/roster`)).status).toBe(404);
  });

  it('shows what would change before anything does, and then changes it', async () => {
    const { id, list, preview, apply } = await newClass();
    await api.createStudent(id, { name: '이서준' });
    const shown = await preview(ROSTER);
    expect(shown.status).toBe(200);
    for (const text of ['1 new student', '1 student changes', 'student number: none → 20261001', '김민지', '반장']) {
      expect(shown.text).toContain(text);
    }
    expect(await list()).toMatchObject([{ name: '이서준', student_number: null }]);
    const { status, location } = await apply(ROSTER, shown);
    expect([status, location]).toEqual([303, `${CLASSES_PATH}/${id}?done=roster_applied`]);
    expect(await list()).toMatchObject([
      { name: '이서준', student_number: '20261001' },
      { name: '김민지', student_number: '20261000', note: '반장' },
    ]);
    const again = await preview(ROSTER);
    expect(again.text).toContain('Nothing would change');
    expect(again.text).not.toContain('>Import the roster</button>');
    await apply(ROSTER, again);
    expect(await list()).toHaveLength(2);
  });

  it('adds of twins only those that are ticked', async () => {
    const { list, preview, apply } = await newClass();
    const roster = '김민지\n이서준\n김민지\n';
    const shown = await preview(roster);
    expect(shown.text).toContain('2 lines with a name that is taken');
    expect(shown.text).toContain('Line 3: 김민지 is another student');
    expect(shown.text).toMatch(/name="other_student" value="1" ?>/);
    await apply(roster, shown, ['1', '3']);
    expect(await list()).toHaveLength(3);
    const more = `${roster}김민지\n`;
    const skipped = await apply(more, await preview(more));
    expect(skipped.status).toBe(303);
    expect(await list()).toHaveLength(3);
  });

  it('applies nothing while a line has a problem, and names the line', async () => {
    const { list, preview, apply } = await newClass();
    const roster = '이름,학번\n김민지,1\n20261000,2\n';
    const shown = await preview(roster);
    expect(shown.text).toContain('1 problem');
    expect(shown.text).toMatch(/<th scope="row"[^>]*>3<\/th>/);
    expect(shown.text).toContain('name: This is a number');
    expect(shown.text).not.toContain('>Import the roster</button>');
    expect(shown.text).toContain(`${roster}</textarea>`);
    expect((await apply(roster, shown)).status).toBe(409);
    expect(await list()).toEqual([]);
  });

  it('shows the preview again when the roster or the class changed after it', async () => {
    const { id, list, preview, apply } = await newClass();
    const shown = await preview('김민지');
    const edited = await apply('김민지\n이서준', shown);
    expect(edited.status).toBe(409);
    expect(edited.text).toContain('changed after the preview');
    expect(edited.text).toContain('2 new students');
    await api.createStudent(id, { name: '김민지' });
    expect((await apply('김민지', shown)).status).toBe(409);
    expect(await list()).toHaveLength(1);
  });

  it.each([
    ['nothing', ' \n', 'Paste at least one student'],
    ['no names', '20261000\n20261001', 'No column has names'],
    ['2,001 students', '김민지\n'.repeat(2001), 'at most 2,000 students'],
  ])('refuses %s and says what to do', async (_, roster, text) => {
    const { preview } = await newClass();
    const shown = await preview(roster);
    expect(shown.status).toBe(422);
    expect(shown.text).toContain('id="error-roster"');
    expect(shown.text).toContain(text);
  });

  it('shows a long roster in a page of less than 250 KB, most of it the roster itself', async () => {
    const { preview, apply, list } = await newClass();
    const roster = Array.from({ length: 2000 }, (_, n) => `${20_260_000 + n}\t학생 ${n % 1000}\tm${n}@school.example`);
    const shown = await preview(roster.join('\n'));
    expect(shown.text).toContain('2000 new students');
    expect(shown.text).toContain('And 1900 more.');
    expect(shown.bytes - Buffer.byteLength(roster.join('\n'))).toBeLessThan(60_000);
    expect((await apply(roster.join('\n'), shown)).status).toBe(303);
    expect(await list()).toHaveLength(200);
  });

  it('escapes what the roster has, and speaks Korean', async () => {
    const { path, preview } = await newClass();
    const cell = `"${HOSTILE_NAME.replaceAll('"', '""')}"`;
    const { text } = await preview(`name,${cell},note\n${cell},x,${cell}\n`);
    expect(text).not.toContain('<img');
    const korean = await owner.post(path, { roster: '김민지\n김민지' }, { headers: { cookie: '' } });
    expect(korean.status).toBe(303);
    await owner.get(`${path}?lang=ko`);
    expect((await preview('김민지\n김민지')).text).toContain('이름이 겹치는 줄 2개');
    await owner.get(`${path}?lang=en`);
  });
});

describe('the student number', () => {
  it('is a field of the student on every form, unique in the class', async () => {
    const { id, list } = await newClass();
    const path = '/dashboard/students';
    const fields = { name: '김민지', class_id: String(id), student_number: ' ２０２６１０００ ' };
    expect((await owner.post(path, fields)).status).toBe(303);
    const [student] = await list();
    expect(student).toMatchObject({ student_number: '20261000' });
    const taken = await owner.post(path, { ...fields, name: '이서준' });
    expect(taken.status).toBe(422);
    expect(taken.text).toContain('김민지, a student of this class, has this student number.');
    expect((await owner.get(`${path}?class=${id}`)).text).toContain('20261000');
    const about = { name: '김민지', class_id: String(id), email: '', note: '' };
    const wrong = await owner.post(`${path}/${student.id}/about`, { ...about, student_number: 'none' });
    expect(wrong.text).toContain('id="error-student_number"');
    await owner.post(`${path}/${student.id}/about`, { ...about, student_number: '' });
    expect(await list()).toMatchObject([{ student_number: null }]);
  });
});
