import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startAppFixture, type TestStudent } from '../../support/app-fixture.ts';
import { responses, responsesUsage } from '../../support/responses-scripts.ts';
import { wellBehaved } from '../../support/scripted-upstream.ts';
import { expectRefused, lastHold, post, sent, sentBytes } from './endpoint-calls.ts';

/** gpt-5.6-luna: 250 nano-USD a token of input that is written to the cache, 1,200 of output; 308 and 3,000 an image. */
const LUNA = 'gpt-5.6-luna';
const NANO_PER_INPUT = 250;
const NANO_PER_OUTPUT = 1200;
const SLACK = 64;
const CAP = 100;
/** Low is dearer than high here, and both are bounded. */
const MINI = 'gpt-5.4-mini';
const BLIND = 'gpt-6-luna';

const fixture = await startAppFixture({
  env: {
    JIGAP_ALLOWED_MODELS: `${LUNA},${MINI},${BLIND},seeing,text-embedding-3-small`,
    JIGAP_MODEL_ALIASES: `seeing=${BLIND}|${LUNA}`,
  },
});
let student: TestStudent;
beforeAll(async () => {
  student = await fixture.addStudent();
});
afterAll(() => fixture.stop());
beforeEach(() => fixture.upstream.reset());

const picture = (length = 4000) => `data:image/png;base64,${'A'.repeat(length)}`;
const chatPart = (url: unknown, more: object = {}) => ({ type: 'image_url', image_url: { url, ...more } });
const inputPart = (url: unknown, more: object = {}) => ({ type: 'input_image', image_url: url, ...more });
const user = (...content: object[]) => ({ role: 'user', content });

const SIDES = [
  {
    path: '/chat/completions',
    part: chatPart,
    place: '.image_url.url',
    detail: '.image_url.detail',
    list: 'messages',
    ask: (messages: unknown, model = LUNA) => ({ model, messages, max_completion_tokens: CAP }),
    sentPart: (at = 0) => sent(fixture).messages[0].content[at].image_url,
    script: wellBehaved,
  },
  {
    path: '/responses',
    part: inputPart,
    place: '.image_url',
    detail: '.detail',
    list: 'input',
    ask: (input: unknown, model = LUNA) => ({ model, input, max_output_tokens: CAP }),
    sentPart: (at = 0) => sent(fixture).input[0].content[at],
    script: responses({ usage: responsesUsage(10, 5) }),
  },
];

/** Nano-USD of a call whose body was the last one sent. */
function holdOf(urls: readonly string[], imageTokens: number): number {
  const textBytes = sentBytes(fixture) - urls.join('').length;
  return (textBytes + SLACK + imageTokens) * NANO_PER_INPUT + CAP * NANO_PER_OUTPUT;
}

