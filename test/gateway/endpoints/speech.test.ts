import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { startAppFixture } from '../../support/app-fixture.ts';
import { LONG_RUN } from '../../support/long-run.ts';
import { errorJson, type Script } from '../../support/scripted-upstream.ts';
import { expectExit } from '../exits/exit-check.ts';
import { clientOf, expectRefused, lastHold, post, sent } from './endpoint-calls.ts';

const TTS = 'tts-1';
const LOCAL_PROVIDER = { JIGAP_ALLOWED_MODELS: `gpt-3.5-turbo,${TTS},tts-1-hd` };
const fixture = await startAppFixture({ env: LOCAL_PROVIDER });
const { upstream } = fixture;
afterAll(() => fixture.stop());

/** The beginning of an MP3 file, and what may stand in one. */
const SOUND = Buffer.concat([
  Buffer.from([0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 0, 0, 0xff, 0xfb, 0x90, 0xc4]),
  Buffer.alloc(5000, 0xa5),
]);
const sound: Script = async (_call, act) => {
  act.head(200, { 'content-type': 'audio/mpeg', 'x-secret': 'of the provider' });
  await act.write(SOUND.subarray(0, 7));
  await act.write(SOUND.subarray(7));
  act.end();
};
beforeEach(() => {
  upstream.reset();
  upstream.always(sound);
});

const BODY = { model: TTS, input: '지갑을 열어요', voice: 'alloy' };
/** 15,000 nano-USD a character. */
const HELD = 7 * 15_000;

describe('what speech costs', () => {
  test.each([
    [TTS, 15_000],
    ['tts-1-hd', 30_000],
  ])('costs the characters of its text, which are held before: %s', async (model, price) => {
    const student = await fixture.addStudent();
    const answer = await post(fixture, student, '/audio/speech', { ...BODY, model });
    expect(answer.status).toBe(200);
    expect(lastHold(fixture)).toBe(7 * price);
    expect(answer.headers.get('x-jigap-cost-usd')).toBe(String((7 * price) / 1e9));
    const cost = 7 * price;
    await expectExit(fixture, student, {
      as: 'settle',
      outcome: 'ok',
      incident: null,
      cost,
      held: cost,
      tokens: [0, 0],
    });
    expect(await fixture.recordsOf(student)).toMatchObject([{ endpoint: 'speech', model }]);
  });

  test.each([
    ['an emoji, as the larger of the two ways to count', '👛', 2],
    ['a family of seven code points', '👨‍👩‍👧‍👦', 11],
    ['a combining mark', 'e\u0301', 2],
    ['a surrogate without its half', '\ud800a\udc00', 3],
    ['letters of Hangul that one syllable has', '\u1112\u1161\u11ab', 3],
    ['a line end and a zero', '\r\n\u0000', 3],
    ['an escape of JSON', '\u2028"\\', 3],
  ])('counts %s', async (_what, input, characters) => {
    const student = await fixture.addStudent();
    expect((await post(fixture, student, '/audio/speech', { ...BODY, input })).status).toBe(200);
    expect(lastHold(fixture)).toBe(characters * 15_000);
    expect(sent(fixture).input).toBe(input);
  });

  // Whether OpenAI counts code points or UTF-16 units is not published.
  const holdsForAnyText = async (numRuns: number) => {
    const student = await fixture.addStudent();
    const texts = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
      fc
        .array(fc.integer({ min: 0, max: 0xffff }), { minLength: 1, maxLength: 60 })
        .map((units) => String.fromCharCode(...units)),
    );
    await fc.assert(
      fc.asyncProperty(texts, async (input) => {
        expect((await post(fixture, student, '/audio/speech', { ...BODY, input })).status).toBe(200);
        const text: string = sent(fixture).input;
        const characters = Math.max(text.length, [...text].length);
        expect(lastHold(fixture)).toBe(characters * 15_000);
      }),
      { numRuns },
    );
  };
  const TITLE = 'holds no less than either count of what is really sent, for any text';
  test(TITLE, () => holdsForAnyText(15));
  test(`${TITLE}: 100 texts`, LONG_RUN, () => holdsForAnyText(100));

  test('allows as many characters as OpenAI, and not one more', async () => {
    const student = await fixture.addStudent();
    const longest = '👛'.repeat(4096);
    expect((await post(fixture, student, '/audio/speech', { ...BODY, input: longest })).status).toBe(200);
    expect(lastHold(fixture)).toBe(2 * 4096 * 15_000);
    const refusal = { status: 400, param: 'input', code: 'invalid_value' };
    const text = await expectRefused(fixture, student, '/audio/speech', { ...BODY, input: `${longest}.` }, refusal);
    expect(text).toContain('4,096');
  });

  test('is refused when the budget is short, without a word of max_tokens', async () => {
    const student = await fixture.addStudent(0.0001);
    const { status, json } = await post(fixture, student, '/audio/speech', BODY);
    expect([status, json.error.code]).toEqual([402, 'insufficient_quota']);
    expect(json.error.message).not.toMatch(/max_tokens/);
    expect(upstream.calls).toEqual([]);
  });

  test('costs as much as the student has, to the last nano-dollar', async () => {
    const student = await fixture.addStudent(HELD / 1e9);
    expect((await post(fixture, student, '/audio/speech', BODY)).status).toBe(200);
    await fixture.settled();
    expect((await post(fixture, student, '/audio/speech', { ...BODY, input: '.' })).status).toBe(402);
  });

  test('says its worst case in a dry run', async () => {
    const { json } = await post(fixture, await fixture.addStudent(), '/dry-run/audio/speech', BODY);
    expect(json).toMatchObject({
      ...{ endpoint: 'speech', model: TTS, input_tokens_bound: 0, max_tokens: null, answers: 0 },
      ...{ worst_case_usd: HELD / 1e9, fits: true },
    });
    expect(upstream.calls).toEqual([]);
  });
});

