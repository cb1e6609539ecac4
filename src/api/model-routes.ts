import Type, { type Static } from 'typebox';
import type { ModelChoice } from '../access/model-choice.ts';
import { AdminError } from '../admin/admin-error.ts';
import { editModels } from '../admin/model-edits.ts';
import { listRefusedModels } from '../admin/refused-models.ts';
import { parseModelNames } from '../ledger/model-aliases.ts';
import type { ApiApp, ApiDeps } from './api-deps.ts';
import { actorOf } from './authenticate.ts';
import { ModelsAnswer, modelsJson, RefusedModelsAnswer, refusedModelJson } from './model-json.ts';
import { CLOSED, ERROR_ANSWERS, orNull } from './schemas.ts';

/** More than can be allowed, so that the rule of admin/ answers; a longer list is not looked at. */
const MAX_NAMES = 1000;
const NamesField = Type.Array(Type.String(), { maxItems: MAX_NAMES });
const VersionField = Type.Optional(
  Type.Integer({ description: 'Of the answer that the change was made on: 409 when there is a newer one.' }),
);

const ReplaceBody = Type.Object(
  {
    allowed: NamesField,
    aliases: Type.Optional(Type.Record(Type.String(), Type.String(), { maxProperties: MAX_NAMES })),
    version: VersionField,
  },
  CLOSED,
);

const EditBody = Type.Object(
  {
    allow: Type.Optional(NamesField),
    disallow: Type.Optional(NamesField),
    aliases: Type.Optional(
      Type.Record(Type.String(), orNull(Type.String()), {
        maxProperties: MAX_NAMES,
        description:
          'A name -> the model that answers for it, which allows the name; "model|other" says what follows in classes that fall back; null: no longer.',
      }),
    ),
    version: VersionField,
  },
  CLOSED,
);

const RULES =
  'Counts for the next call; calls in flight end under the models and prices that they began with. A name must be in the catalogue, or an alias of a model that is and shares an endpoint with it.';

export function modelRoutes(app: ApiApp, deps: ApiDeps): void {
  const { models } = deps;
  const response = { 200: ModelsAnswer, ...ERROR_ANSWERS };
  app.get(
    '/models',
    { schema: { tags: ['models'], summary: 'Read which models students may use, and the catalogue', response } },
    async () => modelsJson(deps),
  );
  app.patch(
    '/models',
    {
      schema: {
        ...{ tags: ['models'], summary: 'Allow, disallow or alias some models', description: RULES },
        ...{ body: EditBody, response },
      },
    },
    async (request) => {
      const { allow, disallow, aliases = {}, version } = request.body;
      const edits = { allow, disallow, aliases: Object.entries(aliases).map(aliasEdit) };
      const edit = (choice: ModelChoice) => editModels(choice, edits);
      await models.change(edit, actorOf(request), version).catch((error: unknown) => {
        throw namingFieldOf(request.body, error);
      });
      return modelsJson(deps);
    },
  );
  app.put(
    '/models',
    {
      schema: {
        ...{ tags: ['models'], summary: 'Set all models and aliases at once', description: RULES },
        ...{ body: ReplaceBody, response },
      },
    },
    async (request) => {
      const { allowed, aliases = {}, version } = request.body;
      const choice = {
        allowed: [...new Set(allowed)],
        aliases: new Map(Object.entries(aliases).map(([alias, text]) => [alias, parseModelNames(text)])),
      };
      refuseUnused(choice);
      await models.change(() => choice, actorOf(request), version);
      return modelsJson(deps);
    },
  );
  app.delete(
    '/models',
    {
      schema: {
        tags: ['models'],
        summary: 'Go back to the models of the environment',
        description: 'JIGAP_ALLOWED_MODELS and JIGAP_MODEL_ALIASES count again.',
        response,
      },
    },
    async (request) => {
      await models.reset(actorOf(request));
      return modelsJson(deps);
    },
  );
  app.get(
    '/models/refused',
    {
      schema: {
        tags: ['models'],
        summary: 'List the names that students asked for and may not use, each with a model that could answer',
        description: 'SDKs name a model by default. PATCH /api/models with {"aliases": {name: model}} takes an offer.',
        response: { 200: RefusedModelsAnswer, ...ERROR_ANSWERS },
      },
    },
    async () => ({ data: (await listRefusedModels(deps)).map(refusedModelJson) }),
  );
}

function aliasEdit([alias, text]: [string, string | null]): [string, readonly string[] | null] {
  return [alias, text === null ? null : parseModelNames(text)];
}

/** The list of all names is no field of an edit: the field that brought the name, or took the last one away, is. */
function namingFieldOf({ allow = [], disallow = [] }: Static<typeof EditBody>, error: unknown): unknown {
  if (!(error instanceof AdminError) || error.path[0] !== 'allowed') return error;
  const field = allow.length > 0 ? ['allow'] : disallow.length > 0 ? ['disallow'] : ['aliases'];
  return new AdminError(error.problem, field);
}

/** An alias that is not allowed would be dropped in silence. @throws AdminError */
function refuseUnused({ allowed, aliases }: ModelChoice) {
  const unused = [...aliases.keys()].find((alias) => !allowed.includes(alias));
  if (unused !== undefined) throw new AdminError({ code: 'model_not_in_use', name: unused }, ['aliases']);
}
