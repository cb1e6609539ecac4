import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { startAppFixture } from '../../support/app-fixture.ts';
import { UPSTREAM_KEY } from '../../support/running-app.ts';
import { expectExit } from '../exits/exit-check.ts';
import { clientOf, eventsIn, expectRefused, lastHold, post, sent, sentBytes } from './endpoint-calls.ts';
import {
  completedImage,
  imageEvent,
  imageStream,
  imagesBody,
  imagesJson,
  imageUsage,
  partialImage,
  picture,
} from './image-answers.ts';

const FLARE = 'gpt-image-2.5-flare';
const fixture = await startAppFixture({
  env: { JIGAP_ALLOWED_MODELS: `gpt-3.5-turbo,gpt-image-2,${FLARE},${FLARE}-2026-09-08` },
});
const { upstream } = fixture;
afterAll(() => fixture.stop());
beforeEach(() => {
  upstream.reset();
  upstream.always(imagesJson({ usage: imageUsage(196) }));
});

const PATH = '/images/generations';
const DRAW = { model: 'gpt-image-2', prompt: 'a cat' };
/** Of a 1024x1024 at low: nano-USD of 20 input tokens at $5, and 196 output tokens at $30, per million. */
const COST = 20 * 5000 + 196 * 30_000;
/** The formula and the slack for text, for so many images. */
const holdFor = (count = 1, tokens = 196) => (sentBytes(fixture) + 64) * 5000 + count * (tokens + 1000) * 30_000;

