import { readFileSync } from 'node:fs';
import type { ResponseInput } from 'openai/resources/responses/responses';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { TestClock } from '../support/clock.ts';
import { responseBody, responses, responsesUsage } from '../support/responses-scripts.ts';
import type { Script } from '../support/scripted-upstream.ts';
import { clientOf, eventsIn, expectRefused, lastHold, post, sent, sentBytes } from './endpoint-calls.ts';
import { type Pupil, startStage } from './stage.ts';

const clock = new TestClock();
const BODY_LIMIT_BYTES = 128 * 1024;
const stage = await startStage({
  clock,
  env: { JIGAP_ALLOWED_MODELS: 'gpt-3.5-turbo,gpt-6-luna', JIGAP_BODY_LIMIT_BYTES: String(BODY_LIMIT_BYTES) },
});
const { upstream } = stage;
afterAll(async () => {
  await stage.callsInFlight(0);
  await stage.stop();
});

const MODEL = 'gpt-3.5-turbo';
const USAGE = responsesUsage(10, 5);
const WEATHER = {
  type: 'function',
  name: 'weather',
  parameters: { type: 'object', properties: {} },
  strict: false,
} as const;

let answers = 0;
/** Answers "answer 1", "answer 2", ... under ids of their own, streamed or not. */
const numbered: Script = (call, act) => {
  answers++;
  return respond([message(answers, `answer ${answers}`)])(call, act);
};

function message(n: number, text: string) {
  const part = { type: 'output_text', annotations: [], logprobs: [{ token: 'x', logprob: 0 }], text };
  return { id: `msg_${n}`, type: 'message', status: 'completed', role: 'assistant', content: [part] };
}

/** The same, as it is sent again. */
function said(n: number, text = `answer ${n}`) {
  const { content, ...rest } = message(n, text);
  return { ...rest, content: content.map(({ logprobs: _none, ...part }) => part) };
}

function respond(output: readonly object[], id = `resp_${answers}`): Script {
  return async (call, act) => {
    const whole = { ...responseBody(call, { usage: USAGE }), id, output };
    if ((call.json as { stream?: boolean }).stream !== true) return act.json(200, whole);
    const first = { ...whole, status: 'in_progress', output: [], usage: null };
    for (const [type, response] of [
      ['response.created', first],
      ['response.completed', whole],
    ]) {
      await act.event({ type, response });
    }
    act.end();
  };
}

beforeEach(async () => {
  await stage.callsInFlight(0);
  upstream.reset();
  upstream.always(numbered);
  answers = 0;
});

const user = (content: string) => ({ type: 'message', role: 'user', content });

async function ask(pupil: Pupil, fields: object) {
  const answer = await post(stage, pupil, '/responses', { model: MODEL, ...fields });
  expect([answer.status, answer.status === 200 ? '' : answer.text]).toEqual([200, '']);
  return answer;
}

async function expectUnknown(pupil: Pupil, fields: object, param: string): Promise<string> {
  const refusal = { status: 400, param, code: 'unsupported_parameter' };
  return expectRefused(stage, pupil, '/responses', { model: MODEL, ...fields }, refusal);
}

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

