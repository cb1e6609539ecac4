import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newName } from '../../support/new-name.ts';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { type PagesUnderTest, pagesOf } from '../test-browser.ts';

let app: RunningApp;
let pages: PagesUnderTest;
beforeAll(async () => {
  app = await startApp();
  pages = pagesOf(app);
});
afterAll(() => app.stop());

async function startClass(...names: string[]) {
  const fields = { name: newName('AI club'), language: 'en', time_zone: 'Asia/Seoul' };
  const { id } = (await app.api('POST', '/api/classes', fields)).json;
  const ids: number[] = [];
  for (const name of names) ids.push((await app.api('POST', '/api/students', { name, class_id: id })).json.id);
  const owner = await pages.owner();
  const path = `/dashboard/classes/${id}/claim-links`;
  const newest = async (at = path) => /name="newest" value="(\d+)"/.exec((await owner.get(at)).text)?.[1] ?? '';
  return { classId: id as number, ids, owner, path, newest };
}

const codesIn = (text: string): string[] => [
  ...new Set([...text.matchAll(/name="code" value="([0-9a-z]{28})"/g)].map(([, code = '']) => code)),
];
const linkOf = async (id: number) => (await app.api('GET', `/api/students/${id}`)).json.claim_link;
const count = (text: string, part: string): number => text.split(part).length - 1;

describe('the claim links of a class', () => {
  it('are made for those without a token, and shown once as slips with QR codes', async () => {
    const { ids, owner, path, newest } = await startClass('Kim', 'Lee', 'Park');
    await app.api('POST', `/api/students/${ids[1]}/tokens`, {});
    const shown = await owner.get(path);
    expect(shown.text).toContain('Students without a working token (2)');
    const made = await owner.post(path, { newest: await newest(), students: 'without_token', days: '7' });
    expect(made.status).toBe(200);
    expect(made.text).toContain('<h1>2 claim links</h1>');
    expect([count(made.text, 'class="slip"'), count(made.text, 'class="qr-code"')]).toEqual([2, 2]);
    expect(made.text).toContain('Works once, until Monday 30 November.');
    expect(made.headers.get('cache-control')).toBe('no-store');
    const codes = codesIn(made.text);
    expect(codes).toHaveLength(2);
    const after = (await owner.get(path)).text;
    expect(after).toContain('not used yet');
    for (const code of codes) expect(after).not.toContain(code);
    await pages.browser().post('/claim', { code: codes[0] ?? '' });
    expect((await owner.get(path)).text).toMatch(/used<\/span> <time[^>]*>just now/);
  });

  it('stay valid when the form is sent again, as reloading the sheet does', async () => {
    const { ids, owner, path, newest } = await startClass('Kim');
    const fields = { newest: await newest(), students: 'all', days: '14' };
    const [code = ''] = codesIn((await owner.post(path, fields)).text);
    const again = await owner.post(path, fields);
    expect([again.status, codesIn(again.text)]).toEqual([409, []]);
    expect(again.text).toContain('This form was already used');
    const withoutField = await owner.post(path, { students: 'all', days: '14' });
    expect(withoutField.status).toBe(409);
    expect(await linkOf(ids[0] ?? 0)).toMatchObject({ state: 'open' });
    expect((await pages.browser().post('/claim', { code })).status).toBe(200);
  });

  it('are made for the students who were ticked in the list of the class', async () => {
    const { classId, ids, owner, path, newest } = await startClass('Kim', 'Lee', 'Park');
    const form = await owner.get(`/dashboard/classes/${classId}`);
    expect(form.text).toContain(`formaction="${path}/selected"`);
    const chosen = [String(ids[0]), String(ids[2])];
    const asked = await owner.post(`${path}/selected`, { student: chosen });
    expect(asked.text).toContain('The chosen students (2)');
    const made = await owner.post(path, { newest: await newest(), student: chosen, students: 'selected', days: '14' });
    expect([codesIn(made.text).length, made.text.includes('Lee')]).toEqual([2, false]);
    const stranger = await startClass('Choi');
    const refused = await owner.post(path, {
      ...{ newest: await newest(), students: 'selected', days: '14', student: String(stranger.ids[0]) },
    });
    expect([refused.status, refused.text.includes('This student no longer exists.')]).toEqual([422, true]);
    expect(await linkOf(stranger.ids[0] ?? 0)).toBeNull();
  });

  it.each(['', '0', '91', '1.5', '-3', '1e1', 'many'])('are not made for "%s" days', async (days) => {
    const { ids, owner, path, newest } = await startClass('Kim');
    const answer = await owner.post(path, { newest: await newest(), students: 'all', days });
    expect([answer.status, answer.text.includes('from 1 to 90')]).toEqual([422, true]);
    expect(await linkOf(ids[0] ?? 0)).toBeNull();
  });

  it('are not made where every student has a token, unless all are chosen', async () => {
    const { ids, owner, path, newest } = await startClass('Kim');
    await app.api('POST', `/api/students/${ids[0]}/tokens`, {});
    const answer = await owner.post(path, { newest: await newest(), students: 'without_token', days: '14' });
    expect([answer.status, answer.text.includes('Every student has a token that works.')]).toEqual([422, true]);
  });

  it('are revoked together', async () => {
    const { ids, owner, path, newest } = await startClass('Kim', 'Lee');
    await owner.post(path, { newest: await newest(), students: 'all', days: '14' });
    expect((await owner.post(`${path}/revoke`)).location).toBe(`${path}?done=claim_links_revoked`);
    for (const id of ids) expect(await linkOf(id)).toMatchObject({ state: 'revoked' });
  });

  it('are downloaded as a CSV with a byte order mark, in which no name is a formula', async () => {
    const { classId, owner, path, newest } = await startClass('=HYPERLINK("http://evil.example")');
    const email = 'lee@school.example';
    await app.api('POST', '/api/students', { name: 'Lee', class_id: classId, student_number: '20261000', email });
    const made = await owner.post(path, { newest: await newest(), students: 'all', days: '14' });
    const [first = '', second = ''] = codesIn(made.text);
    const csv = await owner.post('/dashboard/claim-links/csv', { code: [first, second, 'x', first] });
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.text).toBe(
      [
        '\ufeffname,student number,e-mail,link,code,last day',
        `"'=HYPERLINK(""http://evil.example"")",,,${app.url}/claim/${first},${first},2026-12-07`,
        `Lee,20261000,lee@school.example,${app.url}/claim/${second},${second},2026-12-07`,
        '',
      ].join('\n'),
    );
    const korean = await owner.get(`${path}?lang=ko`);
    expect(korean.status).toBe(303);
    const koreanCsv = await owner.post('/dashboard/claim-links/csv', { code: first });
    expect(koreanCsv.text).toContain('\ufeff이름,학번,이메일,링크,코드,마지막 날');
    await owner.get(`${path}?lang=en`);
  });

  it('cannot be e-mailed by a server without a mail server, and the page says what to set', async () => {
    const { classId, owner, path, newest } = await startClass();
    await app.api('POST', '/api/students', { name: 'Lee', class_id: classId, email: 'lee@school.example' });
    const made = await owner.post(path, { newest: await newest(), students: 'all', days: '14' });
    expect(made.text).toContain('set JIGAP_SMTP_URL and JIGAP_MAIL_FROM');
    expect((await owner.post('/dashboard/claim-links/mail', { code: codesIn(made.text) })).status).toBe(400);
  });
});

