import { afterAll, expect, test } from 'vitest';
import { writePng } from '../../../src/upstream/demo/images/png.ts';
import { chatBody, usageOf } from '../../support/scripted-upstream.ts';
import { startSdkFixture } from './sdk-fixture.ts';

const LUNA = 'gpt-5.6-luna';
const fixture = await startSdkFixture({ env: { JIGAP_ALLOWED_MODELS: LUNA } });
afterAll(() => fixture.stop());

/** Of a photo's size, and it does not compress. */
const PHOTO = writePng(
  {
    width: 2000,
    height: 1500,
    palette: Array.from({ length: 256 }, (_, n) => [n, n, n] as const),
    pixels: Uint8Array.from({ length: 3_000_000 }, (_, at) => (at * 2_654_435_761) >>> 24),
  },
  'a photo',
).toString('base64');
const url = `data:image/png;base64,${PHOTO}`;

test('a student shows a photo to gpt-5.6-luna in a chat, and sees what it cost', async () => {
  fixture.app.upstream.next((call, act) =>
    act.json(200, chatBody(call, { content: 'A photo.', usage: usageOf(3012, 5) })),
  );
  expect(url.length).toBeGreaterThan(1_200_000);
  const { client, student } = await fixture.addCaller();
  const { data, response } = await client.chat.completions
    .create({
      model: LUNA,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image_url', image_url: { url } },
          ],
        },
      ],
    })
    .withResponse();
  expect(data.choices[0]?.message.content).toBe('A photo.');
  const sent = JSON.parse(fixture.app.upstream.calls.at(-1)?.body ?? '');
  expect(sent.messages[0].content[1].image_url).toEqual({ url, detail: 'high' });
  const [record] = await fixture.app.recordsOf(student.id);
  expect(Number(response.headers.get('x-jigap-cost-usd'))).toBe(record.cost_usd);
  expect(record.cost_usd).toBeGreaterThan(0);
});

test('the price of a photo is told before it is sent', async () => {
  const { client } = await fixture.addCaller();
  const dry = client.withOptions({ baseURL: fixture.baseURL.replace(/\/v1$/, '/v1/dry-run') });
  const content = [{ type: 'input_image' as const, image_url: url, detail: 'auto' as const }];
  const price = (await dry.responses.create({
    model: LUNA,
    input: [{ role: 'user', content }],
    max_output_tokens: 100,
  })) as unknown as { worst_case_usd: number; input_tokens_bound: number };
  expect(price.input_tokens_bound).toBeGreaterThan(3000);
  expect(price.input_tokens_bound).toBeLessThan(3600);
  expect(price.worst_case_usd).toBeLessThan(0.0011);
});
