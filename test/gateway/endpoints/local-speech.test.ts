import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { LAB_KEY, startTwoProviders } from '../../support/two-providers.ts';

const { app, lab, stop } = await startTwoProviders({
  labModel: {
    ...{ id: 'kokoro', endpoints: ['speech'], context_window: 20, max_output: 0, default_max_output: 0 },
    voice_instructions: true,
    prices: [{ from: '2026-01-01', per_character: 0, source: 'a machine of ours' }],
  },
  env: { JIGAP_ALLOWED_MODELS: 'kokoro,tts-1', JIGAP_MODEL_ALIASES: 'tts-1=tts-1|kokoro' },
});
afterAll(stop);
beforeEach(() => {
  for (const provider of [lab, app.upstream]) {
    provider.reset();
    provider.always(async (_call, act) => {
      act.head(200, { 'content-type': 'audio/wav' });
      await act.write(Buffer.from([0x52, 0x49, 0x46, 0x46, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
      act.end();
    });
  }
});

const BODY = { model: 'kokoro', input: '안녕하세요', voice: 'af_heart(2)+af_sky(1)' };

async function speak(token: string, body: object) {
  const response = await fetch(`${app.url}/v1/audio/speech`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
}

describe('a server of the school that speaks', () => {
  test('costs nothing, also for one without money, and takes its own voices and instructions', async () => {
    const { token, student } = await app.newStudent({ budgets: [{ period: 'total', limit_usd: 0 }] });
    const answer = await speak(token, { ...BODY, instructions: 'softly' });
    expect([answer.status, answer.headers.get('x-jigap-cost-usd'), answer.bytes.length]).toEqual([200, '0', 17]);
    expect(lab.calls.map(({ json }) => json)).toEqual([{ ...BODY, instructions: 'softly' }]);
    expect(lab.calls[0]?.headers.authorization).toBe(`Bearer ${LAB_KEY}`);
    expect(await app.recordsOf(student.id)).toMatchObject([{ outcome: 'ok', cost_usd: 0, endpoint: 'speech' }]);
    expect((await app.api('GET', '/api/incidents')).json.data).toEqual([]);
  });

  test.each(['../etc/passwd', 'a/b', '.hidden', '', 'a b', 'a'.repeat(101), 'a\n'])(
    'is sent no name of a voice that is a path, or no name: %j',
    async (voice) => {
      const { token } = await app.newStudent();
      expect((await speak(token, { ...BODY, voice })).status).toBe(400);
      expect(lab.calls).toEqual([]);
    },
  );

  test('has a length of text of its own', async () => {
    const { token } = await app.newStudent();
    expect((await speak(token, { ...BODY, input: '가'.repeat(20) })).status).toBe(200);
    expect((await speak(token, { ...BODY, input: '가'.repeat(21) })).status).toBe(400);
  });

  test('speaks for a name of OpenAI where the money is spent, in a class that falls back', async () => {
    const { id } = (await app.api('POST', '/api/classes', { name: '3-2', falls_back: true })).json;
    const { token, student } = await app.newStudent({
      classId: id,
      budgets: [{ period: 'total', limit_usd: 0.000075 }],
    });
    const body = { ...BODY, model: 'tts-1', voice: 'alloy' };
    expect((await speak(token, body)).headers.get('x-jigap-served-model')).toBe('tts-1');
    expect((await speak(token, body)).headers.get('x-jigap-served-model')).toBe('kokoro');
    expect((await app.recordsOf(student.id)).map((record: { cost_usd: number }) => record.cost_usd)).toEqual([
      0, 0.000075,
    ]);
  });
});
