import { afterAll, expect, test } from 'vitest';
import { startSdkFixture } from './sdk-fixture.ts';

/** Without a key: what a first user sees. */
const fixture = await startSdkFixture({ env: { OPENAI_API_KEY: '', JIGAP_ALLOWED_MODELS: 'gpt-image-2' } });
afterAll(() => fixture.stop());

const DRAW = { model: 'gpt-image-2', prompt: 'A wallet, in watercolours' };

test('images.generate() gives pictures of the size that was asked for, and the ledger has their usage', async () => {
  const caller = await fixture.addCaller();
  const answer = await caller.client.images.generate({ ...DRAW, n: 2, size: '1536x1024', quality: 'medium' });
  expect(answer.data).toHaveLength(2);
  for (const { b64_json = '' } of answer.data ?? []) {
    const file = Buffer.from(b64_json, 'base64');
    expect(file.toString('latin1', 1, 4)).toBe('PNG');
    expect([file.readUInt32BE(16), file.readUInt32BE(20)]).toEqual([1536, 1024]);
    expect(file.toString('latin1')).toContain('jigap demo');
  }
  const { input_tokens = 0, output_tokens = 0 } = answer.usage ?? {};
  expect(output_tokens).toBe(2 * 1372);
  expect(await fixture.recordsOf(caller)).toMatchObject([
    { outcome: 'ok', images: 2, output_tokens, cost_usd: (input_tokens * 5000 + output_tokens * 30_000) / 1e9 },
  ]);
});

test('a stream shows partial images, and ends with the usage', async () => {
  const caller = await fixture.addCaller();
  const stream = await caller.client.images.generate({ ...DRAW, stream: true, partial_images: 2 });
  const events = [];
  for await (const event of stream) events.push(event);
  expect(events.map(({ type }) => type)).toEqual([
    'image_generation.partial_image',
    'image_generation.partial_image',
    'image_generation.completed',
  ]);
  expect(new Set(events.map(({ b64_json }) => b64_json)).size).toBe(3);
  expect(events.at(-1)).toMatchObject({ usage: { output_tokens: 396 }, output_format: 'png' });
  expect(await fixture.recordsOf(caller)).toMatchObject([{ outcome: 'ok', images: 1, output_tokens: 396 }]);
});

test('the same prompt is drawn alike, and another one is not', async () => {
  const { client } = await fixture.addCaller();
  const draw = async (prompt: string) => (await client.images.generate({ ...DRAW, prompt })).data?.[0]?.b64_json;
  expect(await draw('a cat')).toBe(await draw('a cat'));
  expect(await draw('a cat')).not.toBe(await draw('a dog'));
});
