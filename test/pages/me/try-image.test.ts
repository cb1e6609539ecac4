import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StudentWithToken } from '../../support/owner-client.ts';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { pagesOf, type TestBrowser } from '../test-browser.ts';

let app: RunningApp;
let pupil: StudentWithToken;
let browser: TestBrowser;
beforeAll(async () => {
  app = await startApp({ env: { OPENAI_API_KEY: '', JIGAP_ALLOWED_MODELS: 'gpt-4o-mini,gpt-image-2' } });
  const { id } = (await app.api('POST', '/api/classes', { name: '3-2', language: 'ko' })).json;
  pupil = await app.newStudent({ classId: id, budgets: [{ period: 'week', limit_usd: 1 }] });
  browser = await pagesOf(app).student(pupil.token);
});
afterAll(() => app.stop());

const DRAW = { model: 'gpt-image-2', message: ' 가죽 지갑 ' };

describe('the box that has a picture drawn', () => {
  it('is there where a model of the class draws', async () => {
    const { text } = await browser.get('/me');
    expect(text).toContain('그림 그려 보기');
    expect(text).toContain('이미지 한 장 $0.0059(1024x1024, low)');
    const chatOnly = await app.api('POST', '/api/classes', { name: '3-3', allowed_models: ['gpt-4o-mini'] });
    const other = await app.newStudent({ classId: chatOnly.json.id });
    expect((await (await pagesOf(app).student(other.token)).get('/me')).text).not.toContain('try-image"');
  });

  it('answers with a picture, and says what it cost', async () => {
    const answer = await browser.postJson('/me/try-image', DRAW);
    expect(answer.status).toBe(200);
    const { data, usage } = JSON.parse(answer.text);
    expect(Buffer.from(data[0].b64_json, 'base64').toString('latin1', 1, 4)).toBe('PNG');
    expect(usage.output_tokens).toBe(196);
    const [record] = await app.recordsOf(pupil.student.id);
    const cost = (usage.input_tokens * 5000 + 196 * 30_000) / 1e9;
    expect(record).toMatchObject({ outcome: 'ok', endpoint: 'images', images: 1, cost_usd: cost });
    const shown = await browser.get(`/me/calls/${answer.headers.get('x-request-id')}/cost`);
    expect(shown.text).toMatch(/^<p>이 그림에 \$0\.0059\d* 들었어요\.<\/p>$/);
  });

  it('refuses what the box does not send', async () => {
    for (const more of [
      { message: ' ' },
      { message: 'a'.repeat(501) },
      { n: 2 },
      { quality: 'high' },
      { prompt: 'a' },
    ]) {
      expect((await browser.postJson('/me/try-image', { ...DRAW, ...more })).status).toBe(400);
    }
    expect((await browser.postJson('/me/try-image', { ...DRAW, model: 'gpt-4o-mini' })).status).toBe(404);
  });
});
