import type { FastifyInstance } from 'fastify';
import { AdminError } from '../../../admin/admin-error.ts';
import { askForMoney } from '../../../admin/money-requests.ts';
import { problemText } from '../../dashboard/form-errors/form-errors.ts';
import { parseUsd } from '../../format/parse-usd.ts';
import type { Site } from '../../web/deps.ts';
import type { Html } from '../../web/html.ts';
import { seeOther, withStatus } from '../../web/page-response.ts';
import { studentPost } from '../../web/page-routes.ts';
import type { StudentView } from '../../web/view-context.ts';
import { ASK_PATH } from './paths.ts';
import type { RefusedAsk } from './section.ts';

/** @param showPage the student's page, with the form as it was typed */
export function moneyRequestRoutes(
  app: FastifyInstance,
  site: Site,
  showPage: (view: StudentView, refused: RefusedAsk) => Promise<Html>,
): void {
  studentPost(app, site, ASK_PATH, async ({ view, form }) => {
    const [amount, reason] = [form.text('amount'), form.text('reason')];
    try {
      await askForMoney(view.caller.student.id, { amount: parseUsd(amount) ?? Number.NaN, reason }, site);
    } catch (error) {
      if (!(error instanceof AdminError)) throw error;
      const field = error.path[0] === 'amount' || error.path[0] === 'reason' ? error.path[0] : null;
      // Without a field, something else has to happen first: the page says what.
      if (field === null) return withStatus(409, await showPage(view, { amount, reason, errors: {}, isTooSoon: true }));
      const errors = { [field]: problemText(view.language, error.problem) };
      return withStatus(422, await showPage(view, { amount, reason, errors, isTooSoon: false }));
    }
    return seeOther('/me', 'money_asked');
  });
}