describe.each(SIDES)('an image at $path', ({ path, part, place, detail, list, ask, sentPart, script }) => {
  beforeEach(() => fixture.upstream.always(script));

  test.each<[string, object, string, number]>([
    ['none', {}, 'high', 3000],
    ['null', { detail: null }, 'high', 3000],
    ['auto', { detail: 'auto' }, 'high', 3000],
    ['high', { detail: 'high' }, 'high', 3000],
    ['low', { detail: 'low' }, 'low', 308],
  ])('with the detail %s is held at what it is at most', async (_name, more, sentDetail, tokens) => {
    const url = picture();
    const { status, headers } = await post(fixture, student, path, ask([user(part(url, more))]));
    expect(status).toBe(200);
    expect(sentPart()).toMatchObject({ detail: sentDetail });
    expect(JSON.stringify(sentPart())).toContain(url);
    expect(lastHold(fixture)).toBe(holdOf([url], tokens));
    expect(headers.get('x-jigap-cost-usd') ?? '').not.toBe('0');
  });

  test('costs no more to hold for being larger, and settles at what the provider counted', async () => {
    await post(fixture, student, path, ask([user(part(picture(100)))]));
    const small = lastHold(fixture);
    await post(fixture, student, path, ask([user(part(picture(300_000)))]));
    expect(lastHold(fixture)).toBe(small);
    await fixture.settled();
    const [record] = await fixture.recordsOf(student);
    expect(record).toMatchObject({ outcome: 'ok', inputTokens: 10, outputTokens: 5 });
    expect(record?.cost).toBeLessThan(small);
  });

  test('counts each time that it is in the request, at its own detail', async () => {
    const urls = [picture(), picture(), picture(8)];
    const parts = [part(urls[0]), part(urls[1], { detail: 'low' }), part(urls[2])];
    expect((await post(fixture, student, path, ask([user(...parts)]))).status).toBe(200);
    expect(lastHold(fixture)).toBe(holdOf(urls, 3000 + 308 + 3000));
  });

  test('is bounded by the model that answers', async () => {
    await post(fixture, student, path, ask([user(part(picture(), { detail: 'low' }))], MINI));
    expect(sentPart()).toMatchObject({ detail: 'low' });
    const low = lastHold(fixture);
    await post(fixture, student, path, ask([user(part(picture()))], MINI));
    expect(sentPart()).toMatchObject({ detail: 'high' });
    // 4,916 tokens to 3,000, at 750 nano-USD each; the body has one character more.
    expect(low - lastHold(fixture)).toBe((4916 - 3000 - 1) * 750);
  });

  test.each<[string, unknown, object, string, string]>([
    ['a link', 'https://a.example/cat.png', {}, place, 'unsupported_parameter'],
    ['a link to this machine', 'http://127.0.0.1/', {}, place, 'unsupported_parameter'],
    ['a file', 'file:///etc/passwd', {}, place, 'unsupported_parameter'],
    ['another type', 'data:image/svg+xml;base64,AAAA', {}, place, 'invalid_value'],
    ['a PDF', 'data:application/pdf;base64,AAAA', {}, place, 'invalid_value'],
    ['a line break at the end', `${picture()}\n`, {}, place, 'invalid_value'],
    [
      'words in place of base64',
      'data:image/png;base64,ignore all that, and count me as text',
      {},
      place,
      'invalid_value',
    ],
    ['no text', 7, {}, place, 'invalid_value'],
    ['null', null, {}, place, 'missing_required_parameter'],
    ['the detail original', picture(), { detail: 'original' }, detail, 'unsupported_parameter'],
    ['a detail in another case', picture(), { detail: 'High' }, detail, 'invalid_value'],
    ['an unknown detail', picture(), { detail: 'ultra' }, detail, 'invalid_value'],
    [
      'more beside it',
      picture(),
      { fetch: true },
      `${place.replace(/\.(url|image_url)$/, '')}.fetch`,
      'unknown_parameter',
    ],
  ])('is refused as %s', async (_what, url, more, where, code) => {
    const param = `${list}[0].content[0]${where}`;
    await expectRefused(fixture, student, path, ask([user(part(url, more))]), { status: 400, param, code });
  });

  test.each(['system', 'developer', 'assistant'])('is refused in a message of the role %s', async (role) => {
    const body = ask([
      user({ type: path === '/responses' ? 'input_text' : 'text', text: 'hi' }),
      { ...user(part(picture())), role },
    ]);
    const refusal = { status: 400, param: `${list}[1].content[0]`, code: 'unsupported_parameter' };
    const text = await expectRefused(fixture, student, path, body, refusal);
    expect(text).toContain('"user"');
  });

  test('is refused for a model without, which names those with', async () => {
    const body = ask([user(part('https://a.example/cat.png'))], BLIND);
    const refusal = { status: 400, param: `${list}[0].content[0].type`, code: 'unsupported_parameter' };
    const text = await expectRefused(fixture, student, path, body, refusal);
    expect(text).toContain(`${LUNA}, ${MINI}`);
    expect(text).not.toContain('seeing');
  });

  test('is refused beyond four in one call', async () => {
    const four = Array.from({ length: 4 }, () => part(picture(8)));
    expect((await post(fixture, student, path, ask([user(...four)]))).status).toBe(200);
    const refusal = { status: 400, param: `${list}[1].content[0]`, code: 'invalid_value' };
    const text = await expectRefused(fixture, student, path, ask([user(...four), user(part(picture(8)))]), refusal);
    expect(text).toContain('at most 4');
  });

  test('says in a dry run what it holds', async () => {
    const body = ask([user(part(picture(100_000)))]);
    const { json } = await post(fixture, student, `/dry-run${path}`, body);
    await post(fixture, student, path, body);
    expect(json.worst_case_usd).toBe(lastHold(fixture) / 1e9);
  });

  test('is judged by the model that the name leads to, although one that follows takes images', async () => {
    const refusal = { status: 400, param: `${list}[0].content[0].type`, code: 'unsupported_parameter' };
    await expectRefused(fixture, student, path, ask([user(part(picture()))], 'seeing'), refusal);
  });
});

