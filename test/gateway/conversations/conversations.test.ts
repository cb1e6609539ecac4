import type { ResponseInput } from 'openai/resources/responses/responses';
import { describe, expect, test } from 'vitest';
import { responseBody } from '../../support/responses-scripts.ts';
import { startStage } from '../app-fixture.ts';
import { clientOf, expectRefused, lastHold, post, sent, sentBytes } from '../endpoint-calls.ts';
import {
  BODY_LIMIT_BYTES,
  MODEL,
  message,
  respond,
  said,
  startConversationStage,
  USAGE,
  user,
} from './conversation-app.ts';

const { stage, upstream, ask } = await startConversationStage();
const WEATHER = {
  type: 'function',
  name: 'weather',
  parameters: { type: 'object', properties: {} },
  strict: false,
} as const;

describe('previous_response_id', () => {
  test.each([false, true])(
    'previous_response_id puts in what was asked and answered before, however often (stream: %s)',
    async (stream) => {
      const pupil = await stage.pupil();
      await ask(pupil, { input: 'one', instructions: 'Be brief.', stream });
      expect(sent(stage).input).toBe('one');
      await ask(pupil, { input: [user('two')], previous_response_id: 'resp_1', stream });
      expect(sent(stage)).not.toHaveProperty('previous_response_id');
      // As OpenAI has it, instructions are for one answer.
      expect(sent(stage)).not.toHaveProperty('instructions');
      expect(sent(stage)).toMatchObject({ store: false, input: [user('one'), said(1), user('two')] });
      await ask(pupil, { input: 'three', previous_response_id: 'resp_2', stream });
      const whole = [user('one'), said(1), user('two'), said(2), user('three')];
      expect(sent(stage).input).toEqual(whole);
      await ask(pupil, { input: 'another two', previous_response_id: 'resp_1', stream });
      expect(sent(stage).input).toEqual([user('one'), said(1), user('another two')]);
    },
  );

  test.each([false, true])('previous_response_id of a large answer puts in all of it (stream: %s)', async (stream) => {
    const roomy = await startStage();
    try {
      const pupil = await roomy.pupil();
      const text = '가나다 "abc" '.repeat(20_000);
      roomy.upstream.always(respond([message(1, text)], 'resp_large'));
      for (const previous of [{}, { previous_response_id: 'resp_large' }]) {
        const body = { model: MODEL, input: 'one', stream, ...previous };
        expect((await post(roomy, pupil, '/responses', body)).status).toBe(200);
      }
      expect(sent(roomy).input).toEqual([user('one'), said(1, text), user('one')]);
    } finally {
      await roomy.stop();
    }
  });

  test('previous_response_id needs no input of its own', async () => {
    const pupil = await stage.pupil();
    await ask(pupil, { input: 'one' });
    await ask(pupil, { previous_response_id: 'resp_1' });
    expect(sent(stage).input).toEqual([user('one'), said(1)]);
    await expectRefused(
      stage,
      pupil,
      '/responses',
      { model: MODEL },
      {
        ...{ status: 400, param: 'input', code: 'missing_required_parameter' },
      },
    );
  });

  test('previous_response_id is there as soon as the client has read the last event, before the provider has closed', async () => {
    const pupil = await stage.pupil();
    upstream.next(async (call, act) => {
      await act.event({
        type: 'response.completed',
        response: { ...responseBody(call, { usage: USAGE }), id: 'resp_open', output: [said(9)] },
      });
      await act.gate('end');
      act.end();
    });
    const client = clientOf(stage, pupil);
    for await (const event of await client.responses.create({ model: MODEL, input: 'one', stream: true })) {
      if (event.type === 'response.completed') break;
    }
    const next = ask(pupil, { input: 'two', previous_response_id: 'resp_open' });
    await next;
    expect(sent(stage).input).toEqual([user('one'), said(9), user('two')]);
    upstream.open('end');
  });

  test('previous_response_id works in the OpenAI client with a tool, streamed and not', async () => {
    for (const stream of [false, true]) {
      const pupil = await stage.pupil();
      const client = clientOf(stage, pupil);
      const call = {
        id: 'fc_1',
        type: 'function_call',
        status: 'completed',
        call_id: 'c1',
        name: 'weather',
        arguments: '{}',
      };
      upstream.next(respond([call], 'resp_call'));
      const asked = { model: MODEL, tools: [WEATHER], input: 'Weather?' };
      const first = stream
        ? await client.responses.stream(asked).finalResponse()
        : await client.responses.create(asked);
      const [made] = first.output;
      expect(made).toMatchObject({ type: 'function_call', call_id: 'c1' });
      const result: ResponseInput = [{ type: 'function_call_output', call_id: 'c1', output: 'sunny' }];
      const { output_text } = await client.responses.create({
        ...{ model: MODEL, tools: [WEATHER], input: result, previous_response_id: first.id },
      });
      expect(output_text).toMatch(/^answer \d$/);
      expect(sent(stage).input).toEqual([user('Weather?'), call, ...result]);
    }
  });

  test('previous_response_id costs what is really sent: the hold covers every earlier item', async () => {
    const pupil = await stage.pupil();
    await ask(pupil, { input: 'x'.repeat(20_000), max_output_tokens: 100 });
    await ask(pupil, { input: 'y', previous_response_id: 'resp_1', max_output_tokens: 100 });
    expect(sentBytes(stage)).toBeGreaterThan(20_000);
    // gpt-3.5-turbo: a window of 16,385 tokens bounds the input.
    expect(lastHold(stage)).toBe(16_385 * 500 + 100 * 1500);
    await ask(pupil, { input: 'z', max_output_tokens: 100 });
    expect(lastHold(stage)).toBeLessThan(600 * 500 + 100 * 1500);
  });

  test('previous_response_id is refused with 402 when the budget does not cover the earlier items', async () => {
    const pupil = await stage.pupil(0.0045);
    await ask(pupil, { input: 'x'.repeat(4000), max_output_tokens: 16 });
    await ask(pupil, { input: 'x'.repeat(4000), max_output_tokens: 16, previous_response_id: 'resp_1' });
    const refused = await post(stage, pupil, '/responses', {
      ...{ model: MODEL, input: 'x'.repeat(4000), max_output_tokens: 16, previous_response_id: 'resp_2' },
    });
    expect([refused.status, refused.json.error.code]).toEqual([402, 'insufficient_quota']);
    await ask(pupil, { input: 'hi', max_output_tokens: 16 });
  });
});

