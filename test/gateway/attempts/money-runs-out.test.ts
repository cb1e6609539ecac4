import type OpenAI from 'openai';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { CHAT, STREAM } from '../../support/app-fixture.ts';
import { requestOf, wellBehaved } from '../../support/scripted-upstream.ts';
import { errorOf } from '../exits/exit-check.ts';
import { FREE, NAME, PAID, startLabFixture } from './lab-fixture.ts';

const fixture = await startLabFixture();
const { app, upstream, lab } = fixture;
afterAll(() => fixture.stop());
beforeEach(async () => {
  upstream.reset();
  lab.reset();
  await fixture.fallBack(true);
});

/** gpt-6-luna: the well-behaved model has 10 tokens of input and 5 of output. */
const COST = 10 * 100 + 5 * 500;
const SMALL = { ...CHAT, max_tokens: 100 };
const usd = (nano: number) => nano / 1e9;
/** Money for some calls of the paid model: a hold is 32,000 for the input, or 40,000 for a stream's, and 50,000 for the cap. */
const LIMIT = 100_000 + 3 * COST;

type Chat = OpenAI.ChatCompletionCreateParamsNonStreaming;

describe('money that runs out in the middle of a lesson', () => {
  test('lets the model that follows take over, for OpenAI’s client, in JSON and in streams', async () => {
    const student = await fixture.addStudent(usd(LIMIT));
    const client = fixture.clientOf(student);
    const served: (string | null)[] = [];
    for (let call = 0; call < 8; call++) {
      if (call % 2 === 0) {
        const { data, response } = await client.chat.completions.create(SMALL as Chat).withResponse();
        expect(data.choices[0]?.message.content).toBe('hi');
        expect(data.model).toBe(response.headers.get('x-jigap-served-model'));
        served.push(response.headers.get('x-jigap-served-model'));
      } else {
        const { data, response } = await client.chat.completions
          .create({ ...SMALL, stream: true } as OpenAI.ChatCompletionCreateParamsStreaming)
          .withResponse();
        let text = '';
        for await (const chunk of data) text += chunk.choices[0]?.delta.content ?? '';
        expect(text).toBe('hi');
        served.push(response.headers.get('x-jigap-served-model'));
      }
      await fixture.settled();
    }
    const paid = served.filter((model) => model === PAID).length;
    expect(served).toEqual([...Array(paid).fill(PAID), ...Array(8 - paid).fill(FREE)]);
    expect(paid).toBeGreaterThan(0);
    expect(paid).toBeLessThan(8);
    expect(await fixture.attemptsOf(student)).toEqual(
      served.map((model) =>
        model === PAID
          ? { outcome: 'ok', served: PAID, provider: 'openai', cost: COST }
          : { outcome: 'ok', served: FREE, provider: 'lab', cost: 0 },
      ),
    );
    expect(await fixture.moneyOf('student', student.id)).toEqual({ spent: paid * COST, held: 0 });
    expect(upstream.calls).toHaveLength(paid);
    expect(lab.calls.map((call) => requestOf(call).model)).toEqual(Array(8 - paid).fill(FREE));
    // The lab gets neither the owner's key nor what only OpenAI knows.
    for (const { headers, json } of lab.calls) {
      expect(headers).not.toHaveProperty('authorization');
      expect(json).not.toHaveProperty('safety_identifier');
      expect(json).not.toHaveProperty('store');
    }
  });

  test('is said by the cost of the call, the student’s page and the owner’s list', async () => {
    const student = await fixture.addStudent(0);
    const response = await fixture.call(student, SMALL);
    expect(response.status).toBe(200);
    expect(response.headers).toMatchObject({ 'x-jigap-served-model': FREE, 'x-jigap-cost-usd': '0' });
    const answer = await fetch(`${app.url}/v1/usage/${response.headers['x-request-id']}`, {
      headers: { authorization: `Bearer ${student.token}` },
    });
    expect(await answer.json()).toMatchObject({ model: NAME, served_model: FREE, cost_usd: 0, outcome: 'ok' });
    const me = { headers: { authorization: `Bearer ${student.token}` } };
    const listed = await (await fetch(`${app.url}/v1/models/${NAME}`, me)).json();
    expect(listed).toMatchObject({ id: NAME, served_by: [PAID, FREE] });
    const dry = await fixture.call(student, SMALL, '/v1/dry-run/chat/completions');
    expect(JSON.parse(dry.body.toString())).toMatchObject({ served_model: FREE, worst_case_usd: 0, fits: true });
    const { json } = await app.api('GET', `/api/requests?student_id=${student.id}`);
    expect(json.data).toMatchObject([{ model: NAME, served_model: FREE, cost_usd: 0 }]);
  });

  test('refuses as before where the class does not fall back', async () => {
    await fixture.fallBack(false);
    const student = await fixture.addStudent(0);
    const response = await fixture.call(student, SMALL);
    expect([response.status, errorOf(response).code]).toEqual([402, 'insufficient_quota']);
    expect(response.headers).not.toHaveProperty('x-jigap-served-model');
    expect([upstream.calls.length, lab.calls.length]).toEqual([0, 0]);
    expect(await fixture.attemptsOf(student)).toEqual([]);
  });

  test('does not answer by another model while calls in flight hold the money', async () => {
    upstream.always(async (call, act) => {
      await act.gate('go');
      await wellBehaved(call, act);
    });
    const student = await fixture.addStudent(usd(LIMIT));
    const first = fixture.call(student, SMALL);
    await upstream.called();
    const second = await fixture.call(student, SMALL);
    expect([second.status, errorOf(second).code]).toEqual([429, 'budget_held']);
    expect(lab.calls).toHaveLength(0);
    upstream.open('go');
    expect((await first).status).toBe(200);
  });
});

