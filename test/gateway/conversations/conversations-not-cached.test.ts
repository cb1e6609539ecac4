import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { startAppFixture } from '../../support/app-fixture.ts';
import { responses } from '../../support/responses-scripts.ts';
import type { Script } from '../../support/scripted-upstream.ts';
import { eventsIn, expectRefused, post, sent } from '../endpoints/endpoint-calls.ts';
import {
  assistant,
  MODEL,
  message,
  numbered,
  respond,
  startConversationFixture,
  USAGE,
  user,
} from './conversation-fixture.ts';

const { fixture, clock, upstream, ask, expectUnknown, setAnswerCount } = await startConversationFixture();

describe('what is not cached', () => {
  const HELP = /store: false.*ModelSettings\(store=False\).*"store": False.*providerOptions/;

  test('refuses an answer of another student, and one that never existed', async () => {
    const [anna, bora] = [await fixture.addStudent(), await fixture.addStudent()];
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

  test.each([false, true])('does not cache an answer with store: false (stream: %s)', async (stream) => {
    const student = await fixture.addStudent();
    await ask(student, { input: 'one', store: false, stream });
    await expectUnknown(student, { input: 'two', previous_response_id: 'resp_1' }, 'previous_response_id');
    await expectUnknown(student, { input: [{ type: 'item_reference', id: 'msg_1' }] }, 'input[0].type');
  });

  test('drops an answer an hour after the last reference to it', async () => {
    const student = await fixture.addStudent();
    await ask(student, { input: 'one' });
    clock.advance(59 * 60_000);
    await ask(student, { input: 'two', previous_response_id: 'resp_1' });
    clock.advance(59 * 60_000);
    await ask(student, { input: 'two again', previous_response_id: 'resp_1' });
    clock.advance(60 * 60_000);
    await expectUnknown(student, { input: 'three', previous_response_id: 'resp_1' }, 'previous_response_id');
  });

  test.each<[string, Script]>([
    ['that failed', responses({ status: 'failed', usage: USAGE, error: { code: 'server_error', message: 'no' } })],
    ['that broke off', responses({ last: null })],
    ['without output', respond([], 'resp_scripted')],
    ['whose output is no list of items', respond(['text' as unknown as object], 'resp_scripted')],
  ])('does not cache an answer %s', async (_, script) => {
    const student = await fixture.addStudent();
    upstream.next(script);
    await post(fixture, student, '/responses', { model: MODEL, input: 'one', stream: true });
    await expectUnknown(student, { input: 'two', previous_response_id: 'resp_scripted' }, 'previous_response_id');
  });

  test('writes no cached conversation to a log line or file', async () => {
    const student = await fixture.addStudent();
    await ask(student, { input: 'Sesame-1234', store: true });
    await ask(student, { input: 'open', previous_response_id: 'resp_1' });
    expect(sent(fixture).input[0]).toEqual(user('Sesame-1234'));
    expect(fixture.app.logLines.join('\n')).not.toContain('Sesame');
    for (const suffix of ['', '-wal']) {
      expect(readFileSync(fixture.app.databasePath + suffix).includes('Sesame')).toBe(false);
    }
  });

  test('refuses a reference to a conversation object', async () => {
    const student = await fixture.addStudent();
    await expectUnknown(student, { input: 'hi', conversation: 'conv_1' }, 'conversation');
  });
});

test('does not cache what the policy drops', async () => {
  const student = await fixture.addStudent();
  await ask(student, {
    input: [{ ...assistant(9), content: [{ ...assistant(9).content[0], parsed: { secret: 1 } }] }, user('one')],
  });
  await ask(student, { input: 'two', previous_response_id: 'resp_1' });
  expect(sent(fixture).input).toEqual([assistant(9), user('one'), assistant(1), user('two')]);
});

test('refuses a conversation of more small parts than a body may have', async () => {
  const roomy = await startAppFixture();
  try {
    const student = await roomy.addStudent();
    roomy.upstream.always(numbered);
    // 60 KB, of which nothing is counted: 7,600 texts. A large body may have 60,000.
    const content = Array(1900).fill({ type: 'input_text', text: '' });
    const body = { model: MODEL, input: [{ type: 'message', role: 'user', content }] };
    const statuses: number[] = [];
    for (let turn = 0; statuses.at(-1) !== 400; turn++) {
      const previous = turn === 0 ? {} : { previous_response_id: `resp_${turn}` };
      const { status, json } = await post(roomy, student, '/responses', { ...body, ...previous });
      statuses.push(status);
      if (status !== 200) expect(json.error).toMatchObject({ code: 'invalid_request', param: null });
    }
    expect(statuses).toHaveLength(9);
  } finally {
    await roomy.stop();
  }
});

describe('an error in a conversation', () => {
  test('names the path that the client wrote, not its index after the earlier items', async () => {
    const student = await fixture.addStudent();
    await ask(student, { input: 'one' });
    const image = { role: 'user', content: [{ type: 'input_image', image_url: 'https://a.example/cat.png' }] };
    const body = { model: MODEL, previous_response_id: 'resp_1', input: [user('two'), image] };
    const refusal = { status: 400, param: 'input[1].content[0].type', code: 'unsupported_parameter' };
    await expectRefused(fixture, student, '/responses', body, refusal);
    const number = { ...body, input: 7 };
    await expectRefused(fixture, student, '/responses', number, { status: 400, param: 'input', code: 'invalid_value' });
  });

  test('names previous_response_id for an earlier item: cached items are checked again', async () => {
    const student = await fixture.addStudent();
    upstream.next(respond([message(1, 'hi'), { id: 'ws_1', type: 'web_search_call', status: 'completed' }], 'resp_ws'));
    await ask(student, { input: 'one' });
    await expectUnknown(student, { input: 'two', previous_response_id: 'resp_ws' }, 'previous_response_id');
  });
});

describe('reasoning in a conversation', () => {
  const THINKER = 'gpt-6-luna';
  const sealed = { id: 'rs_1', type: 'reasoning', summary: [], encrypted_content: 'gAAAA' };

  test.each([false, true])(
    'comes encrypted and goes back unchanged, whatever the client requested (stream: %s)',
    async (stream) => {
      const student = await fixture.addStudent();
      upstream.next(respond([sealed, message(1, 'answer 1')], 'resp_think'));
      const answer = await ask(student, { model: THINKER, input: 'one', stream });
      expect(sent(fixture).include).toEqual(['reasoning.encrypted_content']);
      const { output } = stream ? eventsIn(answer).at(-1).response : answer.json;
      expect(output[0]).toEqual(sealed);
      await ask(student, { model: THINKER, store: false, input: [user('one'), ...output, user('two')] });
      expect(sent(fixture).input[1]).toEqual(sealed);
      await ask(student, { model: THINKER, input: 'two', previous_response_id: 'resp_think' });
      expect(sent(fixture).input).toEqual([user('one'), sealed, assistant(1), user('two')]);
    },
  );

  test('is dropped when the conversation goes on with a model that does not reason', async () => {
    const student = await fixture.addStudent();
    upstream.next(respond([sealed, message(1, 'answer 1')], 'resp_think'));
    await ask(student, { model: THINKER, input: 'one' });
    setAnswerCount(1);
    await ask(student, { input: 'two', previous_response_id: 'resp_think' });
    expect(sent(fixture).input).toEqual([user('one'), assistant(1), user('two')]);
    await ask(student, { model: THINKER, input: 'three', previous_response_id: 'resp_2' });
    expect(sent(fixture).input).toEqual([user('one'), assistant(1), user('two'), assistant(2), user('three')]);
  });

  test('is taken from the cache when it is sent back by its id alone', async () => {
    const student = await fixture.addStudent();
    upstream.next(respond([sealed, message(1, 'answer 1')]));
    await ask(student, { model: THINKER, input: 'one' });
    const { encrypted_content: _none, ...bare } = sealed;
    for (const thought of [bare, { ...bare, encrypted_content: null }, { type: 'item_reference', id: 'rs_1' }]) {
      await ask(student, { model: THINKER, input: [user('one'), thought, user('two')] });
      expect(sent(fixture).input).toEqual([user('one'), sealed, user('two')]);
    }
  });

  test('in plain text, of a local model, is dropped from the next request', async () => {
    const student = await fixture.addStudent();
    const open = {
      ...{ id: 'rs_1', type: 'reasoning', summary: [], encrypted_content: null, status: null },
      content: [{ type: 'reasoning_text', text: 'hm' }],
    };
    upstream.next(respond([open, message(1, 'answer 1')], 'resp_open'));
    await ask(student, { model: THINKER, input: 'one' });
    const expected = [user('one'), assistant(1), user('two')];
    await ask(student, { model: THINKER, input: 'two', previous_response_id: 'resp_open' });
    expect(sent(fixture).input).toEqual(expected);
    for (const thought of [open, { ...open, id: 'rs_unknown' }, { type: 'item_reference', id: 'rs_1' }]) {
      await ask(student, { model: THINKER, input: [user('one'), thought, assistant(1), user('two')] });
      expect(sent(fixture).input).toEqual(expected);
    }
  });
});

test('caches nothing with JIGAP_CONVERSATION_MINUTES=0', async () => {
  const forgetful = await startAppFixture({ env: { JIGAP_CONVERSATION_MINUTES: '0' } });
  try {
    const student = await forgetful.addStudent();
    forgetful.upstream.always(numbered);
    await post(forgetful, student, '/responses', { model: MODEL, input: 'one' });
    const body = { model: MODEL, input: 'two', previous_response_id: 'resp_1' };
    const refusal = { status: 400, param: 'previous_response_id', code: 'unsupported_parameter' };
    await expectRefused(forgetful, student, '/responses', body, refusal);
  } finally {
    await forgetful.stop();
  }
});
