import { APIError } from 'openai';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { startAppFixture } from '../../support/app-fixture.ts';
import { PROMPT_TOKENS, type Script, usageOf } from '../../support/scripted-upstream.ts';
import { expectExit } from '../exits/exit-check.ts';
import { clientOf, eventsIn, expectRefused, lastHold, post, sent, sentBytes } from './endpoint-calls.ts';

const INSTRUCT = 'gpt-3.5-turbo-instruct';
const fixture = await startAppFixture({ env: { JIGAP_ALLOWED_MODELS: `gpt-3.5-turbo,${INSTRUCT}` } });
const { upstream } = fixture;
afterAll(() => fixture.stop());
beforeEach(async () => {
  // The client has its answer a moment before the call has ended.
  await fixture.callsInFlight(0);
  upstream.reset();
  upstream.always(completions());
});

const ASK = { model: INSTRUCT, prompt: 'Once upon a time' };
/** 1,500 nano-USD an input token, 2,000 an output token. */
const COST = PROMPT_TOKENS * 1500 + 5 * 2000;
/** Bytes of what was sent and 64 tokens of slack per prompt, and so many tokens of output. */
const heldFor = (outputTokens: number, prompts = 1) => (sentBytes(fixture) + 64 * prompts) * 1500 + outputTokens * 2000;
const paid = (held: number) =>
  ({ as: 'settle', outcome: 'ok', incident: null, cost: COST, tokens: [PROMPT_TOKENS, 5], held }) as const;

interface Ends {
  readonly usage?: unknown;
  readonly error?: unknown;
  readonly pauses?: boolean;
}

/** " there was", in two chunks where it is streamed. */
function completions({ usage = usageOf(PROMPT_TOKENS, 5), error, pauses = false }: Ends = {}): Script {
  return async (call, act) => {
    const request = call.json as { model: string; stream?: boolean; stream_options?: { include_usage?: boolean } };
    const head = { id: 'cmpl-1', object: 'text_completion', created: 1, model: request.model };
    const choice = (text: string, finish_reason: string | null) => ({ text, index: 0, logprobs: null, finish_reason });
    if (!request.stream) return act.json(200, { ...head, choices: [choice(' there was', 'stop')], usage });
    const pending = request.stream_options?.include_usage ? { usage: null } : {};
    await act.event({ ...head, choices: [choice(' there', null)], ...pending });
    if (pauses) await act.gate('rest');
    await act.event({ ...head, choices: [choice(' was', 'stop')], ...pending });
    if (error !== undefined) return act.event({ error }).then(() => act.end());
    if (request.stream_options?.include_usage) await act.event({ ...head, choices: [], usage });
    await act.done();
  };
}

describe('a JSON completion', () => {
  test('passes as the provider sent it, and costs exactly its usage', async () => {
    const student = await fixture.addStudent();
    const { choices, object } = await clientOf(fixture, student).completions.create(ASK);
    expect([object, choices[0]?.text]).toEqual(['text_completion', ' there was']);
    expect(sent(fixture)).toEqual({
      ...ASK,
      stream: false,
      user: expect.stringMatching(/^[0-9a-f]{32}$/),
      max_tokens: 16,
    });
    await expectExit(fixture, student, paid(heldFor(16)));
    expect(await fixture.recordsOf(student)).toMatchObject([{ endpoint: 'completions', model: INSTRUCT }]);
  });
});

