import type { DiscoveryJson } from '../../src/api/discovery-routes.ts';
import type { ModelsJson, RefusedModelsJson } from '../../src/api/model-json.ts';

const LUNA = {
  endpoints: ['chat', 'responses'],
  inputs: ['text', 'image'],
  image_tokens: { low: 308, high: 3000 },
  input_usd: 0.1,
  cached_input_usd: 0.1,
  per_character_usd: null,
  output_usd: 0.5,
  image_usd: null,
  shutdown_date: null,
  warning: null,
};

export const MODELS: ModelsJson = {
  source: 'owner',
  version: 3,
  changed_at: '2026-11-23T03:00:00.000Z',
  changed_by: 'owner',
  allowed: ['gpt-3.5-turbo'],
  aliases: { 'gpt-3.5-turbo': 'gpt-6-luna' },
  served: [{ name: 'gpt-3.5-turbo', served_by: 'gpt-6-luna', follows: [], ...LUNA }],
  not_served: [],
  environment: { allowed: ['gpt-3.5-turbo'], aliases: {} },
  catalogue: [
    { id: 'gpt-6-luna', snapshots: [], ...LUNA },
    {
      ...{ id: 'gpt-4o', snapshots: ['gpt-4o-2024-08-06'], ...LUNA, input_usd: 2.5, output_usd: 10 },
      ...{ shutdown_date: '2027-01-14', warning: 'retires_soon' },
    },
  ],
};

export const REFUSED_MODELS: RefusedModelsJson = {
  data: [
    {
      ...{ name: 'gpt-4o', endpoint: 'chat', times: 12, students: 3, last_at: '2026-11-23T03:00:00.000Z' },
      offer: { model: 'gpt-6-luna', is_in_use: true, ...LUNA },
    },
  ],
};

export const DISCOVERY: DiscoveryJson = {
  kind: 'ollama',
  models: [
    {
      ...{ id: 'llama3.2:3b', context_window: 4096, context_window_is_guessed: true },
      ...{ endpoints: ['chat'], endpoints_are_guessed: false, embedding_size: 3072 },
    },
  ],
  skipped: 0,
  calls_in_flight_are_guessed: true,
  providers_file: { providers: [{ name: 'lab', base_url: 'http://127.0.0.1:11434/v1', calls_in_flight: 4 }] },
  more_models_file: { models: [{ id: 'llama3.2:3b', provider: 'lab', context_window: 4096 }] },
};
