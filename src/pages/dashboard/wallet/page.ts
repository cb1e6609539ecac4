import type { FastifyInstance } from 'fastify';
import { deleteBudget, setBudget } from '../../../admin/budgets.ts';
import { changePlainWalletLimits } from '../../../admin/plain-limits.ts';
import { type Budget, isPlainMoney } from '../../../ledger/budgets.ts';
import { PERIODS } from '../../../ledger/periods.ts';
import { submit } from '../../components/field.ts';
import { renderPage } from '../../components/layout.ts';
import {
  limitFieldAt,
  limitFields,
  limitsFrom,
  type TypedLimits,
  typedFrom,
  typedLimits,
} from '../../components/limit-fields.ts';
import { formatMoney } from '../../format/format-money.ts';
import type { Site } from '../../web/deps.ts';
import { postForm } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { PageError } from '../../web/page-error.ts';
import { seeOther, withStatus } from '../../web/page-response.ts';
import { ownerPage, ownerPost } from '../../web/page-routes.ts';
import { parseId } from '../../web/parse-id.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { CLASS_FORM } from '../class/form-texts.ts';
import { attempt, type FieldErrors, type RefusedForm } from '../form-errors/form-errors.ts';
import { bothChosen, LIMIT_FIELD_AT, limitFromForm } from '../limits/limit-form.ts';
import { limitsSection } from '../limits/limits-section.ts';
import { loadWalletLimits } from './load.ts';
import { WALLET_PATH } from './paths.ts';
import { projectLimitRoutes } from './project-limit-routes.ts';
import { projectLimitSection, type RefusedProjectLimit } from './project-limit-section.ts';
import { WALLET } from './texts.ts';

const LIMITS_PATH = `${WALLET_PATH}/limits`;
const FIELDS = 'limits';
/** Only a class has a term. */
const WALLET_PERIODS = PERIODS.filter((period) => period !== 'term');

/** The wallet's own limits, all of them at once. */
export function walletRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, WALLET_PATH, ({ view }) => walletPage(view, site, {}));

  ownerPost(app, site, WALLET_PATH, async ({ view, form }) => {
    const typed = typedLimits(form, FIELDS);
    const attempted = await attempt(
      view.language,
      ([, index]) => limitFieldAt(FIELDS, Number(index), typed),
      () => changePlainWalletLimits(limitsFrom(typed), view.actor, site),
    );
    if ('errors' in attempted)
      return withStatus(422, await walletPage(view, site, { typed, errors: attempted.errors }));
    return seeOther('/dashboard', 'limit_set');
  });

  projectLimitRoutes(app, site, (view, project) => walletPage(view, site, { project }));

  ownerPost(app, site, LIMITS_PATH, async ({ view, form }) => {
    const limit = limitFromForm(form);
    const both = bothChosen(form, view);
    const attempted =
      both === null
        ? await attempt(view.language, LIMIT_FIELD_AT, () => setBudget({ scope: 'wallet', ...limit }, view.actor, site))
        : { errors: both };
    if ('done' in attempted) return seeOther(WALLET_PATH, 'limit_set');
    return withStatus(422, await walletPage(view, site, { refused: { form, errors: attempted.errors } }));
  });

  ownerPost(app, site, `${LIMITS_PATH}/:budget/remove`, async ({ view, param }) => {
    const budgetId = parseId(param('budget'));
    if (!(await loadWalletLimits(site)).some(({ id }) => id === budgetId)) throw new PageError(404);
    await deleteBudget(budgetId, view.actor, site);
    return seeOther(WALLET_PATH, 'limit_removed');
  });
}

interface RefusedWallet {
  readonly typed?: TypedLimits;
  readonly errors?: FieldErrors;
  /** The form of a limit of another kind. */
  readonly refused?: RefusedForm;
  readonly project?: RefusedProjectLimit | null;
}

async function walletPage(
  view: OwnerView,
  site: Site,
  { typed, errors = {}, refused, project = null }: RefusedWallet,
): Promise<Html> {
  const t = WALLET[view.language];
  const budgets = await loadWalletLimits(site);
  const fields = limitFields({
    ...{ name: FIELDS, legend: t.limits, hint: t.hint(formatMoney(site.defaults.walletMonthly, view)), errors },
    typed: typed ?? plainTyped(budgets),
    labels: CLASS_FORM[view.language].limitNames,
    carryLabel: CLASS_FORM[view.language].carryOver,
    periods: WALLET_PERIODS,
  });
  return renderPage(view, {
    title: t.title,
    lead: t.lead,
    body: html`${postForm(view, WALLET_PATH, html`${fields}${submit(t.save)}`, 'stack')}
<section class="section">${limitsSection(view, site, { budgets, schoolClass: null, periods: WALLET_PERIODS, path: LIMITS_PATH, refused: refused ?? null })}</section>${projectLimitSection(view, site, project)}<p class="aside"><a href="/dashboard">${t.back}</a></p>`,
  });
}

function plainTyped(budgets: readonly Budget[]): TypedLimits {
  return typedFrom(budgets.filter(isPlainMoney));
}
