import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StudentWithToken } from '../../support/owner-client.ts';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { parseSse } from '../../support/sse.ts';
import { type PagesUnderTest, pagesOf, startPages, type TestBrowser } from '../test-browser.ts';

let app: RunningApp;
let pages: PagesUnderTest;
let pupil: StudentWithToken;
let browser: TestBrowser;
beforeAll(async () => {
  app = await startApp({ env: { JIGAP_ALLOWED_MODELS: 'gpt-4o-mini,text-embedding-3-small' } });
  pages = pagesOf(app);
  const { id } = (await app.api('POST', '/api/classes', { name: '3-2', language: 'ko' })).json;
  pupil = await app.newStudent({ classId: id, budgets: [{ period: 'week', limit_usd: 1 }] });
  browser = await pages.student(pupil.token);
});
afterAll(() => app.stop());
beforeEach(() => app.upstream.reset());

const QUESTION = { model: 'gpt-4o-mini', message: ' 지갑이 뭐야? ' };

describe('the try-it box', () => {
  it('streams an answer that costs the student money like any other call', async () => {
    const answer = await browser.postJson('/me/try', QUESTION);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
    const events = parseSse(answer.text);
    expect(events.slice(-2).map(({ event, data }) => (event === null ? data : event))).toEqual(['[DONE]', 'settled']);
    const [record] = await app.recordsOf(pupil.student.id);
    expect(record).toMatchObject({ id: JSON.parse(events.at(-1)?.data ?? '').record, outcome: 'ok', endpoint: 'chat' });
    expect(record.cost_usd).toBeGreaterThan(0);
    expect((await app.budgetsOf(pupil.student.id))[0]).toMatchObject({ spent_usd: record.cost_usd, held_usd: 0 });
    const cost = await browser.get(`/me/calls/${record.id}/cost`);
    expect(cost.text).toContain(`$${record.cost_usd.toFixed(7)}`);
  });

  it('sends one short question, and refuses other parameters', async () => {
    await browser.postJson('/me/try', QUESTION);
    const [call] = app.upstream.calls;
    expect(JSON.parse(String(call?.body))).toMatchObject({
      model: 'gpt-4o-mini',
      messages: [{ role: 'user', content: '지갑이 뭐야?' }],
      stream: true,
      max_tokens: 200,
    });
    for (const more of [{ max_tokens: 4000 }, { n: 9 }, { messages: [] }, { tools: [] }]) {
      expect((await browser.postJson('/me/try', { ...QUESTION, ...more })).status).toBe(400);
    }
    expect((await browser.postJson('/me/try', { ...QUESTION, message: ' ' })).status).toBe(400);
    expect((await browser.postJson('/me/try', { ...QUESTION, model: 'gpt-4o' })).status).toBe(404);
    expect((await browser.postJson('/me/try', { ...QUESTION, model: 'text-embedding-3-small' })).status).toBe(404);
    expect(app.upstream.calls).toHaveLength(1);
  });

  it('sends a picture with the question, and holds what an image is at most', async () => {
    const image = `data:image/jpeg;base64,${'A'.repeat(2_000_000)}`;
    const answer = await browser.postJson('/me/try', { ...QUESTION, image });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
    expect(JSON.parse(String(app.upstream.calls[0]?.body)).messages[0].content).toEqual([
      { type: 'text', text: '지갑이 뭐야?' },
      { type: 'image_url', image_url: { url: image, detail: 'high' } },
    ]);
    for (const link of ['https://a.example/cat.png', 'data:image/svg+xml;base64,AAAA', 7, {}]) {
      expect((await browser.postJson('/me/try', { ...QUESTION, image: link })).status).toBe(400);
    }
    expect((await browser.postJson('/me/try', { ...QUESTION, image: 'A'.repeat(2_000_000) })).status).toBe(413);
    expect((await browser.postJson('/me/try', { ...QUESTION, message: 'a'.repeat(20_000) })).status).toBe(200);
    expect(app.upstream.calls).toHaveLength(2);
  });

  it('offers a picture only where a model takes one, and says which do', async () => {
    const { text } = await browser.get('/me');
    expect(text).toContain('data-models="gpt-4o-mini"');
    expect(text).toContain('gpt-4o-mini(텍스트와 사진)');
    const { app: own, student } = await startPages();
    const { token } = await own.newStudent();
    expect((await (await student(token)).get('/me')).text).not.toContain('type="file"');
  });

  it.each([
    ['without a CSRF token', { 'x-csrf': '' }],
    ['with a wrong CSRF token', { 'x-csrf': 'A'.repeat(43) }],
    ['from another site', { 'sec-fetch-site': 'cross-site' }],
    ['from a neighbour', { 'sec-fetch-site': 'same-site' }],
    ['with another origin', { origin: 'https://evil.example' }],
    ['without the cookie', { cookie: '' }],
  ])('sends nothing %s', async (_, headers) => {
    const answer = await browser.postJson('/me/try', QUESTION, { headers });
    expect([answer.status, JSON.parse(answer.text).error.code]).toEqual([401, 'no_session']);
    expect(app.upstream.calls).toEqual([]);
  });

  it('sends nothing with the CSRF token of another session', async () => {
    const { text } = await (await pages.student(pupil.token)).get('/me');
    const csrf = /name="csrf" value="([^"]*)"/.exec(text)?.[1] ?? '';
    expect((await browser.postJson('/me/try', QUESTION, { headers: { 'x-csrf': csrf } })).status).toBe(401);
  });

  it('accepts no form, which other sites could send', async () => {
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await browser.postJson('/me/try', QUESTION, { headers: type })).status).toBe(415);
    expect((await browser.postJson('/me/try', QUESTION, { headers: { 'content-type': 'text/plain' } })).status).toBe(
      415,
    );
    expect(app.upstream.calls).toEqual([]);
  });

  it('accepts neither API tokens nor the owner, and the API accepts no session', async () => {
    const bearer = { authorization: `Bearer ${pupil.token}` };
    expect((await pages.browser().postJson('/me/try', QUESTION, { headers: bearer })).status).toBe(401);
    const owner = await pages.owner();
    owner.cookies.set('jigap_student', { value: owner.cookies.get('jigap_owner')?.value ?? '', path: '/me' });
    expect((await owner.postJson('/me/try', QUESTION)).status).toBe(401);
    const { value = '' } = browser.cookies.get('jigap_student') ?? {};
    const cookie = { cookie: `jigap_student=${value}` };
    expect((await browser.postJson('/v1/chat/completions', QUESTION, { headers: cookie })).status).toBe(401);
  });
});

