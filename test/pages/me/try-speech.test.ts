import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StudentWithToken } from '../../support/owner-client.ts';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { pagesOf, type TestBrowser } from '../test-browser.ts';

let app: RunningApp;
let pupil: StudentWithToken;
let browser: TestBrowser;
beforeAll(async () => {
  app = await startApp({ env: { OPENAI_API_KEY: '', JIGAP_ALLOWED_MODELS: 'gpt-4o-mini,tts-1' } });
  const { id } = (await app.api('POST', '/api/classes', { name: '3-2', language: 'ko' })).json;
  pupil = await app.newStudent({ classId: id, budgets: [{ period: 'week', limit_usd: 1 }] });
  browser = await pagesOf(app).student(pupil.token);
});
afterAll(() => app.stop());

const SENTENCE = { model: 'tts-1', message: ' 지갑이 뭐야? ', voice: 'alloy' };

describe('the box that reads aloud', () => {
  it('is there where a model of the class reads aloud, with its voices and its price', async () => {
    const { text } = await browser.get('/me');
    expect(text).toContain('소리로 들어 보기');
    expect(text).toContain('<option>shimmer');
    expect(text).toContain('100만 글자당 $15.00');
    const chatOnly = await app.api('POST', '/api/classes', { name: '3-3', allowed_models: ['gpt-4o-mini'] });
    const other = await app.newStudent({ classId: chatOnly.json.id });
    const page = await (await pagesOf(app).student(other.token)).get('/me');
    expect(page.text).not.toContain('try-speech"');
  });

  it('answers with a sound that costs the student its characters, and says so', async () => {
    const answer = await browser.postJson('/me/try-speech', SENTENCE);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'audio/wav']);
    const [record] = await app.recordsOf(pupil.student.id);
    expect(record).toMatchObject({ outcome: 'ok', endpoint: 'speech', cost_usd: (7 * 15_000) / 1e9 });
    const cost = await browser.get(`/me/calls/${answer.headers.get('x-request-id')}/cost`);
    expect(cost.text).toBe('<p>이번에 $0.00011 들었어요.</p>');
    const calls = await browser.get('/me');
    expect(calls.text).not.toContain('0 →');
  });

  it('shows nobody the cost of another student', async () => {
    const answer = await browser.postJson('/me/try-speech', SENTENCE);
    const other = await app.newStudent({ budgets: [{ period: 'week', limit_usd: 1 }] });
    const cost = await (await pagesOf(app).student(other.token)).get(
      `/me/calls/${answer.headers.get('x-request-id')}/cost`,
    );
    expect(cost.text).toBe('');
  });

  it('refuses what the box does not send', async () => {
    for (const more of [{ message: ' ' }, { message: 'a'.repeat(501) }, { voice: 'x' }, { input: 'a' }, { speed: 2 }]) {
      expect((await browser.postJson('/me/try-speech', { ...SENTENCE, ...more })).status).toBe(400);
    }
    expect((await browser.postJson('/me/try-speech', { ...SENTENCE, model: 'gpt-4o-mini' })).status).toBe(404);
  });
});
