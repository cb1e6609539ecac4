import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { CHAT, STREAM } from '../../support/app-fixture.ts';
import { chatStreamText, errorJson, type Script, wellBehaved } from '../../support/scripted-upstream.ts';
import { errorOf } from '../exits/exit-check.ts';
import { FREE, labModel, PAID, startLabFixture, WINDOW } from './lab-fixture.ts';

/** At OpenAI and at the lab, under the same name. */
const BOTH = 'gpt-5.6-luna';
const fixture = await startLabFixture({
  env: { JIGAP_ALLOWED_MODELS: `gpt-3.5-turbo,${BOTH}`, JIGAP_STOP_SECONDS: '1' },
  models: [labModel(BOTH)],
});
const { app, upstream, lab } = fixture;
afterAll(() => fixture.stop());
beforeEach(async () => {
  upstream.reset();
  lab.reset();
  await fixture.fallBack(true);
});

const refusedBy = (served: string, provider: string) => ({
  ...{ outcome: 'upstream_refused', served, provider, cost: 0 },
});
const OK = { outcome: 'ok', served: FREE, provider: 'lab', cost: 0 };

describe('a provider that could not serve the call', () => {
  test.each<[string, Script, string | null]>([
    ['does not know the model', errorJson(404, 'model_not_found', 'The model does not exist'), 'model_missing'],
    ['is overloaded', errorJson(503, null, 'Loading model'), null],
    ['fails at once', errorJson(500, null, 'oops'), null],
    ['has another address', (_call, act) => act.json(404, '<html>'), 'upstream_address'],
  ])('that %s is followed by the next model, each with a record of its own', async (_what, script, incident) => {
    const student = await fixture.addStudent();
    upstream.next(script);
    const response = await fixture.call(student, CHAT);
    expect(response.status).toBe(200);
    expect(response.headers['x-jigap-served-model']).toBe(FREE);
    expect(await fixture.attemptsOf(student)).toEqual([refusedBy(PAID, 'openai'), OK]);
    expect(await fixture.moneyOf('student', student.id)).toEqual({ spent: 0, held: 0 });
    const cost = await fetch(`${app.url}/v1/usage/${response.headers['x-request-id']}`, {
      headers: { authorization: `Bearer ${student.token}` },
    });
    expect(await cost.json()).toMatchObject({ served_model: FREE, outcome: 'ok' });
    const { json } = await app.api('GET', '/api/incidents');
    const kinds: string[] = json.data.map(({ kind }: { kind: string }) => kind);
    if (incident !== null) expect(kinds).toContain(incident);
  });

  test('that cannot be reached is followed by the next model in a stream, too', async () => {
    const student = await fixture.addStudent();
    upstream.next((_call, act) => act.json(503, { error: { message: 'no', type: 'server_error' } }));
    const response = await fixture.call(student, STREAM);
    expect([response.status, response.headers['x-jigap-served-model']]).toEqual([200, FREE]);
    expect(response.body.toString()).toMatch(/data: \[DONE\]\n\n$/);
  });

  test('is told as the first one, when the one that follows fails, too', async () => {
    const student = await fixture.addStudent();
    upstream.next(errorJson(404, 'model_not_found', 'gone'));
    lab.next(errorJson(400, 'bad', 'the template of this model is broken'));
    const response = await fixture.call(student, CHAT);
    expect([response.status, errorOf(response).code]).toEqual([502, 'upstream_model_not_found']);
    expect(response.body.toString()).not.toContain('template');
    expect(response.headers).not.toHaveProperty('x-jigap-served-model');
    expect(await fixture.attemptsOf(student)).toEqual([refusedBy(PAID, 'openai'), refusedBy(FREE, 'lab')]);
  });
});