describe('a request for speech', () => {
  test('is sent as it was checked, without what is the default', async () => {
    const student = await fixture.addStudent();
    const more = { response_format: 'opus', speed: 0.25, stream_format: 'audio', instructions: '' };
    expect((await post(fixture, student, '/audio/speech', { ...BODY, ...more })).status).toBe(200);
    expect(sent(fixture)).toEqual({ ...BODY, response_format: 'opus', speed: 0.25, instructions: '' });
    expect(upstream.calls.at(-1)?.headers.accept).toContain('audio/*');
  });

  test.each<[string, object, string, string, RegExp]>([
    [
      'a voice of the project',
      { voice: { id: 'voice_1' } },
      'voice',
      'invalid_value',
      /alloy, ash, .*Voices of one's own/,
    ],
    ['a voice that the model lacks', { voice: 'marin' }, 'voice', 'invalid_value', /alloy, ash, coral/],
    ['no voice', { voice: undefined }, 'voice', 'missing_required_parameter', /missing/],
    ['no text', { input: '' }, 'input', 'missing_required_parameter', /missing/],
    ['texts', { input: ['a'] }, 'input', 'invalid_value', /must be a text/],
    ['another format', { response_format: 'midi' }, 'response_format', 'invalid_value', /OpenAI documentation/],
    ['a speed out of range', { speed: 4.01 }, 'speed', 'invalid_value', /within the limits/],
    ['a speed of none', { speed: 0 }, 'speed', 'invalid_value', /within the limits/],
    ['events', { stream_format: 'sse' }, 'stream_format', 'unsupported_parameter', /with_streaming_response/],
    ['instructions', { instructions: 'softly' }, 'instructions', 'unsupported_parameter', /Leave it out/],
    ['a future parameter', { emotion: 'joy' }, 'emotion', 'unknown_parameter', /does not know/],
    ['a stream', { stream: true }, 'stream', 'unknown_parameter', /does not know/],
  ])('is refused with %s', async (_what, change, param, code, text) => {
    const student = await fixture.addStudent();
    const body = { ...BODY, ...change };
    expect(await expectRefused(fixture, student, '/audio/speech', body, { status: 400, param, code })).toMatch(text);
  });

  test('is refused for a model that the owner did not allow, and for a model of texts', async () => {
    const student = await fixture.addStudent();
    const refusal = { status: 404, param: 'model', code: 'model_not_found' };
    for (const model of ['gpt-4o-mini-tts', 'gpt-3.5-turbo']) {
      await expectRefused(fixture, student, '/audio/speech', { ...BODY, model }, refusal);
    }
    const messages = [{ role: 'user', content: 'hi' }];
    await expectRefused(fixture, student, '/chat/completions', { model: TTS, messages }, refusal);
  });
});

describe('an error of the provider', () => {
  test('costs nothing when it refuses, and is scrubbed', async () => {
    const student = await fixture.addStudent();
    const key = 'sk-proj-TheRealKeyOfTheOwner0123456789abcdef';
    upstream.always(errorJson(400, 'invalid_value', `bad input of ${key}`));
    const answer = await post(fixture, student, '/audio/speech', BODY);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('application/json');
    expect(answer.text).toContain('bad input of [hidden]');
    await expectExit(fixture, student, {
      ...{ as: 'release', outcome: 'upstream_refused', incident: null, cost: 0, held: HELD },
    });
  });
});

describe('the OpenAI client', () => {
  test('gets the bytes', async () => {
    const client = clientOf(fixture, await fixture.addStudent());
    const answer = await client.audio.speech.create({ ...BODY, response_format: 'mp3' });
    expect(answer.headers.get('content-type')).toBe('audio/mpeg');
    expect(answer.headers.get('x-secret')).toBeNull();
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(SOUND);
  });
});
