import type { ResponseInput } from 'openai/resources/responses/responses';
import { describe, expect, test } from 'vitest';
import { startAppFixture } from '../../support/app-fixture.ts';
import { responseBody } from '../../support/responses-scripts.ts';
import { clientOf, expectRefused, lastHold, post, sent, sentBytes } from '../endpoints/endpoint-calls.ts';
import {
  assistant,
  BODY_LIMIT_BYTES,
  MODEL,
  message,
  respond,
  startConversationFixture,
  USAGE,
  user,
} from './conversation-fixture.ts';

const { fixture, upstream, ask } = await startConversationFixture();
const WEATHER = {
  type: 'function',
  name: 'weather',
  parameters: { type: 'object', properties: {} },
  strict: false,
} as const;

describe('previous_response_id', () => {
  test.each([false, true])('inserts all earlier items, turn after turn (stream: %s)', async (stream) => {
    const student = await fixture.addStudent();
    await ask(student, { input: 'one', instructions: 'Be brief.', stream });
    expect(sent(fixture).input).toBe('one');
    await ask(student, { input: [user('two')], previous_response_id: 'resp_1', stream });
    expect(sent(fixture)).not.toHaveProperty('previous_response_id');
    // As OpenAI has it, instructions are for one answer.
    expect(sent(fixture)).not.toHaveProperty('instructions');
    expect(sent(fixture)).toMatchObject({ store: false, input: [user('one'), assistant(1), user('two')] });
    await ask(student, { input: 'three', previous_response_id: 'resp_2', stream });
    const whole = [user('one'), assistant(1), user('two'), assistant(2), user('three')];
    expect(sent(fixture).input).toEqual(whole);
    await ask(student, { input: 'another two', previous_response_id: 'resp_1', stream });
    expect(sent(fixture).input).toEqual([user('one'), assistant(1), user('another two')]);
  });

  test.each([false, true])('inserts all of a large answer (stream: %s)', async (stream) => {
    const roomy = await startAppFixture();
    try {
      const student = await roomy.addStudent();
      const text = '가나다 "abc" '.repeat(20_000);
      roomy.upstream.always(respond([message(1, text)], 'resp_large'));
      for (const previous of [{}, { previous_response_id: 'resp_large' }]) {
        const body = { model: MODEL, input: 'one', stream, ...previous };
        expect((await post(roomy, student, '/responses', body)).status).toBe(200);
      }
      expect(sent(roomy).input).toEqual([user('one'), assistant(1, text), user('one')]);
    } finally {
      await roomy.stop();
    }
  });

  test('needs no input', async () => {
    const student = await fixture.addStudent();
    await ask(student, { input: 'one' });
    await ask(student, { previous_response_id: 'resp_1' });
    expect(sent(fixture).input).toEqual([user('one'), assistant(1)]);
    await expectRefused(
      fixture,
      student,
      '/responses',
      { model: MODEL },
      {
        ...{ status: 400, param: 'input', code: 'missing_required_parameter' },
      },
    );
  });

  test('is known as soon as the client has read the last event', async () => {
    const student = await fixture.addStudent();
    upstream.next(async (call, act) => {
      await act.event({
        type: 'response.completed',
        response: { ...responseBody(call, { usage: USAGE }), id: 'resp_open', output: [assistant(9)] },
      });
      await act.gate('end');
      act.end();
    });
    const client = clientOf(fixture, student);
    for await (const event of await client.responses.create({ model: MODEL, input: 'one', stream: true })) {
      if (event.type === 'response.completed') break;
    }
    const next = ask(student, { input: 'two', previous_response_id: 'resp_open' });
    await next;
    expect(sent(fixture).input).toEqual([user('one'), assistant(9), user('two')]);
    upstream.open('end');
  });

  test('works in the OpenAI client with a tool, streamed and not', async () => {
    for (const stream of [false, true]) {
      const student = await fixture.addStudent();
      const client = clientOf(fixture, student);
      const call = {
        id: 'fc_1',
        type: 'function_call',
        status: 'completed',
        call_id: 'c1',
        name: 'weather',
        arguments: '{}',
      };
      upstream.next(respond([call], 'resp_call'));
      const request = { model: MODEL, tools: [WEATHER], input: 'Weather?' };
      const first = stream
        ? await client.responses.stream(request).finalResponse()
        : await client.responses.create(request);
      const [made] = first.output;
      expect(made).toMatchObject({ type: 'function_call', call_id: 'c1' });
      const result: ResponseInput = [{ type: 'function_call_output', call_id: 'c1', output: 'sunny' }];
      const { output_text } = await client.responses.create({
        ...{ model: MODEL, tools: [WEATHER], input: result, previous_response_id: first.id },
      });
      expect(output_text).toMatch(/^answer \d$/);
      expect(sent(fixture).input).toEqual([user('Weather?'), call, ...result]);
    }
  });

  test('costs what is sent: the hold covers every earlier item', async () => {
    const student = await fixture.addStudent();
    await ask(student, { input: 'x'.repeat(20_000), max_output_tokens: 100 });
    await ask(student, { input: 'y', previous_response_id: 'resp_1', max_output_tokens: 100 });
    expect(sentBytes(fixture)).toBeGreaterThan(20_000);
    // gpt-3.5-turbo: a window of 16,385 tokens bounds the input.
    expect(lastHold(fixture)).toBe(16_385 * 500 + 100 * 1500);
    await ask(student, { input: 'z', max_output_tokens: 100 });
    expect(lastHold(fixture)).toBeLessThan(600 * 500 + 100 * 1500);
  });

  test('is refused with 402 when the budget does not cover the earlier items', async () => {
    const student = await fixture.addStudent(0.0045);
    await ask(student, { input: 'x'.repeat(4000), max_output_tokens: 16 });
    await ask(student, { input: 'x'.repeat(4000), max_output_tokens: 16, previous_response_id: 'resp_1' });
    const refused = await post(fixture, student, '/responses', {
      ...{ model: MODEL, input: 'x'.repeat(4000), max_output_tokens: 16, previous_response_id: 'resp_2' },
    });
    expect([refused.status, refused.json.error.code]).toEqual([402, 'insufficient_quota']);
    await ask(student, { input: 'hi', max_output_tokens: 16 });
  });
});

