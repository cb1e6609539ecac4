import Type, { type Static } from 'typebox';
import { type ListedProvider, listProviders, type TestedProvider, testProvider } from '../admin/providers.ts';
import type { Language } from '../language/languages.ts';
import { describeProviderTest } from '../language/provider-tests.ts';
import type { ApiApp, ApiDeps } from './api-deps.ts';
import { notFound } from './api-error.ts';
import { requestLanguage } from './request-language.ts';
import { CLOSED, CountField, EmptyBody, ERROR_ANSWERS, orNull } from './schemas.ts';

const LabelField = Type.String({ description: 'The variable or the file that holds it; nothing of the key itself.' });

const ProviderAnswer = Type.Object(
  {
    name: Type.String(),
    is_demo: Type.Boolean({ description: 'Its answers are simulated.' }),
    origin: Type.String({ description: 'Of its address, without the path.' }),
    key_count: Type.Integer({ minimum: 0, description: '0: it is called without a key.' }),
    keys: Type.Array(
      Type.Object(
        {
          label: LabelField,
          state: Type.Enum(['working', 'resting', 'paused'], {
            description: 'resting: refused, or its account is out of money; paused: by a rate limit of the provider.',
          }),
          retry_after: Type.Number({ description: 'Seconds until it is tried again.' }),
        },
        CLOSED,
      ),
    ),
    calls_in_flight: orNull(CountField),
    max_calls_in_flight: orNull(Type.Integer({ description: 'At once, of all students; null: as many as come.' })),
    models: Type.Array(Type.String(), { description: 'Ids of the catalogue that name it.' }),
  },
  CLOSED,
);
export const ProvidersAnswer = Type.Object({ data: Type.Array(ProviderAnswer) }, CLOSED);
export type ProvidersJson = Static<typeof ProvidersAnswer>;

export const ProviderTestAnswer = Type.Object(
  {
    name: Type.String(),
    ok: Type.Boolean({
      description: 'Every key works, and it lists at least one model that the catalogue has for it.',
    }),
    keys: Type.Array(
      Type.Object(
        {
          label: LabelField,
          ok: Type.Boolean(),
          outcome: Type.String({
            description:
              'listed, unreachable, unknown_host, timeout, tls, no_http, key_refused, rate_limited, redirect, not_found, server_error or not_openai.',
          }),
          status: orNull(Type.Integer({ description: 'Of its answer; null: none came.' })),
          models_listed: orNull(CountField),
          missing: Type.Array(Type.String(), { description: 'Models of the catalogue that it does not list.' }),
          message: Type.String({ description: 'What happened and what to do, in the language of the request.' }),
        },
        CLOSED,
      ),
      { description: 'One for all calls where there is no key; none where answers are simulated.' },
    ),
  },
  CLOSED,
);
export type ProviderTestJson = Static<typeof ProviderTestAnswer>;

const NameParams = Type.Object({ name: Type.String() }, CLOSED);
const tags = ['providers'];

export function providerRoutes(app: ApiApp, deps: ApiDeps): void {
  app.get(
    '/providers',
    {
      schema: {
        tags,
        summary: 'List who answers calls: where, with how many keys, for which models',
        response: { 200: ProvidersAnswer, ...ERROR_ANSWERS },
      },
    },
    async () => ({ data: listProviders(deps).map(providerJson) }),
  );
  app.post(
    '/providers/:name/test',
    {
      schema: {
        tags,
        summary: 'Try each key of a provider with a request that costs nothing',
        description: 'GET /models, within 10 seconds. Changes nothing.',
        params: NameParams,
        body: EmptyBody,
        response: { 200: ProviderTestAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request) => {
      const tested = await testProvider(request.params.name, deps);
      if (tested !== null) return testJson(tested, requestLanguage(request));
      throw notFound({
        en: 'There is no provider with this name: see GET /api/providers.',
        ko: '이 이름의 제공자가 없습니다. GET /api/providers에서 확인하세요.',
      });
    },
  );
}

function providerJson({ provider, models }: ListedProvider): ProvidersJson['data'][number] {
  const { name, isDemo, origin, maxCallsInFlight } = provider;
  const keys = provider.keys().map(({ label, state, seconds }) => ({ label, state, retry_after: seconds }));
  return {
    ...{ name, is_demo: isDemo, origin, key_count: keys.length, keys },
    ...{ calls_in_flight: provider.callsInFlight(), max_calls_in_flight: maxCallsInFlight, models: [...models] },
  };
}

function testJson({ name, keys }: TestedProvider, language: Language): ProviderTestJson {
  return {
    name,
    ok: keys.every(({ isGood }) => isGood),
    keys: keys.map((key) => ({
      ...{ label: key.label, ok: key.isGood, outcome: key.outcome, status: key.status },
      ...{ models_listed: key.listed, missing: [...key.missing], message: describeProviderTest(key, language) },
    })),
  };
}
