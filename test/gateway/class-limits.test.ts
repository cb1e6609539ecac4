import { afterAll, beforeEach, expect, test } from 'vitest';
import { CHAT, startAppFixture, type TestStudent } from '../support/app-fixture.ts';
import { newName } from '../support/new-name.ts';
import { chatJson, usageOf } from '../support/scripted-upstream.ts';

const fixture = await startAppFixture();
const { app, upstream } = fixture;
afterAll(() => fixture.stop());
beforeEach(() => {
  upstream.reset();
  upstream.always(chatJson({ usage: usageOf(10, 5) }));
});

async function newClass(limits: object): Promise<{ id: number; student: () => Promise<TestStudent> }> {
  const { id } = (await app.api('POST', '/api/classes', { name: newName('Limited'), ...limits })).json;
  const budgets = [{ period: 'week', limit_usd: 5 }] as const;
  const student = async () => {
    const made = await app.newStudent({ classId: id, budgets });
    return { id: made.student.id, token: made.token };
  };
  return { id, student };
}

const call = ({ token }: TestStudent) => app.chat(token, CHAT);
const codeOf = (answer: { readonly body: Buffer }) => JSON.parse(answer.body.toString()).error?.code;

test('one class at its limit of requests slows no other, and refuses before anything is held or sent', async () => {
  const [busy, calm] = [await newClass({ requests_per_minute: 2 }), await newClass({ requests_per_minute: 2 })];
  const [first, second, third] = [await busy.student(), await busy.student(), await busy.student()];
  expect((await call(first)).status).toBe(200);
  expect((await call(second)).status).toBe(200);
  const before = [upstream.calls.length, fixture.ledger.events.length];
  const refused = await call(third);
  expect([refused.status, codeOf(refused)]).toEqual([429, 'rate_limit_exceeded']);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(1);
  expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(30);
  expect(refused.headers['x-should-retry']).toBe('true');
  expect([upstream.calls.length, fixture.ledger.events.length]).toEqual(before);
  expect((await call(await calm.student())).status).toBe(200);
  expect((await call(await fixture.addStudent())).status).toBe(200);
});

test('what a student may look up of themselves takes nothing of the class’s requests', async () => {
  const limited = await newClass({ requests_per_minute: 1 });
  const student = await limited.student();
  const headers = { authorization: `Bearer ${student.token}` };
  for (const path of ['/api/me', '/v1/usage', '/api/me']) {
    expect((await fetch(app.url + path, { headers })).status).toBe(200);
  }
  expect((await call(student)).status).toBe(200);
  expect((await fetch(`${app.url}/api/me`, { headers })).status).toBe(200);
});

test('a class’s own limit for each student counts from its change on, and never lifts the server’s', async () => {
  const { id, student } = await newClass({ student_requests_per_minute: 2 });
  const one = await student();
  expect([(await call(one)).status, (await call(one)).status, (await call(one)).status]).toEqual([200, 200, 429]);
  const other = await student();
  expect((await call(other)).status).toBe(200);
  await app.api('PATCH', `/api/classes/${id}`, { student_requests_per_minute: null });
  expect((await call(one)).status).toBe(200);
  const { status, json } = await app.api('PATCH', `/api/classes/${id}`, { student_calls_in_flight: 1001 });
  expect([status, json.error.param]).toEqual([400, 'student_calls_in_flight']);
});

test('the calls in flight of a class are freed as they settle, and count for this class alone', async () => {
  const { id, student } = await newClass({ calls_in_flight: 1, student_calls_in_flight: 1 });
  const [first, second] = [await student(), await student()];
  upstream.next(async (seen, act) => {
    await act.gate('end');
    await chatJson({ usage: usageOf(10, 5) })(seen, act);
  });
  const running = call(first);
  await upstream.called();
  const refused = await call(second);
  expect([refused.status, refused.headers['retry-after']]).toEqual([429, '1']);
  expect(JSON.parse(refused.body.toString()).error.message).toContain('Your class may have at most 1 calls running');
  expect((await call(await fixture.addStudent())).status).toBe(200);
  // The student's own limit is named before the class's.
  expect(JSON.parse((await call(first)).body.toString()).error.message).toContain('You may have at most 1 running');
  upstream.open('end');
  expect((await running).status).toBe(200);
  await fixture.settled();
  expect((await call(second)).status).toBe(200);
  await app.api('PATCH', `/api/classes/${id}`, { calls_in_flight: null });
  expect((await call(first)).status).toBe(200);
});

test('many students of a class at once share its calls in flight: each gets one before anybody gets more', async () => {
  const { student } = await newClass({ calls_in_flight: 8 });
  const students = await Promise.all(Array.from({ length: 8 }, () => student()));
  upstream.always(async (seen, act) => {
    await act.gate('end');
    await chatJson({ usage: usageOf(10, 5) })(seen, act);
  });
  const [greedy] = students;
  if (greedy === undefined) throw new Error('no student');
  const own = Array.from({ length: 4 }, () => call(greedy));
  await upstream.called(4);
  expect((await call(greedy)).status).toBe(429);
  const others = students.slice(1, 5).map(call);
  await upstream.called(8);
  expect((await call(students[5] ?? greedy)).status).toBe(429);
  upstream.open('end');
  expect((await Promise.all([...own, ...others])).map(({ status }) => status)).toEqual(Array(8).fill(200));
});
