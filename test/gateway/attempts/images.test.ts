import { afterAll, beforeEach, expect, test } from 'vitest';
import { type Script, wellBehaved } from '../../support/scripted-upstream.ts';
import { FREE, labModel, startLabFixture } from './lab-fixture.ts';

/** At the lab, free of charge: each image is 600 tokens, of a window of 4,096. */
const SEEING = labModel('lab-vision', {
  inputs: ['text', 'image'],
  image_tokens: { low: 600, high: 600, source: 'a machine of ours' },
});
const fixture = await startLabFixture({
  env: {
    JIGAP_ALLOWED_MODELS: 'photo,blind-end',
    JIGAP_MODEL_ALIASES: `photo=gpt-5.6-luna|${FREE}|lab-vision,blind-end=gpt-5.6-luna|${FREE}`,
  },
  models: [SEEING],
});
const { upstream, lab } = fixture;
afterAll(() => fixture.stop());
beforeEach(() => {
  upstream.reset();
  lab.reset();
});

const unavailable: Script = (_call, act) => act.json(503, { error: { message: 'overloaded' } });
const IMAGE = { type: 'image_url', image_url: { url: `data:image/png;base64,${'A'.repeat(100_000)}` } };
const photo = (model: string) => ({ model, messages: [{ role: 'user', content: [IMAGE] }], max_tokens: 10 });

test('passes a model over that takes no images, and holds what an image is at the one that answers', async () => {
  const student = await fixture.addStudent();
  upstream.always(unavailable);
  lab.always(wellBehaved);
  const { status } = await fixture.call(student, photo('photo'));
  expect(status).toBe(200);
  expect(await fixture.attemptsOf(student)).toMatchObject([
    { outcome: 'upstream_refused', served: 'gpt-5.6-luna' },
    { outcome: 'ok', served: 'lab-vision', cost: 0 },
  ]);
  const [first, second] = fixture.ledger.placed.map(({ order }) => order.estimate.inputTokensBound);
  expect((first ?? 0) - (second ?? 0)).toBeGreaterThan(3000 - 600 - 200);
  expect(lab.calls.map(({ body }) => body.includes('"detail":"high"'))).toEqual([true]);
});

test('tells the first failure where no model that follows takes images', async () => {
  const student = await fixture.addStudent();
  upstream.always(unavailable);
  const { status } = await fixture.call(student, photo('blind-end'));
  expect(status).toBe(502);
  expect(await fixture.attemptsOf(student)).toMatchObject([{ outcome: 'upstream_refused', served: 'gpt-5.6-luna' }]);
  expect(lab.calls).toEqual([]);
});
