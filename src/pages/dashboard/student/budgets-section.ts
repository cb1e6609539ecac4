import type { FastifyInstance } from 'fastify';
import { deleteBudget, setBudget } from '../../../admin/budgets.ts';
import { getStudent } from '../../../admin/students.ts';
import type { BudgetBalance } from '../../../ledger/budgets.ts';
import { mayCarry } from '../../../ledger/carry-over.ts';
import { formatUsd } from '../../../ledger/money.ts';
import { PERIODS } from '../../../ledger/periods.ts';
import { budgetBar, smallBar, stateBadge } from '../../components/budget-bar.ts';
import { BUDGET } from '../../components/budget-texts.ts';
import { dataTable } from '../../components/data-table.ts';
import { checkbox, selectField, submit, textField } from '../../components/field.ts';
import { money, placesFor } from '../../format/format-money.ts';
import { formatMoment } from '../../format/format-time.ts';
import { parseUsd } from '../../format/parse-usd.ts';
import type { Site } from '../../web/deps.ts';
import { postForm } from '../../web/forms.ts';
import { attribute, type Html, html } from '../../web/html.ts';
import { PageError } from '../../web/page-error.ts';
import { seeOther } from '../../web/page-response.ts';
import { ownerPost } from '../../web/page-routes.ts';
import { parseId } from '../../web/parse-id.ts';
import { inZone, type OwnerView } from '../../web/view-context.ts';
import { CLASS_FORM } from '../class/form-texts.ts';
import { attempt, fieldsNamed } from '../form-errors/form-errors.ts';
import type { LoadedStudent } from './load.ts';
import type { OpenForm, ShowRefused } from './open-form.ts';
import { STUDENT_PATH, studentPath } from './student-path.ts';
import { STUDENT } from './texts.ts';

export function studentBudgetRoutes(app: FastifyInstance, site: Site, showRefused: ShowRefused): void {
  ownerPost(app, site, `${STUDENT_PATH}/budgets`, async ({ view, param, form }) => {
    const { id } = await getStudent(parseId(param('id')), site);
    const period = PERIODS.find((each) => each === form.text('period'));
    if (period === undefined) throw new PageError(400);
    const field = form.has(NEW_LIMIT) ? NEW_LIMIT : limitField(period);
    const limit = parseUsd(form.text(field)) ?? Number.NaN;
    const periodField = field === NEW_LIMIT ? 'period' : field;
    const fieldAt = fieldsNamed({ limit: field, period: periodField, carryOver: periodField });
    const isTicked = form.has(CARRY_OVER);
    const carryOver = isTicked || mayCarry(period) ? isTicked : undefined;
    const attempted = await attempt(view.language, fieldAt, () =>
      setBudget({ scope: 'student', scopeId: id, period, limit, carryOver }, view.actor, site),
    );
    if ('errors' in attempted) return showRefused(view, id, field, { form, errors: attempted.errors });
    return seeOther(studentPath(id), 'limit_set');
  });

  ownerPost(app, site, `${STUDENT_PATH}/budgets/:budget/remove`, async ({ view, param }) => {
    const { id } = await getStudent(parseId(param('id')), site);
    const budgetId = parseId(param('budget'));
    const own = await site.store.ledger.listBudgets({ scope: 'student', scopeId: id });
    if (!own.some((budget) => budget.id === budgetId)) throw new PageError(404);
    await deleteBudget(budgetId, view.actor, site);
    return seeOther(studentPath(id), 'limit_removed');
  });
}

/** The name of the form of a period, and of its amount, so that each field has an id of its own. */
function limitField(period: string): string {
  return `limit_${period}`;
}

/** The amount in the form for another budget. */
const NEW_LIMIT = 'limit';
const CARRY_OVER = 'carry_over';

export function budgetsSection(view: OwnerView, loaded: LoadedStudent, openForm: OpenForm | null): Html {
  const t = STUDENT[view.language];
  return html`<section><h2>${t.budgets}</h2><p class="quiet-text">${t.budgetsLead}</p>
<div class="budget-list">${loaded.balances.map((balance) => oneBudget(view, loaded, balance, openForm))}</div>
${addBudget(view, loaded, openForm)}
${sharedTable(view, loaded)}
</section>`;
}

