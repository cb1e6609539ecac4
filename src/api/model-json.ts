import Type, { type Static, type TProperties } from 'typebox';
import type { ModelChoice } from '../access/model-choice.ts';
import type { CurrentModels } from '../admin/current-models.ts';
import type { RefusedModelOffer } from '../admin/refused-models.ts';
import { catalogueModels, type ModelFacts, type ServedName, servedNames } from '../admin/served-names.ts';
import { usualImagePrice } from '../ledger/image-price.ts';
import { modelNamesText } from '../ledger/model-aliases.ts';
import { nanoToUsd } from '../ledger/money.ts';
import type { ApiDeps } from './api-deps.ts';
import { CLOSED, CountField, InstantField, orNull } from './schemas.ts';

const PerMillion = Type.Number({ description: 'USD per million tokens, today.' });
const FACTS = {
  endpoints: Type.Array(Type.String()),
  inputs: Type.Array(Type.String(), { description: 'What a call may be made of: text, image.' }),
  image_tokens: orNull(
    Type.Record(Type.String(), Type.Integer(), {
      description: 'The most tokens of one image of any size, by its detail; null: the model takes none.',
    }),
  ),
  input_usd: PerMillion,
  cached_input_usd: PerMillion,
  output_usd: PerMillion,
  per_character_usd: orNull(
    Type.Number({ description: 'Of a model for speech: USD per million characters, today. null: tokens are billed.' }),
  ),
  image_usd: orNull(Type.Number({ description: 'USD of one image at 1024x1024 and low, today; null: it draws none.' })),
  shutdown_date: orNull(Type.String({ description: 'UTC day, YYYY-MM-DD; null: none is known.' })),
  warning: orNull(
    Type.Enum(['unlisted', 'shut_down', 'retires_soon'], {
      description: 'unlisted: the provider’s list does not have it; retires_soon: within 60 days.',
    }),
  ),
} satisfies TProperties;

const NamesField = Type.Array(Type.String(), { description: 'The first one is the model of the examples.' });
const AliasesField = Type.Record(Type.String(), Type.String(), {
  description:
    'A name -> the model that answers for it and is charged; behind a | those that follow in classes that fall back.',
});

export const ModelsAnswer = Type.Object(
  {
    source: Type.Enum(['environment', 'owner'], {
      description: 'Where they come from. What the owner chose wins as a whole, until DELETE /api/models.',
    }),
    version: Type.Integer({ description: 'Grows with every change.' }),
    changed_at: orNull(InstantField),
    changed_by: orNull(Type.String({ description: 'An actor of the audit.' })),
    allowed: NamesField,
    aliases: AliasesField,
    served: Type.Array(
      Type.Object(
        { name: Type.String(), served_by: Type.String(), follows: Type.Array(Type.String()), ...FACTS },
        CLOSED,
      ),
    ),
    not_served: Type.Array(Type.String(), {
      description: 'Names of the owner’s choice that the catalogue of today has no price for.',
    }),
    environment: Type.Object({ allowed: NamesField, aliases: AliasesField }, CLOSED),
    catalogue: Type.Array(Type.Object({ id: Type.String(), snapshots: Type.Array(Type.String()), ...FACTS }, CLOSED)),
  },
  { ...CLOSED, description: 'What students may use, and what there is to choose from.' },
);
export type ModelsJson = Static<typeof ModelsAnswer>;

export const RefusedModelsAnswer = Type.Object(
  {
    data: Type.Array(
      Type.Object(
        {
          name: Type.String(),
          endpoint: orNull(Type.String()),
          times: CountField,
          students: CountField,
          last_at: InstantField,
          offer: orNull(
            Type.Object(
              { model: Type.String(), is_in_use: Type.Boolean(), ...FACTS },
              {
                ...CLOSED,
                description: 'The cheapest model in use at this endpoint, else the cheapest that there is.',
              },
            ),
          ),
        },
        CLOSED,
      ),
    ),
  },
  { ...CLOSED, description: 'Names that students asked for in the last 7 days and may not use, at most 10.' },
);
export type RefusedModelsJson = Static<typeof RefusedModelsAnswer>;

export function modelsJson(deps: ApiDeps): ModelsJson {
  const { source, version, changedAt, changedBy, environment, problems } = deps.models.state;
  return {
    ...{ source, version, changed_by: changedBy },
    changed_at: changedAt === null ? null : new Date(changedAt).toISOString(),
    ...choiceJson(deps.policy()),
    served: servedNames(deps).map(servedJson),
    not_served: namesIn(problems),
    environment: choiceJson(environment),
    catalogue: catalogueModels(deps).map((facts) => ({
      ...{ id: facts.model.id, snapshots: [...facts.model.snapshots] },
      ...factsJson(facts),
    })),
  };
}

export function refusedModelJson({ model, endpoint, times, students, lastAt, offered }: RefusedModelOffer) {
  const offer =
    offered === null ? null : { model: offered.model.id, is_in_use: offered.isInUse, ...factsJson(offered) };
  return { name: model, endpoint, times, students, last_at: new Date(lastAt).toISOString(), offer };
}

function choiceJson({ allowed, aliases }: ModelChoice) {
  return {
    allowed: [...allowed],
    aliases: Object.fromEntries([...aliases].map(([alias, names]) => [alias, modelNamesText(names)])),
  };
}

function servedJson(name: ServedName) {
  return { name: name.requested, served_by: name.served, follows: [...name.follows], ...factsJson(name) };
}

/** Pico-USD per token are micro-USD per million tokens. */
const MICRO_PER_USD = 1_000_000;

function factsJson({ model, price, shutdownDate, warning }: ModelFacts) {
  return {
    endpoints: [...model.endpoints],
    inputs: [...model.inputs],
    image_tokens: imageTokensJson(model),
    input_usd: price.input / MICRO_PER_USD,
    cached_input_usd: price.cachedInput / MICRO_PER_USD,
    output_usd: price.output / MICRO_PER_USD,
    per_character_usd: price.perCharacter === undefined ? null : price.perCharacter / MICRO_PER_USD,
    image_usd: imageUsd(model, price),
    shutdown_date: shutdownDate,
    warning,
  };
}

function imageUsd(...facts: Parameters<typeof usualImagePrice>): number | null {
  const nano = usualImagePrice(...facts);
  return nano === null ? null : nanoToUsd(nano);
}

function imageTokensJson({ imageTokens }: ModelFacts['model']): Record<string, number> | null {
  if (imageTokens === undefined) return null;
  const { source: _read, ...tokens } = imageTokens;
  return tokens;
}

function namesIn(problems: CurrentModels['state']['problems']): string[] {
  return [...new Set(problems.flatMap(({ name }) => (name === null ? [] : [name])))];
}