describe('an item_reference', () => {
  test.each([
    ['of the API', (id: string) => ({ type: 'item_reference', id })],
    ['without a type', (id: string) => ({ id })],
    ['whose type is null', (id: string) => ({ type: null, id })],
  ])('%s becomes the item of an earlier answer, and of the one after that', async (_, reference) => {
    const pupil = await stage.pupil();
    await ask(pupil, { input: [user('one')] });
    await ask(pupil, { input: [user('one'), reference('msg_1'), user('two')] });
    expect(sent(stage).input).toEqual([user('one'), said(1), user('two')]);
    await ask(pupil, { input: [user('one'), reference('msg_1'), user('two'), reference('msg_2'), user('three')] });
    expect(sent(stage).input).toEqual([user('one'), said(1), user('two'), said(2), user('three')]);
  });

  test('an item_reference stays known for as long as the conversation goes on, however long it is', async () => {
    const pupil = await stage.pupil();
    const conversation: unknown[] = [];
    for (let turn = 1; turn <= 80; turn++) {
      conversation.push(user(`turn ${turn}`));
      await ask(pupil, { input: conversation });
      conversation.push({ type: 'item_reference', id: `msg_${turn}` });
    }
    expect(sent(stage).input.slice(0, 3)).toEqual([user('turn 1'), said(1), user('turn 2')]);
  });

  test('an item_reference is refused as a whole when the items it means are larger than a body may be', async () => {
    const pupil = await stage.pupil();
    upstream.next(respond([message(77, 'x'.repeat(60_000))]));
    await ask(pupil, { input: 'one' });
    await ask(pupil, { input: [{ type: 'item_reference', id: 'msg_77' }, user('two')] });
    for (const times of [3, 2000]) {
      const input = Array(times).fill({ type: 'item_reference', id: 'msg_77' });
      const text = await expectRefused(
        stage,
        pupil,
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

test('a conversation larger than a body may be is refused, and the turn before it can go on otherwise', async () => {
  const pupil = await stage.pupil();
  await ask(pupil, { input: 'x'.repeat(70_000) });
  const more = { model: MODEL, input: 'y'.repeat(70_000), previous_response_id: 'resp_1' };
  const refusal = { status: 413, param: 'input', code: 'request_too_large' };
  const text = await expectRefused(stage, pupil, '/responses', more, refusal);
  expect(text).toMatch(/earlier messages .* larger than 131072 bytes. Start a new conversation/);
  await ask(pupil, { input: 'y', previous_response_id: 'resp_1' });
});
