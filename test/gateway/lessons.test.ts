import { join } from 'node:path';
import OpenAI from 'openai';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { CHAT, STREAM, startAppFixture, type TestStudent } from '../support/app-fixture.ts';
import { TEST_START } from '../support/clock.ts';
import { startApp } from '../support/running-app.ts';
import { chatStreamText, type Script, usageOf } from '../support/scripted-upstream.ts';
import { tempFolderForThisTest } from '../support/temp-folder.ts';

const MINUTE = 60_000;
/** TEST_START is noon of a Monday in Seoul. */
const LUNCH = { weekday: 'mon', from: '12:00', to: '12:50' };
const fixture = await startAppFixture();
const { app } = fixture;
const student = await fixture.addStudent();
afterAll(() => fixture.stop());
beforeEach(async () => {
  fixture.upstream.reset();
  app.clock.set(TEST_START);
  await app.owner.call('POST', '/api/classes/resume', {});
  await set({ opening: 'lessons', weekly_hours: [LUNCH], language: 'en', owner_title: null });
  await act('close');
  await set({ opening: 'always' });
});

const set = (fields: object) => app.owner.call('PATCH', `/api/classes/${fixture.classId}`, fields);
const act = (verb: string, body: object = {}) =>
  app.owner.call('POST', `/api/classes/${fixture.classId}/${verb}`, body);

/** OpenAI's own client, with the retries it has by itself, and how often it asked. */
function clientOf({ token }: TestStudent, url = app.url) {
  const sent: string[] = [];
  const openai = new OpenAI({
    apiKey: token,
    baseURL: `${url}/v1`,
    fetch: (address, init) => {
      sent.push(String(address));
      return fetch(address, init);
    },
  });
  const chat = () => openai.chat.completions.create(CHAT as OpenAI.ChatCompletionCreateParamsNonStreaming);
  return { openai, chat, sent };
}

async function errorOf(call: Promise<unknown>): Promise<InstanceType<typeof OpenAI.APIError>> {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(OpenAI.PermissionDeniedError);
  return error as InstanceType<typeof OpenAI.APIError>;
}

const waitsInTheMiddle: Script = async (call, upstream) => {
  upstream.head(200, { 'content-type': 'text/event-stream' });
  const [first = '', ...rest] = chatStreamText(call, { usage: usageOf(10, 5) });
  await upstream.write(first);
  await upstream.gate('rest');
  for (const event of rest) await upstream.write(event);
  upstream.end();
};

describe('a class that is open in its lessons', () => {
  test.each([
    [
      { language: 'en' },
      'It is not lesson time (Physics). The class is open Mon 12:00-12:50. The next lesson begins on Monday 30 November at 12:00 (Asia/Seoul).',
    ],
    [
      { language: 'ko' },
      '지금은 수업 시간이 아닙니다(Physics). 수업 시간: 월 12시~12시 50분. 다음 수업은 11월 30일(월) 12시(대한민국 시간)에 시작합니다.',
    ],
    [
      { language: 'en', weekly_hours: [] },
      'It is not lesson time (Physics). No lesson is planned; ask your teacher when the class opens.',
    ],
    [
      { language: 'ko', weekly_hours: [], owner_title: '교수님' },
      '지금은 수업 시간이 아닙니다(Physics). 정해진 다음 수업이 없습니다. 언제 쓸 수 있는지 교수님께 여쭤보세요.',
    ],
  ])('refuses calls between them once, says when the next one is, and holds nothing: %j', async (fields, message) => {
    await set({ opening: 'lessons', ...fields });
    app.clock.advance(50 * MINUTE);
    const before = await fixture.recordsOf(student);
    const { chat, sent } = clientOf(student);
    const error = await errorOf(chat());
    expect(error.message).toBe(`403 ${message}`);
    expect(error.error).toEqual({ message, type: 'invalid_request_error', code: 'class_not_in_session', param: null });
    expect(error.headers?.get('x-should-retry')).toBe('false');
    expect(error.headers?.get('retry-after')).toBeNull();
    expect(sent).toHaveLength(1);
    expect(fixture.upstream.calls).toEqual([]);
    expect(await fixture.recordsOf(student)).toEqual(before);
    expect((await fixture.moneyOf('student', student.id)).held).toBe(0);
  });

  test('serves calls in them, and finishes a call that runs when one ends', async () => {
    await set({ opening: 'lessons' });
    app.clock.advance(50 * MINUTE - 1);
    fixture.upstream.next(waitsInTheMiddle);
    const running = await fixture.ask(student, STREAM);
    await running.until('data: ');
    app.clock.advance(1);
    expect((await fixture.call(student, CHAT)).status).toBe(403);
    fixture.upstream.open('rest');
    expect((await running.response()).body.toString()).toContain('[DONE]');
    running.hangUp();
    await fixture.settled();
    const [record] = await fixture.recordsOf(student);
    expect(record).toMatchObject({ outcome: 'ok', outputTokens: 5 });
  });

  test('opens and closes for the very next call', async () => {
    await set({ opening: 'lessons', weekly_hours: [] });
    const status = async () => (await fixture.call(student, CHAT)).status;
    expect(await status()).toBe(403);
    await act('open', { minutes: 1 });
    expect(await status()).toBe(200);
    await act('close');
    expect(await status()).toBe(403);
    await act('open', { minutes: 1 });
    app.clock.advance(MINUTE - 1);
    expect(await status()).toBe(200);
    app.clock.advance(1);
    expect(await status()).toBe(403);
    await set({ opening: 'always' });
    expect(await status()).toBe(200);
  });

  test('answers what costs nothing between them: the models, what is left, what was used', async () => {
    await set({ opening: 'lessons', weekly_hours: [] });
    const { openai } = clientOf(student);
    expect((await openai.models.list()).data.map(({ id }) => id)).toContain(CHAT.model);
    expect(await openai.models.retrieve(CHAT.model)).toMatchObject({ id: CHAT.model });
    const get = async (path: string) => {
      const answer = await fetch(app.url + path, { headers: { authorization: `Bearer ${student.token}` } });
      return { status: answer.status, body: await answer.json() };
    };
    const closed = {
      standing: 'closed',
      class: { state: 'closed', opening: 'lessons', weekly_hours: [], open_until: null, next_opening_at: null },
    };
    expect(await get('/api/me')).toMatchObject({ status: 200, body: closed });
    expect(await get('/v1/usage')).toMatchObject({ status: 200, body: closed });
    // It says whether a call would be sent now.
    expect((await fixture.call(student, CHAT, '/v1/dry-run/chat/completions')).status).toBe(403);
  });

  test('tells its students of the week, of what comes, and until when it is open', async () => {
    await set({ opening: 'lessons' });
    await app.owner.call('POST', `/api/classes/${fixture.classId}/lesson-sessions`, {
      ...{ day: '2026-11-25', from: '09:00', to: '10:00' },
    });
    const answer = await fetch(`${app.url}/api/me`, { headers: { authorization: `Bearer ${student.token}` } });
    expect(await answer.json()).toMatchObject({
      standing: 'good',
      class: {
        ...{ state: 'open', opening: 'lessons', weekly_hours: [LUNCH], paused_at: null },
        lesson_sessions: [
          {
            ...{ day: '2026-11-25', from: '09:00', to: '10:00' },
            ...{ starts_at: '2026-11-25T00:00:00.000Z', ends_at: '2026-11-25T01:00:00.000Z' },
          },
        ],
        ...{ open_until: '2026-11-23T03:50:00.000Z', next_opening_at: '2026-11-25T00:00:00.000Z' },
      },
    });
  });
});

