import { expect, test } from 'vitest';
import { LONG_RUN } from '../../support/long-run.ts';
import { connectRaw } from '../../support/raw-client.ts';
import { ASKS, type Ask, STREAM_ASKS, statusOfWords } from './calls.ts';
import { leaksIn, SECRETS, WORDS } from './canaries.ts';
import {
  answerOf,
  BROKEN_ENDS,
  brokenEnd,
  CONFESSION,
  ERROR_BODIES,
  refusal,
  TALKATIVE_HEADERS,
  wordsInPieces,
} from './confessions.ts';
import { startSecrecyFixture } from './secrecy-fixture.ts';

const STATUSES = [
  ...[204, 300, 301, 302, 303, 304, 305, 307, 308],
  ...[400, 401, 402, 403, 404, 405, 408, 409, 410, 413, 415, 418, 422, 424, 425, 426, 429, 431, 451, 498, 499],
  ...[500, 501, 502, 503, 504, 505, 511, 520, 524, 529, 599],
];

/** One of each kind that jigap tells apart. */
const USUAL_STATUSES = [204, 302, 401, 404, 429, 500];

/** The next of the endpoints and modes, so that everything meets everything without multiplying. */
function inTurn(): () => Ask {
  let at = 0;
  return () => ASKS[at++ % ASKS.length] as Ask;
}

test('the confessions hold every canary', () => {
  const confession = CONFESSION + JSON.stringify(TALKATIVE_HEADERS);
  const { key, organization, project } = SECRETS;
  const upstreams = { key, organization, project, tail: SECRETS['tail of the key'], answer: WORDS.answer };
  expect(leaksIn(confession, upstreams)).toEqual(Object.keys(upstreams));
});

async function refuseWith(statuses: readonly number[]): Promise<void> {
  const fixture = await startSecrecyFixture();
  for (const [shape, body] of Object.entries(ERROR_BODIES)) {
    const next = inTurn();
    for (const status of statuses) {
      fixture.app.upstream.always(refusal(status, body));
      const ask = next();
      const about = `${ask.name}, provider ${status}, its body ${shape}`;
      expect(await fixture.ask(ask, {}, about), about).toBeGreaterThanOrEqual(400);
    }
  }
  // The location of a redirect is on the other side of nowhere: nothing was sent twice.
  expect(fixture.app.upstream.calls).toHaveLength(statuses.length * Object.keys(ERROR_BODIES).length);
  await fixture.expectNothingLeaked();
}

test('a refusal of a usual status and with any body tells nobody anything', () => refuseWith(USUAL_STATUSES));

test('a refusal of any status and with any body tells nobody anything', LONG_RUN, () => refuseWith(STATUSES));

async function refuseEveryEndpointWith(statuses: readonly number[]): Promise<void> {
  const fixture = await startSecrecyFixture();
  for (const status of statuses) {
    for (const [shape, body] of Object.entries(ERROR_BODIES)) {
      fixture.app.upstream.always(refusal(status, body));
      for (const ask of ASKS) await fixture.ask(ask, {}, `provider ${status}, its body ${shape}`);
    }
  }
  await fixture.expectNothingLeaked();
}

test('a provider’s refusal for a wrong key shows no secret at any endpoint', () => refuseEveryEndpointWith([401]));

test('a provider’s refusal shows no secret at any endpoint', LONG_RUN, () =>
  refuseEveryEndpointWith([400, 401, 403, 404, 429, 500]),
);

test('a stream that ends in trouble tells nobody why', async () => {
  const fixture = await startSecrecyFixture();
  for (const [how, end] of Object.entries(BROKEN_ENDS)) {
    fixture.app.upstream.always(brokenEnd(end));
    for (const ask of STREAM_ASKS) expect(await fixture.ask(ask, {}, how), `${ask.name}: ${how}`).toBe(200);
  }
  await fixture.expectNothingLeaked();
});

test('an error in place of an answer is not one', async () => {
  const fixture = await startSecrecyFixture();
  // Without an error in it, it is the provider's answer: only the key is taken out of it.
  const errors = Object.entries(ERROR_BODIES).filter(([, body]) => body.startsWith('{"error":'));
  expect(errors.length).toBeGreaterThan(0);
  for (const [shape, body] of errors) {
    fixture.app.upstream.always((_call, act) => act.json(200, body, TALKATIVE_HEADERS));
    for (const ask of ASKS) expect(await fixture.ask(ask, {}, shape), `${ask.name}: ${shape}`).toBe(502);
  }
  await fixture.expectNothingLeaked();
});

test('the texts of answers go to the student alone', async () => {
  const fixture = await startSecrecyFixture();
  fixture.app.upstream.always(wordsInPieces(WORDS.answer, (bytes) => [bytes]));
  for (const ask of ASKS) expect(await fixture.ask(ask)).toBe(statusOfWords(ask));
  expect(leaksIn(JSON.stringify(answerOf('/v1/responses', WORDS.answer)), WORDS)).toEqual(['answer']);
  await fixture.expectNothingLeaked();
});

test('prompts are neither stored nor logged, in any refusal', async () => {
  const fixture = await startSecrecyFixture();
  const { prompt } = WORDS;
  const [first] = ASKS;
  if (first === undefined) throw new Error('there are no calls');
  const bodies: object[] = [
    { ...first.body, [prompt]: prompt },
    { ...first.body, messages: [{ role: prompt, content: prompt }] },
    { ...first.body, messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: prompt } }] }] },
    { ...first.body, model: prompt },
    { ...first.body, max_tokens: prompt },
    { ...first.body, service_tier: prompt, safety_identifier: prompt, prompt_cache_key: prompt },
    { messages: prompt },
    [prompt],
  ];
  for (const body of bodies) await fixture.ask({ path: first.path, body: body as Ask['body'] });
  await fixture.ask({ path: `/v1/${prompt}`, body: {} });
  await fixture.ask({ path: `${first.path}?q=${prompt}`, body: first.body });
  await fixture.ask(first, { 'content-type': prompt });
  await fixture.ask(first, { 'content-encoding': prompt });
  await fixture.ask(first, {
    'idempotency-key': prompt,
    'x-request-id': prompt,
    'openai-organization': prompt,
    prompt,
  });
  const client = await connectRaw(fixture.app.url);
  await client.send(`POST ${first.path} HTTP/1.1\r\n${prompt} is no header\r\n\r\n${prompt}`);
  fixture.got('what is not HTTP', (await client.closed).received);
  await fixture.expectNothingLeaked();
});

test('a secret that is typed at sign-in is not repeated in an answer', async () => {
  const fixture = await startSecrecyFixture();
  const { token } = await fixture.app.newStudent();
  const tried = [
    SECRETS['a key that a student tried'],
    SECRETS['owner token'],
    SECRETS.key,
    `${token}x`,
    token.slice(1),
  ];
  for (const secret of tried) {
    for (const authorization of [`Bearer ${secret}`, `Basic ${secret}`, secret]) {
      for (const path of ['/v1/chat/completions', '/api/me', '/api/students', '/metrics', '/v1/files']) {
        const client = await connectRaw(fixture.app.url);
        await client.request({ method: 'GET', path, headers: { authorization, connection: 'close' } });
        fixture.got(
          `${path} as ${authorization.slice(0, 10)}`,
          path === '/api/students' ? '' : (await client.closed).received,
        );
        client.hangUp();
      }
    }
  }
  await fixture.expectNothingLeaked();
});
