import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ASK_REFUSALS } from '../../../src/gateway/refusals/ask-refusals.ts';
import { REFUSALS } from '../../../src/gateway/refusals/refusal.ts';
import { LANGUAGES } from '../../../src/language/languages.ts';
import { LONG_RUN } from '../../support/long-run.ts';
import { connectRaw, requestBytes } from '../../support/raw-client.ts';
import { CLASS_CASES } from './class-cases.ts';
import { IMAGE_CASES } from './image-cases.ts';
import { keepOneInFlight, MONEY_CASES } from './money-cases.ts';
import { PICTURE_CASES } from './picture-cases.ts';
import { PROVIDER_CASES } from './provider-cases.ts';
import { type RefusalCase, runCase } from './refusal-case.ts';
import { REQUEST_CASES } from './request-cases.ts';
import { CHAT, type SdkFixture, startSdkFixture } from './sdk-fixture.ts';
import { SPEECH_CASES } from './speech-cases.ts';
import { TOKEN_CASES } from './token-cases.ts';
import { UPSTREAM_CASES } from './upstream-cases.ts';

const CASES = [
  ...TOKEN_CASES,
  ...CLASS_CASES,
  ...REQUEST_CASES,
  ...MONEY_CASES,
  ...PROVIDER_CASES,
  ...SPEECH_CASES,
  ...IMAGE_CASES,
  ...PICTURE_CASES,
];
const titled = (cases: readonly RefusalCase[]) =>
  cases.map((one): [string, RefusalCase] => [one.when === undefined ? one.name : `${one.name}: ${one.when}`, one]);

for (const language of LANGUAGES)
  describe(
    `in ${language}, the official client raises the right error, in vain never twice, for`,
    language === 'en' ? {} : LONG_RUN,
    () => {
      let shared: SdkFixture;
      beforeAll(async () => {
        shared = await startSdkFixture({ language });
      });
      afterAll(() => shared.stop());

      test.each(titled(CASES))('%s', async (_title, one) => {
        await runCase(one, shared);
      });
    },
  );

test('the cases above provoke every refusal that a client can get', () => {
  const provoked = [...CASES, ...UPSTREAM_CASES].map(({ name }) => name);
  // Who waits for memory is refused after ten seconds: gateway/body/body-limits.test.ts.
  // No client of OpenAI's can be the cause of a request that never arrives whole, of a server that is being stopped, or
  // of a page whose session has ended; none of them asks for money.
  const asks = Object.keys(ASK_REFUSALS);
  expect(new Set([...provoked, ...asks, 'bodiesFull', 'tooSlow', 'stopping', 'interrupted', 'noSession'])).toEqual(
    new Set(Object.keys(REFUSALS)),
  );
});

test('a refusal is in the language of the class, with any language of the server', async () => {
  for (const [language, serverLanguage] of [['ko', 'en'] as const, ['en', 'ko'] as const]) {
    const fixture = await startSdkFixture({ language, serverLanguage });
    const { client } = await fixture.addCaller();
    const { error } = await fixture.refused(() => client.chat.completions.create({ ...CHAT, model: 'gpt-4' }));
    expect(/\p{Script=Hangul}/u.test(error.message)).toBe(language === 'ko');
    // Also before authentication: at an address that is not served.
    const { error: nowhere } = await fixture.refused(() => client.get('/engines'));
    expect([nowhere.code, /\p{Script=Hangul}/u.test(nowhere.message)]).toEqual(['unknown_url', language === 'ko']);
    await fixture.stop();
  }
});

test('a call during the stop of the gateway gets a refusal that may be retried', async () => {
  const fixture = await startSdkFixture();
  const caller = await fixture.addCaller();
  const bytes = requestBytes({
    path: '/v1/chat/completions',
    headers: { authorization: `Bearer ${caller.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(CHAT),
  });
  // No client of OpenAI's can be made to hold back half a request; a slow network does it every day.
  const late = await connectRaw(fixture.app.url);
  await late.send(bytes.subarray(0, 50));
  await keepOneInFlight(fixture, caller);
  const stopped = fixture.app.stop();
  await late.send(bytes.subarray(50));
  const { status, headers, body } = await late.response();
  expect(status).toBe(503);
  expect(headers).toMatchObject({ 'x-should-retry': 'true', 'retry-after': '5' });
  expect(JSON.parse(body.toString()).error).toMatchObject({ type: 'server_error', code: 'server_is_overloaded' });
  expect(fixture.app.upstream.calls).toHaveLength(1);
  fixture.app.upstream.reset();
  await stopped;
  await fixture.wire.stop();
});