describe('a paused class', () => {
  test.each([
    ['en', 'The class was paused by your teacher (Physics). Ask when it goes on; your budget is kept.'],
    [
      'ko',
      '선생님께서 반을 일시 중지하셨습니다(Physics). 언제 다시 쓸 수 있는지 여쭤보세요. 예산은 그대로 남아 있습니다.',
    ],
  ])('refuses every call once, and says who to ask: %s', async (language, message) => {
    await set({ language });
    await act('pause');
    const { chat, sent } = clientOf(student);
    const error = await errorOf(chat());
    expect(error.error).toEqual({ message, type: 'invalid_request_error', code: 'class_paused', param: null });
    expect(error.headers?.get('x-should-retry')).toBe('false');
    expect(sent).toHaveLength(1);
    expect(fixture.upstream.calls).toEqual([]);
    await act('resume');
    expect(await chat()).toMatchObject({ object: 'chat.completion' });
  });

  test('refuses each call that is sent after the owner was told so, however many are running', async () => {
    const others = await Promise.all(Array.from({ length: 5 }, () => fixture.addStudent()));
    const pausing = act('pause');
    const early = others.map((each) => fixture.call(each, CHAT));
    await pausing;
    const late = await Promise.all(others.map((each) => fixture.call(each, CHAT)));
    expect(late.map(({ status }) => status)).toEqual(others.map(() => 403));
    for (const { status } of await Promise.all(early)) expect([200, 403]).toContain(status);
    await fixture.settled();
  });

  test('leaves students of other classes, and of none, alone', async () => {
    const other = await app.owner.newClass({ name: 'Chemistry' });
    const [elsewhere, alone] = [await app.newStudent({ classId: other.id }), await app.newStudent({})];
    await act('pause');
    for (const { token } of [elsewhere, alone]) expect((await app.chat(token, CHAT)).status).toBe(200);
    await fixture.settled();
  });
});

test('a class stays paused, and closed early, over a restart', async () => {
  const databasePath = join(tempFolderForThisTest(), 'jigap.db');
  const first = await startApp({ databasePath, upstream: fixture.upstream, clock: app.clock });
  const paused = await first.owner.newClass({ name: 'Biology' });
  const closed = await first.owner.newClass({ name: 'Art', opening: 'lessons', weekly_hours: [LUNCH] });
  const students = [
    await first.newStudent({ classId: paused.id }),
    await first.newStudent({ classId: closed.id }),
  ] as const;
  await first.owner.call('POST', `/api/classes/${paused.id}/pause`, {});
  await first.owner.call('POST', `/api/classes/${closed.id}/close`, {});
  await first.stop();
  const second = await startApp({ databasePath, upstream: fixture.upstream, clock: app.clock });
  const codes = await Promise.all(
    students.map(async ({ token }) => JSON.parse((await second.chat(token, CHAT)).body.toString()).error.code),
  );
  expect(codes).toEqual(['class_paused', 'class_not_in_session']);
  await second.stop();
});
