import type { FastifyInstance } from 'fastify';
import { setLimit } from '../../../api/budgets.ts';
import { ownersChange } from '../../../api/deps.ts';
import { amountFrom } from '../../../api/fields.ts';
import type { Budget } from '../../../ledger/budgets.ts';
import { PERIODS, type Period } from '../../../ledger/periods.ts';
import { submit } from '../../components/field.ts';
import { renderPage } from '../../components/layout.ts';
import { limitFields, limitsOf, type TypedLimits, typedFrom, typedLimits } from '../../components/limit-fields.ts';
import { formatMoney } from '../../format/format-money.ts';
import type { Site } from '../../web/deps.ts';
import { postForm } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { seeOther, withStatus } from '../../web/page-response.ts';
import { ownerPage, ownerPost } from '../../web/page-routes.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { CLASS_FORM } from '../class/form-texts.ts';
import { WALLET } from './texts.ts';

export const WALLET_PATH = '/dashboard/wallet';
const FIELDS = 'limits';
/** The wallet has no term: that is a class's. */
const WALLET_PERIODS = PERIODS.filter((period) => period !== 'term');

/** The wallet's own limits, all of them at once. */
export function walletRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, WALLET_PATH, async ({ view }) => walletPage(view, site, typedFrom(await ownLimits(site)), {}));

  ownerPost(app, site, WALLET_PATH, async ({ view, form }) => {
    const typed = typedLimits(form, FIELDS);
    const errors = errorsOf(view, typed);
    if (Object.keys(errors).length > 0) return withStatus(422, walletPage(view, site, typed, errors));
    await replaceLimits(typed, site);
    return seeOther('/dashboard', 'limit_set');
  });
}

function ownLimits({ owner }: Site): Promise<Budget[]> {
  return owner.store.ledger.listBudgets({ scope: 'wallet' });
}

/** Sets what is new or another, removes what was emptied: a limit that stays is no change, and no entry of the audit. */
async function replaceLimits(typed: TypedLimits, site: Site): Promise<void> {
  const { owner } = site;
  const before = await ownLimits(site);
  const after = limitsOf(typed);
  for (const { period, limit_usd } of after) {
    const limit = amountFrom(limit_usd, period);
    const isNew = !before.some((budget) => budget.period === period && budget.limit === limit);
    if (isNew) await setLimit({ scope: 'wallet', period, limit_usd }, owner);
  }
  for (const budget of before.filter(({ period }) => !after.some((limit) => limit.period === period))) {
    await owner.store.ledger.deleteBudget(budget.id, ownersChange(owner));
  }
}

function errorsOf({ language }: OwnerView, typed: TypedLimits): Record<string, string> {
  const wrong = limitsOf(typed).filter(({ limit_usd, period }) => !isAmount(limit_usd, period));
  return Object.fromEntries(wrong.map(({ period }) => [`${FIELDS}_${period}`, WALLET[language].amountError]));
}

function isAmount(usd: number, period: Period): boolean {
  try {
    amountFrom(usd, period);
    return true;
  } catch {
    return false;
  }
}

function walletPage(view: OwnerView, site: Site, typed: TypedLimits, errors: Readonly<Record<string, string>>): Html {
  const t = WALLET[view.language];
  const fields = limitFields({
    ...{ name: FIELDS, legend: t.limits, hint: t.hint(formatMoney(site.defaults.walletMonthly, view)), typed, errors },
    labels: CLASS_FORM[view.language].limitNames,
    periods: WALLET_PERIODS,
  });
  return renderPage(view, {
    title: t.title,
    lead: t.lead,
    body: html`${postForm(view, WALLET_PATH, html`${fields}${submit(t.save)}`, 'stack')}<p class="aside"><a href="/dashboard">${t.back}</a></p>`,
  });
}