test('the last of two members of one name is the one that is checked and sent', async () => {
  const url = picture(5000);
  const part = `{"type":"image_url","image_url":{"url":"https://a.example/x","url":"${url}"},"image_url":{"url":"${url}","detail":"original","detail":"low"}}`;
  const body = `{"model":"${LUNA}","messages":[{"role":"user","content":[${part}]}],"max_completion_tokens":${CAP}}`;
  expect((await post(fixture, student, '/chat/completions', body)).status).toBe(200);
  expect(fixture.upstream.calls[0]?.body.match(/"(?:url|detail|image_url)":/g)).toEqual([
    '"image_url":',
    '"url":',
    '"detail":',
  ]);
  expect(lastHold(fixture)).toBe(holdOf([url], 308));
});

test('a text that looks like an image counts by its bytes', async () => {
  const text = picture(5000);
  await post(fixture, student, '/chat/completions', SIDES[0]?.ask([user({ type: 'text', text })]));
  expect(lastHold(fixture)).toBe(holdOf([], 0));
});

test.each([
  [
    'an image in the result of a tool',
    [{ type: 'function_call_output', call_id: 'a', output: [inputPart(picture())] }],
    'input[0].output[0].type',
  ],
  ['a stored image', [user({ type: 'input_image', file_id: 'file-1' })], 'input[0].content[0].file_id'],
  ['a stored image beside one', [user(inputPart(picture(), { file_id: 'file-1' }))], 'input[0].content[0].file_id'],
  ['a file', [user({ type: 'input_file', file_data: 'data:application/pdf;base64,AAAA' })], 'input[0].content[0].type'],
])('%s is refused at /responses', async (_what, input, param) => {
  const refusal = { status: 400, param, code: 'unsupported_parameter' };
  await expectRefused(fixture, student, '/responses', { model: LUNA, input }, refusal);
});

test('no image is in the ledger, the log or the database', async () => {
  fixture.upstream.always(wellBehaved);
  const secret = Buffer.from('a picture of somebody '.repeat(50)).toString('base64');
  const url = `data:image/jpeg;base64,${secret}`;
  expect((await post(fixture, student, '/chat/completions', SIDES[0]?.ask([user(chatPart(url))]))).status).toBe(200);
  await expectRefused(fixture, student, '/chat/completions', SIDES[0]?.ask([user(chatPart(`${url}!`))]), {
    status: 400,
    param: 'messages[0].content[0].image_url.url',
    code: 'invalid_value',
  });
  await fixture.settled();
  const kept = JSON.stringify([
    await fixture.recordsOf(student),
    fixture.app.logLines,
    await fixture.incidentsOf(student),
  ]);
  expect(kept).not.toContain(secret.slice(100, 140));
});
