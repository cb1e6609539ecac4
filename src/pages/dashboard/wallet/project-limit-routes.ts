import type { FastifyInstance } from 'fastify';
import { AdminError } from '../../../admin/admin-error.ts';
import { readProjectLimit, setProjectLimit } from '../../../admin/project-limit.ts';
import { parseUsd } from '../../format/parse-usd.ts';
import type { Site } from '../../web/deps.ts';
import type { Html } from '../../web/html.ts';
import { seeOther, withStatus } from '../../web/page-response.ts';
import { ownerPost } from '../../web/page-routes.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { problemText } from '../form-errors/form-errors.ts';
import { PROJECT_LIMIT_PATH, WALLET_PATH } from './paths.ts';
import type { RefusedProjectLimit } from './project-limit-section.ts';

type ShowRefused = (view: OwnerView, refused: RefusedProjectLimit) => Promise<Html>;

export function projectLimitRoutes(app: FastifyInstance, site: Site, showRefused: ShowRefused): void {
  ownerPost(app, site, `${PROJECT_LIMIT_PATH}/read`, async () => {
    // The page says why it could not be read.
    await readProjectLimit(site).catch(onlyRefusals);
    return seeOther(WALLET_PATH);
  });

  ownerPost(app, site, PROJECT_LIMIT_PATH, async ({ view, form }) => {
    const typed = form.text('limit');
    try {
      await setProjectLimit(parseUsd(typed.trim()) ?? Number.NaN, view.actor, site);
    } catch (error) {
      onlyRefusals(error);
      return withStatus(422, await showRefused(view, { typed, error: problemText(view.language, error.problem) }));
    }
    return seeOther(WALLET_PATH, 'project_limit_set');
  });
}

function onlyRefusals(error: unknown): asserts error is AdminError {
  if (!(error instanceof AdminError)) throw error;
}
