import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newName } from '../../support/new-name.ts';
import type { StudentWithToken } from '../../support/owner-client.ts';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { type PagesUnderTest, pagesOf, type TestBrowser } from '../test-browser.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const HOSTILE = '<script>alert(1)</script>';

let app: RunningApp;
let pages: PagesUnderTest;
let classId: number;
beforeAll(async () => {
  app = await startApp({
    env: {
      JIGAP_WALLET_MONTHLY_USD: '7317.43',
      JIGAP_ALLOWED_MODELS: 'gpt-3.5-turbo,gpt-4o-mini',
      JIGAP_MODEL_ALIASES: 'gpt-3.5-turbo=gpt-6-luna',
    },
  });
  pages = pagesOf(app);
  const fields = {
    name: 'Python 2',
    rules: `Only homework.\n${HOSTILE}`,
    budgets: [{ period: 'month', limit_usd: 55 }],
  };
  classId = (await app.api('POST', '/api/classes', fields)).json.id;
});
afterAll(() => app.stop());

const CHAT = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'hi' }] };

async function classWith(dates: object): Promise<number> {
  return (await app.api('POST', '/api/classes', { name: newName('Dated'), ...dates })).json.id;
}

async function pageOf(fields: Parameters<RunningApp['newStudent']>[0]): Promise<string> {
  const { token } = await app.newStudent(fields);
  return (await (await pages.student(token)).get('/me')).text;
}