describe('the hold: prompts x max(n, best_of) x max_tokens', () => {
  const HOLDS: [string, Record<string, unknown>, number, number][] = [
    ['the default of 16', {}, 16, 1],
    ['the default of 16, for null', { max_tokens: null, n: null, best_of: null }, 16, 1],
    ['as asked', { max_tokens: 100 }, 100, 1],
    ['at most what the model gives', { max_tokens: 100_000 }, 4096, 1],
    ['n answers', { n: 3 }, 3 * 16, 1],
    ['the best of more than are shown', { n: 2, best_of: 5, max_tokens: 10 }, 5 * 10, 1],
    ['as many as are shown', { n: 2, best_of: 0, max_tokens: 10 }, 2 * 10, 1],
    ['more shown than the best of', { n: 4, best_of: 2, max_tokens: 10 }, 4 * 10, 1],
    ['texts', { prompt: ['a', 'b', 'c'] }, 3 * 16, 3],
    ['texts, n each', { prompt: ['a', 'b', 'c'], n: 2, best_of: 4, max_tokens: 7 }, 3 * 4 * 7, 3],
    ['token numbers are one prompt', { prompt: [1, 2, 3] }, 16, 1],
    ['lists of token numbers are one each', { prompt: [[1, 2], [3]], n: 2 }, 2 * 2 * 16, 2],
    ['echo and suffix cost nothing more', { echo: true, suffix: '.' }, 16, 1],
  ];
  test.each(HOLDS)('%s', async (_, fields, outputTokens, prompts) => {
    const student = await fixture.addStudent();
    expect((await post(fixture, student, '/completions', { ...ASK, ...fields })).status).toBe(200);
    expect(lastHold(fixture)).toBe(heldFor(outputTokens, prompts));
    const request = Object.fromEntries(
      Object.entries(fields).filter(([name, value]) => value !== null && name !== 'max_tokens'),
    );
    expect(sent(fixture)).toMatchObject(request);
    await expectExit(fixture, student, paid(heldFor(outputTokens, prompts)));
  });

  test('is refused before it is sent when no budget pays for it', async () => {
    const student = await fixture.addStudent();
    const prompt = Array(50_000).fill('a');
    const answer = await post(fixture, student, '/completions', { ...ASK, prompt, n: 128, max_tokens: 4096 });
    expect(answer.status).toBe(402);
    expect(answer.json.error.code).toBe('insufficient_quota');
    expect(upstream.calls).toEqual([]);
    expect(await fixture.moneyOf('student', student.id)).toEqual({ spent: 0, held: 0 });
  });

  test('charges the bytes of an answer without usage', async () => {
    const student = await fixture.addStudent();
    upstream.always(completions({ usage: null }));
    const answer = await post(fixture, student, '/completions', { ...ASK, max_tokens: 4000 });
    const cost = heldFor(Buffer.byteLength(answer.text));
    const exit = { as: 'settle', outcome: 'no_usage', incident: 'no_usage', cost, held: heldFor(4000) } as const;
    await expectExit(fixture, student, exit);
  });

  test('charges the whole hold without usage when best_of throws answers away', async () => {
    const student = await fixture.addStudent();
    upstream.always(completions({ usage: null }));
    await post(fixture, student, '/completions', { ...ASK, best_of: 20, max_tokens: 500 });
    const held = heldFor(20 * 500);
    await expectExit(fixture, student, { as: 'settle', outcome: 'no_usage', incident: 'no_usage', cost: held, held });
  });
});

