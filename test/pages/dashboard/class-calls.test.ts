import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { pagesOf, type TestBrowser } from '../test-browser.ts';
import { CLASSES_PATH, classClient } from './class-client.ts';

let app: RunningApp;
let owner: TestBrowser;
beforeAll(async () => {
  app = await startApp({ env: { JIGAP_STUDENT_REQUESTS_PER_MINUTE: '40', JIGAP_KRW_PER_USD: '1400' } });
  owner = await pagesOf(app).owner();
});
afterAll(() => app.stop());

const api = classClient(() => app);
const FIELDS = {
  student_requests_per_minute: '20',
  student_calls_in_flight: '',
  requests_per_minute: '300',
  calls_in_flight: '8',
  instructions: 'Answer in Korean.\r\n<b>Hints</b> only.',
};
const inKorean = { headers: { 'accept-language': 'ko' } };

describe('the form for the calls of a class', () => {
  it('saves limits and instructions, which the page of the class then shows with what they cost', async () => {
    const id = await api.createClass({ name: 'Calls saved' });
    const path = `${CLASSES_PATH}/${id}/calls`;
    expect((await owner.get(path)).text).toContain('The server allows 40.');
    expect(await owner.post(path, FIELDS)).toMatchObject({ status: 303 });
    const saved = (await app.api('GET', `/api/classes/${id}`)).json;
    expect(saved).toMatchObject({
      ...{ student_requests_per_minute: 20, student_calls_in_flight: null, requests_per_minute: 300 },
      ...{ calls_in_flight: 8, instructions: 'Answer in Korean.\n<b>Hints</b> only.' },
    });
    const { text } = await owner.get(`${CLASSES_PATH}/${id}`);
    expect(text).toContain('20 requests a minute, 16 at once');
    expect(text).toContain('300 requests a minute, 8 at once');
    expect(text).toContain('Answer in Korean.\n&lt;b&gt;Hints&lt;/b&gt; only.');
    expect(text).toMatch(/They add at most \$0\.0000\d+ .*to each call \(with gpt-3\.5-turbo\)/);
    expect(saved.instructions_max_usd).toBe(0.000034);
    const form = (await owner.get(path)).text;
    expect(form).toMatch(/name="requests_per_minute"[^>]*value="300"/);
    expect((await owner.get(`${CLASSES_PATH}/${id}`, inKorean)).text).toContain('1분에 300번, 동시에 8개');
    expect((await owner.get('/dashboard/audit')).text).toContain('Instructions for the model');
  });

  it('turns each switch on and off, which the page of the class and the audit then say', async () => {
    const id = await api.createClass({ name: 'Calls switched' });
    const path = `${CLASSES_PATH}/${id}/calls`;
    const switches = async () => {
      const { falls_back, shares_answers, uses_flex } = (await app.api('GET', `/api/classes/${id}`)).json;
      return [falls_back, shares_answers, uses_flex];
    };
    expect((await owner.get(path)).text).not.toMatch(/name="(?:falls_back|shares_answers|uses_flex)"[^>]* checked/);
    expect((await owner.get(`${CLASSES_PATH}/${id}`)).text).toContain('by the model that was asked, each on its own');
    for (const [index, name] of ['falls_back', 'shares_answers', 'uses_flex'].entries()) {
      expect(await owner.post(path, { ...FIELDS, [name]: 'yes' })).toMatchObject({ status: 303 });
      expect(await switches()).toEqual([0, 1, 2].map((each) => each === index));
      expect((await owner.get(path)).text).toMatch(new RegExp(`name="${name}"[^>]* checked`));
    }
    expect((await owner.get(`${CLASSES_PATH}/${id}`, inKorean)).text).toContain('느린 대신 싸게(flex)');
    expect((await owner.get('/dashboard/audit')).text).toMatch(/Flex tier<\/span> no → yes/);
    await owner.post(path, FIELDS);
    expect(await switches()).toEqual([false, false, false]);
  });

  it('shows the cost of a draft without saving it', async () => {
    const id = await api.createClass({ name: 'Calls previewed' });
    const path = `${CLASSES_PATH}/${id}/calls`;
    await owner.get(path);
    const shown = await owner.post(path, { ...FIELDS, preview: 'yes' });
    expect(shown.status).toBe(200);
    expect(shown.text).toMatch(/They add at most \$0\.000034 /);
    expect(shown.text).toContain('&lt;b&gt;Hints&lt;/b&gt; only.</textarea>');
    expect((await app.api('GET', `/api/classes/${id}`)).json).toMatchObject({
      instructions: null,
      requests_per_minute: null,
    });
  });

  it.each([
    [{ student_requests_per_minute: '41' }, 'from 1 to 40', '1부터 서버가 허용하는 40까지'],
    [{ calls_in_flight: 'many' }, 'from 1 to 1,024', '1,024까지'],
    [{ requests_per_minute: '0' }, 'from 1 to 1,000,000', '1,000,000까지'],
    [{ instructions: '가'.repeat(1366) }, 'This is 4,098 bytes; at most 4,096', '지금 4,098바이트예요'],
    [{ instructions: 'a\u0000b' }, 'Remove the control characters', '제어 문자를 지워'],
  ])('is shown again with what is wrong in it: %o', async (wrong, english, korean) => {
    const id = await api.createClass({});
    const path = `${CLASSES_PATH}/${id}/calls`;
    await owner.get(path);
    const refused = await owner.post(path, { ...FIELDS, ...wrong });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain(english);
    expect(refused.text).toMatch(/name="requests_per_minute"[^>]*value="/);
    expect((await owner.post(path, { ...FIELDS, ...wrong }, inKorean)).text).toContain(korean);
    expect((await app.api('GET', `/api/classes/${id}`)).json).toMatchObject({ student_requests_per_minute: null });
  });
});

describe('the page of a student', () => {
  it('shows what is put before their calls, and how often they may call', async () => {
    const { student, token } = await app.newStudent({
      classId: await api.createClass({ name: 'Calls shown', language: 'en' }),
    });
    const me = await pagesOf(app).student(token);
    const before = (await me.get('/me')).text;
    expect(before).toContain('You may send 40 requests a minute and run 16 at once.');
    expect(before).not.toContain('Instructions of the class');
    await app.api('PATCH', `/api/classes/${student.class_id}`, {
      ...{ student_requests_per_minute: 5, student_calls_in_flight: 1, requests_per_minute: 50, calls_in_flight: 9 },
      ...{ instructions: '힌트만 주세요. <script>', owner_title: '교수님' },
    });
    const { text } = await me.get('/me');
    expect(text).toContain('You may send 5 requests a minute and run 1 at once.');
    expect(text).toContain('Your whole class may send 50 a minute. Your whole class may run 9 at once.');
    expect(text).toContain('<h2>Instructions of the class</h2>');
    expect(text).toContain('힌트만 주세요. &lt;script&gt;');
    await app.api('PATCH', `/api/classes/${student.class_id}`, { language: 'ko' });
    const korean = (await me.get('/me', inKorean)).text;
    expect(korean).toContain('1분에 5번까지 요청하고, 동시에 1개까지 호출할 수 있어요.');
    expect(korean).toContain('교수님께서 적으신 이 글이 맨 앞에 붙고');
    const mine = await fetch(`${app.url}/api/me`, { headers: { authorization: `Bearer ${token}` } });
    expect(await mine.json()).toMatchObject({
      class: { instructions: '힌트만 주세요. <script>' },
      limits: { requests_per_minute: 5, calls_in_flight: 1, class_requests_per_minute: 50, class_calls_in_flight: 9 },
    });
  });
});