function oneBudget(view: OwnerView, loaded: LoadedStudent, balance: BudgetBalance, openForm: OpenForm | null): Html {
  const t = STUDENT[view.language];
  const { period, source } = balance;
  const name = `${BUDGET[view.language].periods[period]} · ${t.sources[source]}`;
  const field = limitField(period);
  const refused = openForm?.name === field ? openForm.refused : null;
  const amount = textField({
    ...{ name: field, label: t.amountPer(t.perPeriod[period]), hint: t.amountHint, unit: 'USD' },
    ...{ inputmode: 'decimal', isRequired: true },
    value: refused?.form.text(field) ?? formatUsd(balance.limit - balance.carried),
    error: refused?.errors[field],
  });
  const path = studentPath(loaded.student.id, '/budgets');
  const isTicked = refused === null ? balance.carry !== null : refused.form.has(CARRY_OVER);
  const box = mayCarry(period) ? checkbox(CARRY_OVER, CLASS_FORM[view.language].carryOver, isTicked) : null;
  const hidden = html`<input type="hidden" name="period" value="${period}">`;
  return html`<div>${budgetBar(view, balance, { name })}
<details class="opens" ${attribute('open', refused !== null)}><summary>${source === 'own' ? t.change : t.setOwn}</summary>
<div class="opened stack">${postForm(view, path, html`${hidden}${amount}${box}${submit(t.save)}`)}${
    source === 'own' ? removal(view, loaded, balance) : null
  }</div></details></div>`;
}

function removal(view: OwnerView, loaded: LoadedStudent, { period, budgetId }: BudgetBalance): Html {
  const t = STUDENT[view.language];
  const path = studentPath(loaded.student.id, `/budgets/${budgetId ?? 0}/remove`);
  return postForm(
    view,
    path,
    html`<p class="hint">${afterRemoval(view, loaded, period)}</p>${submit(t.removeBudget, 'plain')}`,
  );
}

/** As studentRules() of the ledger decides. */
function afterRemoval(view: OwnerView, { balances, classDefaults }: LoadedStudent, period: string): string {
  const t = STUDENT[view.language];
  if (classDefaults.some((limit) => limit.period === period)) return t.thenClass;
  return balances.length === 1 ? t.thenServer : t.thenNone;
}

function addBudget(view: OwnerView, loaded: LoadedStudent, openForm: OpenForm | null): Html | null {
  const t = STUDENT[view.language];
  const { student, schoolClass, balances } = loaded;
  const hasEnd = (schoolClass?.endsOn ?? null) !== null;
  const free = PERIODS.filter((period) => !balances.some((balance) => balance.period === period));
  const choices = free
    .filter((period) => hasEnd || period !== 'term')
    .map((period) => ({ value: period, text: t.perPeriod[period] }));
  if (choices.length === 0) return null;
  const refused = openForm?.name === NEW_LIMIT ? openForm.refused : null;
  const replaces = balances.some(({ source }) => source === 'default') ? t.replacesServer : null;
  const fields = html`<div class="stack">${selectField({
    ...{ name: 'period', label: t.period, choices, value: refused?.form.text('period') },
    error: refused?.errors.period,
    hint: hasEnd ? undefined : t.termNeedsDates,
  })}${textField({
    ...{ name: NEW_LIMIT, label: t.amount, unit: 'USD', inputmode: 'decimal', isRequired: true },
    hint: [t.amountHint, replaces].filter((hint) => hint !== null).join(' '),
    value: refused?.form.text(NEW_LIMIT),
    error: refused?.errors[NEW_LIMIT],
  })}${checkbox(CARRY_OVER, CLASS_FORM[view.language].carryOver, refused?.form.has(CARRY_OVER))}${submit(t.addBudget)}</div>`;
  return html`<details class="opens" ${attribute('open', refused !== null)}><summary class="button plain">${t.addBudget}</summary><div class="opened">${postForm(view, studentPath(student.id, '/budgets'), fields)}</div></details>`;
}

/** Limits of the class and the wallet, which are set on pages of their own. */
function sharedTable(view: OwnerView, { shared, schoolClass }: LoadedStudent): Html {
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
        head: t.resetsOn,
        cell: ({ window, calendar }) => formatMoment(window.end, inZone(view, calendar.timeZone)) ?? '–',
      },
    ],
  })}</div>`;
}
