import { afterAll, beforeEach, expect } from 'vitest';
import { startAppFixture, type TestStudent } from '../../support/app-fixture.ts';
import { TestClock } from '../../support/clock.ts';
import { responseBody, responsesUsage } from '../../support/responses-scripts.ts';
import type { Script } from '../../support/scripted-upstream.ts';
import { expectRefused, post } from '../endpoints/endpoint-calls.ts';

export const MODEL = 'gpt-3.5-turbo';
export const BODY_LIMIT_BYTES = 128 * 1024;
export const USAGE = responsesUsage(10, 5);

let answers = 0;
/** Answers "answer 1", "answer 2", ... under ids of their own, streamed or not. */
export const numbered: Script = (call, act) => {
  answers++;
  return respond([message(answers, `answer ${answers}`)])(call, act);
};

export function message(n: number, text: string) {
  const part = { type: 'output_text', annotations: [], logprobs: [{ token: 'x', logprob: 0 }], text };
  return { id: `msg_${n}`, type: 'message', status: 'completed', role: 'assistant', content: [part] };
}

/** The same item, as a client sends it again. */
export function assistant(n: number, text = `answer ${n}`) {
  const { content, ...rest } = message(n, text);
  return { ...rest, content: content.map(({ logprobs: _none, ...part }) => part) };
}

export function respond(output: readonly object[], id = `resp_${answers}`): Script {
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

export const user = (content: string) => ({ type: 'message', role: 'user', content });

/** An app whose provider numbers its answers. */
export async function startConversationFixture(more: Readonly<Record<string, string>> = {}) {
  const clock = new TestClock();
  const fixture = await startAppFixture({
    clock,
    env: {
      JIGAP_ALLOWED_MODELS: 'gpt-3.5-turbo,gpt-6-luna',
      JIGAP_BODY_LIMIT_BYTES: String(BODY_LIMIT_BYTES),
      ...more,
    },
  });
  const { upstream } = fixture;
  afterAll(async () => {
    await fixture.callsInFlight(0);
    await fixture.stop();
  });
  beforeEach(async () => {
    await fixture.callsInFlight(0);
    upstream.reset();
    upstream.always(numbered);
    answers = 0;
  });

  async function ask(student: TestStudent, fields: object) {
    const answer = await post(fixture, student, '/responses', { model: MODEL, ...fields });
    expect([answer.status, answer.status === 200 ? '' : answer.text]).toEqual([200, '']);
    return answer;
  }

  async function expectUnknown(student: TestStudent, fields: object, param: string): Promise<string> {
    const refusal = { status: 400, param, code: 'unsupported_parameter' };
    return expectRefused(fixture, student, '/responses', { model: MODEL, ...fields }, refusal);
  }

  /** The next one is "answer n + 1". */
  function setAnswerCount(n: number): void {
    answers = n;
  }

  return { fixture, clock, upstream, ask, expectUnknown, setAnswerCount };
}
