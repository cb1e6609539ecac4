import type { FastifyInstance } from 'fastify';
import { replaceWalletBudgets } from '../../../admin/budgets.ts';
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
import { seeOther, withStatus } from '../../web/page-response.ts';
import { ownerPage, ownerPost } from '../../web/page-routes.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { CLASS_FORM } from '../class/form-texts.ts';
import { attempt, type FieldErrors } from '../form-errors/form-errors.ts';
import { loadWalletLimits } from './load.ts';
import { WALLET_PATH } from './paths.ts';
import { projectLimitRoutes } from './project-limit-routes.ts';
import { projectLimitSection, type RefusedProjectLimit } from './project-limit-section.ts';
import { WALLET } from './texts.ts';

const FIELDS = 'limits';
/** Only a class has a term. */
const WALLET_PERIODS = PERIODS.filter((period) => period !== 'term');

/** The wallet's own limits, all of them at once. */
export function walletRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, WALLET_PATH, async ({ view }) =>
    walletPage(view, site, typedFrom(await loadWalletLimits(site)), {}),
  );

  ownerPost(app, site, WALLET_PATH, async ({ view, form }) => {
    const typed = typedLimits(form, FIELDS);
    const attempted = await attempt(
      view.language,
      ([, index]) => limitFieldAt(FIELDS, Number(index), typed),
      () => replaceWalletBudgets(limitsFrom(typed), view.actor, site),
    );
    if ('errors' in attempted) return withStatus(422, walletPage(view, site, typed, attempted.errors));
    return seeOther('/dashboard', 'limit_set');
  });

  projectLimitRoutes(app, site, async (view, refused) =>
    walletPage(view, site, typedFrom(await loadWalletLimits(site)), {}, refused),
  );
}

function walletPage(
  view: OwnerView,
  site: Site,
  typed: TypedLimits,
  errors: FieldErrors,
  refused: RefusedProjectLimit | null = null,
): Html {
  const t = WALLET[view.language];
  const fields = limitFields({
    ...{ name: FIELDS, legend: t.limits, hint: t.hint(formatMoney(site.defaults.walletMonthly, view)), typed, errors },
    labels: CLASS_FORM[view.language].limitNames,
    carryLabel: CLASS_FORM[view.language].carryOver,
    periods: WALLET_PERIODS,
  });
  return renderPage(view, {
    title: t.title,
    lead: t.lead,
    body: html`${postForm(view, WALLET_PATH, html`${fields}${submit(t.save)}`, 'stack')}
${projectLimitSection(view, site, refused)}<p class="aside"><a href="/dashboard">${t.back}</a></p>`,
  });
}
