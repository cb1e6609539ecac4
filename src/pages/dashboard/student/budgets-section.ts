import type { FastifyInstance } from 'fastify';
import { deleteBudget, setBudget } from '../../../admin/budgets.ts';
import { getStudent } from '../../../admin/students.ts';
import { parseSelector, selectorText } from '../../../ledger/budget-selectors.ts';
import { BUDGET_UNITS } from '../../../ledger/budget-units.ts';
import { type BudgetBalance, type BudgetKind, isPlainMoney, kindKey } from '../../../ledger/budgets.ts';
import { mayCarry } from '../../../ledger/carry-over.ts';
import { formatUsd } from '../../../ledger/money.ts';
import { PERIODS } from '../../../ledger/periods.ts';
import { budgetBar, budgetTitle, smallBar, stateBadge } from '../../components/budget-bar.ts';
import { dataTable } from '../../components/data-table.ts';
import { checkbox, selectField, submit, textField } from '../../components/field.ts';
import { formatAmount, plainFirst } from '../../format/format-amount.ts';
import { money, placesFor } from '../../format/format-money.ts';
import { formatMoment } from '../../format/format-time.ts';
import type { Site } from '../../web/deps.ts';
import { type Form, postForm } from '../../web/forms.ts';
import { attribute, type Html, html } from '../../web/html.ts';
import { PageError } from '../../web/page-error.ts';
import { seeOther } from '../../web/page-response.ts';
import { ownerPost } from '../../web/page-routes.ts';
import { parseId } from '../../web/parse-id.ts';
import { inZone, type OwnerView } from '../../web/view-context.ts';
import { CLASS_FORM } from '../class/form-texts.ts';
import { attempt, fieldsNamed } from '../form-errors/form-errors.ts';
import { bothChosen, heightFrom, LIMIT_FIELD_AT, limitForm, limitFromForm } from '../limits/limit-form.ts';
import { LIMITS } from '../limits/texts.ts';
import type { LoadedStudent } from './load.ts';
import type { OpenForm, ShowRefused } from './open-form.ts';
import { STUDENT_PATH, studentPath } from './student-path.ts';
import { STUDENT } from './texts.ts';

