import type { ProvidersJson, ProviderTestJson } from '../../src/api/provider-routes.ts';

const PROVIDERS: ProvidersJson = {
  data: [
    {
      ...{
        name: 'openai',
        is_demo: false,
        origin: 'https://api.openai.com',
        key_count: 2,
        calls_in_flight: null,
        max_calls_in_flight: null,
      },
      keys: [
        { label: 'OPENAI_API_KEY', state: 'working', retry_after: 0 },
        { label: 'SECOND_KEY', state: 'resting', retry_after: 50 },
      ],
      models: ['gpt-6-luna', 'a', 'b', 'c', 'd', 'e'],
    },
    {
      ...{
        name: 'lab',
        is_demo: false,
        origin: 'http://10.0.0.7:8000',
        key_count: 0,
        calls_in_flight: 3,
        max_calls_in_flight: 4,
      },
      ...{ keys: [], models: ['llama'] },
    },
  ],
};

const OPENAI: ProviderTestJson = {
  ...{ name: 'openai', ok: true },
  keys: [
    {
      ...{ label: 'OPENAI_API_KEY', ok: true, outcome: 'listed', status: 200, models_listed: 9, missing: [] },
      message: 'Works: it lists 9 model(s).',
    },
  ],
};

const LAB: ProviderTestJson = {
  ...OPENAI,
  name: 'lab',
  keys: OPENAI.keys.map((key) => ({ ...key, label: 'no key' })),
};

export const PROVIDER_ROUTES = {
  'GET /api/providers': { body: PROVIDERS },
  'POST /api/providers/openai/test': { body: OPENAI },
  'POST /api/providers/lab/test': { body: LAB },
};
