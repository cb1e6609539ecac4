import Type, { type Static } from 'typebox';
import { type Discovery, discoverModels } from '../admin/discovery/discover-models.ts';
import type { ApiApp, ApiDeps } from './api-deps.ts';
import { CLOSED, CountField, ERROR_ANSWERS, orNull } from './schemas.ts';

const Entry = Type.Record(Type.String(), Type.Unknown());
const DiscoveryBody = Type.Object(
  {
    address: Type.String({ description: 'Base URL, such as http://127.0.0.1:11434/v1; private ones, too.' }),
    name: Type.Optional(Type.String({ description: 'Of the provider: a-z, 0-9 and hyphens. One is made up.' })),
  },
  CLOSED,
);

const DiscoveryAnswer = Type.Object(
  {
    kind: Type.Enum(['llama.cpp', 'ollama', 'vllm', 'unknown'], { description: 'By what its list says.' }),
    models: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          context_window: CountField,
          context_window_is_guessed: Type.Boolean({ description: 'The server does not say it.' }),
          endpoints: Type.Array(Type.String()),
          endpoints_are_guessed: Type.Boolean({ description: 'From the name of the model.' }),
          embedding_size: orNull(CountField),
        },
        CLOSED,
      ),
    ),
    skipped: Type.Integer({ minimum: 0, description: 'Names that a catalogue cannot have.' }),
    calls_in_flight_are_guessed: Type.Boolean(),
    providers_file: Type.Object(
      { providers: Type.Array(Entry) },
      { ...CLOSED, description: 'For JIGAP_PROVIDERS_FILE.' },
    ),
    more_models_file: Type.Object(
      { models: Type.Array(Entry) },
      { ...CLOSED, description: 'For JIGAP_MORE_MODELS_FILE: price 0.' },
    ),
  },
  { ...CLOSED, description: 'What a model server offers, and what makes jigap serve it.' },
);
export type DiscoveryJson = Static<typeof DiscoveryAnswer>;

export function discoveryRoutes(app: ApiApp, deps: ApiDeps): void {
  app.post(
    '/models/discover',
    {
      schema: {
        tags: ['models'],
        summary: 'Ask a model server what it offers',
        description:
          'Changes nothing. No key is sent, no redirect is followed; of the answers only names of models and numbers are shown.',
        body: DiscoveryBody,
        response: { 200: DiscoveryAnswer, ...ERROR_ANSWERS },
      },
    },
    async ({ body }) => discoveryJson(await discoverModels({ address: body.address, name: body.name ?? null }, deps)),
  );
}

function discoveryJson({ kind, models, skipped, provider, isSlotCountGuessed }: Discovery): DiscoveryJson {
  return {
    kind,
    models: models.map((model) => ({
      id: model.id,
      context_window: model.entry.context_window,
      context_window_is_guessed: model.isWindowGuessed,
      endpoints: [...model.entry.endpoints],
      endpoints_are_guessed: model.isEndpointGuessed,
      embedding_size: model.embeddingSize,
    })),
    skipped,
    calls_in_flight_are_guessed: isSlotCountGuessed,
    providers_file: { providers: [{ ...provider }] },
    more_models_file: { models: models.map(({ entry }) => ({ ...entry })) },
  };
}
