import type { BudgetBalance } from '../../../ledger/budgets.ts';
import { formatUsd } from '../../../ledger/money.ts';
import { PERIODS } from '../../../ledger/periods.ts';
import { budgetBar, smallBar, stateBadge } from '../../components/budget-bar.ts';
import { BUDGET } from '../../components/budget-texts.ts';
import { dataTable } from '../../components/data-table.ts';
import { selectField, submit, textField } from '../../components/field.ts';
import { money, placesFor } from '../../format/format-money.ts';
import { formatMoment } from '../../format/format-time.ts';
import { postForm } from '../../web/forms.ts';
import { attribute, type Html, html } from '../../web/html.ts';
import { inZone, type OwnerView } from '../../web/view-context.ts';
import type { Opened } from './form-errors.ts';
import { type StudentFacts, studentPath } from './load-student.ts';
import { STUDENT } from './texts.ts';

/** The name of the form of a period, and of its amount, so that each field has an id of its own. */
export function limitField(period: string): string {
  return `limit_${period}`;
}

/** What is typed into the form for a budget that is not there yet. */
export const NEW_LIMIT = 'limit';

export function budgetsSection(view: OwnerView, facts: StudentFacts, opened: Opened | null): Html {
  const t = STUDENT[view.language];
  return html`<section><h2>${t.budgets}</h2><p class="quiet-text">${t.budgetsLead}</p>
<div class="budget-list">${facts.balances.map((balance) => oneBudget(view, facts, balance, opened))}</div>
${addBudget(view, facts, opened)}
${sharedTable(view, facts)}
</section>`;
}

function oneBudget(view: OwnerView, facts: StudentFacts, balance: BudgetBalance, opened: Opened | null): Html {
  const t = STUDENT[view.language];
  const { period, source } = balance;
  const name = `${BUDGET[view.language].periods[period]} · ${t.sources[source]}`;
  const field = limitField(period);
  const tried = opened?.name === field ? opened.tried : null;
  const amount = textField({
    ...{ name: field, label: t.amountPer(t.perPeriod[period]), hint: t.amountHint, unit: 'USD' },
    ...{ inputmode: 'decimal', isRequired: true },
    value: tried?.form.text(field) ?? formatUsd(balance.limit),
    error: tried?.errors[field],
  });
  const path = `${studentPath(facts.student.id)}/budgets`;
  const hidden = html`<input type="hidden" name="period" value="${period}">`;
  return html`<div>${budgetBar(view, balance, { name })}
<details class="opens" ${attribute('open', tried !== null)}><summary>${source === 'own' ? t.change : t.setOwn}</summary>
<div class="opened stack">${postForm(view, path, html`${hidden}${amount}${submit(t.save)}`)}${
    source === 'own' ? removal(view, facts, balance) : null
  }</div></details></div>`;
}

function removal(view: OwnerView, facts: StudentFacts, { period, budgetId }: BudgetBalance): Html {
  const t = STUDENT[view.language];
  const path = `${studentPath(facts.student.id)}/budgets/${budgetId ?? 0}/remove`;
  return postForm(
    view,
    path,
    html`<p class="hint">${afterRemoval(view, facts, period)}</p>${submit(t.removeBudget, 'plain')}`,
  );
}

/** See studentRules of the ledger. */
function afterRemoval(view: OwnerView, { balances, classDefaults }: StudentFacts, period: string): string {
  const t = STUDENT[view.language];
  if (classDefaults.some((limit) => limit.period === period)) return t.thenClass;
  return balances.length === 1 ? t.thenServer : t.thenNone;
}

function addBudget(view: OwnerView, facts: StudentFacts, opened: Opened | null): Html | null {
  const t = STUDENT[view.language];
  const { student, schoolClass, balances } = facts;
  const hasEnd = (schoolClass?.endsOn ?? null) !== null;
  const free = PERIODS.filter((period) => !balances.some((balance) => balance.period === period));
  const choices = free
    .filter((period) => hasEnd || period !== 'term')
    .map((period) => ({ value: period, text: t.perPeriod[period] }));
  if (choices.length === 0) return null;
  const tried = opened?.name === NEW_LIMIT ? opened.tried : null;
  const replaces = balances.some(({ source }) => source === 'default') ? t.replacesServer : null;
  const fields = html`<div class="stack">${selectField({
    ...{ name: 'period', label: t.period, choices, value: tried?.form.text('period') },
    error: tried?.errors.period,
    hint: hasEnd ? undefined : t.termNeedsDates,
  })}${textField({
    ...{ name: NEW_LIMIT, label: t.amount, unit: 'USD', inputmode: 'decimal', isRequired: true },
    hint: [t.amountHint, replaces].filter((hint) => hint !== null).join(' '),
    value: tried?.form.text(NEW_LIMIT),
    error: tried?.errors[NEW_LIMIT],
  })}${submit(t.addBudget)}</div>`;
  return html`<details class="opens" ${attribute('open', tried !== null)}><summary class="button plain">${t.addBudget}</summary><div class="opened">${postForm(view, `${studentPath(student.id)}/budgets`, fields)}</div></details>`;
}

/** Class and wallet: they are set on pages of their own. */
function sharedTable(view: OwnerView, { shared, schoolClass }: StudentFacts): Html {
  const t = STUDENT[view.language];
  const places = placesFor(
    shared.flatMap(({ spent, limit }) => [spent, limit]),
    4,
  );
  const whose = ({ scope }: BudgetBalance) =>
    scope === 'class' && schoolClass !== null
      ? html`<a href="/dashboard/classes/${schoolClass.id}">${t.whose.class}</a>`
      : html`<a href="/dashboard">${t.whose.wallet}</a>`;
  const { periods } = BUDGET[view.language];
  return html`<div class="also">${dataTable<BudgetBalance>({
    caption: t.alsoApply,
    rows: shared,
    columns: [
      {
        head: t.budget,
        isName: true,
        cell: (row) => html`<span>${whose(row)} · ${periods[row.period]} ${stateBadge(view, row)}</span>`,
      },
      { head: t.spent, isHeadHidden: true, cell: (row) => smallBar(view, row) },
      { head: t.spent, isNumber: true, cell: (row) => money(row.spent, view, places) },
      { head: t.amount, isNumber: true, cell: (row) => money(row.limit, view, places) },
      {
        head: t.comesBack,
        cell: ({ window, calendar }) => formatMoment(window.end, inZone(view, calendar.timeZone)) ?? '–',
      },
    ],
  })}</div>`;
}
