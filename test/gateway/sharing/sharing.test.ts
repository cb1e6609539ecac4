import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type AppFixture, CHAT, startAppFixture, type TestStudent } from '../../support/app-fixture.ts';
import { chatJson, type Script, usageOf } from '../../support/scripted-upstream.ts';
import { parseSse } from '../../support/sse.ts';

const CELL = { ...CHAT, temperature: 0 };
const STREAM = { ...CELL, stream: true, stream_options: { include_usage: true } };
/** gpt-3.5-turbo: 0.50 and 1.50 USD a million tokens. */
const USAGE = usageOf(10, 5);
const COST = 12_500;

let fixture: AppFixture;

beforeAll(async () => {
  fixture = await startAppFixture();
  await shareAnswers(fixture.classId);
});

afterAll(() => fixture.stop());

beforeEach(() => fixture.upstream.reset());

describe('identical calls of a class', () => {
  test('are one call to the provider, which one student pays, and the others have for nothing', async () => {
    const students = await Promise.all([1, 2, 3, 4].map(() => fixture.addStudent()));
    fixture.upstream.always(gated(chatJson({ content: 'the answer', usage: USAGE })));
    const clients = await Promise.all(students.map((student) => fixture.ask(student, CELL)));
    await fixture.callsInFlight(4);
    fixture.upstream.open('answer');
    const answers = await Promise.all(clients.map((client) => client.response()));
    await fixture.settled();

    expect(fixture.upstream.calls).toHaveLength(1);
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect(body).toEqual(answers[0]?.body);
    }
    const leaders = answers.filter(({ headers }) => headers['x-jigap-shared'] === undefined);
    expect(leaders.map(({ headers }) => headers['x-jigap-cost-usd'])).toEqual(['0.0000125']);
    const followers = answers.filter(({ headers }) => headers['x-jigap-shared'] === 'true');
    expect(followers.map(({ headers }) => headers['x-jigap-cost-usd'])).toEqual(['0', '0', '0']);
    const records = (await Promise.all(students.map((student) => fixture.recordsOf(student)))).flat();
    expect(records.map(({ outcome, cost, held }) => ({ outcome, cost, held })).sort(byOutcome)).toEqual([
      { outcome: 'ok', cost: COST, held: expect.any(Number) },
      ...[1, 2, 3].map(() => ({ outcome: 'shared', cost: 0, held: 0 })),
    ]);
    const requestIds = answers.map(({ headers }) => headers['x-request-id']);
    expect(new Set(requestIds).size).toBe(4);
  });

  test('share a stream, also with who comes late; only who pays is told a cost', async () => {
    const [first, second] = await twoStudents();
    fixture.upstream.always(async (_call, act) => {
      await act.event(chunk('one '));
      await act.gate('late');
      await act.event(chunk('two', 'stop'));
      await act.usageChunk(USAGE);
      await act.done();
    });
    const leader = await fixture.ask(first, STREAM);
    await fixture.upstream.waitsAt('late');
    const late = await fixture.ask(second, STREAM);
    await fixture.callsInFlight(2);
    fixture.upstream.open('late');
    const [paid, shared] = [await leader.response(), await late.response()];

    expect(fixture.upstream.calls).toHaveLength(1);
    expect(shared.headers['x-jigap-shared']).toBe('true');
    const [paidEvents, sharedEvents] = [parseSse(paid.body), parseSse(shared.body)];
    expect(paidEvents.at(-1)?.data).toBe('[DONE]');
    expect(withoutCost(sharedEvents)).toEqual(withoutCost(paidEvents));
    expect([costIn(paidEvents), costIn(sharedEvents)]).toEqual([0.0000125, 0]);
  });

  test.each([false, true])(
    'show no student the pseudonym of another, where the provider repeats it (stream: %s)',
    async (stream) => {
      const [first, second] = await twoStudents();
      const body = { model: 'gpt-3.5-turbo', input: 'hi', temperature: 0, stream };
      fixture.upstream.always(gated(echoingResponse));
      const leader = await fixture.ask(first, body, '/v1/responses');
      await fixture.upstream.waitsAt('answer');
      const follower = await fixture.ask(second, body, '/v1/responses');
      await fixture.callsInFlight(2);
      fixture.upstream.open('answer');
      const answers = [await leader.response(), await follower.response()];
      expect(answers.map(({ status, headers }) => [status, headers['x-jigap-shared']])).toEqual([
        [200, undefined],
        [200, 'true'],
      ]);
      const sent = JSON.parse((await fixture.upstream.called()).body.toString());
      expect(sent.safety_identifier).toMatch(/^[0-9a-f]{32}$/);
      for (const answer of answers) {
        expect(answer.body.toString()).toContain('the answer');
        expect(answer.body.toString()).not.toContain(sent.safety_identifier);
      }
    },
  );

  test.each([
    { what: 'another temperature', body: { ...CHAT, temperature: 0.7 } },
    { what: 'no temperature', body: CHAT },
  ])('are sent each for itself with $what', async ({ body }) => {
    expect(await callsOfTwo(body)).toBe(2);
  });

  test('are one with a seed, and when they differ in what is not sent alone', async () => {
    expect(await callsOfTwo({ ...CHAT, seed: 7 })).toBe(1);
    expect(await callsOfTwo(CELL, { ...CELL, user: 'me', safety_identifier: 'me' })).toBe(1);
  });

  test('are sent each for itself when anything of what is sent differs', async () => {
    expect(await callsOfTwo(CELL, { ...CELL, max_tokens: 999 })).toBe(2);
    expect(await callsOfTwo(CELL, { ...CELL, stream: true })).toBe(2);
    expect(await callsOfTwo(CELL, { ...CELL, messages: [{ role: 'user', content: 'hi ' }] })).toBe(2);
  });

  test('are never shared with another class, nor where the owner did not turn it on', async () => {
    const [student] = await twoStudents();
    const { json: other } = await fixture.app.api('POST', '/api/classes', { name: 'Chemistry' });
    const stranger = await fixture.app.newStudent({ classId: other.id });
    expect(await callsOf([student, stranger], CELL)).toBe(2);
    const classmate = await fixture.app.newStudent({ classId: other.id });
    expect(await callsOf([stranger, classmate], CELL)).toBe(2);
    await shareAnswers(other.id);
    expect(await callsOf([student, stranger], CELL)).toBe(2);
    expect(await callsOf([stranger, classmate], CELL)).toBe(1);
  });

  test('are not answered from a call that has ended', async () => {
    const [first, second] = await twoStudents();
    await fixture.call(first, CELL);
    const { headers } = await fixture.call(second, CELL);
    expect(headers['x-jigap-shared']).toBeUndefined();
    expect(fixture.upstream.calls).toHaveLength(2);
  });

  test('are answered for a student whose money is spent, by who can pay', async () => {
    const [rich] = await twoStudents();
    const poor = await fixture.addStudent(0);
    fixture.upstream.always(gated(chatJson({ usage: USAGE })));
    const alone = await fixture.call(poor, CELL);
    expect(alone.status).toBe(402);
    const leader = await fixture.ask(rich, CELL);
    await fixture.upstream.waitsAt('answer');
    const follower = await fixture.ask(poor, CELL);
    await fixture.callsInFlight(2);
    fixture.upstream.open('answer');
    expect((await leader.response()).status).toBe(200);
    expect(await follower.response()).toMatchObject({ status: 200, headers: { 'x-jigap-shared': 'true' } });
  });
});