describe('a generated image', () => {
  test('is sent with a size and a quality, and costs its usage', async () => {
    const student = await fixture.addStudent();
    const answer = await post(fixture, student, PATH, { ...DRAW, user: 'me', safety_identifier: 'me' });
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual(imagesBody({ usage: imageUsage(196) }));
    expect(sent(fixture)).toEqual({
      ...DRAW,
      ...{ size: '1024x1024', quality: 'low', n: 1, stream: false },
      safety_identifier: expect.stringMatching(/^[0-9a-f]{16,}$/),
    });
    expect(answer.headers.get('x-jigap-cost-usd')).toBe('0.00598');
    const held = holdFor();
    expect(lastHold(fixture)).toBe(held);
    await expectExit(fixture, student, {
      ...{ as: 'settle', outcome: 'ok', incident: null, cost: COST, held, tokens: [20, 196], images: 1 },
    });
    expect(await fixture.recordsOf(student)).toMatchObject([{ endpoint: 'images', model: 'gpt-image-2' }]);
  });

  test.each([
    [{ size: '1536x1024', quality: 'high' }, 5488],
    [{ size: '2880x2880', quality: 'high' }, 23_719],
    [{ size: '1024x1536', quality: 'medium' }, 1372],
    [{ model: FLARE, quality: 'medium' }, 439],
    [{ model: `${FLARE}-2026-09-08`, quality: 'max' }, 7024],
  ])('is held at the formula: %j', async (asked, tokens) => {
    const student = await fixture.addStudent();
    upstream.next(imagesJson({ usage: imageUsage(tokens) }));
    await post(fixture, student, PATH, { ...DRAW, ...asked });
    expect(lastHold(fixture)).toBe(holdFor(1, tokens));
    await expectExit(fixture, student, {
      ...{ as: 'settle', outcome: 'ok', incident: null, cost: 100_000 + tokens * 30_000, held: holdFor(1, tokens) },
      ...{ tokens: [20, tokens], images: 1 },
    });
  });

  test('is one of several, each held and counted', async () => {
    const student = await fixture.addStudent();
    upstream.next(imagesJson({ count: 4, usage: imageUsage(4 * 196) }));
    const { json } = await post(fixture, student, PATH, { ...DRAW, n: 4 });
    expect(json.data).toHaveLength(4);
    await expectExit(fixture, student, {
      ...{ as: 'settle', outcome: 'ok', incident: null, cost: 100_000 + 784 * 30_000, held: holdFor(4) },
      ...{ tokens: [20, 784], images: 4 },
    });
  });

  test('passes as bytes where it is large, also above the limit of all answers', async () => {
    const student = await fixture.addStudent();
    upstream.next(imagesJson({ length: 3_000_000, usage: imageUsage(196), more: { organization: 'org-1' } }));
    const { json, headers } = await post(fixture, student, PATH, DRAW);
    expect(json).toEqual(imagesBody({ length: 3_000_000, usage: imageUsage(196) }));
    expect(headers.get('x-jigap-cost-usd')).toBeNull();
    await expectExit(fixture, student, {
      ...{ as: 'settle', outcome: 'ok', incident: null, cost: COST, held: holdFor(), tokens: [20, 196], images: 1 },
    });
  });

  test('has nothing of the account in its answer', async () => {
    const student = await fixture.addStudent();
    const more = { safety_identifier: 'pseudonym', svg_usage: {}, organization: 'org-1', url: 'https://x' };
    upstream.next((_call, act) =>
      act.json(200, {
        ...imagesBody({ usage: imageUsage(196), more }),
        data: [{ b64_json: picture(), revised_prompt: `a cat ${UPSTREAM_KEY}`, url: 'https://files/org-1' }],
      }),
    );
    const { json, text } = await post(fixture, student, PATH, DRAW);
    expect(Object.keys(json).sort()).toEqual(
      ['background', 'created', 'data', 'output_format', 'quality', 'size', 'usage'].sort(),
    );
    expect(json.data).toEqual([{ b64_json: picture(), revised_prompt: 'a cat [hidden]' }]);
    expect(text).not.toContain(UPSTREAM_KEY);
  });

  test('is read by the OpenAI client', async () => {
    const student = await fixture.addStudent();
    const { data, usage } = await clientOf(fixture, student).images.generate({ ...DRAW, output_format: 'webp' });
    expect(data?.[0]?.b64_json).toBe(picture());
    expect(usage?.output_tokens).toBe(196);
  });

  test('costs what was reported where that is not the formula, and raises an incident', async () => {
    for (const tokens of [197, 100]) {
      const student = await fixture.addStudent();
      upstream.next(imagesJson({ usage: imageUsage(tokens) }));
      await post(fixture, student, PATH, DRAW);
      await expectExit(fixture, student, {
        ...{ as: 'settle', outcome: 'ok', incident: 'unexpected_usage', cost: 100_000 + tokens * 30_000 },
        ...{ held: holdFor(), tokens: [20, tokens], images: 1 },
      });
    }
  });

  test('costs its whole hold without a usage, and the image counts', async () => {
    for (const length of [100, 200_000]) {
      const student = await fixture.addStudent();
      upstream.next(imagesJson({ length }));
      expect((await post(fixture, student, PATH, DRAW)).status).toBe(200);
      await expectExit(fixture, student, {
        ...{ as: 'settle', outcome: 'no_usage', incident: 'no_usage', cost: holdFor(), held: holdFor(), images: 1 },
      });
    }
  });

  test('costs nothing where the provider refuses it, and no image counts', async () => {
    const student = await fixture.addStudent();
    upstream.next((_call, act) =>
      act.json(400, {
        error: { message: 'moderation', type: 'image_generation_user_error', code: 'moderation_blocked' },
      }),
    );
    expect((await post(fixture, student, PATH, DRAW)).status).toBe(400);
    await expectExit(fixture, student, {
      ...{ as: 'release', outcome: 'upstream_refused', incident: null, cost: 0, held: holdFor() },
    });
  });
});

