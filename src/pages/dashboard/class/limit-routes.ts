import type { FastifyInstance } from 'fastify';
import { deleteBudget, setBudget } from '../../../admin/budgets.ts';
import { radio } from '../../components/field.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html } from '../../web/html.ts';
import { PageError } from '../../web/page-error.ts';
import { seeOther, withStatus } from '../../web/page-response.ts';
import { ownerPost } from '../../web/page-routes.ts';
import { parseId } from '../../web/parse-id.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { attempt, type RefusedForm } from '../form-errors/form-errors.ts';
import { bothChosen, LIMIT_FIELD_AT, limitFromForm } from '../limits/limit-form.ts';
import { LIMITS } from '../limits/texts.ts';
import { CLASS_PATH, classPath } from './class-path.ts';
import { loadClass } from './load.ts';
import type { ShowClass } from './show-class.ts';

const WHOM = 'whom';
const SCOPES = ['class-student', 'class'] as const;

/** Limits of other units than money, or of some calls: of the class, or of each of its students. */
export function classLimitRoutes(app: FastifyInstance, site: Site, showClass: ShowClass<RefusedForm>): void {
  ownerPost(app, site, `${CLASS_PATH}/limits`, async ({ view, param, form }) => {
    const schoolClass = await loadClass(param('id'), site);
    const scope = SCOPES.find((each) => each === form.text(WHOM));
    if (scope === undefined) throw new PageError(400);
    const limit = limitFromForm(form);
    const both = bothChosen(form, view);
    const attempted =
      both === null
        ? await attempt(view.language, LIMIT_FIELD_AT, () =>
            setBudget({ scope, scopeId: schoolClass.id, ...limit }, view.actor, site),
          )
        : { errors: both };
    if ('done' in attempted) return seeOther(classPath(schoolClass.id), 'limit_set');
    return withStatus(422, await showClass(view, schoolClass, { form, errors: attempted.errors }));
  });

  ownerPost(app, site, `${CLASS_PATH}/limits/:budget/remove`, async ({ view, param }) => {
    const { id } = await loadClass(param('id'), site);
    const budgetId = parseId(param('budget'));
    const [own, ofStudents] = await Promise.all(
      SCOPES.map((scope) => site.store.ledger.listBudgets({ scope, scopeId: id })),
    );
    if (![...(own ?? []), ...(ofStudents ?? [])].some((budget) => budget.id === budgetId)) throw new PageError(404);
    await deleteBudget(budgetId, view.actor, site);
    return seeOther(classPath(id), 'limit_removed');
  });
}

/** Whom the limit is for. */
export function whomFields({ language }: OwnerView, refused: RefusedForm | undefined): Html {
  const t = LIMITS[language];
  const chosen = refused?.form.text(WHOM) ?? 'class-student';
  const one = (value: (typeof SCOPES)[number], text: string) => radio(WHOM, text, { value, isOn: value === chosen });
  return html`<fieldset class="set"><legend>${t.whom}</legend>${one('class-student', t.each)}${one('class', t.whole)}</fieldset>`;
}