type Student = Pick<TestStudent, 'token'>;

async function shareAnswers(classId: number): Promise<void> {
  const { status } = await fixture.app.api('PATCH', `/api/classes/${classId}`, { shares_answers: true });
  expect(status).toBe(200);
}

async function twoStudents(): Promise<[TestStudent, TestStudent]> {
  return [await fixture.addStudent(), await fixture.addStudent()];
}

async function callsOfTwo(body: unknown, other = body): Promise<number> {
  return callsOf(await twoStudents(), body, other);
}

/** Calls of the provider when both students wait for their answers at the same moment. */
async function callsOf([first, second]: readonly [Student, Student], body: unknown, other = body): Promise<number> {
  fixture.upstream.reset();
  fixture.upstream.always(gated(chatJson({ usage: USAGE })));
  const clients = [await fixture.ask(first as TestStudent, body), await fixture.ask(second as TestStudent, other)];
  await fixture.callsInFlight(2);
  await fixture.upstream.waitsAt('answer');
  fixture.upstream.open('answer');
  for (const client of clients) expect((await client.response()).status).toBe(200);
  await fixture.settled();
  return fixture.upstream.calls.length;
}

function gated(script: Script): Script {
  return async (call, act) => {
    await act.gate('answer');
    await script(call, act);
  };
}

function chunk(content: string, finish: string | null = null) {
  const choices = [{ index: 0, delta: { content }, finish_reason: finish }];
  return { id: 'c', object: 'chat.completion.chunk', created: 1, choices };
}

type Events = ReturnType<typeof parseSse>;

function withoutCost(events: Events) {
  return events.map(({ data }) => data.replace(/,"cost_usd":[\d.e-]+/, ''));
}

function costIn(events: Events): number | undefined {
  const withUsage = events.find(({ data }) => data.includes('cost_usd'));
  return withUsage === undefined ? undefined : JSON.parse(withUsage.data).usage.cost_usd;
}

function byOutcome(a: { outcome: string }, b: { outcome: string }): number {
  return a.outcome.localeCompare(b.outcome);
}

/** OpenAI's answers repeat what they were asked with. */
const echoingResponse: Script = async (call, act) => {
  const sent = JSON.parse(call.body.toString());
  const response = {
    ...{ id: 'resp_1', object: 'response', status: 'completed', error: null, model: sent.model },
    output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'the answer' }] }],
    usage: { input_tokens: 10, output_tokens: 5, total_tokens: 15 },
    ...{ safety_identifier: sent.safety_identifier, prompt_cache_key: sent.prompt_cache_key, user: null },
  };
  if (sent.stream !== true) return act.json(200, response);
  await act.event({ type: 'response.created', response: { ...response, status: 'in_progress', output: [] } });
  await act.event({ type: 'response.completed', response });
  act.end();
};
