import Type, { type Static } from 'typebox';
import { type ProjectLimitFacts, readProjectLimit, setProjectLimit } from '../admin/project-limit.ts';
import { nanoToUsd } from '../ledger/money.ts';
import type { ApiApp, ApiDeps } from './api-deps.ts';
import { actorOf } from './authenticate.ts';
import { formatInstant } from './instants.ts';
import { parseUsd } from './parse-values.ts';
import { CLOSED, ERROR_ANSWERS, InstantField, orNull, UsdField } from './schemas.ts';

const ProjectLimitAnswer = Type.Object(
  {
    limit_usd: orNull({ ...UsdField, description: 'What the project may spend in a month; null: it has no limit.' }),
    is_reached: Type.Boolean({ description: 'The provider refuses calls of the project now.' }),
    wallet_usd: Type.Number({ description: 'The wallet’s limit of this month, with what was carried into it.' }),
    state: Type.Enum(['enough', 'low', 'missing'], {
      description: 'low: the provider would refuse calls that the wallet still pays.',
    }),
    suggested_usd: Type.Number({ description: 'The lowest limit that refuses nothing that the wallet pays.' }),
    read_at: InstantField,
  },
  { ...CLOSED, description: 'The provider’s own limit on the project of the real key, beside the wallet.' },
);
export type ProjectLimitJson = Static<typeof ProjectLimitAnswer>;

const ProjectLimitBody = Type.Object(
  { limit_usd: Type.Number({ description: 'Whole cents, at least one; the provider refuses calls above it.' }) },
  CLOSED,
);

const tags = ['budgets'];
const response = { 200: ProjectLimitAnswer, ...ERROR_ANSWERS };

/** OPENAI_ADMIN_KEY and OPENAI_PROJECT_ID must be set. The id of the project is in no answer. */
export function projectLimitRoutes(app: ApiApp, deps: ApiDeps): void {
  app.get(
    '/project-limit',
    {
      schema: {
        tags,
        summary: 'Read the provider’s own limit on the project',
        description: 'Asks the provider now. OPENAI_ADMIN_KEY and OPENAI_PROJECT_ID must be set on the server.',
        response,
      },
    },
    async () => projectLimitJson(await readProjectLimit(deps)),
  );
  app.put(
    '/project-limit',
    {
      schema: {
        tags,
        summary: 'Set the provider’s own limit on the project',
        description:
          'A hard limit a month: when it is reached, the provider refuses every call of the project, also those that do not come through jigap. jigap never sets it by itself.',
        body: ProjectLimitBody,
        response,
      },
    },
    async (request) => {
      const limit = parseUsd(request.body.limit_usd, 'limit_usd');
      return projectLimitJson(await setProjectLimit(limit, actorOf(request), deps));
    },
  );
}

function projectLimitJson(facts: ProjectLimitFacts): ProjectLimitJson {
  const { limit, isReached, promised, state, suggested, at } = facts;
  return {
    limit_usd: limit === null ? null : nanoToUsd(limit),
    is_reached: isReached,
    wallet_usd: nanoToUsd(promised),
    state,
    suggested_usd: nanoToUsd(suggested),
    read_at: formatInstant(at),
  };
}
