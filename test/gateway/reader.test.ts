import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHAT } from '../support/app-fixture.ts';
import { newName } from '../support/new-name.ts';
import { type RunningApp, startApp } from '../support/running-app.ts';

/** A server in Korean with a rate for won. */
let app: RunningApp;
beforeAll(async () => {
  app = await startApp({ env: { JIGAP_LANGUAGE: 'ko', JIGAP_KRW_PER_USD: '1400' } });
});
afterAll(() => app.stop());

async function messageOf(path: string, init: RequestInit = {}): Promise<string> {
  const answer = await fetch(app.url + path, init);
  const { error } = (await answer.json()) as { error: { message: string } };
  return error.message;
}
const messageIn = ({ body }: { readonly body: Buffer }): string => JSON.parse(body.toString()).error.message;
const HANGUL = /\p{Script=Hangul}/u;
const post = (headers: Record<string, string>, body = '{}') => ({ method: 'POST', headers, body });

describe('a refusal before the class is known', () => {
  it.each([
    ['without a token', '/v1/models', {}],
    ['of a wrong token', '/v1/models', { headers: { authorization: 'Bearer jgp_wrong' } }],
    ['of a provider’s key', '/v1/chat/completions', post({ authorization: 'Bearer sk-nothing' })],
    ['of an unknown address', '/v1/files', {}],
    ['of an address that cannot be parsed', '/%zz', {}],
  ])('%s is in the language that the client prefers, else in the server’s', async (_what, path, init: RequestInit) => {
    const say = (header: string) =>
      messageOf(path, { ...init, headers: { ...init.headers, 'accept-language': header } });
    expect(await say('en-GB,en;q=0.9,ko;q=0.1')).not.toMatch(HANGUL);
    expect(await say('ko')).toMatch(HANGUL);
    // What Node's own fetch sends, where the caller says nothing; OpenAI's clients send none.
    expect(await say('*')).toMatch(HANGUL);
    expect(await say('fr')).toMatch(HANGUL);
  });
});

describe('a refusal of a student', () => {
  const newClass = async (fields: object) =>
    (await app.api('POST', '/api/classes', { name: newName('AI'), ...fields })).json.id;

  it('is in the language of the class, with what the class calls its owner, whatever the client prefers', async () => {
    const classId = await newClass({ language: 'ko', owner_title: '교수님' });
    const { student, token } = await app.newStudent({ classId });
    await app.api('PATCH', `/api/students/${student.id}`, { suspended: true });
    const refused = await app.chat(token, CHAT, { 'accept-language': 'en' });
    expect(messageIn(refused)).toBe('사용이 정지되었습니다. 이유는 교수님께 여쭤보세요. 예산은 그대로 남아 있습니다.');
    await app.api('PATCH', `/api/classes/${classId}`, { language: 'en' });
    expect(messageIn(await app.chat(token, CHAT))).toContain('Ask your professor why');
  });

  it('tells those without a class in the language that their client prefers', async () => {
    const { student, token } = await app.newStudent({});
    await app.api('PATCH', `/api/students/${student.id}`, { suspended: true });
    const say = async (headers: Record<string, string>) => messageIn(await app.chat(token, CHAT, headers));
    expect(await say({ 'accept-language': 'en' })).toContain('Ask your teacher why');
    expect(await say({})).toContain('선생님께 여쭤보세요');
  });

  it('writes days as the pages do', async () => {
    const notYet = await app.newStudent({ classId: await newClass({ name: '물리', starts_on: '2027-03-02' }) });
    expect(messageIn(await app.chat(notYet.token, CHAT))).toBe(
      '아직 수업이 시작되지 않았습니다(물리). 3월 2일(화)부터 쓸 수 있습니다.',
    );
    const over = await app.newStudent({
      classId: await newClass({ name: 'Physics', language: 'en', ends_on: '2026-10-30' }),
    });
    expect(messageIn(await app.chat(over.token, CHAT))).toBe(
      'The class ended on Friday 30 October (Physics), so it cannot be used any more. Ask your teacher.',
    );
  });

  it('says won beside dollars in Korean, and the local hour at which the budget resets', async () => {
    const limits = [{ period: 'week', limit_usd: 0.0005 }] as const;
    const classId = await newClass({ language: 'ko', time_zone: 'Asia/Seoul', owner_title: '선배님' });
    const { token } = await app.newStudent({ classId, budgets: limits });
    expect(messageIn(await app.chat(token, CHAT))).toMatch(
      /^예산이 모자라 호출을 보내지 않았습니다\. 이 호출에는 최대 \$0\.00\d+ \(\d원\)까지 들 수 있는데, 이번 주 예산 \$0\.0005 \(1원 미만\) 가운데 \$0\.0005 \(1원 미만\)만 남아 있습니다\. max_tokens 값을 \d+ 이하로 하면 보낼 수 있습니다\. 11월 30일\(월\) 0시\(대한민국 시간\)에 다시 채워집니다\. 기다리기 어려우면 내 지갑 페이지\(base_url에서 \/v1 대신 \/me\)에서 선배님께 더 요청하세요\.$/,
    );
    await app.api('PATCH', `/api/classes/${classId}`, { language: 'en' });
    const english = messageIn(await app.chat(token, CHAT));
    expect(english).toMatch(/of \$0\.0005 does not cover this call\. \$0\.0005 is left/);
    expect(english).not.toMatch(/₩|원/);
  });

  it('names the hour of the student’s own zone for a budget of the wallet', async () => {
    await app.api('PUT', '/api/budgets', { scope: 'wallet', period: 'day', limit_usd: 0 });
    const classId = await newClass({ language: 'ko', time_zone: 'Asia/Kolkata' });
    const { token } = await app.newStudent({ classId });
    expect(messageIn(await app.chat(token, CHAT))).toContain(
      '모두가 함께 쓰는 오늘 예산에 그만큼 남아 있지 않습니다. 11월 23일(월) 20시 30분(인도 시간)에 다시 채워집니다.',
    );
  });
});
