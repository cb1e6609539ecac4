import type { FastifyInstance } from 'fastify';
import { setLimit } from '../../../api/budgets.ts';
import { ownersChange } from '../../../api/deps.ts';
import { storedStudent } from '../../../api/students.ts';
import { PERIODS } from '../../../ledger/periods.ts';
import { typedUsd } from '../../format/parse-usd.ts';
import type { Site } from '../../web/deps.ts';
import { PageError } from '../../web/page-error.ts';
import { seeOther } from '../../web/page-response.ts';
import { ownerPost } from '../../web/page-routes.ts';
import { parseId } from '../../web/parse-id.ts';
import { STUDENTS_PATH } from '../students/query.ts';
import { limitField, NEW_LIMIT } from './budgets.ts';
import { attempt, type ShowAgain } from './form-errors.ts';
import { studentPath } from './load-student.ts';

export function studentBudgetRoutes(app: FastifyInstance, site: Site, showAgain: ShowAgain): void {
  const { owner } = site;

  ownerPost(app, site, `${STUDENTS_PATH}/:id/budgets`, async ({ view, param, form }) => {
    const { id } = await storedStudent(parseId(param('id')), owner);
    const period = PERIODS.find((each) => each === form.text('period'));
    if (period === undefined) throw new PageError(400);
    const field = form.has(NEW_LIMIT) ? NEW_LIMIT : limitField(period);
    const wish = { scope: 'student', scope_id: id, period, limit_usd: typedUsd(form.text(field)) } as const;
    const fields = { amount: field, endless_term: field === NEW_LIMIT ? 'period' : field };
    const attempted = await attempt(view.language, fields, () => setLimit(wish, owner));
    if ('errors' in attempted) {
      return showAgain(view, id, { name: field, tried: { form, errors: attempted.errors } });
    }
    return seeOther(studentPath(id), 'limit_set');
  });

  ownerPost(app, site, `${STUDENTS_PATH}/:id/budgets/:budget/remove`, async ({ param }) => {
    const { id } = await storedStudent(parseId(param('id')), owner);
    const budgetId = parseId(param('budget'));
    const own = await owner.store.ledger.listBudgets({ scope: 'student', scopeId: id });
    if (!own.some((budget) => budget.id === budgetId)) throw new PageError(404);
    await owner.store.ledger.deleteBudget(budgetId, ownersChange(owner));
    return seeOther(studentPath(id), 'limit_removed');
  });
}
