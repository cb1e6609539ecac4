import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { type PagesUnderTest, pagesOf, startPages } from '../test-browser.ts';

const PROMPT = { prompt: 'Hello <b>', model: 'gpt-3.5-turbo', max_tokens: '20' };
const CHAT = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'Hello <b>' }], max_tokens: 20 };

function textOf(page: string): string {
  return page.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
}

async function start(env: Record<string, string> = {}): Promise<PagesUnderTest> {
  return startPages({ env: { OPENAI_API_KEY: '', ...env } });
}

async function dryRun({ app }: PagesUnderTest, token: string, body: object, path = '/chat/completions') {
  const response = await fetch(`${app.url}/v1/dry-run${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await response.json()) as { worst_case_usd: number; error?: { message: string } };
}

describe('the page that estimates a call', () => {
  it('answers what /v1/dry-run answers, of a prompt and of a body, and sends and holds nothing', async () => {
    const pages = await start();
    const { student, token } = await pages.app.newStudent({ budgets: [{ period: 'week', limit_usd: 0.5 }] });
    const browser = await pages.student(token);
    const { worst_case_usd } = await dryRun(pages, token, CHAT);
    const form = await browser.get('/me/estimate');
    expect(form.status).toBe(200);
    for (const fields of [PROMPT, { endpoint: '/chat/completions', body: JSON.stringify(CHAT) }]) {
      const { status, text } = await browser.post('/me/estimate', fields);
      expect(status).toBe(200);
      expect(text).toContain(`<data class="money" value="${worst_case_usd}"`);
      expect(textOf(text)).toContain('20 tokens');
      expect(textOf(text)).toContain('It fits your budgets now.');
      expect(text).not.toContain('Hello <b>');
    }
    expect(await pages.app.recordsOf(student.id)).toEqual([]);
    expect(await pages.app.budgetsOf(student.id)).toMatchObject([{ spent_usd: 0, held_usd: 0 }]);
  });

  it('says which budget is short, without an amount of a shared one', async () => {
    const pages = await start();
    const classId = (
      await pages.app.api('POST', '/api/classes', {
        name: 'Poor',
        budgets: [{ period: 'month', limit_usd: 0.00001234 }],
      })
    ).json.id;
    const { token } = await pages.app.newStudent({ classId, budgets: [{ period: 'week', limit_usd: 0.5 }] });
    const { text } = await (await pages.student(token)).post('/me/estimate', { ...PROMPT, max_tokens: '' });
    expect(textOf(text)).toContain('It does not fit now: The whole class, this month has not enough left.');
    expect(text).not.toContain('1234');
  });

  it('says why a call would be refused, in the words of the gateway', async () => {
    const pages = await start();
    const { token } = await pages.app.newStudent();
    const browser = await pages.student(token);
    for (const body of [
      { ...CHAT, model: 'gpt-4' },
      { ...CHAT, teleport: 1 },
    ]) {
      const { text } = await browser.post('/me/estimate', {
        endpoint: '/chat/completions',
        body: JSON.stringify(body),
      });
      const { error } = await dryRun(pages, token, body);
      expect(textOf(text).replaceAll('&quot;', '"').replaceAll('&#39;', "'")).toContain(error?.message ?? 'no message');
    }
    for (const body of ['{', '[1, 2', '{"a":1e999}', `${'['.repeat(4000)}`]) {
      const answer = await browser.post('/me/estimate', { endpoint: '/chat/completions', body });
      expect([body, answer.status, answer.text.includes('This call would be refused:')]).toEqual([body, 200, true]);
    }
  });

  it('refuses forms that cannot be estimated, and shows what was typed', async () => {
    const pages = await start();
    const browser = await pages.student((await pages.app.newStudent()).token);
    for (const [fields, error] of [
      [{ ...PROMPT, prompt: ' ' }, 'Enter a prompt.'],
      [{ ...PROMPT, max_tokens: '-1' }, 'Enter a whole number above zero'],
      [{ ...PROMPT, max_tokens: '1e9' }, 'Enter a whole number above zero'],
      [{ ...PROMPT, prompt: 'a'.repeat(5001) }, 'too long for this page'],
      [{ body: '' }, 'Paste a body.'],
      [{ body: 'a'.repeat(5001) }, 'too long for this page'],
    ] as const) {
      const { status, text } = await browser.post('/me/estimate', fields);
      expect([fields, status, text.includes(error)]).toEqual([fields, 422, true]);
    }
    const { text } = await browser.post('/me/estimate', { ...PROMPT, prompt: '</textarea><i>', max_tokens: 'x' });
    expect(text).toContain('&lt;/textarea&gt;&lt;i&gt;');
    expect((await browser.post('/me/estimate', { ...PROMPT, prompt: '한'.repeat(9000) })).status).toBe(413);
  });

  it('needs the student’s session and its CSRF token, and counts against the student’s rate limit', async () => {
    const pages = await start({ JIGAP_STUDENT_REQUESTS_PER_MINUTE: '2' });
    const browser = await pages.student((await pages.app.newStudent()).token);
    expect((await pages.browser().get('/me/estimate')).status).toBe(303);
    expect((await browser.post('/me/estimate', { ...PROMPT, csrf: 'of another session' })).status).toBe(403);
    const statuses: number[] = [];
    for (let n = 0; n < 3; n++) statuses.push((await browser.post('/me/estimate', PROMPT)).status);
    expect(statuses).toEqual([200, 200, 429]);
    const { student, token } = await pages.app.newStudent();
    await pages.app.api('PATCH', `/api/students/${student.id}`, { suspended: true });
    const suspended = await (await pages.student(token)).post('/me/estimate', PROMPT);
    expect([suspended.status, textOf(suspended.text).includes('Calls are refused at the moment.')]).toEqual([
      403,
      true,
    ]);
  });
});

describe('the page that finds a call', () => {
  let app: RunningApp;
  let pages: PagesUnderTest;
  let token: string;
  let requestId: string;
  beforeAll(async () => {
    app = await startApp({ env: { OPENAI_API_KEY: '' } });
    pages = pagesOf(app);
    ({ token } = await pages.app.newStudent());
    const { headers } = await pages.app.chat(token, CHAT);
    requestId = String(headers['x-request-id']);
  });
  afterAll(() => app.stop());

  it('shows what the call with this x-request-id cost', async () => {
    const { status, text } = await (await pages.student(token)).get(`/me/call?id=${requestId}`);
    expect(status).toBe(200);
    const [record] = (await pages.app.store.records.listRecords({ after: null, limit: 1 })).rows;
    expect(textOf(text)).toMatch(/Outcome Answered Cost \$ 0\.0/);
    expect(text).toContain(`value="${((record?.cost ?? 0) / 1e9).toFixed(9).replace(/0+$/, '')}"`);
  });

  it('knows neither calls of others nor other ids, and says the same of both', async () => {
    const other = await pages.student((await pages.app.newStudent()).token);
    const answers = await Promise.all(
      [requestId, `req_${'0'.repeat(32)}`, 'req_x', '<script>', '1'].map((id) =>
        other.get(`/me/call?id=${encodeURIComponent(id)}`),
      ),
    );
    for (const { status, text } of answers) {
      expect([status, textOf(text).includes('You have no call with this id.')]).toEqual([404, true]);
      expect(text).not.toContain('<script>');
    }
    expect((await pages.browser().get(`/me/call?id=${requestId}`)).status).toBe(303);
  });

  it('is linked from the student’s page, in both languages', async () => {
    const me = (await (await pages.student(token)).get('/me')).text;
    for (const part of ['action="/me/call"', 'href="/me/estimate"', 'What would a call cost?'])
      expect(me).toContain(part);
    const korean = pages.browser({ 'accept-language': 'ko' });
    await korean.signInAsStudent(token);
    expect((await korean.get('/me/estimate')).text).toContain('호출하면 얼마가 들까요?');
  });
});
