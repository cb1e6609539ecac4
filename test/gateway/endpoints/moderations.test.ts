import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { startAppFixture } from '../../support/app-fixture.ts';
import type { Script } from '../../support/scripted-upstream.ts';
import { expectExit } from '../exits/exit-check.ts';
import { clientOf, expectRefused, lastHold, post, sent } from './endpoint-calls.ts';

const OMNI = 'omni-moderation-latest';
const fixture = await startAppFixture({ env: { JIGAP_ALLOWED_MODELS: `gpt-3.5-turbo,${OMNI}` } });
const { upstream } = fixture;
afterAll(() => fixture.stop());
beforeEach(() => {
  upstream.reset();
  upstream.always(moderation);
});

const RESULT = { flagged: false, categories: { hate: false }, category_scores: { hate: 0.001 } };
const moderation: Script = (call, act) =>
  act.json(200, { id: 'modr-1', model: (call.json as { model: string }).model, results: [RESULT] });

const UNKNOWN = 'unknown_parameter';
const FREE = { as: 'settle', outcome: 'ok', incident: null, cost: 0, held: 0, tokens: [0, 0] } as const;

test('a moderation holds nothing, costs nothing, and raises no incident without a usage', async () => {
  const student = await fixture.addStudent();
  const answer = await post(fixture, student, '/moderations', { model: OMNI, input: 'hello' });
  expect(answer.status).toBe(200);
  expect(answer.json).toEqual({ id: 'modr-1', model: OMNI, results: [RESULT] });
  expect(answer.headers.get('x-jigap-cost-usd')).toBe('0');
  expect(lastHold(fixture)).toBe(0);
  await expectExit(fixture, student, FREE);
  expect(await fixture.recordsOf(student)).toMatchObject([{ endpoint: 'moderations', model: OMNI }]);
});

test('a moderation is served to a student without money', async () => {
  const student = await fixture.addStudent(0);
  expect((await post(fixture, student, '/moderations', { input: 'hello' })).status).toBe(200);
  await expectExit(fixture, student, FREE);
});

describe('the model of a moderation', () => {
  test.each([{}, { model: null }])('%j is the default of the API', async (fields) => {
    const answer = await post(fixture, await fixture.addStudent(), '/moderations', { input: 'hello', ...fields });
    expect(answer.status).toBe(200);
    expect(sent(fixture)).toEqual({ model: OMNI, input: 'hello' });
  });

  test.each(['gpt-3.5-turbo', 'omni-moderation-2024-09-26', 'text-moderation-latest'])(
    '%s is not served at /v1/moderations',
    async (model) => {
      const refusal = { status: 404, param: 'model', code: 'model_not_found' };
      const message = await expectRefused(
        fixture,
        await fixture.addStudent(),
        '/moderations',
        { model, input: 'a' },
        refusal,
      );
      expect(message).toMatch(new RegExp(`Allowed(?: here)?: ${OMNI}\\.`));
    },
  );

  test('is refused without a model when the owner allows none', async () => {
    const plain = await startAppFixture();
    try {
      const refusal = { status: 404, param: 'model', code: 'model_not_found' };
      const message = await expectRefused(plain, await plain.addStudent(), '/moderations', { input: 'a' }, refusal);
      expect(message).toContain(OMNI);
      expect(message).not.toContain('gpt-3.5-turbo');
    } finally {
      await plain.stop();
    }
  });
});

describe('a moderation request', () => {
  test.each<[string, unknown]>([
    ['a text', 'hello'],
    ['texts', ['hello', '안녕']],
    ['parts', [{ type: 'text', text: 'hello' }]],
  ])('is sent unchanged: %s', async (_, input) => {
    const { data, response } = await clientOf(fixture, await fixture.addStudent())
      .moderations.create({ input: input as string })
      .withResponse();
    expect(response.status).toBe(200);
    expect(data.results[0]?.flagged).toBe(false);
    expect(sent(fixture)).toEqual({ model: OMNI, input });
  });

  const IMAGE = { type: 'image_url', image_url: { url: 'https://a.example/cat.png' } };
  const REFUSED: [string, Record<string, unknown>, string, string][] = [
    ['no input', {}, 'input', 'missing_required_parameter'],
    ['an empty text', { input: '' }, 'input', 'missing_required_parameter'],
    ['an empty list', { input: [] }, 'input', 'missing_required_parameter'],
    ['a number', { input: 7 }, 'input', 'invalid_value'],
    ['an image', { input: [{ type: 'text', text: 'a' }, IMAGE] }, 'input[1].type', 'unsupported_parameter'],
    ['token numbers', { input: [1, 2] }, 'input[0]', 'unsupported_parameter'],
    ['a text with more to it', { input: [{ ...IMAGE, type: 'text', text: 'a' }] }, 'input[0].image_url', UNKNOWN],
    ['a part without its text', { input: [{ type: 'text' }] }, 'input[0].text', 'missing_required_parameter'],
    ['an unknown field', { input: 'a', user: 'me' }, 'user', UNKNOWN],
  ];
  test.each(REFUSED)('is refused with %s', async (_, fields, param, code) => {
    await expectRefused(fixture, await fixture.addStudent(), '/moderations', fields, { status: 400, param, code });
  });
});

test('a moderation that the provider refuses costs nothing', async () => {
  const student = await fixture.addStudent();
  upstream.always((_, act) =>
    act.json(500, { error: { message: 'no', type: 'server_error', param: null, code: null } }),
  );
  const answer = await post(fixture, student, '/moderations', { input: 'hello' });
  expect(answer.status).toBe(502);
  await expectExit(fixture, student, { ...FREE, as: 'release', outcome: 'upstream_refused' });
});
