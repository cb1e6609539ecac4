import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { startAppFixture } from '../../support/app-fixture.ts';
import type { Script } from '../../support/scripted-upstream.ts';
import { expectExit } from '../exits/exit-check.ts';
import { clientOf, expectRefused, lastHold, post, sent, sentBytes } from './endpoint-calls.ts';

const SMALL = 'text-embedding-3-small';
const LARGE = 'text-embedding-3-large';
const fixture = await startAppFixture({ env: { JIGAP_ALLOWED_MODELS: `gpt-3.5-turbo,${SMALL},${LARGE}` } });
const { upstream } = fixture;
afterAll(() => fixture.stop());
beforeEach(() => {
  upstream.reset();
  upstream.always(embeddings({ prompt_tokens: 12, total_tokens: 12 }));
});

const VECTOR = [0.5, -0.25, 0.125];

/** The same vector for every input, in the format that was asked for. */
function embeddings(usage: unknown): Script {
  return (call, act) => {
    const { model, input, encoding_format } = call.json as { model: string; input: unknown; encoding_format?: string };
    const count = Array.isArray(input) && typeof input[0] !== 'number' ? input.length : 1;
    const base64 = Buffer.from(Float32Array.from(VECTOR).buffer).toString('base64');
    const embedding = encoding_format === 'base64' ? base64 : VECTOR;
    const data = Array.from({ length: count }, (_, index) => ({ object: 'embedding', index, embedding }));
    act.json(200, { object: 'list', data, model, ...(usage === undefined ? {} : { usage }) });
  };
}

describe('what an embedding costs', () => {
  test.each([
    // 20 and 130 nano-USD an input token; nothing for the vector.
    [SMALL, 12 * 20, 20],
    [LARGE, 12 * 130, 130],
  ])('costs its input, and never more than the hold: %s', async (model, cost, price) => {
    const student = await fixture.addStudent();
    const answer = await post(fixture, student, '/embeddings', { model, input: '지갑' });
    expect(answer.status).toBe(200);
    const held = (sentBytes(fixture) + 64) * price;
    expect(lastHold(fixture)).toBe(held);
    expect(answer.headers.get('x-jigap-cost-usd')).toBe(String(cost / 1e9).replace('2.4e-7', '0.00000024'));
    const paid = { as: 'settle', outcome: 'ok', incident: null, cost, held, tokens: [12, 0] } as const;
    await expectExit(fixture, student, paid);
    expect(await fixture.recordsOf(student)).toMatchObject([{ endpoint: 'embeddings', model }]);
  });

  test('holds the bytes of all inputs', async () => {
    const student = await fixture.addStudent();
    const input = Array.from({ length: 2048 }, (_, index) => `sentence number ${index}`);
    const answer = await post(fixture, student, '/embeddings', { model: SMALL, input });
    expect(answer.json.data).toHaveLength(2048);
    expect(sentBytes(fixture)).toBeGreaterThan(JSON.stringify(input).length);
    expect(lastHold(fixture)).toBe((sentBytes(fixture) + 2048 * 64) * 20);
  });

  // A catalogue of the owner's own may give the window of one input, as providers publish it.
  test('does not cap the hold of many inputs at the window of one', async () => {
    const student = await fixture.addStudent();
    await post(fixture, student, '/embeddings', { model: SMALL, input: Array(100).fill('a'.repeat(5000)) });
    expect(sentBytes(fixture)).toBeGreaterThan(500_000);
    expect(lastHold(fixture)).toBe((sentBytes(fixture) + 100 * 64) * 20);
  });

  test('costs the whole bound without a usage, and raises an incident', async () => {
    const student = await fixture.addStudent();
    upstream.always(embeddings(undefined));
    const answer = await post(fixture, student, '/embeddings', { model: SMALL, input: 'hi' });
    expect(answer.status).toBe(200);
    const held = lastHold(fixture);
    const bounded = { as: 'settle', outcome: 'no_usage', incident: 'no_usage', cost: held, held } as const;
    await expectExit(fixture, student, bounded);
  });

  test('is refused when the budget is spent', async () => {
    const answer = await post(fixture, await fixture.addStudent(0.000001), '/embeddings', {
      model: SMALL,
      input: 'hi',
    });
    expect(answer.status).toBe(402);
    expect(answer.json.error).toMatchObject({ type: 'insufficient_quota', code: 'insufficient_quota' });
    expect(upstream.calls).toEqual([]);
  });
});

