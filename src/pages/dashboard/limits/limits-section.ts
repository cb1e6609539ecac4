import type { SchoolClass } from '../../../access/classes.ts';
import { BUDGET_HINT_TEXTS, budgetHints } from '../../../admin/budget-hints.ts';
import { type Budget, isPlainMoney, limitOf } from '../../../ledger/budgets.ts';
import type { Period } from '../../../ledger/periods.ts';
import { dataTable } from '../../components/data-table.ts';
import type { Site } from '../../web/deps.ts';
import { postForm } from '../../web/forms.ts';
import { attribute, type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { limitsText } from '../class/limit-sets.ts';
import type { RefusedForm } from '../form-errors/form-errors.ts';
import { limitForm } from './limit-form.ts';
import { LIMITS } from './texts.ts';

export interface LimitsParts {
  /** Of any kind; those of money for every call have a form of their own. */
  readonly budgets: readonly Budget[];
  readonly schoolClass: SchoolClass | null;
  readonly periods: readonly Period[];
  /** Where the form is sent; `${path}/ID/remove` removes one. */
  readonly path: string;
  readonly refused: RefusedForm | null;
  readonly whom?: Html;
}

/** The limits of other units, or of some calls only, each with a button that removes it; and a form for one more. */
export function limitsSection(view: OwnerView, site: Site, parts: LimitsParts): Html {
  const t = LIMITS[view.language];
  const { schoolClass, periods, path, refused, whom } = parts;
  const rows = parts.budgets.filter((budget) => !isPlainMoney(budget));
  const policy = site.policy();
  const form = limitForm(view, { policy, schoolClass, periods, refused, ...(whom === undefined ? {} : { whom }) });
  const listed = rows.length === 0 ? null : limitTable(view, site, rows, parts);
  return html`<div class="also further-limits stack" id="further-limits"><h3>${t.title}</h3><p class="quiet-text">${t.lead}</p>${listed}
<details class="opens" ${attribute('open', refused !== null)}><summary class="button plain">${t.add}</summary>
<div class="opened">${postForm(view, path, form)}</div></details></div>`;
}

function limitTable(
  view: OwnerView,
  site: Site,
  rows: readonly Budget[],
  { path, whom, schoolClass }: LimitsParts,
): Html {
  const t = LIMITS[view.language];
  const text = (budget: Budget) => limitsText(view, [limitOf(budget)]);
  const whose = {
    head: t.forWhom,
    cell: ({ scope }: Budget) => (scope === 'class-student' ? t.each : t.whole),
  };
  return dataTable<Budget>({
    ...{ caption: t.title, isCaptionHidden: true, rows },
    columns: [
      {
        head: t.what,
        isName: true,
        cell: (budget) => html`<span>${text(budget)}${hintsOf(view, site, budget, schoolClass)}</span>`,
      },
      ...(whom === undefined ? [] : [whose]),
      {
        head: t.remove,
        isHeadHidden: true,
        cell: (budget) =>
          postForm(
            view,
            `${path}/${budget.id}/remove`,
            html`<button class="button plain" aria-label="${t.removeOne(text(budget))}">${t.remove}</button>`,
          ),
      },
    ],
  });
}

function hintsOf(view: OwnerView, site: Site, budget: Budget, schoolClass: SchoolClass | null): Html[] {
  const texts = BUDGET_HINT_TEXTS[view.language];
  return budgetHints(budget, site.policy(), schoolClass).map(
    (hint) => html`<span class="cell-note">${texts[hint]}</span>`,
  );
}