describe('a streamed completion', () => {
  test('hides a usage that the student did not ask for', async () => {
    const student = await fixture.addStudent();
    const answer = await post(fixture, student, '/completions', { ...ASK, stream: true });
    const events = eventsIn(answer);
    expect(events.map((event) => event.choices?.[0].text ?? event)).toEqual([' there', ' was', '[DONE]']);
    expect(sent(fixture)).toMatchObject({ stream: true, stream_options: { include_usage: true } });
    await expectExit(fixture, student, paid(heldFor(16)));
  });

  test('shows its usage to a student who asked for it', async () => {
    const student = await fixture.addStudent();
    const client = clientOf(fixture, student);
    const chunks = [];
    const options = { stream: true as const, stream_options: { include_usage: true } };
    for await (const chunk of await client.completions.create({ ...ASK, ...options })) chunks.push(chunk);
    expect(chunks.map(({ choices }) => choices.length)).toEqual([1, 1, 0]);
    const [record] = await fixture.recordsOf(student);
    expect(chunks.at(-1)?.usage).toEqual({ ...usageOf(PROMPT_TOKENS, 5), cost_usd: (record?.cost ?? 0) / 1e9 });
  });

  test('that broke ends in an error that the client raises, without [DONE], and costs the whole hold', async () => {
    const student = await fixture.addStudent();
    upstream.always(completions({ error: { message: 'in org-Ab12Cd34Ef56Gh78', type: 'server_error', code: null } }));
    const texts: unknown[] = [];
    const raised = await (async () => {
      const stream = await clientOf(fixture, student).completions.create({ ...ASK, stream: true });
      for await (const { choices } of stream) texts.push(choices[0]?.text);
    })().catch((error: unknown) => error);
    expect(texts).toEqual([' there', ' was']);
    expect(raised).toBeInstanceOf(APIError);
    expect(raised).toMatchObject({ code: 'upstream_error' });
    expect(String(raised)).not.toContain('org-');
    const held = heldFor(16);
    const exit = { as: 'settle', outcome: 'upstream_died', incident: 'uncertain', cost: held, held } as const;
    await expectExit(fixture, student, exit);
  });

  test('that the student leaves in the middle costs its usage', async () => {
    const student = await fixture.addStudent();
    upstream.always(completions({ pauses: true }));
    for await (const chunk of await clientOf(fixture, student).completions.create({ ...ASK, stream: true })) {
      expect(chunk.choices[0]?.text).toBe(' there');
      break;
    }
    await fixture.callsInFlight(0);
    upstream.open('rest');
    await expectExit(fixture, student, { ...paid(heldFor(16)), outcome: 'hung_up' });
  });
});

describe('refused completions', () => {
  const REFUSED: [string, Record<string, unknown>, string, string][] = [
    ['no prompt', { prompt: null }, 'prompt', 'missing_required_parameter'],
    ['an empty prompt', { prompt: '' }, 'prompt', 'missing_required_parameter'],
    ['an empty list', { prompt: [] }, 'prompt', 'missing_required_parameter'],
    ['an object', { prompt: [{}] }, 'prompt[0]', 'invalid_value'],
    ['no answer', { n: 0 }, 'n', 'invalid_value'],
    ['too many answers', { n: 129 }, 'n', 'invalid_value'],
    ['the best of too many', { best_of: 21 }, 'best_of', 'invalid_value'],
    ['more probabilities than there are', { logprobs: 6 }, 'logprobs', 'invalid_value'],
    ['half an answer', { n: 1.5 }, 'n', 'invalid_value'],
    ['no token', { max_tokens: 0 }, 'max_tokens', 'invalid_value'],
    ['the cap of another endpoint', { max_completion_tokens: 5 }, 'max_completion_tokens', 'unknown_parameter'],
    ['a tier', { service_tier: 'priority' }, 'service_tier', 'unknown_parameter'],
    ['tools', { tools: [] }, 'tools', 'unknown_parameter'],
    ['options of no stream', { stream_options: {} }, 'stream_options', 'invalid_parameter_combination'],
  ];
  test.each(REFUSED)('%s', async (_, fields, param, code) => {
    const refusal = { status: 400, param, code };
    await expectRefused(fixture, await fixture.addStudent(), '/completions', { ...ASK, ...fields }, refusal);
  });

  test.each([
    ['gpt-3.5-turbo', '/completions', { prompt: 'hi' }],
    [INSTRUCT, '/chat/completions', { messages: [{ role: 'user', content: 'hi' }] }],
    [INSTRUCT, '/responses', { input: 'hi' }],
    ['davinci-002', '/completions', { prompt: 'hi' }],
  ])('%s on %s', async (model, path, fields) => {
    const refusal = { status: 404, param: 'model', code: 'model_not_found' };
    const allowed = path === '/completions' ? INSTRUCT : 'gpt-3.5-turbo';
    const message = await expectRefused(fixture, await fixture.addStudent(), path, { model, ...fields }, refusal);
    expect(message).toMatch(new RegExp(`Allowed(?: here)?: ${allowed}\\.`));
  });
});