describe('what is not kept', () => {
  const HELP = /store: false.*ModelSettings\(store=False\).*"store": False.*providerOptions/;

  test('a student never reaches an answer of another student, or one that there never was', async () => {
    const [anna, bora] = [await stage.pupil(), await stage.pupil()];
    await ask(anna, { input: 'a secret' });
    for (const id of ['resp_1', 'resp_never', '', 7, ['resp_1'], { id: 'resp_1' }]) {
      expect(await expectUnknown(bora, { input: 'hi', previous_response_id: id }, 'previous_response_id')).toMatch(
        HELP,
      );
    }
    for (const id of ['msg_1', 'msg_never']) {
      const input = [user('hi'), { type: 'item_reference', id }];
      expect(await expectUnknown(bora, { input }, 'input[1].type')).toMatch(HELP);
    }
    await ask(anna, { input: 'hi', previous_response_id: 'resp_1' });
  });

  test.each([false, true])('an answer whose client says store: false is not kept (stream: %s)', async (stream) => {
    const pupil = await stage.pupil();
    await ask(pupil, { input: 'one', store: false, stream });
    await expectUnknown(pupil, { input: 'two', previous_response_id: 'resp_1' }, 'previous_response_id');
    await expectUnknown(pupil, { input: [{ type: 'item_reference', id: 'msg_1' }] }, 'input[0].type');
  });

  test('an answer is not kept for more than an hour since it was last referred to', async () => {
    const pupil = await stage.pupil();
    await ask(pupil, { input: 'one' });
    clock.advance(59 * 60_000);
    await ask(pupil, { input: 'two', previous_response_id: 'resp_1' });
    clock.advance(59 * 60_000);
    await ask(pupil, { input: 'two again', previous_response_id: 'resp_1' });
    clock.advance(60 * 60_000);
    await expectUnknown(pupil, { input: 'three', previous_response_id: 'resp_1' }, 'previous_response_id');
  });

  test.each<[string, Script]>([
    ['that failed', responses({ status: 'failed', usage: USAGE, error: { code: 'server_error', message: 'no' } })],
    ['that broke off', responses({ last: null })],
    ['without output', respond([], 'resp_scripted')],
    ['whose output is no list of items', respond(['text' as unknown as object], 'resp_scripted')],
  ])('an answer %s is not kept', async (_, script) => {
    const pupil = await stage.pupil();
    upstream.next(script);
    await post(stage, pupil, '/responses', { model: MODEL, input: 'one', stream: true });
    await expectUnknown(pupil, { input: 'two', previous_response_id: 'resp_scripted' }, 'previous_response_id');
  });

  test('a kept conversation is in no log line and in no file', async () => {
    const pupil = await stage.pupil();
    await ask(pupil, { input: 'Sesame-1234', store: true });
    await ask(pupil, { input: 'open', previous_response_id: 'resp_1' });
    expect(sent(stage).input[0]).toEqual(user('Sesame-1234'));
    expect(stage.app.logLines.join('\n')).not.toContain('Sesame');
    for (const suffix of ['', '-wal']) {
      expect(readFileSync(stage.app.databasePath + suffix).includes('Sesame')).toBe(false);
    }
  });

  test('a conversation object cannot be referred to', async () => {
    const pupil = await stage.pupil();
    await expectUnknown(pupil, { input: 'hi', conversation: 'conv_1' }, 'conversation');
  });
});

test('what the check leaves out is not kept either', async () => {
  const pupil = await stage.pupil();
  await ask(pupil, {
    input: [{ ...said(9), content: [{ ...said(9).content[0], parsed: { secret: 1 } }] }, user('one')],
  });
  await ask(pupil, { input: 'two', previous_response_id: 'resp_1' });
  expect(sent(stage).input).toEqual([said(9), user('one'), said(1), user('two')]);
});

test('a conversation of more small parts than a body may have is refused, whichever requests made it', async () => {
  const roomy = await startStage();
  try {
    const pupil = await roomy.pupil();
    roomy.upstream.always(numbered);
    // 60 KB, of which nothing is counted: 7,600 texts. A large body may have 60,000.
    const content = Array(1900).fill({ type: 'input_text', text: '' });
    const body = { model: MODEL, input: [{ type: 'message', role: 'user', content }] };
    const statuses: number[] = [];
    for (let turn = 0; statuses.at(-1) !== 400; turn++) {
      const previous = turn === 0 ? {} : { previous_response_id: `resp_${turn}` };
      const { status, json } = await post(roomy, pupil, '/responses', { ...body, ...previous });
      statuses.push(status);
      if (status !== 200) expect(json.error).toMatchObject({ code: 'invalid_request', param: null });
    }
    expect(statuses).toHaveLength(9);
  } finally {
    await roomy.stop();
  }
});

describe('a fault', () => {
  test('a fault in a conversation is named as the client wrote it, not by its place behind the earlier items', async () => {
    const pupil = await stage.pupil();
    await ask(pupil, { input: 'one' });
    const image = { role: 'user', content: [{ type: 'input_image', image_url: 'https://a.example/cat.png' }] };
    const body = { model: MODEL, previous_response_id: 'resp_1', input: [user('two'), image] };
    const refusal = { status: 400, param: 'input[1].content[0].type', code: 'unsupported_parameter' };
    await expectRefused(stage, pupil, '/responses', body, refusal);
    const number = { ...body, input: 7 };
    await expectRefused(stage, pupil, '/responses', number, { status: 400, param: 'input', code: 'invalid_value' });
  });

  test('a fault in an earlier item is one of previous_response_id: what was kept is checked again', async () => {
    const pupil = await stage.pupil();
    upstream.next(respond([message(1, 'hi'), { id: 'ws_1', type: 'web_search_call', status: 'completed' }], 'resp_ws'));
    await ask(pupil, { input: 'one' });
    await expectUnknown(pupil, { input: 'two', previous_response_id: 'resp_ws' }, 'previous_response_id');
  });
});

