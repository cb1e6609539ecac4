import { expect, test } from 'vitest';
import { expectRefused, lastHold, post, sent } from '../endpoints/endpoint-calls.ts';
import { BODY_LIMIT_BYTES, startConversationFixture, user } from './conversation-fixture.ts';

const KIB = 1024;
const LUNA = 'gpt-5.6-luna';
const { fixture } = await startConversationFixture({
  JIGAP_ALLOWED_MODELS: `${LUNA},gpt-6-luna`,
  JIGAP_IMAGE_BODY_LIMIT_BYTES: String(400 * KIB),
});

const picture = (bytes: number) => `data:image/jpeg;base64,${'A'.repeat(bytes)}`;
const showing = (url: string) => ({ role: 'user', content: [{ type: 'input_image', image_url: url }] });

async function ask(student: { readonly id: number; readonly token: string }, fields: object) {
  const { status, text, json } = await post(fixture, student, '/responses', {
    model: LUNA,
    max_output_tokens: 16,
    ...fields,
  });
  expect([status, status === 200 ? '' : text]).toEqual([200, '']);
  return json;
}

test('goes on about a picture that is larger than texts may be, and holds it again', async () => {
  const student = await fixture.addStudent();
  const url = picture(200 * KIB);
  const first = await ask(student, { input: [showing(url)] });
  const second = await ask(student, { previous_response_id: first.id, input: 'What is on the left?' });
  expect(sent(fixture).input[0].content[0]).toMatchObject({ image_url: url, detail: 'high' });
  expect(sent(fixture).input).toHaveLength(3);
  // 250 nano-USD a token: one image, and some hundred bytes of text.
  expect(lastHold(fixture)).toBeGreaterThan(3000 * 250);
  expect(lastHold(fixture)).toBeLessThan(4000 * 250 + 16 * 1200);
  await ask(student, { previous_response_id: second.id, input: 'And on the right?' });
  expect(JSON.stringify(sent(fixture)).split(url)).toHaveLength(2);
});

test('is refused where its texts are too large without the pictures, or all of it with them', async () => {
  const student = await fixture.addStudent();
  const seen = await ask(student, { input: [showing(picture(150 * KIB)), user('a'.repeat(100 * KIB))] });
  const refusal = { status: 413, param: 'input', code: 'request_too_large' };
  const ids = { model: LUNA, previous_response_id: seen.id };
  const texts = await expectRefused(fixture, student, '/responses', { ...ids, input: 'b'.repeat(50 * KIB) }, refusal);
  expect(texts).toContain(`${BODY_LIMIT_BYTES} bytes`);
  const more = [showing(picture(200 * KIB))];
  const whole = await expectRefused(fixture, student, '/responses', { ...ids, input: more }, refusal);
  expect(whole).toContain(`${400 * KIB} bytes`);
  const blind = { ...ids, model: 'gpt-6-luna', input: 'hi' };
  expect(await expectRefused(fixture, student, '/responses', blind, refusal)).toContain(`${BODY_LIMIT_BYTES} bytes`);
});

test('counts the pictures of earlier answers, and needs a model that takes them', async () => {
  const student = await fixture.addStudent();
  const two = [showing(picture(10)), showing(picture(20))];
  const first = await ask(student, { input: two });
  const second = await ask(student, { previous_response_id: first.id, input: two });
  const after = { previous_response_id: second.id, input: [showing(picture(30))] };
  const param = 'input[0].content[0]';
  await expectRefused(
    fixture,
    student,
    '/responses',
    { model: LUNA, ...after },
    { status: 400, param, code: 'invalid_value' },
  );
  const blind = { model: 'gpt-6-luna', previous_response_id: second.id, input: 'hi' };
  const refusal = { status: 400, param: 'previous_response_id', code: 'unsupported_parameter' };
  await expectRefused(fixture, student, '/responses', blind, refusal);
});