describe('a streamed image', () => {
  const STREAM = { ...DRAW, stream: true, partial_images: 2 };
  const streamHold = () => (sentBytes(fixture) + 64) * 5000 + (196 + 200 + 1000) * 30_000;

  test.each([100, 200_000])('passes its partial images and its usage: %i letters', async (length) => {
    const student = await fixture.addStudent();
    const events = [partialImage(0, length), completedImage(imageUsage(296), length)];
    upstream.next(imageStream(...events.map(imageEvent)));
    const answer = await post(fixture, student, PATH, STREAM);
    expect(answer.text).toBe(events.map(imageEvent).join(''));
    expect(sent(fixture)).toMatchObject({ stream: true, partial_images: 2 });
    await expectExit(fixture, student, {
      ...{ as: 'settle', outcome: 'ok', incident: null, cost: 100_000 + 296 * 30_000, held: streamHold() },
      ...{ tokens: [20, 296], images: 1 },
    });
  });

  test('passes a picture before its event has ended', async () => {
    const student = await fixture.addStudent();
    const text = imageEvent(completedImage(imageUsage(196), 200_000));
    upstream.next(async (_call, act) => {
      act.head(200, { 'content-type': 'text/event-stream' });
      await act.write(text.slice(0, 150_000));
      await act.gate('rest');
      await act.write(text.slice(150_000));
      act.end();
    });
    const client = await fixture.ask(student, STREAM, `/v1${PATH}`);
    await client.atLeast(100_000);
    upstream.open('rest');
    expect((await client.response()).body.toString()).toBe(text);
    client.hangUp();
    await fixture.settled();
  });

  test('is read by the OpenAI client', async () => {
    const student = await fixture.addStudent();
    upstream.next(imageStream(imageEvent(partialImage(0)), imageEvent(completedImage(imageUsage(296)))));
    const stream = await clientOf(fixture, student).images.generate({ ...DRAW, stream: true, partial_images: 1 });
    const types: string[] = [];
    for await (const event of stream) types.push(event.type);
    expect(types).toEqual(['image_generation.partial_image', 'image_generation.completed']);
  });

  test('ends in an error that the client raises when the provider fails between two events', async () => {
    const student = await fixture.addStudent();
    const error = { type: 'error', error: { message: 'the account of org-1', code: 'server_error' } };
    upstream.always(imageStream(imageEvent(partialImage(0)), `event: error\ndata: ${JSON.stringify(error)}\n\n`));
    const answer = await post(fixture, student, PATH, STREAM);
    expect(answer.text).not.toContain('org-1');
    expect(answer.text).toContain('event: error\ndata: {"error":{"message":');
    await expectExit(fixture, student, {
      ...{ as: 'settle', outcome: 'upstream_died', incident: 'uncertain', cost: streamHold(), held: streamHold() },
      images: 1,
    });
    const stream = await clientOf(fixture, student).images.generate({ ...DRAW, stream: true });
    const read = async () => {
      for await (const _event of stream);
    };
    await expect(read()).rejects.toThrow(/./);
  });

  test('ends in a reset when the provider breaks off in a picture, so that nobody takes it for a whole one', async () => {
    const student = await fixture.addStudent();
    upstream.next(async (_call, act) => {
      act.head(200, { 'content-type': 'text/event-stream' });
      await act.write(imageEvent(completedImage(imageUsage(196), 200_000)).slice(0, 100_000));
      act.reset();
    });
    await expect(post(fixture, student, PATH, STREAM)).rejects.toThrow(/terminated|reset/);
    await expectExit(fixture, student, {
      ...{ as: 'settle', outcome: 'upstream_died', incident: 'uncertain', cost: streamHold(), held: streamHold() },
      images: 1,
    });
  });

  test('is read on for its usage when the student hangs up', async () => {
    const student = await fixture.addStudent();
    upstream.next(async (_call, act) => {
      act.head(200, { 'content-type': 'text/event-stream' });
      await act.write(imageEvent(partialImage(0)));
      await act.gate('rest');
      await act.write(imageEvent(completedImage(imageUsage(296), 100_000)));
      act.end();
    });
    const client = await fixture.ask(student, STREAM, `/v1${PATH}`);
    await client.atLeast(200);
    client.hangUp();
    await fixture.callsInFlight(0);
    upstream.open('rest');
    await expectExit(fixture, student, {
      ...{ as: 'settle', outcome: 'hung_up', incident: null, cost: 100_000 + 296 * 30_000, held: streamHold() },
      ...{ tokens: [20, 296], images: 1 },
    });
  });

  test('is made of one JSON answer where the server does not stream', async () => {
    const student = await fixture.addStudent();
    const events = eventsIn(await post(fixture, student, PATH, { ...DRAW, stream: true }));
    expect(events).toEqual([completedImage(imageUsage(196))]);
  });
});