describe('an item_reference', () => {
  test.each([
    ['of the API', (id: string) => ({ type: 'item_reference', id })],
    ['without a type', (id: string) => ({ id })],
    ['whose type is null', (id: string) => ({ type: null, id })],
  ])('is replaced by the item of an earlier answer: %s', async (_, reference) => {
    const student = await fixture.addStudent();
    await ask(student, { input: [user('one')] });
    await ask(student, { input: [user('one'), reference('msg_1'), user('two')] });
    expect(sent(fixture).input).toEqual([user('one'), assistant(1), user('two')]);
    await ask(student, { input: [user('one'), reference('msg_1'), user('two'), reference('msg_2'), user('three')] });
    expect(sent(fixture).input).toEqual([user('one'), assistant(1), user('two'), assistant(2), user('three')]);
  });

  test('is known as long as the conversation goes on', async () => {
    const student = await fixture.addStudent();
    const conversation: unknown[] = [];
    for (let turn = 1; turn <= 80; turn++) {
      conversation.push(user(`turn ${turn}`));
      await ask(student, { input: conversation });
      conversation.push({ type: 'item_reference', id: `msg_${turn}` });
    }
    expect(sent(fixture).input.slice(0, 3)).toEqual([user('turn 1'), assistant(1), user('turn 2')]);
  });

  test('is refused when the items are larger than a body may be', async () => {
    const student = await fixture.addStudent();
    upstream.next(respond([message(77, 'x'.repeat(60_000))]));
    await ask(student, { input: 'one' });
    await ask(student, { input: [{ type: 'item_reference', id: 'msg_77' }, user('two')] });
    for (const times of [3, 2000]) {
      const input = Array(times).fill({ type: 'item_reference', id: 'msg_77' });
      const text = await expectRefused(
        fixture,
        student,
        '/responses',
        { model: MODEL, input },
        {
          ...{ status: 413, param: 'input', code: 'request_too_large' },
        },
      );
      expect(text).toContain(`${BODY_LIMIT_BYTES} bytes`);
    }
  });
});

test('refuses a conversation larger than a body may be, and can branch from the turn before it', async () => {
  const student = await fixture.addStudent();
  await ask(student, { input: 'x'.repeat(70_000) });
  const more = { model: MODEL, input: 'y'.repeat(70_000), previous_response_id: 'resp_1' };
  const refusal = { status: 413, param: 'input', code: 'request_too_large' };
  const text = await expectRefused(fixture, student, '/responses', more, refusal);
  expect(text).toMatch(/earlier messages .* larger than 131072 bytes. Start a new conversation/);
  await ask(student, { input: 'y', previous_response_id: 'resp_1' });
});