describe('the student’s page', () => {
  let pupil: StudentWithToken;
  let browser: TestBrowser;
  beforeAll(async () => {
    pupil = await app.newStudent({ name: `Kim ${HOSTILE}`, classId, budgets: [{ period: 'week', limit_usd: 3 }] });
    const other = await app.newStudent({
      name: 'Somebody Else',
      classId,
      budgets: [{ period: 'week', limit_usd: 44 }],
    });
    await app.api('PATCH', `/api/students/${pupil.student.id}`, { note: 'a word about Kim' });
    await app.chat(pupil.token, CHAT);
    await app.chat(other.token, CHAT);
    browser = await pages.student(pupil.token);
  });

  it('shows what is left of the student’s budget, when it resets, and no amount of the class’s', async () => {
    const { text } = await browser.get('/me');
    const [own] = await app.budgetsOf(pupil.student.id);
    expect(own.spent_usd).toBeGreaterThan(0);
    expect(text).toContain(`value="${own.spent_usd}"`);
    expect(text).toContain('Resets on Monday 30 November at 00:00');
    expect(text).not.toContain('The whole class');
    expect(text).not.toContain('value="55"');
  });

  it('shows the student’s calls and their costs, also in the live part', async () => {
    const [record] = await app.recordsOf(pupil.student.id);
    for (const path of ['/me', '/me/live']) {
      const { text } = await browser.get(path);
      expect(text).toContain(`value="${record.cost_usd}"`);
      expect(text.match(/<span class="outcome/g)).toHaveLength(1);
      expect(text).toContain('Answered');
    }
    expect((await pages.browser().get('/me/live')).status).toBe(401);
  });

  it('shows neither the note nor the wallet nor other students', async () => {
    const { text } = await browser.get('/me');
    for (const secret of ['a word about Kim', '7,317', '7317.43', 'Somebody Else', 'value="44"', pupil.token]) {
      expect(text).not.toContain(secret);
    }
  });

  it('shows the rules of the class line by line, and escapes every name', async () => {
    const { text } = await browser.get('/me');
    expect(text).toContain('Only homework.\n&lt;script&gt;');
    expect(text).toContain('Kim &lt;script&gt;');
    expect(text).not.toContain('<script>');
  });

  it('shows the models, their fallbacks, and programs with this address', async () => {
    const { text } = await browser.get('/me');
    expect(text).toContain('gpt-6-luna answers for it');
    expect(text).toContain(`${app.url}/v1`);
    expect(text).toContain('userdata.get(');
    expect(text).toContain('jgp_...');
  });

  it('does not show the cost of another student’s call', async () => {
    const classmate = await app.newStudent({ classId });
    await app.chat(classmate.token, CHAT);
    const [theirs] = await app.recordsOf(classmate.student.id);
    const [own] = await app.recordsOf(pupil.student.id);
    expect((await browser.get(`/me/calls/${own.id}/cost`)).text).toContain('This cost');
    expect((await browser.get(`/me/calls/${theirs.id}/cost`)).text).toBe('');
    expect((await browser.get('/me/calls/x/cost')).status).toBe(404);
  });

  it('needs the student’s cookie, as the dashboard needs the owner’s', async () => {
    const owner = await pages.owner();
    const move = (from: TestBrowser, name: string, to: string, path: string) => {
      const thief = pages.browser();
      thief.cookies.set(to, { value: from.cookies.get(name)?.value ?? '', path });
      return thief;
    };
    expect((await owner.get('/me')).location).toBe('/me/sign-in');
    expect((await move(owner, 'jigap_owner', 'jigap_student', '/me').get('/me')).location).toBe('/me/sign-in');
    const climber = move(browser, 'jigap_student', 'jigap_owner', '/dashboard');
    expect((await climber.get('/dashboard')).location).toBe('/dashboard/sign-in');
  });
});

describe('the student’s page says why calls are refused, and what to do', () => {
  it('before the first call', async () => {
    expect(await pageOf({})).toMatch(/No calls yet[\s\S]*href="#code"/);
  });

  it('while the student is suspended', async () => {
    const { student, token } = await app.newStudent();
    const browser = await pages.student(token);
    await app.api('PATCH', `/api/students/${student.id}`, { suspended: true });
    const { text } = await browser.get('/me');
    expect(text).toContain('Your access is suspended');
    expect(text).not.toContain('class="try-it"');
  });

  it('before the class begins, and after it is over', async () => {
    expect(await pageOf({ classId: await classWith({ starts_on: '2030-03-04' }) })).toContain(
      'Your class begins on Monday 4 March',
    );
    const over = await classWith({ starts_on: '2020-03-02', ends_on: '2020-06-30' });
    expect(await pageOf({ classId: over })).toContain('Your class ended on Tuesday 30 June');
  });

  it('when the money is spent', async () => {
    const spent = await pageOf({ budgets: [{ period: 'day', limit_usd: 0 }] });
    expect(spent).toMatch(/Today: no money is left\. It resets on \w+ \d+ \w+ at 00:00\. If you cannot wait/);
    expect(await pageOf({ budgets: [{ period: 'total', limit_usd: 0 }] })).toContain('does not reset');
  });

  it('in Korean, too', async () => {
    const id = await classWith({ language: 'ko' });
    const text = await pageOf({ classId: id, name: '김서연', budgets: [{ period: 'week', limit_usd: 0 }] });
    expect(text).toContain('<h1>김서연님의 지갑</h1>');
    expect(text).toMatch(/이번 주 예산이 남아 있지 않아요\. \d+월 \d+일\(월\) 0시에 다시 채워져요/);
  });

  it('when the token will end soon; the session ends with it', async () => {
    const { student } = await app.newStudent();
    const expires_at = new Date(app.clock.now() + DAY_MS / 2).toISOString();
    const { token } = (await app.api('POST', `/api/students/${student.id}/tokens`, { expires_at })).json;
    const browser = await pages.student(token);
    expect((await browser.get('/me')).text).toContain('Your API token works until');
    app.clock.advance(DAY_MS);
    expect((await browser.get('/me')).location).toBe('/me/sign-in');
  });
});

describe('a student who replaces the API token', () => {
  const secretIn = (text: string) => /jgp_[0-9a-z]{38}/.exec(text)?.[0] ?? '';

  it('sees the new one once, stays signed in, and the old one works nowhere', async () => {
    const { student, token } = await app.newStudent({ budgets: [{ period: 'week', limit_usd: 3 }] });
    const [browser, elsewhere] = [await pages.student(token), await pages.student(token)];
    const answer = await browser.post('/me/rotate');
    const secret = secretIn(answer.text);
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect([(await app.chat(token, CHAT)).status, (await app.chat(secret, CHAT)).status]).toEqual([401, 200]);
    expect((await elsewhere.get('/me')).location).toBe('/me/sign-in');
    const after = await browser.get('/me');
    expect(after.status).toBe(200);
    expect(secretIn(after.text)).toBe('');
    expect((await app.recordsOf(student.id))[0].outcome).toBe('ok');
    const [entry] = (await app.api('GET', '/api/audit?limit=1')).json.data;
    expect(entry).toMatchObject({ actor: `student ${student.id}`, action: 'token.rotate' });
  });

  it('gets no second one by sending the form again', async () => {
    const browser = await pages.student((await app.newStudent()).token);
    const { text } = await browser.get('/me');
    const csrf = /name="csrf" value="([^"]*)"/.exec(text)?.[1] ?? '';
    expect((await browser.post('/me/rotate', { csrf })).status).toBe(200);
    const again = await browser.post('/me/rotate', { csrf });
    expect([again.status, secretIn(again.text)]).toEqual([403, '']);
  });

  it('can sign out from the page that shows it', async () => {
    const browser = await pages.student((await app.newStudent()).token);
    const { text } = await browser.post('/me/rotate');
    const csrf = /name="csrf" value="([^"]*)"/.exec(text)?.[1] ?? '';
    expect((await browser.post('/me/sign-out', { csrf })).location).toBe('/me/sign-in?done=signed_out');
  });

  it('reads that the owner replaced it before', async () => {
    const { student, token } = await app.newStudent();
    const browser = await pages.student(token);
    const [{ id }] = (await app.api('GET', `/api/students/${student.id}/tokens`)).json.data;
    await app.api('POST', `/api/tokens/${id}/rotate`, { grace_seconds: 3600 });
    const { text } = await browser.get('/me');
    expect(text).toContain('This API token has been replaced. It works until');
    expect(text).not.toContain('action="/me/rotate"');
    const refused = await browser.post('/me/rotate');
    expect([refused.status, secretIn(refused.text)]).toEqual([409, '']);
  });
});