export function studentBudgetRoutes(app: FastifyInstance, site: Site, showRefused: ShowRefused): void {
  ownerPost(app, site, `${STUDENT_PATH}/budgets`, async ({ view, param, form }) => {
    const { id } = await getStudent(parseId(param('id')), site);
    const kind = kindFrom(form);
    const { period, unit } = kind;
    const field = form.has(NEW_LIMIT) ? NEW_LIMIT : limitField(kind);
    const limit = heightFrom(form.text(field), unit);
    const periodField = field === NEW_LIMIT ? 'period' : field;
    const fieldAt = fieldsNamed({
      limit: field,
      quantity: field,
      selector: field,
      period: periodField,
      carryOver: periodField,
    });
    const isTicked = form.has(CARRY_OVER);
    const carryOver = isTicked || mayCarry(period) ? isTicked : undefined;
    const attempted = await attempt(view.language, fieldAt, () =>
      setBudget({ scope: 'student', scopeId: id, ...kind, limit, carryOver }, view.actor, site),
    );
    if ('errors' in attempted) return showRefused(view, id, field, { form, errors: attempted.errors });
    return seeOther(studentPath(id), 'limit_set');
  });

  ownerPost(app, site, `${STUDENT_PATH}/limits`, async ({ view, param, form }) => {
    const { id } = await getStudent(parseId(param('id')), site);
    const limit = limitFromForm(form);
    const both = bothChosen(form, view);
    const attempted =
      both === null
        ? await attempt(view.language, LIMIT_FIELD_AT, () =>
            setBudget({ scope: 'student', scopeId: id, ...limit }, view.actor, site),
          )
        : { errors: both };
    if ('errors' in attempted) return showRefused(view, id, FURTHER_LIMIT, { form, errors: attempted.errors });
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

/** What the limit is of; without a unit and a selector: money of every call. @throws PageError 400 */
function kindFrom(form: Form): BudgetKind {
  const period = PERIODS.find((each) => each === form.text('period'));
  const unit = form.has('unit') ? BUDGET_UNITS.find((each) => each === form.text('unit')) : 'money';
  if (period === undefined || unit === undefined) throw new PageError(400);
  try {
    return { period, unit, selector: parseSelector(form.text('selector')) };
  } catch (error) {
    if (error instanceof RangeError) throw new PageError(400);
    throw error;
  }
}

/** The name of the form of a kind, and of its amount, so that each field has an id of its own. */
function limitField(kind: BudgetKind): string {
  if (isPlainMoney(kind)) return `limit_${kind.period}`;
  return `limit_${kindKey(kind).replaceAll(/[^A-Za-z0-9.-]+/g, '_')}`;
}

/** The amount in the form for another budget. */
const NEW_LIMIT = 'limit';
const CARRY_OVER = 'carry_over';
/** The name of the form for a limit of another kind. */
const FURTHER_LIMIT = 'further_limit';

export function budgetsSection(view: OwnerView, site: Site, loaded: LoadedStudent, openForm: OpenForm | null): Html {
  const t = STUDENT[view.language];
  return html`<section><h2>${t.budgets}</h2><p class="quiet-text">${t.budgetsLead}</p>
<div class="budget-list">${plainFirst(loaded.balances).map((balance) => oneBudget(view, loaded, balance, openForm))}</div>
${addBudget(view, loaded, openForm)}${furtherLimits(view, site, loaded, openForm)}
${sharedTable(view, loaded)}
</section>`;
}

function oneBudget(view: OwnerView, loaded: LoadedStudent, balance: BudgetBalance, openForm: OpenForm | null): Html {
  const t = STUDENT[view.language];
  const { period, unit, source } = balance;
  const name = `${budgetTitle(view, balance)} · ${t.sources[source]}`;
  const field = limitField(balance);
  const refused = openForm?.name === field ? openForm.refused : null;
  const amount = textField({
    ...{
      name: field,
      label: t.amountPer(t.perPeriod[period]),
      hint: t.amountHint,
      unit: LIMITS[view.language].units[unit],
    },
    ...{ inputmode: 'decimal', isRequired: true },
    value: refused?.form.text(field) ?? limitText(balance),
    error: refused?.errors[field],
  });
  const path = studentPath(loaded.student.id, '/budgets');
  const isTicked = refused === null ? balance.carry !== null : refused.form.has(CARRY_OVER);
  const box = mayCarry(period) ? checkbox(CARRY_OVER, CLASS_FORM[view.language].carryOver, isTicked) : null;
  const hidden = hiddenKind(balance);
  return html`<div>${budgetBar(view, balance, { name })}
<details class="opens" ${attribute('open', refused !== null)}><summary>${source === 'own' ? t.change : t.setOwn}</summary>
<div class="opened stack">${postForm(view, path, html`${hidden}${amount}${box}${submit(t.save)}`)}${
    source === 'own' ? removal(view, loaded, balance) : null
  }</div></details></div>`;
}

function limitText({ unit, limit, carried }: BudgetBalance): string {
  return unit === 'money' ? formatUsd(limit - carried) : String(limit - carried);
}

function hiddenKind(kind: BudgetKind): Html {
  const period = html`<input type="hidden" name="period" value="${kind.period}">`;
  if (isPlainMoney(kind)) return period;
  return html`${period}<input type="hidden" name="unit" value="${kind.unit}"><input type="hidden" name="selector" value="${selectorText(kind.selector)}">`;
}

function removal(view: OwnerView, loaded: LoadedStudent, balance: BudgetBalance): Html {
  const t = STUDENT[view.language];
  const path = studentPath(loaded.student.id, `/budgets/${balance.budgetId ?? 0}/remove`);
  return postForm(
    view,
    path,
    html`<p class="hint">${afterRemoval(view, loaded, balance)}</p>${submit(t.removeBudget, 'plain')}`,
  );
}

/** As studentRules() of the ledger decides. */
function afterRemoval(view: OwnerView, { balances, classDefaults }: LoadedStudent, removed: BudgetBalance): string {
  const t = STUDENT[view.language];
  if (classDefaults.some((limit) => kindKey(limit) === kindKey(removed))) return t.thenClass;
  return isPlainMoney(removed) && balances.filter(isPlainMoney).length === 1 ? t.thenServer : t.thenNone;
}

function addBudget(view: OwnerView, loaded: LoadedStudent, openForm: OpenForm | null): Html | null {
  const t = STUDENT[view.language];
  const { student, schoolClass, balances } = loaded;
  const hasEnd = (schoolClass?.endsOn ?? null) !== null;
  const free = PERIODS.filter((period) => !balances.some((each) => each.period === period && isPlainMoney(each)));
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

/** For limits of other units, or of some calls. Those that there are have a bar above. */
function furtherLimits(
  view: OwnerView,
  site: Site,
  { student, schoolClass }: LoadedStudent,
  openForm: OpenForm | null,
) {
  const t = LIMITS[view.language];
  const refused = openForm?.name === FURTHER_LIMIT ? openForm.refused : null;
  const hasEnd = (schoolClass?.endsOn ?? null) !== null;
  const form = limitForm(view, {
    ...{ policy: site.policy(), schoolClass, refused },
    periods: PERIODS.filter((period) => hasEnd || period !== 'term'),
  });
  return html`<details class="opens" ${attribute('open', refused !== null)}><summary class="button plain">${t.add}</summary><div class="opened"><p class="quiet-text">${t.lead}</p>${postForm(view, studentPath(student.id, '/limits'), form)}</div></details>`;
}

/** Limits of the class and the wallet, which are set on pages of their own. */
function sharedTable(view: OwnerView, { shared, schoolClass }: LoadedStudent): Html {
  const t = STUDENT[view.language];
  const places = placesFor(
    shared.filter(({ unit }) => unit === 'money').flatMap(({ spent, limit }) => [spent, limit]),
    4,
  );
  const whose = ({ scope }: BudgetBalance) =>
    scope === 'class' && schoolClass !== null
      ? html`<a href="/dashboard/classes/${schoolClass.id}">${t.whose.class}</a>`
      : html`<a href="/dashboard">${t.whose.wallet}</a>`;
  const figure = (amount: number, row: BudgetBalance) =>
    row.unit === 'money' ? money(amount, view, places) : formatAmount(amount, row, view);
  return html`<div class="also">${dataTable<BudgetBalance>({
    caption: t.alsoApply,
    rows: shared,
    columns: [
      {
        head: t.budget,
        isName: true,
        cell: (row) => html`<span>${whose(row)} · ${budgetTitle(view, row)} ${stateBadge(view, row)}</span>`,
      },
      { head: t.spent, isHeadHidden: true, cell: (row) => smallBar(view, row) },
      { head: t.spent, isNumber: true, cell: (row) => figure(row.spent, row) },
      { head: t.amount, isNumber: true, cell: (row) => figure(row.limit, row) },
      {
        head: t.resetsOn,
        cell: ({ window, calendar }) => formatMoment(window.end, inZone(view, calendar.timeZone)) ?? '–',
      },
    ],
  })}</div>`;
}
