import type { FastifyInstance } from 'fastify';
import type { SchoolClass } from '../../../access/classes.ts';
import { presentEach } from '../../../api/present-each.ts';
import { availableIn, type BudgetBalance } from '../../../ledger/budgets.ts';
import type { NanoUsd } from '../../../ledger/money.ts';
import { localDay } from '../../../ledger/periods.ts';
import { smallBar } from '../../components/budget-bar.ts';
import { BUDGET } from '../../components/budget-texts.ts';
import { datesText, firstOfMonth, sessionMark } from '../../components/class-dates.ts';
import { dataTable } from '../../components/data-table.ts';
import { emptyState } from '../../components/empty-state.ts';
import { renderPage } from '../../components/layout.ts';
import { LAYOUT } from '../../components/layout-texts.ts';
import { formatMoney, money, placesFor } from '../../format/format-money.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html } from '../../web/html.ts';
import { ownerPage } from '../../web/page-routes.ts';
import type { OwnerView, ViewContext } from '../../web/view-context.ts';
import { newClassRoutes } from '../class/new-page.ts';
import { CLASSES_PATH, classPath } from '../class/paths.ts';
import { oneClassRoutes } from '../class/routes.ts';
import { bulkRoutes } from '../class-bulk/page.ts';
import { everyClass } from './every-class.ts';
import { CLASSES } from './texts.ts';

export function classRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, CLASSES_PATH, async ({ view }) => {
    const t = CLASSES[view.language];
    const add = { href: `${CLASSES_PATH}/new`, text: t.add };
    const rows = await listedClasses(view, site);
    return renderPage(view, {
      title: LAYOUT[view.language].classes,
      lead: t.lead,
      actions: rows.length === 0 ? undefined : html`<a class="button primary" href="${add.href}">${add.text}</a>`,
      body: rows.length === 0 ? emptyState(t.none, add) : classTable(view, rows),
    });
  });
  newClassRoutes(app, site);
  oneClassRoutes(app, site);
  bulkRoutes(app, site);
}

interface ListedClass {
  readonly schoolClass: SchoolClass;
  readonly students: number;
  readonly balances: readonly BudgetBalance[];
  /** This month, in the server's zone. */
  readonly spent: NanoUsd;
}

async function listedClasses({ now }: OwnerView, { owner }: Site): Promise<ListedClass[]> {
  const { ledger, records } = owner.store;
  const today = localDay(owner.timeZone, now);
  const month = { from: firstOfMonth(today), to: today };
  const [classes, usage, everybody] = await Promise.all([
    everyClass(owner.store),
    records.usage({ ...month, groupBy: 'class' }),
    records.studentOverview({ ...month, sort: 'name', offset: 0, limit: Number.MAX_SAFE_INTEGER, now }),
  ]);
  const spent = new Map(usage.rows.map(({ key, cost }) => [key, cost]));
  const members = Map.groupBy(everybody.rows, ({ student }) => student.classId);
  return presentEach(classes, async (schoolClass) => ({
    schoolClass,
    students: members.get(schoolClass.id)?.length ?? 0,
    balances: await ledger.balancesOf('class', schoolClass.id, now),
    spent: spent.get(String(schoolClass.id)) ?? 0,
  }));
}

function classTable(view: ViewContext, rows: readonly ListedClass[]): Html {
  const t = CLASSES[view.language];
  const places = placesFor(
    rows.map(({ spent }) => spent),
    4,
  );
  return dataTable<ListedClass>({
    caption: LAYOUT[view.language].classes,
    isCaptionHidden: true,
    rows,
    columns: [
      {
        head: t.name,
        isName: true,
        cell: ({ schoolClass: { id, name } }) => html`<a class="who" href="${classPath(id)}">${name}</a>`,
      },
      { head: t.students, isNumber: true, cell: ({ students }) => students },
      {
        head: t.dates,
        cell: ({ schoolClass }) => html`${datesText(view, schoolClass)} ${sessionMark(view, schoolClass)}`,
      },
      { head: t.budgets, cell: ({ balances }) => balances.map((balance) => namedBar(view, balance)) },
      { head: t.spentThisMonth, isNumber: true, cell: ({ spent }) => money(spent, view, places) },
    ],
  });
}

function namedBar(view: ViewContext, balance: BudgetBalance): Html {
  const left = formatMoney(Math.max(0, availableIn(balance)), { ...view, krwPerUsd: null });
  return html`<span class="budget-cell">${smallBar(view, balance)}<span class="cell-note">${BUDGET[view.language].periods[balance.period]} · ${CLASSES[view.language].left} ${left}</span></span>`;
}
