import type { FastifyInstance } from 'fastify';
import type { SchoolClass } from '../../../access/classes.ts';
import { changePlainLimits } from '../../../admin/plain-limits.ts';
import { isPlainMoney, limitOf } from '../../../ledger/budgets.ts';
import { PERIODS } from '../../../ledger/periods.ts';
import { budgetBar } from '../../components/budget-bar.ts';
import { submit } from '../../components/field.ts';
import { typedFrom } from '../../components/limit-fields.ts';
import { plainFirst } from '../../format/format-amount.ts';
import type { Site } from '../../web/deps.ts';
import { postForm } from '../../web/forms.ts';
import { attribute, type Html, html } from '../../web/html.ts';
import { seeOther, withStatus } from '../../web/page-response.ts';
import { ownerPost } from '../../web/page-routes.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { attempt, type FieldErrors, type RefusedForm } from '../form-errors/form-errors.ts';
import { limitsSection } from '../limits/limits-section.ts';
import { budgetWarnings } from './budget-warnings.ts';
import { CLASS_PATH, classPath } from './class-path.ts';
import { whomFields } from './limit-routes.ts';
import {
  limitSetFieldAt,
  limitSetFields,
  limitSetsFrom,
  limitsText,
  serverLimit,
  type TypedLimitSets,
  typedLimitSets,
} from './limit-sets.ts';
import { type ClassBudgets, loadClass } from './load.ts';
import type { ShowClass } from './show-class.ts';
import { CLASS } from './texts.ts';

export interface RefusedLimits {
  readonly typed: TypedLimitSets;
  readonly errors: FieldErrors;
}

export function classBudgetRoutes(app: FastifyInstance, site: Site, showClass: ShowClass<RefusedLimits>): void {
  ownerPost(app, site, `${CLASS_PATH}/budgets`, async ({ view, param, form }) => {
    const schoolClass = await loadClass(param('id'), site);
    const typed = typedLimitSets(form);
    const attempted = await attempt(
      view.language,
      (path) => limitSetFieldAt(path, typed),
      () => changePlainLimits(schoolClass.id, limitSetsFrom(typed), view.actor, site),
    );
    if ('done' in attempted) return seeOther(classPath(schoolClass.id), 'class_changed');
    return withStatus(422, await showClass(view, schoolClass, { typed, errors: attempted.errors }));
  });
}

interface BudgetParts {
  readonly budgets: ClassBudgets;
  readonly refused: RefusedLimits | undefined;
  readonly refusedLimit: RefusedForm | undefined;
}

export function budgetSection(
  view: OwnerView,
  site: Site,
  schoolClass: SchoolClass,
  { budgets, refused, refusedLimit }: BudgetParts,
): Html {
  const t = CLASS[view.language];
  const { id, endsOn } = schoolClass;
  const { balances, own, studentBudgets, warnings } = budgets;
  const typed = refused?.typed ?? {
    budgets: typedFrom(balances.filter(isPlainMoney)),
    studentBudgets: typedFrom(studentBudgets.filter(isPlainMoney)),
  };
  const periods = PERIODS.filter((period) => period !== 'term' || endsOn !== null);
  const form = html`${limitSetFields(view, site, typed, refused?.errors ?? {})}${submit(t.save)}`;
  // Limits of other units, and of some calls, stand beside the server's.
  const limits = [...(studentBudgets.some(isPlainMoney) ? [] : [serverLimit(site)]), ...studentBudgets.map(limitOf)];
  const each = (studentBudgets.length > 0 ? t.eachStudent : t.eachStudentByDefault)(limitsText(view, limits));
  return html`<section id="budgets"><h2>${t.budgets}</h2>
${balances.length === 0 ? html`<p>${t.noClassBudget}</p>` : plainFirst(balances).map((balance) => budgetBar(view, balance))}
<p class="each-student">${each}</p>
${budgetWarnings(view, warnings)}
<details class="opens" ${attribute('open', refused !== undefined)}><summary class="button plain">${t.changeBudgets}</summary>
${postForm(view, classPath(id, '/budgets'), form, 'class-form')}</details>
${limitsSection(view, site, {
  ...{ schoolClass, periods, path: classPath(id, '/limits'), refused: refusedLimit ?? null },
  ...{ budgets: [...own, ...studentBudgets], whom: whomFields(view, refusedLimit) },
})}</section>`;
}