describe('reasoning', () => {
  const THINKER = 'gpt-6-luna';
  const sealed = { id: 'rs_1', type: 'reasoning', summary: [], encrypted_content: 'gAAAA' };

  test.each([false, true])(
    'comes encrypted and goes back as it came, whatever the client asked for (stream: %s)',
    async (stream) => {
      const pupil = await stage.pupil();
      upstream.next(respond([sealed, message(1, 'answer 1')], 'resp_think'));
      const answer = await ask(pupil, { model: THINKER, input: 'one', stream });
      expect(sent(stage).include).toEqual(['reasoning.encrypted_content']);
      const { output } = stream ? eventsIn(answer).at(-1).response : answer.json;
      expect(output[0]).toEqual(sealed);
      await ask(pupil, { model: THINKER, store: false, input: [user('one'), ...output, user('two')] });
      expect(sent(stage).input[1]).toEqual(sealed);
      await ask(pupil, { model: THINKER, input: 'two', previous_response_id: 'resp_think' });
      expect(sent(stage).input).toEqual([user('one'), sealed, said(1), user('two')]);
    },
  );

  test('reasoning of an earlier answer is left out where the conversation goes on with a model that does not reason', async () => {
    const pupil = await stage.pupil();
    upstream.next(respond([sealed, message(1, 'answer 1')], 'resp_think'));
    await ask(pupil, { model: THINKER, input: 'one' });
    answers = 1;
    await ask(pupil, { input: 'two', previous_response_id: 'resp_think' });
    expect(sent(stage).input).toEqual([user('one'), said(1), user('two')]);
    await ask(pupil, { model: THINKER, input: 'three', previous_response_id: 'resp_2' });
    expect(sent(stage).input).toEqual([user('one'), said(1), user('two'), said(2), user('three')]);
  });

  test('reasoning of an earlier answer that is sent back by its id alone is the kept one', async () => {
    const pupil = await stage.pupil();
    upstream.next(respond([sealed, message(1, 'answer 1')]));
    await ask(pupil, { model: THINKER, input: 'one' });
    const { encrypted_content: _none, ...bare } = sealed;
    for (const thought of [bare, { ...bare, encrypted_content: null }, { type: 'item_reference', id: 'rs_1' }]) {
      await ask(pupil, { model: THINKER, input: [user('one'), thought, user('two')] });
      expect(sent(stage).input).toEqual([user('one'), sealed, user('two')]);
    }
  });

  test('reasoning of an earlier answer of a local model, in plain text, is left out of the next request, however it is sent back', async () => {
    const pupil = await stage.pupil();
    const open = {
      ...{ id: 'rs_1', type: 'reasoning', summary: [], encrypted_content: null, status: null },
      content: [{ type: 'reasoning_text', text: 'hm' }],
    };
    upstream.next(respond([open, message(1, 'answer 1')], 'resp_open'));
    await ask(pupil, { model: THINKER, input: 'one' });
    const expected = [user('one'), said(1), user('two')];
    await ask(pupil, { model: THINKER, input: 'two', previous_response_id: 'resp_open' });
    expect(sent(stage).input).toEqual(expected);
    for (const thought of [open, { ...open, id: 'rs_unknown' }, { type: 'item_reference', id: 'rs_1' }]) {
      await ask(pupil, { model: THINKER, input: [user('one'), thought, said(1), user('two')] });
      expect(sent(stage).input).toEqual(expected);
    }
  });
});

test('with JIGAP_CONVERSATION_MINUTES=0 nothing is kept', async () => {
  const forgetful = await startStage({ env: { JIGAP_CONVERSATION_MINUTES: '0' } });
  try {
    const pupil = await forgetful.pupil();
    forgetful.upstream.always(numbered);
    await post(forgetful, pupil, '/responses', { model: MODEL, input: 'one' });
    const body = { model: MODEL, input: 'two', previous_response_id: 'resp_1' };
    const refusal = { status: 400, param: 'previous_response_id', code: 'unsupported_parameter' };
    await expectRefused(forgetful, pupil, '/responses', body, refusal);
  } finally {
    await forgetful.stop();
  }
});
