import type { BudgetBalance } from '../../../ledger/budgets.ts';
import { percentUsed, resetText, smallBar, stateBadge } from '../../components/budget-bar.ts';
import { BUDGET } from '../../components/budget-texts.ts';
import { dataTable } from '../../components/data-table.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { loadWho, studentLink, type Who } from '../people-filter/people-filter.ts';
import { OVERVIEW } from './texts.ts';

const NEAR_PERCENT = 80;
const MAX_SHOWN = 10;
/** So many students are looked at in a millisecond or two; calls in flight go on between one lot and the next. */
const AT_ONCE = 50;

interface NearStudent {
  readonly studentId: number;
  /** The one of the student's budgets of which most is used. */
  readonly balance: BudgetBalance;
}

/** The students who have used most of a budget of their own, the worst first. */
export async function nearLimits(view: OwnerView, site: Site): Promise<Html> {
  const t = OVERVIEW[view.language];
  const who = await loadWho(site.owner.store);
  const present = [...who.students].filter(([, { removed }]) => !removed).map(([id]) => id);
  const near = await nearOnes(present, view.now, site);
  const content = near.length === 0 ? html`<p class="quiet-text">${t.noNear}</p>` : tableOf(view, near, who);
  return html`<section><h2>${t.near}</h2>${content}</section>`;
}

async function nearOnes(studentIds: readonly number[], now: number, { owner }: Site): Promise<NearStudent[]> {
  const near: NearStudent[] = [];
  for (let first = 0; first < studentIds.length; first += AT_ONCE) {
    const balances = await owner.store.ledger.balancesOfStudents(studentIds.slice(first, first + AT_ONCE), now);
    for (const [studentId, ofStudent] of balances) {
      const worst = ofStudent.filter(isNear).sort(byUse)[0];
      if (worst !== undefined) near.push({ studentId, balance: worst });
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  return near.sort((a, b) => byUse(a.balance, b.balance)).slice(0, MAX_SHOWN);
}

/** Who was given nothing to spend is near no limit. */
function isNear(balance: BudgetBalance): boolean {
  return balance.spent + balance.held > 0 && percentUsed(balance) >= NEAR_PERCENT;
}

function byUse(a: BudgetBalance, b: BudgetBalance): number {
  return percentUsed(b) - percentUsed(a) || b.spent + b.held - (a.spent + a.held);
}

function tableOf(view: OwnerView, near: readonly NearStudent[], who: Who): Html {
  const t = OVERVIEW[view.language];
  const { periods, used } = BUDGET[view.language];
  return dataTable({
    caption: t.near,
    isCaptionHidden: true,
    columns: [
      { head: t.student, isName: true, cell: ({ studentId }) => studentLink(view, who, studentId) },
      { head: t.budget, cell: ({ balance }) => periods[balance.period] },
      { head: t.used, cell: ({ balance }) => smallBar(view, balance) },
      {
        head: t.share,
        isNumber: true,
        cell: ({ balance }) => html`<span>${used(percentUsed(balance))} ${stateBadge(view, balance)}</span>`,
      },
      { head: t.comesBack, cell: ({ balance }) => resetText(view, balance) },
    ],
    rows: near,
  });
}