describe('the try-it box says why it is refused', () => {
  it('when the money is spent, in the language of the page, without advice on a cap', async () => {
    const { token } = await app.newStudent({ classId: 1, budgets: [{ period: 'day', limit_usd: 0.000001 }] });
    const poor = await pages.student(token);
    const refused = await poor.postJson('/me/try', QUESTION);
    expect(refused.status).toBe(402);
    expect(JSON.parse(refused.text).error.message).toMatch(
      /^예산이 모자라 호출을 보내지 않았습니다\. 이 호출에는 .*, 오늘 예산 \$0\.000001 가운데/,
    );
    expect(refused.text).not.toContain('max_tokens');
    await poor.get('/me?lang=en');
    expect(JSON.parse((await poor.postJson('/me/try', QUESTION)).text).error.message).toMatch(
      /^Not sent: your daily budget of/,
    );
  });

  it('when the student is suspended, and when the token has ended', async () => {
    const { student, token } = await app.newStudent();
    const suspended = await pages.student(token);
    await app.api('PATCH', `/api/students/${student.id}`, { suspended: true });
    expect((await suspended.postJson('/me/try', QUESTION)).status).toBe(403);
    const [{ id }] = (await app.api('GET', `/api/students/${student.id}/tokens`)).json.data;
    await app.api('DELETE', `/api/tokens/${id}`);
    expect((await suspended.postJson('/me/try', QUESTION)).status).toBe(401);
  });

  it('when its class is paused, or has no lesson now', async () => {
    const { id } = await app.owner.newClass({ name: 'closed', language: 'ko' });
    const { token } = await app.newStudent({ classId: id });
    const closed = await pages.student(token);
    const codeOf = async () => JSON.parse((await closed.postJson('/me/try', QUESTION)).text).error.code;
    await app.owner.call('POST', `/api/classes/${id}/pause`, {});
    expect(await codeOf()).toBe('class_paused');
    await app.owner.call('POST', `/api/classes/${id}/resume`, {});
    await app.owner.call('PATCH', `/api/classes/${id}`, { opening: 'lessons' });
    expect(await codeOf()).toBe('class_not_in_session');
    expect(app.upstream.calls).toEqual([]);
    await app.owner.call('POST', `/api/classes/${id}/open`, { minutes: 5 });
    expect((await closed.postJson('/me/try', QUESTION)).status).toBe(200);
  });

  it('when the student sends too many requests, counted together with API calls', async () => {
    const { app: own, student } = await startPages({ env: { JIGAP_STUDENT_REQUESTS_PER_MINUTE: '2' } });
    const { token } = await own.newStudent();
    const asking = await student(token);
    const question = { ...QUESTION, model: 'gpt-3.5-turbo' };
    expect((await asking.postJson('/me/try', question)).status).toBe(200);
    expect((await own.chat(token, { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'x' }] })).status).toBe(
      200,
    );
    expect((await asking.postJson('/me/try', question)).status).toBe(429);
  });
});