describe('the OpenAI client', () => {
  test('asks for base64 by default, and gets its numbers', async () => {
    const client = clientOf(fixture, await fixture.addStudent());
    const { data, usage } = await client.embeddings.create({ model: SMALL, input: ['a', 'b'] });
    expect(sent(fixture)).toEqual({
      model: SMALL,
      input: ['a', 'b'],
      encoding_format: 'base64',
      user: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(data.map(({ embedding }) => Array.from(embedding))).toEqual([VECTOR, VECTOR]);
    expect(usage).toEqual({ prompt_tokens: 12, total_tokens: 12 });
  });

  test('may ask for floats and for fewer dimensions', async () => {
    const client = clientOf(fixture, await fixture.addStudent());
    const body = { model: SMALL, input: 'a', encoding_format: 'float' as const, dimensions: 3 };
    const { data } = await client.embeddings.create(body);
    expect(data[0]?.embedding).toEqual(VECTOR);
    expect(sent(fixture)).toMatchObject(body);
  });
});

describe('an embedding request', () => {
  test.each<[string, unknown]>([
    ['a text', 'hi'],
    ['texts', ['hi', 'you']],
    ['token numbers', [101, 2023, 102]],
    ['lists of token numbers', [[101, 102], [103]]],
    ['a text and token numbers', ['hi', [101]]],
  ])('is sent unchanged, with the student’s pseudonym: %s', async (_, input) => {
    const answer = await post(fixture, await fixture.addStudent(), '/embeddings', { model: SMALL, input, user: 'me' });
    expect(answer.status).toBe(200);
    expect(sent(fixture)).toEqual({ model: SMALL, input, user: expect.stringMatching(/^[0-9a-f]{32}$/) });
    // A token number is two bytes at least: the bound holds for them too.
    const texts = Array.isArray(input) && !input.every((one) => typeof one === 'number') ? input.length : 1;
    expect(lastHold(fixture)).toBe((sentBytes(fixture) + texts * 64) * 20);
  });

  const MISSING = 'missing_required_parameter';
  const REFUSED: [string, Record<string, unknown>, string, string][] = [
    ['no input', {}, 'input', MISSING],
    ['an empty text', { input: '' }, 'input', MISSING],
    ['an empty list', { input: [] }, 'input', MISSING],
    ['an empty list of tokens', { input: [[]] }, 'input[0]', 'invalid_value'],
    ['a number', { input: 7 }, 'input', 'invalid_value'],
    ['an object', { input: [{ type: 'image_url' }] }, 'input[0]', 'invalid_value'],
    ['fractions', { input: [1.5, 2] }, 'input[0]', 'invalid_value'],
    ['null among texts', { input: ['a', null] }, 'input[1]', 'invalid_value'],
    ['too many inputs', { input: Array(2049).fill('a') }, 'input', 'invalid_value'],
    ['a strange format', { input: 'a', encoding_format: 'hex' }, 'encoding_format', 'invalid_value'],
    ['no dimension', { input: 'a', dimensions: 0 }, 'dimensions', 'invalid_value'],
    ['an unknown field', { input: 'a', stream: true }, 'stream', 'unknown_parameter'],
    ['a tier', { input: 'a', service_tier: 'priority' }, 'service_tier', 'unknown_parameter'],
  ];
  test.each(REFUSED)('is refused with %s', async (_, fields, param, code) => {
    const refusal = { status: 400, param, code };
    await expectRefused(fixture, await fixture.addStudent(), '/embeddings', { model: SMALL, ...fields }, refusal);
  });
});

describe('the model of an embedding', () => {
  test.each(['gpt-3.5-turbo', 'text-embedding-ada-002', 'text-embedding-9'])(
    '%s is not served at /v1/embeddings',
    async (model) => {
      const refusal = { status: 404, param: 'model', code: 'model_not_found' };
      const message = await expectRefused(
        fixture,
        await fixture.addStudent(),
        '/embeddings',
        { model, input: 'hi' },
        refusal,
      );
      expect(message).toMatch(new RegExp(`Allowed(?: here)?: ${SMALL}, ${LARGE}\\.`));
    },
  );

  test('an embedding model is not served at other endpoints', async () => {
    const refusal = { status: 404, param: 'model', code: 'model_not_found' };
    const student = await fixture.addStudent();
    const messages = [{ role: 'user', content: 'hi' }];
    await expectRefused(fixture, student, '/chat/completions', { model: SMALL, messages }, refusal);
    await expectRefused(fixture, student, '/responses', { model: SMALL, input: 'hi' }, refusal);
    await expectRefused(fixture, student, '/completions', { model: SMALL, prompt: 'hi' }, refusal);
    await expectRefused(fixture, student, '/moderations', { model: SMALL, input: 'hi' }, refusal);
  });
});