describe('no other model is tried', () => {
  test('after the student’s own mistake', async () => {
    const student = await fixture.addStudent();
    upstream.next(errorJson(400, 'invalid_value', 'messages[0] is wrong'));
    const response = await fixture.call(student, CHAT);
    expect(response.status).toBe(400);
    expect((await fixture.call(student, { ...CHAT, temperature: 'hot' })).status).toBe(400);
    expect(lab.calls).toHaveLength(0);
  });

  test('after a byte of a stream went out', async () => {
    const student = await fixture.addStudent();
    upstream.next(async (call, act) => {
      act.head(200, { 'content-type': 'text/event-stream' });
      for (const event of chatStreamText(call, {}).slice(0, 2)) await act.write(event);
      act.reset();
    });
    const response = await fixture.call(student, STREAM);
    expect(response.body.toString()).toContain('"error"');
    expect(response.headers['x-jigap-served-model']).toBe(PAID);
    expect(await fixture.attemptsOf(student)).toMatchObject([{ outcome: 'upstream_died', served: PAID }]);
    expect(lab.calls).toHaveLength(0);
  });

  test('after an answer was lost that may be billed', async () => {
    const student = await fixture.addStudent();
    upstream.next((_call, act) => act.reset());
    const response = await fixture.call(student, CHAT);
    expect([response.status, errorOf(response).code]).toEqual([502, 'upstream_error']);
    expect(lab.calls).toHaveLength(0);
  });

  test('after its student hung up', async () => {
    const student = await fixture.addStudent();
    upstream.next(async (_call, act) => {
      await act.gate('refuse');
      act.json(503, { error: { message: 'no', type: 'server_error' } });
    });
    const client = await fixture.ask(student, CHAT);
    await upstream.called();
    client.hangUp();
    await fixture.callsInFlight(0);
    upstream.open('refuse');
    await fixture.settled();
    expect(lab.calls).toHaveLength(0);
    expect(await fixture.attemptsOf(student)).toHaveLength(1);
  });

  test('for a student who was suspended meanwhile', async () => {
    const student = await fixture.addStudent();
    upstream.next(async (_call, act) => {
      await act.gate('suspended');
      act.json(503, { error: { message: 'no', type: 'server_error' } });
    });
    const call = fixture.call(student, CHAT);
    await upstream.called();
    await app.owner.call('PATCH', `/api/students/${student.id}`, { suspended: true });
    upstream.open('suspended');
    const response = await call;
    expect([response.status, errorOf(response).code]).toEqual([403, 'token_suspended']);
    expect(lab.calls).toHaveLength(0);
  });

  test('once the class falls back no longer', async () => {
    const student = await fixture.addStudent();
    upstream.next(async (_call, act) => {
      await act.gate('off');
      act.json(503, { error: { message: 'no', type: 'server_error' } });
    });
    const call = fixture.call(student, CHAT);
    await upstream.called();
    await fixture.fallBack(false);
    upstream.open('off');
    expect((await call).status).toBe(502);
    expect(lab.calls).toHaveLength(0);
  });
});

describe('a model that follows', () => {
  test('is passed over where the request does not suit it, and the first refusal is told', async () => {
    const student = await fixture.addStudent(0);
    const long = { ...CHAT, messages: [{ role: 'user', content: 'x'.repeat(40 * WINDOW) }] };
    lab.always(errorJson(400, 'context_length_exceeded', `maximum context length is ${WINDOW} tokens`));
    const response = await fixture.call(student, long);
    expect([response.status, errorOf(response).code]).toEqual([402, 'insufficient_quota']);
  });

  test('gets the request made for it: its own name, cap and parameters', async () => {
    const student = await fixture.addStudent(0);
    lab.always(wellBehaved);
    expect((await fixture.call(student, { ...CHAT, max_tokens: undefined })).status).toBe(200);
    expect(lab.calls[0]?.json).toEqual({ model: FREE, messages: CHAT.messages, stream: false, max_tokens: 256 });
  });
});

describe('the same model at another provider', () => {
  test('answers when nothing could be sent to the first, also where the class does not fall back', async () => {
    await fixture.fallBack(false);
    const student = await fixture.addStudent();
    upstream.next(errorJson(503, null, 'busy'));
    const response = await fixture.call(student, { ...CHAT, model: BOTH });
    expect([response.status, response.headers['x-jigap-served-model']]).toEqual([200, BOTH]);
    expect(await fixture.attemptsOf(student)).toEqual([
      refusedBy(BOTH, 'openai'),
      { outcome: 'ok', served: BOTH, provider: 'lab', cost: 0 },
    ]);
  });
});

describe('conversations of /v1/responses', () => {
  test('go on across models: what one wrote is read by the other', async () => {
    const answers =
      (id: string, text: string): Script =>
      (call, act) =>
        act.json(200, {
          ...{
            id,
            object: 'response',
            created_at: 1,
            status: 'completed',
            model: (call.json as { model: string }).model,
          },
          output: [
            { type: 'reasoning', id: `rs_${id}`, summary: [], encrypted_content: 'gAAAA' },
            {
              ...{ type: 'message', id: `msg_${id}`, role: 'assistant', status: 'completed' },
              content: [{ type: 'output_text', text, annotations: [] }],
            },
          ],
          usage: { input_tokens: 10, output_tokens: 5, total_tokens: 15 },
        });
    const student = await fixture.addStudent();
    upstream.next(answers('resp_1', 'I am Luna.'));
    const first = await fixture.call(student, { model: 'gpt-3.5-turbo', input: 'Who are you?' }, '/v1/responses');
    expect(first.status).toBe(200);
    upstream.next(errorJson(503, null, 'busy'));
    lab.next(answers('resp_2', 'I am Llama.'));
    const second = await fixture.call(
      student,
      { model: 'gpt-3.5-turbo', input: 'And now?', previous_response_id: 'resp_1' },
      '/v1/responses',
    );
    expect([second.status, second.headers['x-jigap-served-model']]).toEqual([200, FREE]);
    const sent = JSON.stringify(lab.calls[0]?.json);
    expect(sent).toContain('I am Luna.');
    // What only OpenAI can read stays away from another provider.
    expect(sent).not.toContain('gAAAA');
    upstream.next(answers('resp_3', 'Luna again.'));
    const third = await fixture.call(
      student,
      { model: 'gpt-3.5-turbo', input: 'And now?', previous_response_id: 'resp_2' },
      '/v1/responses',
    );
    expect(third.status).toBe(200);
    expect(JSON.stringify(upstream.calls.at(-1)?.json)).toContain('I am Llama.');
  });
});