describe('many students at once, whose class has money for few', () => {
  test('never spend more than the budget, and all others are answered by the model that follows', async () => {
    upstream.always(async (call, act) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      await wellBehaved(call, act);
    });
    const limit = 40 * COST + LIMIT;
    const { json } = await app.api('POST', '/api/classes', {
      name: 'Poor',
      falls_back: true,
      budgets: [{ period: 'week', limit_usd: usd(limit) }],
    });
    const made = await Promise.all(Array.from({ length: 12 }, () => app.newStudent({ classId: json.id, budgets: [] })));
    const students = made.map(({ student, token }) => ({ id: student.id, token }));
    const spentNow: number[] = [];
    const answers = await Promise.all(
      students.map(async (student, index) => {
        const seen: (string | undefined)[] = [];
        while (seen.length < 8) {
          const response = await fixture.call(student, index % 2 === 0 ? SMALL : { ...STREAM, max_tokens: 100 });
          const { spent, held } = await fixture.moneyOf('class', json.id);
          spentNow.push(spent + held);
          // Held: it comes again, as the client of OpenAI does.
          if (response.status === 429) expect(errorOf(response).code).toBe('budget_held');
          else {
            expect(response.status).toBe(200);
            seen.push(response.headers['x-jigap-served-model']);
          }
        }
        return seen;
      }),
    );
    await fixture.settled();
    const paid = answers.flat().filter((model) => model === PAID).length;
    const { spent, held } = await fixture.moneyOf('class', json.id);
    expect(Math.max(...spentNow)).toBeLessThanOrEqual(limit);
    expect({ spent, held }).toEqual({ spent: paid * COST, held: 0 });
    expect(paid).toBeGreaterThan(0);
    expect(answers.flat().filter((model) => model === FREE)).toHaveLength(96 - paid);
    const records = (await Promise.all(students.map((student) => fixture.attemptsOf(student)))).flat();
    expect(records).toHaveLength(96);
    expect(records.reduce((sum, { cost }) => sum + cost, 0)).toBe(spent);
  });
});