describe('the claim link of one student', () => {
  it('is made, replaced and revoked on the page of the student', async () => {
    const { ids, owner, newest } = await startClass('Kim');
    const id = ids[0] ?? 0;
    const path = `/dashboard/students/${id}`;
    const made = await owner.post(`${path}/claim-link`, { newest: await newest(path) });
    expect(made.text).toContain('<h1>A claim link</h1>');
    const [code = ''] = codesIn(made.text);
    const page = (await owner.get(path)).text;
    expect(page).toContain('not used yet');
    expect(page).not.toContain(code);
    expect((await owner.post(`${path}/claim-link`, { newest: '0' })).status).toBe(409);
    expect((await owner.post(`${path}/claim-link/revoke`)).location).toBe(`${path}?done=claim_links_revoked`);
    expect(await linkOf(id)).toMatchObject({ state: 'revoked' });
    expect((await pages.browser().post('/claim', { code })).status).toBe(404);
  });
});

it('refuses everybody but the owner, and forms without the CSRF token', async () => {
  const { ids, owner, path } = await startClass('Kim');
  const student = await pages.student((await app.newStudent()).token);
  const studentPath = `/dashboard/students/${ids[0]}/claim-link`;
  const posts = [path, `${path}/selected`, `${path}/revoke`, studentPath, `${studentPath}/revoke`];
  for (const each of [...posts, '/dashboard/claim-links/csv', '/dashboard/claim-links/mail']) {
    for (const browser of [pages.browser(), student]) {
      expect((await browser.post(each, { newest: '0', students: 'all', days: '14' })).status).toBe(303);
    }
    expect((await owner.post(each, { csrf: 'wrong', newest: '0', students: 'all', days: '14' })).status).toBe(403);
  }
  expect((await pages.browser().get(path)).status).toBe(303);
  expect(await linkOf(ids[0] ?? 0)).toBeNull();
});

it('escapes names on slips and in the list', async () => {
  const { owner, path, newest } = await startClass(`<img src=x onerror=alert(1)>"'&`);
  const made = await owner.post(path, { newest: await newest(), students: 'all', days: '14' });
  for (const { text } of [made, await owner.get(path)]) expect(text).not.toContain('<img');
});