describe('what is refused before it costs anything', () => {
  const refused = (status: number, param: string | null, code: string) => ({ status, param, code });

  test.each<[string, object, string, string, RegExp]>([
    ['an automatic size', { size: 'auto' }, 'size', 'invalid_value', /WIDTHxHEIGHT.*Leave it out for 1024x1024/],
    ['a size that no model draws', { size: '512x512' }, 'size', 'invalid_value', /WIDTHxHEIGHT/],
    ['an automatic quality', { quality: 'auto' }, 'quality', 'invalid_value', /one of: low, medium, high\. "auto"/],
    ['a quality of another model', { quality: 'max' }, 'quality', 'invalid_value', /one of: low, medium, high\./],
    ['a quality of DALL·E', { quality: 'hd' }, 'quality', 'invalid_value', /one of: low, medium, high\./],
    ['a GIF', { output_format: 'gif' }, 'output_format', 'invalid_value', /"png", "jpeg" or "webp"/],
    ['an SVG', { output_format: 'svg' }, 'output_format', 'invalid_value', /"png", "jpeg" or "webp"/],
    ['an author of an SVG', { svg: { model: 'gpt-6-sol' } }, 'svg', 'unsupported_parameter', /cost has no known limit/],
    ['frames', { frame_count: 9 }, 'frame_count', 'unsupported_parameter', /cost has no known limit/],
    ['planning', { complexity: 'high' }, 'complexity', 'unsupported_parameter', /cost has no known limit/],
    ['a style', { style: 'vivid' }, 'style', 'unsupported_parameter', /DALL·E/],
    ['an address', { response_format: 'url' }, 'response_format', 'unsupported_parameter', /b64_json/],
    ['too many images', { n: 5 }, 'n', 'invalid_value', /may be 4 at most/],
    ['no images', { n: 0 }, 'n', 'invalid_value', /positive whole number/],
    ['several images in a stream', { stream: true, n: 2 }, 'n', 'invalid_parameter_combination', /shows one image/],
    [
      'partial images alone',
      { partial_images: 1 },
      'partial_images',
      'invalid_parameter_combination',
      /"stream": true/,
    ],
    ['a long prompt', { prompt: 'a'.repeat(32_001) }, 'prompt', 'invalid_value', /32,000 characters/],
    ['an empty prompt', { prompt: '' }, 'prompt', 'missing_required_parameter', /missing or empty/],
    ['an image to edit', { image: 'data:' }, 'image', 'unknown_parameter', /does not know/],
  ])('%s', async (_, asked, param, code, says) => {
    const student = await fixture.addStudent();
    const message = await expectRefused(fixture, student, PATH, { ...DRAW, ...asked }, refused(400, param, code));
    expect(message).toMatch(says);
  });

  test('a prompt of 32,000 characters is not, whatever its bytes', async () => {
    const student = await fixture.addStudent();
    expect((await post(fixture, student, PATH, { ...DRAW, prompt: '😀'.repeat(32_000) })).status).toBe(200);
  });

  test.each(['gpt-3.5-turbo', 'gpt-image-2.5-sunburst', 'dall-e-3'])(
    'a model that is not allowed or draws nothing: %s',
    async (model) => {
      const student = await fixture.addStudent();
      const { status } = await post(fixture, student, PATH, { ...DRAW, model });
      expect([400, 404]).toContain(status);
      expect(upstream.calls).toEqual([]);
    },
  );

  test.each(['/images/edits', '/images/variations'])('POST /v1%s', async (path) => {
    const student = await fixture.addStudent();
    expect((await post(fixture, student, path, DRAW)).status).toBe(404);
  });
});
